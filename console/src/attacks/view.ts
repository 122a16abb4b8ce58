export const VIEWS = ['ways', 'chokepoints', 'blast', 'times'] as const;
export type View = (typeof VIEWS)[number];

/** What the URL of the page holds. */
export interface AttacksSearch {
  readonly view?: View | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly way?: number | undefined;
  readonly prove?: string | undefined;
  readonly fail?: string | undefined;
  readonly fall?: string | undefined;
  readonly of?: string | undefined;
  readonly find?: string | undefined;
  readonly sort?: string | undefined;
  readonly page?: number | undefined;
}

/** `a,b` of the URL. */
export const listed = (written: string | undefined): readonly string[] => (written ?? '').split(',').filter((one) => one !== '');
export const written = (list: readonly string[]): string | undefined => (list.length === 0 ? undefined : list.join(','));

/** What is supposed, as the URL holds it. */
export interface Supposed {
  readonly prove: readonly string[];
  readonly fail: readonly string[];
  readonly fall: readonly string[];
}
export type Kind = keyof Supposed;

export const supposedOf = (search: AttacksSearch): Supposed => ({ prove: listed(search.prove), fail: listed(search.fail), fall: listed(search.fall) });
export const isSupposing = ({ prove, fail, fall }: Supposed): boolean => prove.length + fail.length + fall.length > 0;

export const same = (a: Supposed, b: Supposed): boolean => JSON.stringify([a.prove, a.fail, a.fall]) === JSON.stringify([b.prove, b.fail, b.fall]);

/** With this supposed if it is not, and without it if it is. A control is supposed proven or failing, never both. */
export function toggled(supposed: Supposed, kind: Kind, name: string): Supposed {
  const without = (list: readonly string[]) => list.filter((one) => one !== name);
  const next = supposed[kind].includes(name) ? without(supposed[kind]) : [...supposed[kind], name];
  if (kind === 'fall') return { ...supposed, fall: next };
  return { ...supposed, prove: without(supposed.prove), fail: without(supposed.fail), [kind]: next };
}
