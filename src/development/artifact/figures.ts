import type { Listing } from '../archive/entry.ts';
import { RUNS_BY, type RunsBy } from './build.ts';
import { leftOut } from './missing.ts';
import { type ArtifactCounts, type ArtifactResult, CLASSES, type FileClass, type JudgedFile, type MissingFile, type Role } from './model.ts';
import type { SourceTree } from './tree.ts';

export function figuresOf(listing: Listing, tree: SourceTree, files: readonly JudgedFile[]): Omit<ArtifactCounts, 'sourceLeftOut'> {
  const byClass = Object.fromEntries(CLASSES.map((one) => [one, 0])) as Record<FileClass, number>;
  const atBuild = Object.fromEntries(RUNS_BY.map((one) => [one, 0])) as Record<RunsBy, number>;
  let [same, onlyArtifact, unexplainedAtBuild, notShownCode] = [0, 0, 0, 0];
  for (const file of files) {
    byClass[file.class] += 1;
    if (file.class === 'identical') same += 1;
    else if (!file.inTree) onlyArtifact += 1;
    if (file.class !== 'identical' && file.runsBy !== undefined) atBuild[file.runsBy] += 1;
    if (file.role === 'code' && file.class === 'not-shown') notShownCode += 1;
    if (file.role === 'build' && OPEN.has(file.class)) unexplainedAtBuild += 1;
  }
  let shared = 0;
  for (const path of tree.files.keys()) if (listing.entries.has(path)) shared += 1;
  return {
    files: listing.entries.size,
    tree: tree.files.size,
    same,
    differ: shared - same,
    onlyArtifact,
    onlyTree: tree.files.size - shared,
    atBuild,
    byClass,
    unexplainedAtBuild,
    notShownCode,
  };
}

const OPEN: ReadonlySet<FileClass> = new Set(['contradicts', 'unexplained', 'not-shown-at-build', 'not-comparable']);
const ROLES: readonly Role[] = ['build', 'code', 'other'];

/** The worst first; what runs at build before code, and code before the rest. */
export function sorted(files: readonly JudgedFile[]): readonly JudgedFile[] {
  const rank = new Map(CLASSES.map((one, at) => [one, at * ROLES.length]));
  const of = (file: JudgedFile) => (rank.get(file.class) ?? 0) + ROLES.indexOf(file.role);
  return files.toSorted((a, b) => of(a) - of(b) || (a.path < b.path ? -1 : 1));
}

/** Proven is that what ships is the tag's, and that the tag's is what ships: of a tree without some of its source nobody knows what is built. */
export function stateOf(files: readonly JudgedFile[], missing: readonly MissingFile[], oddities: ArtifactResult['oddities']): ArtifactResult['state'] {
  if (oddities.some((odd) => odd.wrong)) return 'broken';
  const classes = new Set(files.map((file) => file.class));
  if (classes.has('contradicts') || classes.has('unexplained')) return 'broken';
  // An artifact without a file of the tag is not the release, whatever it lacks.
  if (!files.some((file) => file.inTree)) return 'unknown';
  if (classes.has('not-shown-at-build') || classes.has('not-shown') || classes.has('not-comparable')) return 'unknown';
  return leftOut(missing).length > 0 ? 'unknown' : 'proven';
}
