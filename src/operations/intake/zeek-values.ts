import { INTAKE_LIMITS } from './limits.ts';

/** How a field's text is to be read (Zeek's `#types`). */
export type Kind = 'text' | 'number' | 'flag' | 'texts' | 'numbers' | 'flags';

export function kindOf(type: string): Kind {
  if (type.startsWith('set[') || type.startsWith('vector[')) {
    const of = kindOf(type.slice(type.indexOf('[') + 1, -1));
    return of === 'number' ? 'numbers' : of === 'flag' ? 'flags' : 'texts';
  }
  if (type === 'time' || type === 'interval' || type === 'count' || type === 'int' || type === 'double' || type === 'port') return 'number';
  return type === 'bool' ? 'flag' : 'text';
}

export interface Header {
  separator: string;
  set: string;
  empty: string;
  unset: string;
  path: string | undefined;
  fields: readonly string[];
  kinds: readonly Kind[];
}

export const fresh = (path: string | undefined): Header => ({ separator: '\t', set: ',', empty: '(empty)', unset: '-', path, fields: [], kinds: [] });

/** `\x09` as Zeek writes a separator, and every byte that it escapes in text: `\x` and two hexadecimal digits. */
export function unescaped(text: string): string {
  let at = text.indexOf('\\x');
  if (at === -1) return text;
  let out = '';
  let from = 0;
  for (; at !== -1; at = text.indexOf('\\x', at + 2)) {
    const code = Number.parseInt(text.slice(at + 2, at + 4), 16);
    const pair = /^[0-9a-fA-F]{2}$/.test(text.slice(at + 2, at + 4));
    if (!pair || at < from) continue;
    out += text.slice(from, at) + String.fromCharCode(code);
    from = at + 4;
  }
  return out + text.slice(from);
}

/** A number of digits with at most one point, read in place; anything else by its text. Exact: the digits are a whole number that a double holds, over a power of ten that one holds. */
export function numberAt(text: string, from: number, to: number): unknown {
  let [value, point] = [0, -1];
  for (let i = from; i < to; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x2e && point === -1 && i > from && i + 1 < to) point = i;
    else if (code >= 0x30 && code <= 0x39) value = value * 10 + code - 0x30;
    else return oneValue(text.slice(from, to), 'number');
  }
  if (to === from || value > Number.MAX_SAFE_INTEGER || to - from > 22) return oneValue(text.slice(from, to), 'number');
  return point === -1 ? value : value / 10 ** (to - point - 1);
}

function oneValue(text: string, kind: Kind): unknown {
  if (kind === 'number' || kind === 'numbers') {
    const value = text === '' ? Number.NaN : Number(text);
    return Number.isNaN(value) ? text : value;
  }
  if (kind === 'flag' || kind === 'flags') return text === 'T' || text === 'true' ? true : text === 'F' || text === 'false' ? false : text;
  return text.indexOf('\\') === -1 ? text : unescaped(text);
}

/** The value of one field by the kind that the header declares; `undefined` for one that is not set. */
export function zeekValue(text: string, kind: Kind, { set, empty, unset }: Pick<Header, 'set' | 'empty' | 'unset'>): unknown {
  if (text === unset) return undefined;
  if (kind === 'texts' || kind === 'numbers' || kind === 'flags') {
    if (text === empty || text === '') return [];
    return text.split(set, INTAKE_LIMITS.fields).map((one) => oneValue(one, kind));
  }
  return text === empty ? '' : oneValue(text, kind);
}

/** The same name as an engine keeps the names of properties, by which it finds them soonest. */
export function keyed(name: string): string {
  return Object.keys({ [name]: 0 })[0] ?? name;
}

const MOST_TEMPLATES = 256;

/**
 * Makes the records of one header. Lines in which the same fields are set give objects of the same make, each a copy of the first: copying and filling an object costs a fraction of naming its fields anew.
 * A field by the name of an object's prototype is left out.
 */
export class Shape {
  private readonly templates = new Map<string | number, Readonly<Record<string, unknown>>>();
  private readonly starts: Int32Array;
  private readonly ends: Int32Array;
  private readonly set: Uint8Array;
  private readonly header: Header;
  private mask = 0;

  constructor(header: Header) {
    this.header = header;
    this.starts = new Int32Array(header.fields.length);
    this.ends = new Int32Array(header.fields.length);
    this.set = new Uint8Array(header.fields.length);
  }

  begin(fields: number): void {
    this.mask = fields;
  }

  field(i: number, from: number, to: number, unset: boolean): void {
    this.starts[i] = from;
    this.ends[i] = to;
    this.set[i] = unset || this.header.fields[i] === '__proto__' ? 0 : 1;
    // Which fields are set as one number, of as many bits as a double holds whole.
    if (i < 48) this.mask = this.mask * 2 + (this.set[i] ?? 0);
  }

  record(text: string, header: Header): Readonly<Record<string, unknown>> {
    const { fields, kinds } = header;
    const key = fields.length <= 46 ? this.mask : `${this.set.join('')}`;
    let template = this.templates.get(key);
    if (template === undefined) {
      // Objects that JSON.parse makes are copied ten times faster than those whose fields were named one after another, or hold nothing yet.
      const named = fields.flatMap((name, i) => (this.set[i] === 1 ? [`${JSON.stringify(name)}:null`] : []));
      template = JSON.parse(`{${named.join(',')}}`) as Readonly<Record<string, unknown>>;
      if (this.templates.size < MOST_TEMPLATES) this.templates.set(key, template);
    }
    const record: Record<string, unknown> = { ...template };
    for (let i = 0; i < fields.length; i += 1) {
      if (this.set[i] === 0) continue;
      const [from, to] = [this.starts[i] ?? 0, this.ends[i] ?? 0];
      const kind = kinds[i] ?? 'text';
      record[fields[i] ?? ''] = kind === 'number' ? numberAt(text, from, to) : zeekValue(text.slice(from, to), kind, header);
    }
    return record;
  }
}
