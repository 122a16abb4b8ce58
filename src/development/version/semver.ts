import { compareDigits, compareLists, compareText, LONGEST_VERSION } from './digits.ts';
import type { Ordering } from './model.ts';

export interface Semantic {
  /** At least one run of digits; Semantic Versioning has three, what is missing counts as 0. */
  readonly numbers: readonly string[];
  readonly pre: readonly string[];
  readonly build: readonly string[];
}

const FORM = /^[vV=]?\s*(\d+(?:\.\d+)*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

/**
 * Reads Semantic Versioning 2.0.0, and what registries hold beside it: a `v` before it, fewer or more than three numbers, leading zeros. What the specification allows is
 * read as it says; the rest is ordered by the same rules. Undefined where it is neither.
 */
export function readSemantic(version: string): Semantic | undefined {
  if (version.length > LONGEST_VERSION) return;
  const found = FORM.exec(version);
  if (found === null) return;
  return { numbers: (found[1] ?? '').split('.'), pre: found[2]?.split('.') ?? [], build: found[3]?.split('.') ?? [] };
}

/** Clause 11: numbers, then a pre-release before none; build metadata counts for nothing. */
export function compareSemver(a: string, b: string): Ordering {
  const x = readSemantic(a);
  const y = a === b ? x : readSemantic(b);
  return x === undefined || y === undefined ? undefined : compareSemantic(x, y);
}

export function compareSemantic(a: Semantic, b: Semantic): -1 | 0 | 1 {
  const numbers = compareLists(a.numbers, b.numbers);
  if (numbers !== 0) return numbers;
  if (a.pre.length === 0 || b.pre.length === 0) return a.pre.length === b.pre.length ? 0 : a.pre.length === 0 ? 1 : -1;
  return compareIdentifiers(a.pre, b.pre);
}

/** Numbers by value and before words; words by their bytes; the longer list after its own beginning. */
export function compareIdentifiers(a: readonly string[], b: readonly string[]): -1 | 0 | 1 {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const order = compareIdentifier(a[at] ?? '', b[at] ?? '');
    if (order !== 0) return order;
  }
  return a.length === b.length ? 0 : a.length < b.length ? -1 : 1;
}

const NUMBER = /^\d+$/;

function compareIdentifier(a: string, b: string): -1 | 0 | 1 {
  const x = NUMBER.test(a);
  const y = NUMBER.test(b);
  return x && y ? compareDigits(a, b) : x ? -1 : y ? 1 : compareText(a, b);
}
