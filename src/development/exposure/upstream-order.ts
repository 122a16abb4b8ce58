import type { Ordering } from '../version/model.ts';

// Versions of upstream code follow no one rule: 1.0.2k, 2.90, 4.2.8p15, 3.0.0-beta1, 1_2_3, 2021.10. Numbers are compared as numbers; a word that says "before" is before.

const BEFORE = new Set(['alpha', 'a', 'beta', 'b', 'pre', 'preview', 'rc', 'dev', 'snapshot', 'test', 'm']);
const PARTS = /\d+|[a-z]+/g;
const LONGEST = 100;

/** Compares two versions of upstream code; undefined where one has no number in it. */
export function compareUpstream(a: string, b: string): Ordering {
  const [x, y] = [partsOf(a), partsOf(b)];
  if (x === undefined || y === undefined) return undefined;
  for (let i = 0; i < Math.max(x.length, y.length); i += 1) {
    const answer = comparePart(x[i], y[i], i > 0);
    if (answer !== 0) return answer;
  }
  return 0;
}

function partsOf(version: string): readonly string[] | undefined {
  if (version.length > LONGEST) return undefined;
  const parts = version
    .toLowerCase()
    .replace(/^v(?=\d)/, '')
    .match(PARTS);
  // A commit's name has digits too, and says nothing of before and after.
  return parts?.some((part) => /^\d/.test(part)) !== true || /^(?=.*[a-f])[0-9a-f]{12,64}$/i.test(version) ? undefined : parts;
}

function comparePart(a: string | undefined, b: string | undefined, inner: boolean): -1 | 0 | 1 {
  if (a === b) return 0;
  if (a === undefined) return b !== undefined && isBefore(b, inner) ? 1 : isZero(b) ? 0 : -1;
  if (b === undefined) return isBefore(a, inner) ? -1 : isZero(a) ? 0 : 1;
  const [digits, others] = [/^\d/.test(a), /^\d/.test(b)];
  if (digits && others) {
    const [m, n] = [a.replace(/^0+(?=\d)/, ''), b.replace(/^0+(?=\d)/, '')];
    return m.length === n.length ? (m === n ? 0 : m < n ? -1 : 1) : m.length < n.length ? -1 : 1;
  }
  // Of a number and a word the number is later where the word is one of those before a release, and also where it is a letter after a shorter number: 1.0.2.1 and 1.0.2a.
  if (digits) return 1;
  if (others) return -1;
  const [early, late] = [isBefore(a, inner), isBefore(b, inner)];
  if (early !== late) return early ? -1 : 1;
  return a < b ? -1 : 1;
}

/** `a` and `b` alone are letters of a release (1.0.2a) unless a word follows; so they count as "before" only as whole words. */
function isBefore(part: string, inner: boolean): boolean {
  return inner && part.length > 1 && BEFORE.has(part);
}

function isZero(part: string | undefined): boolean {
  return part !== undefined && /^0+$/.test(part);
}
