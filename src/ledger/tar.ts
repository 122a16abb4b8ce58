// A tar archive (POSIX.1-1988 ustar), as far as an export needs it: plain files with short names. The same files give the same bytes.

const BLOCK = 512;
const encoder = new TextEncoder();

export interface TarFile {
  /** At most 100 bytes of ASCII, with slashes. */
  readonly name: string;
  readonly bytes: number;
  /** Seconds since 1970. */
  readonly at: number;
}

/** The header block of a file. Throws `TypeError` for a name that does not fit: names are ours. */
export function tarHeader({ name, bytes, at }: TarFile): Uint8Array {
  if (name.length > 100 || !/^[\x21-\x7e]+$/.test(name)) throw new TypeError(`"${name}" does not fit into a tar header`);
  const block = new Uint8Array(BLOCK);
  const put = (text: string, offset: number) => block.set(encoder.encode(text), offset);
  const octal = (value: number, width: number) => value.toString(8).padStart(width - 1, '0');
  put(name, 0);
  put(octal(0o644, 8), 100);
  put(octal(0, 8), 108);
  put(octal(0, 8), 116);
  put(octal(bytes, 12), 124);
  put(octal(at, 12), 136);
  put(' '.repeat(8), 148);
  put('0', 156);
  put('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148);
  return block;
}

/** What fills a file's last block. */
export function tarPadding(bytes: number): Uint8Array {
  return new Uint8Array((BLOCK - (bytes % BLOCK)) % BLOCK);
}

/** Two empty blocks. */
export const TAR_END: Uint8Array = new Uint8Array(2 * BLOCK);
