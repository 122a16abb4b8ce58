import { ascii } from '../git/text.ts';
import { checked } from './tar-header.ts';

export type Packing = 'gzip' | 'xz' | 'zstd' | 'bzip2';

export type Magic = Packing | 'tar' | 'zip' | 'ar';

/** What the first bytes are of, whatever the file is called. 512 of them are enough. */
export function magicOf(first: Uint8Array): Magic | undefined {
  const begins = (...bytes: readonly number[]) => bytes.every((byte, at) => first[at] === byte);
  if (begins(0x1f, 0x8b)) return 'gzip';
  if (begins(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00)) return 'xz';
  if (begins(0x28, 0xb5, 0x2f, 0xfd)) return 'zstd';
  if (begins(0x42, 0x5a, 0x68)) return 'bzip2';
  // A local header, or the end of the central directory of one without files (APPNOTE 4.3.7, 4.3.16).
  if (begins(0x50, 0x4b, 3, 4) || begins(0x50, 0x4b, 5, 6)) return 'zip';
  if (ascii(first, 0, Math.min(8, first.length)) === '!<arch>\n') return 'ar';
  if (first.length >= 512 && (checked(first.subarray(0, 512)) || first.subarray(0, 512).every((byte) => byte === 0))) return 'tar';
  return undefined;
}
