// Values of foreign records, by the kind that is asked for: what is of another kind is as if it were not there.

type Foreign = Readonly<Record<string, unknown>>;

export function textIn(record: Foreign, name: string): string | undefined {
  const value = record[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberIn(record: Foreign, name: string): number | undefined {
  const value = record[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A number, also where the source wrote its digits as text. */
export function countIn(record: Foreign, name: string): number | undefined {
  const value = record[name];
  const number = typeof value === 'string' && value !== '' && value.length < 32 ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined;
}

export function flagIn(record: Foreign, name: string): boolean | undefined {
  const value = record[name];
  return typeof value === 'boolean' ? value : undefined;
}

export function objectIn(record: Foreign, name: string): Foreign | undefined {
  return objectOf(record[name]);
}

export function objectOf(value: unknown): Foreign | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Foreign) : undefined;
}

export function listIn(record: Foreign, name: string): readonly unknown[] {
  const value = record[name];
  return Array.isArray(value) ? value : [];
}

/** The texts of a list; a single text is a list of one. */
export function textsIn(record: Foreign, name: string): readonly string[] {
  const value = record[name];
  if (typeof value === 'string') return value === '' ? [] : [value];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** The object without what is `undefined`, so that what a source does not say is absent and not empty. */
export function present<T extends object>(value: { readonly [K in keyof T]: T[K] | undefined }): T {
  const out: Record<string, unknown> = {};
  for (const key in value) if (value[key] !== undefined) out[key] = value[key];
  return out as T;
}
