import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** The regular files of a packed archive of test inputs, by path. For archives that the tests bring along, and not for strangers': those are read by src/development/archive. */
export function readTarGz(path: string): ReadonlyMap<string, string> {
  const bytes = gunzipSync(readFileSync(path));
  const text = (from: number, to: number) => bytes.toString('utf8', from, to).replace(/\0.*$/s, '');
  const files = new Map<string, string>();
  let long = '';
  for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, at + 136).trim(), 8);
    const kind = text(at + 156, at + 157);
    const prefix = text(at + 257, at + 262) === 'ustar' && bytes[at + 345] !== 0 ? `${text(at + 345, at + 500)}/` : '';
    const body = at + 512;
    if (kind === 'L') long = text(body, body + size);
    else if (kind === 'x') long = /\d+ path=([^\n]*)\n/.exec(bytes.toString('utf8', body, body + size))?.[1] ?? '';
    else {
      const name = long === '' ? `${prefix}${text(at, at + 100)}` : long;
      long = '';
      if (kind === '0' || kind === '') files.set(name, bytes.toString('utf8', body, body + size));
    }
    at = body + Math.ceil(size / 512) * 512;
  }
  return files;
}
