/** `any` and `na` are the logical values of NISTIR 7695; else the value, unescaped, with its wildcards told apart. */
export type CpeValue = { readonly kind: 'any' } | { readonly kind: 'na' } | CpeText;

export interface CpeText {
  readonly kind: 'text';
  /** What stands between the wildcards, in lower case and without escapes. */
  readonly text: string;
  /** `many` is `*`, a number is that many `?`. */
  readonly before?: 'many' | number;
  readonly after?: 'many' | number;
}

export const CPE_ATTRIBUTES = [
  'part',
  'vendor',
  'product',
  'version',
  'update',
  'edition',
  'language',
  'sw_edition',
  'target_sw',
  'target_hw',
  'other',
] as const;

export type CpeAttribute = (typeof CPE_ATTRIBUTES)[number];

/** A well-formed CPE name (NISTIR 7695), from a 2.2 URI or a 2.3 formatted string. */
export type Cpe = { readonly [attribute in CpeAttribute]: CpeValue };
