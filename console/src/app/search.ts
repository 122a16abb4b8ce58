// A page's whole view stands in its URL. Whoever sends or edits one controls these values: what does not fit is left out, never an error.

export type RawSearch = Record<string, unknown>;

/** A text of at most `most` characters, or nothing. */
export function text(value: unknown, most = 200): string | undefined {
  const read = typeof value === 'number' ? String(value) : value;
  return typeof read === 'string' && read !== '' ? read.slice(0, most) : undefined;
}

export function oneOf<T extends string>(value: unknown, known: readonly T[]): T | undefined {
  return known.find((one) => one === value);
}

/** Several values: `a,b` in the URL, a list where a page names its next view. */
export function several<T extends string>(value: unknown, known: readonly T[]): readonly T[] | undefined {
  const asked: readonly unknown[] | undefined = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : undefined;
  if (asked === undefined) return undefined;
  const found = known.filter((one) => asked.includes(one));
  return found.length === 0 ? undefined : found;
}

/** A whole number from 0. */
export function count(value: unknown): number | undefined {
  const read = typeof value === 'number' ? value : typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined;
  return read !== undefined && Number.isSafeInteger(read) && read >= 0 ? read : undefined;
}

export const yes = (value: unknown): true | undefined => (value === true || value === 'true' || value === 1 ? true : undefined);

/** RFC 3339 in UTC, to the second or finer. */
export function instant(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

/**
 * Leaves out what is not set, so that the URL shows only what differs from the usual view. Every field may be left out, or set to `undefined` to take it away.
 * Of a URL that was given (`raw`), what was refused is said to be absent: the router lays what is read here over what stood there, and what it does not find
 * here reaches the page as it came.
 */
export function only<T extends object>(values: T, raw: RawSearch = {}): Partial<T> {
  // Nothing but absent fields is left out, so what remains has the types it had.
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => value !== undefined || Object.hasOwn(raw, key))) as Partial<T>;
}
