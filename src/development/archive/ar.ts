import { Refused } from '../../core/index.ts';
import { ascii } from '../git/text.ts';
import { damaged } from './damage.ts';

export interface ArMember {
  readonly name: string;
  /** Where its bytes begin in the file, and how many there are. */
  readonly from: number;
  readonly size: number;
}

export const AR_HEADER = 60;
export const AR_MAGIC = 8;

/** One header of an `ar` file, as dpkg writes it: name, times, owners, mode, length, each of fixed width (deb(5)). Throws `Refused` (ASSAY-ARCHIVE-002). */
export function arMember(bytes: Uint8Array, from: number, archive: string): ArMember {
  if (bytes.length < AR_HEADER || bytes[58] !== 0x60 || bytes[59] !== 0x0a)
    throw new Refused(damaged(archive, 'has no header where a member begins', 'a header of ar'));
  const size = ascii(bytes, 48, 58).trimEnd();
  if (!/^\d{1,10}$/.test(size)) throw new Refused(damaged(archive, 'has a member with a length that is no number', 'a number'));
  return { name: ascii(bytes, 0, 16).trimEnd().replace(/\/$/, ''), from: from + AR_HEADER, size: Number(size) };
}
