import { LONGEST_VERSION } from './digits.ts';
import type { Ordering } from './model.ts';
import { compareSemantic, readSemantic, type Semantic } from './semver.ts';

/** Semantic Versioning with a fourth number, where capitals are no difference. */
export function compareNuGet(a: string, b: string): Ordering {
  const x = read(a);
  const y = a === b ? x : read(b);
  return x === undefined || y === undefined ? undefined : compareSemantic(x, y);
}

function read(version: string): Semantic | undefined {
  const read = version.length > LONGEST_VERSION ? undefined : readSemantic(version.trim().toLowerCase());
  return read === undefined || read.numbers.length > 4 ? undefined : read;
}
