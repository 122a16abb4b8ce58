import { compareDigits, compareText, LONGEST_VERSION } from './digits.ts';
import type { Ordering } from './model.ts';

/** Words in the order that PHP's version_compare gives them; a word that it does not know is before all of them, a number is between `rc` and `p`. */
const WORDS: Readonly<Record<string, number>> = { dev: 1, alpha: 2, a: 2, beta: 3, b: 3, rc: 4, c: 4, pl: 6, p: 6, patch: 6 };
const NUMBER = 5;
const UNKNOWN = 0;
const FORM = /^v?\d[0-9A-Za-z]*(?:[._+-][0-9A-Za-z]+)*$/i;

/** Versions of Composer's packages: as Composer makes them alike (a `v` and what follows a `+` are dropped, numbers filled up to four), then in the order of PHP. */
export function comparePackagist(a: string, b: string): Ordering {
  const x = read(a);
  const y = a === b ? x : read(b);
  if (x === undefined || y === undefined) return;
  for (let at = 0; at < Math.max(x.length, y.length); at += 1) {
    // The end is before a patch level and before a further number, and after every word that comes before a release.
    const order = comparePiece(x[at] ?? '', y[at] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function comparePiece(a: string, b: string): -1 | 0 | 1 {
  const [x, y] = [rankOf(a), rankOf(b)];
  if (x !== y) return x < y ? -1 : 1;
  if (x === NUMBER) return compareDigits(a, b);
  return x === UNKNOWN ? compareText(a, b) : 0;
}

function rankOf(piece: string): number {
  return piece === '' ? 4.5 : /^\d/.test(piece) ? NUMBER : (WORDS[piece] ?? UNKNOWN);
}

function read(version: string): readonly string[] | undefined {
  const said = version.trim();
  if (said.length > LONGEST_VERSION || !FORM.test(said)) return;
  const pieces =
    said
      .replace(/^v/i, '')
      .replace(/\+.*$/, '')
      .toLowerCase()
      .match(/\d+|[a-z]+/g) ?? [];
  const numbers = pieces.findIndex((piece) => !/^\d/.test(piece));
  const release = numbers === -1 ? pieces : pieces.slice(0, numbers);
  // `1.0-stable` is 1.0.
  const rest = (numbers === -1 ? [] : pieces.slice(numbers)).filter((piece) => piece !== 'stable');
  return [...release, ...Array.from({ length: Math.max(0, 4 - release.length) }, () => '0'), ...rest];
}
