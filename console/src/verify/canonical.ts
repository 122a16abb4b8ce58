type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** RFC 8785: keys sorted by UTF-16 code units, the platform's own forms of numbers and strings, no white space. `undefined` for what has no such form. */
function canonical(value: Json, depth: number): string | undefined {
  if (depth === 0) return undefined;
  if (typeof value === 'string') return LONE_SURROGATE.test(value) ? undefined : JSON.stringify(value);
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : undefined;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts: string[] = [];
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) {
      const part = canonical(item, depth - 1);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    return `[${parts.join(',')}]`;
  }
  for (const key of Object.keys(value).sort()) {
    const part = canonical((value as { readonly [key: string]: Json })[key] ?? null, depth - 1);
    if (part === undefined || LONE_SURROGATE.test(key)) return undefined;
    parts.push(`${JSON.stringify(key)}:${part}`);
  }
  return `{${parts.join(',')}}`;
}

/** What an entry says of itself. */
export interface EntryRead {
  readonly seq: number;
  readonly recordedAt: string;
  readonly type: string;
  readonly body: unknown;
}

const DEEPEST = 80;

/**
 * Reads an entry from the very text that is hashed. A text that does not come out as it went in has two readings (a key given twice, another spelling of
 * a number): then what is shown need not be what was signed, and it is refused. `why` says so in words.
 */
export function readEntry(text: string): { readonly kind: 'entry'; readonly entry: EntryRead } | { readonly kind: 'refused'; readonly why: string } {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return { kind: 'refused', why: 'The entry is no JSON.' };
  }
  if (canonical(value, DEEPEST) !== text)
    return { kind: 'refused', why: 'The entry is not in its canonical form, so its text and its hash could mean different things.' };
  const { seq, recordedAt, type, body } = (typeof value === 'object' && value !== null ? value : {}) as { readonly [key: string]: Json };
  if (typeof seq !== 'number' || typeof recordedAt !== 'string' || typeof type !== 'string' || body === undefined)
    return { kind: 'refused', why: 'The entry does not say what it is: seq, recordedAt, type and body.' };
  return { kind: 'entry', entry: { seq, recordedAt, type, body } };
}
