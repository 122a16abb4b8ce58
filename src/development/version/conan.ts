import { compareDigits, compareText, LONGEST_VERSION } from './digits.ts';
import type { Ordering } from './model.ts';

const FORM = /^(?:cci\.)?([0-9A-Za-z]+(?:[._][0-9A-Za-z]+)*)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;

/**
 * Versions in ConanCenter: those of the projects themselves, such as OpenSSL's 1.1.1w. Runs of digits and letters in turn, numbers after words and after the end, a word after
 * the end (1.1.1 is before 1.1.1a); what follows a hyphen is a pre-release. `cci.20210118` is a date and compared as one number.
 */
export function compareConan(a: string, b: string): Ordering {
  const x = read(a);
  const y = a === b ? x : read(b);
  if (x === undefined || y === undefined) return;
  const order = comparePieces(x.pieces, y.pieces);
  if (order !== 0) return order;
  if (x.pre === undefined || y.pre === undefined) return x.pre === y.pre ? 0 : x.pre === undefined ? 1 : -1;
  return comparePieces(x.pre, y.pre);
}

function read(version: string): { readonly pieces: readonly string[]; readonly pre: readonly string[] | undefined } | undefined {
  const found = version.length > LONGEST_VERSION ? null : FORM.exec(version);
  return found === null ? undefined : { pieces: split(found[1] ?? ''), pre: found[2] === undefined ? undefined : split(found[2]) };
}

function split(text: string): readonly string[] {
  return text.toLowerCase().match(/\d+|[a-z]+/g) ?? [];
}

function comparePieces(a: readonly string[], b: readonly string[]): -1 | 0 | 1 {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const [x, y] = [a[at], b[at]];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    const [m, n] = [/^\d/.test(x), /^\d/.test(y)];
    if (m !== n) return m ? 1 : -1;
    const order = m ? compareDigits(x, y) : compareText(x, y);
    if (order !== 0) return order;
  }
  return 0;
}
