import { Refused } from '../../core/index.ts';
import { ascii } from '../git/text.ts';
import { damaged } from './damage.ts';
import { nameText } from './path.ts';

export type Pax = ReadonlyMap<string, string>;

/** Records of an extended header: `<length> <key>=<value>\n`, the length counting itself (POSIX.1-2001, pax Interchange Format). Throws `Refused` (ASSAY-ARCHIVE-002). */
export function paxOf(bytes: Uint8Array, archive: string): Pax {
  const records = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const digits = space === -1 || space - at > 8 ? '' : ascii(bytes, at, space);
    const end = at + Number(digits);
    const equals = bytes.indexOf(0x3d, space);
    if (!/^[1-9]\d*$/.test(digits) || end > bytes.length || end <= space + 1 || bytes[end - 1] !== 0x0a || equals === -1 || equals >= end)
      throw new Refused(damaged(archive, 'has an extended header that is none', 'records of a length, a key and a value'));
    const key = nameText(bytes.subarray(space + 1, equals));
    const value = nameText(bytes.subarray(equals + 1, end - 1));
    // Of two of one key the last counts, says POSIX; readers differ, and a path that two readers see otherwise is how one hides from the other.
    if (records.has(key) && records.get(key) !== value)
      throw new Refused(damaged(archive, `has an extended header that gives "${key.slice(0, 40)}" twice`, 'each key once'));
    // An empty value takes back what a global header said.
    records.set(key, value);
    at = end;
  }
  return new Map([...records].filter(([, value]) => value !== ''));
}
