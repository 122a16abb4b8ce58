import { compareDigits, LONGEST_VERSION } from './digits.ts';
import type { Ordering } from './model.ts';

/** Runs of digits in turn; what is the beginning of the other is before it, so that 1.0 is before 1.0.0. */
function compareRuns(a: readonly string[], b: readonly string[]): -1 | 0 | 1 {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const order = compareDigits(a[at] ?? '', b[at] ?? '');
    if (order !== 0) return order;
  }
  return a.length === b.length ? 0 : a.length < b.length ? -1 : 1;
}

function ordered(form: RegExp, separator: RegExp): (a: string, b: string) => Ordering {
  return (a, b) => {
    if (a.length > LONGEST_VERSION || b.length > LONGEST_VERSION || !form.test(a) || !form.test(b)) return;
    return compareRuns(a.split(separator), b.split(separator));
  };
}

/** R's package_version, which CRAN and Bioconductor go by: numbers parted by dots or hyphens. */
export const compareCran = ordered(/^\d+(?:[.-]\d+)*$/, /[.-]/);

/** Haskell's package versioning policy: numbers parted by dots. */
export const compareHackage = ordered(/^\d+(?:\.\d+)*$/, /\./);
