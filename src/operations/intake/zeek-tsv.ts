import type { Gathering } from '../event/gathering.ts';
import type { Reader } from '../event/model.ts';
import { INTAKE_LIMITS } from './limits.ts';
import { lineReader } from './lines.ts';
import { zeekEvent } from './zeek.ts';
import { zeekPathOf } from './zeek-paths.ts';
import { fresh, keyed, kindOf, Shape, unescaped } from './zeek-values.ts';

/**
 * Zeek's logs as they are written by default: a header of lines with `#`, then a line a record. A second header, as of a log that was rotated and joined, takes over from there. Names of fields are made safe: one that reaches an object's prototype is dropped with its values.
 */
export function zeekTsvReader(path?: string): Reader {
  let header = fresh(path);
  let declared = false;
  let guessed: string | undefined;
  let shape = new Shape(header);

  const isUnset = (text: string, at: number, end: number): boolean => {
    const { unset } = header;
    if (end - at !== unset.length) return false;
    for (let i = 0; i < unset.length; i += 1) if (text.charCodeAt(at + i) !== unset.charCodeAt(i)) return false;
    return true;
  };

  /** Where the separator stands next, or `to`. */
  const endOf = (text: string, at: number, to: number): number => {
    const found = text.indexOf(header.separator, at);
    return found === -1 || found > to ? to : found;
  };

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
      header.fields = rest.split(header.separator, INTAKE_LIMITS.fields + 1).map(keyed);
      header.kinds = header.fields.map(() => 'text');
      declared = header.fields.length <= INTAKE_LIMITS.fields;
      guessed = zeekPathOf((field) => header.fields.includes(field));
      shape = new Shape(header);
      if (!declared) return into.reject('not-readable', offset, length, `more than ${INTAKE_LIMITS.fields} fields`);
    } else if (name === '#types') {
      const types = rest.split(header.separator, INTAKE_LIMITS.fields);
      header.kinds = header.fields.map((_, i) => kindOf(types[i] ?? 'string'));
      shape = new Shape(header);
    }
    return into.reject('no-event', offset, length, 'header');
  };

  return lineReader((text, begin, to, offset, length, into, cut) => {
    const from = offset === 0 && text.charCodeAt(begin) === 0xfeff ? begin + 1 : begin;
    if (from === to) return into.reject('no-event', offset, length, 'empty line');
    if (text.charCodeAt(from) === 0x23) return headed(text.slice(from, to), into, offset, length);
    if (!declared) return into.reject('not-readable', offset, length, 'no #fields before the first record');
    const { fields, separator } = header;
    const wanted = fields.length;
    let count = 0;
    let at = from;
    let over = false;
    shape.begin(wanted);
    for (; count < wanted && !over; count += 1) {
      const end = endOf(text, at, to);
      over = end === to;
      shape.field(count, at, end, isUnset(text, at, end));
      at = end + separator.length;
    }
    if (count < wanted || !over) {
      const why = cut && count < wanted ? 'truncated' : 'not-readable';
      return into.reject(why, offset, length, `${count < wanted ? `${count} fields` : 'more fields'} where the header declares ${wanted}`);
    }
    zeekEvent(header.path ?? guessed, shape.record(text, header), offset, length, into);
  });
}
