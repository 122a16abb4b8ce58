import { compareDigits, compareText, LONGEST_VERSION } from './digits.ts';
import type { Ordering } from './model.ts';

const FORM = /^\s*\d+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?\s*$/;
const NUMBER = /^\d+$/;

/** Gem::Version: runs of digits and of letters; a letter makes a pre-release, a hyphen stands for `.pre.`, and zeros at the end of either half count for nothing. */
export function compareRubyGems(a: string, b: string): Ordering {
  const x = read(a);
  const y = a === b ? x : read(b);
  if (x === undefined || y === undefined) return;
  for (let at = 0; at < Math.max(x.length, y.length); at += 1) {
    const order = compareSegment(x[at] ?? '0', y[at] ?? '0');
    if (order !== 0) return order;
  }
  return 0;
}

function compareSegment(a: string, b: string): -1 | 0 | 1 {
  const [x, y] = [NUMBER.test(a), NUMBER.test(b)];
  if (x !== y) return x ? 1 : -1;
  return x ? compareDigits(a, b) : compareText(a, b);
}

function read(version: string): readonly string[] | undefined {
  if (version.length > LONGEST_VERSION || !FORM.test(version)) return;
  const segments =
    version
      .trim()
      .replaceAll('-', '.pre.')
      .match(/\d+|[A-Za-z]+/g) ?? [];
  const letter = segments.findIndex((segment) => !NUMBER.test(segment));
  return letter === -1 ? withoutZeros(segments) : [...withoutZeros(segments.slice(0, letter)), ...withoutZeros(segments.slice(letter))];
}

function withoutZeros(segments: readonly string[]): readonly string[] {
  return segments.slice(0, segments.findLastIndex((segment) => !/^0+$/.test(segment)) + 1);
}
