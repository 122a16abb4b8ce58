import { compare, parse } from '@renovatebot/pep440';
import { LONGEST_VERSION } from './digits.ts';
import type { Ordering } from './model.ts';

/** PEP 440, by its package. A run of digits past what a double holds exactly is not read: two of them could not be told apart. */
export function comparePyPi(a: string, b: string): Ordering {
  if (!isReadable(a) || !isReadable(b)) return;
  const order = compare(a.trim(), b.trim());
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

function isReadable(version: string): boolean {
  return version.length <= LONGEST_VERSION && !/\d{16}/.test(version) && parse(version.trim()) !== null;
}
