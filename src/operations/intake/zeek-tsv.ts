import type { Gathering } from '../event/gathering.ts';
import type { Reader } from '../event/model.ts';
import { INTAKE_LIMITS } from './limits.ts';
import { lineReader } from './lines.ts';
import { zeekEvent } from './zeek.ts';
import { zeekPathOf } from './zeek-paths.ts';

/** How a field's text is to be read (Zeek's `#types`). */
export type Kind = 'text' | 'number' | 'flag' | 'texts' | 'numbers' | 'flags';

function kindOf(type: string): Kind {
  if (type.startsWith('set[') || type.startsWith('vector[')) {
    const of = kindOf(type.slice(type.indexOf('[') + 1, -1));
    return of === 'number' ? 'numbers' : of === 'flag' ? 'flags' : 'texts';
  }
  if (type === 'time' || type === 'interval' || type === 'count' || type === 'int' || type === 'double' || type === 'port') return 'number';
  return type === 'bool' ? 'flag' : 'text';
}

interface Header {
  separator: string;
  set: string;
  empty: string;
  unset: string;
  path: string | undefined;
  fields: readonly string[];
  kinds: readonly Kind[];
}

const fresh = (path: string | undefined): Header => ({ separator: '\t', set: ',', empty: '(empty)', unset: '-', path, fields: [], kinds: [] });

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

function oneValue(text: string, kind: Kind): unknown {
  if (kind === 'number' || kind === 'numbers') {
    const value = Number(text);
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

/**
 * Zeek's logs as they are written by default: a header of lines with `#`, then a line a record. A second header, as of a log that was rotated and joined, takes over from there. Names of fields are made safe: one that reaches an object's prototype is dropped with its values.
 */
export function zeekTsvReader(path?: string): Reader {
  let header = fresh(path);
  let declared = false;

  const headed = (line: string, into: Gathering, offset: number, length: number) => {
    if (line.startsWith('#separator ')) {
      // The first line of every header: what was declared before is over.
      header = fresh(path);
      declared = false;
      header.separator = unescaped(line.slice('#separator '.length).trimEnd()).slice(0, 8) || '\t';
      return into.reject('no-event', offset, length, 'header');
    }
    const at = line.indexOf(header.separator);
    const name = at === -1 ? line : line.slice(0, at);
    const rest = at === -1 ? '' : line.slice(at + header.separator.length);
    if (name === '#set_separator') header.set = unescaped(rest) || ',';
    else if (name === '#empty_field') header.empty = unescaped(rest);
    else if (name === '#unset_field') header.unset = unescaped(rest);
    else if (name === '#path') header.path = path ?? rest;
    else if (name === '#fields') {
      header.fields = rest.split(header.separator, INTAKE_LIMITS.fields + 1);
      header.kinds = header.fields.map(() => 'text');
      declared = header.fields.length <= INTAKE_LIMITS.fields;
      if (!declared) return into.reject('not-readable', offset, length, `more than ${INTAKE_LIMITS.fields} fields`);
    } else if (name === '#types') {
      const types = rest.split(header.separator, INTAKE_LIMITS.fields);
      header.kinds = header.fields.map((_, i) => kindOf(types[i] ?? 'string'));
    }
    return into.reject('no-event', offset, length, 'header');
  };

  return lineReader((given, offset, length, into, cut) => {
    const line = offset === 0 && given.charCodeAt(0) === 0xfeff ? given.slice(1) : given;
    if (line === '') return into.reject('no-event', offset, length, 'empty line');
    if (line.charCodeAt(0) === 0x23) return headed(line, into, offset, length);
    if (!declared) return into.reject('not-readable', offset, length, 'no #fields before the first record');
    const { fields, kinds, separator, unset } = header;
    const record: Record<string, unknown> = {};
    let at = 0;
    let count = 0;
    for (; count < fields.length; count += 1) {
      if (at === -1) break;
      const end = line.indexOf(separator, at);
      const text = end === -1 ? line.slice(at) : line.slice(at, end);
      at = end === -1 ? -1 : end + separator.length;
      if (text === unset) continue;
      const name = fields[count] ?? '';
      if (name === '__proto__') continue;
      const kind = kinds[count] ?? 'text';
      record[name] = kind === 'text' && text.indexOf('\\') === -1 && text !== header.empty ? text : zeekValue(text, kind, header);
    }
    if (count < fields.length || at !== -1) {
      const why = cut && count < fields.length ? 'truncated' : 'not-readable';
      return into.reject(why, offset, length, `${count < fields.length ? `${count} fields` : 'more fields'} where the header declares ${fields.length}`);
    }
    zeekEvent(header.path ?? zeekPathOf((field) => fields.includes(field)), record, offset, length, into);
  });
}
