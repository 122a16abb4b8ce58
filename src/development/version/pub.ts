import type { Ordering } from './model.ts';
import { compareIdentifiers, compareSemantic, readSemantic } from './semver.ts';

/** Semantic Versioning, except that a build is after the same version without one, and builds are ordered as pre-releases are. */
export function comparePub(a: string, b: string): Ordering {
  const x = readSemantic(a);
  const y = a === b ? x : readSemantic(b);
  if (x === undefined || y === undefined) return;
  const order = compareSemantic(x, y);
  if (order !== 0) return order;
  // An empty list is the beginning of every other.
  return compareIdentifiers(x.build, y.build);
}
