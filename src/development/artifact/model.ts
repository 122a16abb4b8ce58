import type { Digest } from '../../core/index.ts';
import type { Oddity } from '../archive/entry.ts';
import type { ObjectId } from '../git/object.ts';
import type { RunsBy } from './build.ts';
import type { Regeneration } from './recipe.ts';

/**
 * What became of a file that ships, the worst first. `contradicts`: it is called like a file of the toolchain, and is none that the catalogue has, where the catalogue has those around it.
 * The two `not-shown` are what a known tool would make from the tag's tree, and nothing shows that it did.
 */
export const CLASSES = [
  'contradicts',
  'unexplained',
  'not-shown-at-build',
  'not-comparable',
  'not-shown',
  'regenerated',
  'toolchain',
  'moved',
  'stamped',
  'substituted',
  'line-ends',
  'identical',
] as const;

export type FileClass = (typeof CLASSES)[number];

/** What a file is to whoever builds or runs it: it runs at build, it becomes part of the program, or neither. */
export type Role = 'build' | 'code' | 'other';

export interface JudgedFile {
  readonly path: string;
  readonly class: FileClass;
  readonly role: Role;
  readonly runsBy?: RunsBy;
  /** Whether the tag's tree has a file of this path. */
  readonly inTree: boolean;
  readonly sha256: string;
  /** One sentence. */
  readonly why: string;
  /** What would show where it comes from; where it is not shown or not explained. */
  readonly shows?: string;
  /** A toolchain file's origin, a recipe, a submodule. */
  readonly origin?: string;
  /** Its content is the tag's or a recipe's, and yet it may be run where that may not. */
  readonly gainedRun?: true;
}

/** A file of the tag that does not ship. `source` and `submodule` are what a build uses: what is left out of a build may be a check as well as a document. */
export interface MissingFile {
  readonly path: string;
  readonly kind: 'source' | 'submodule' | 'licence' | 'left-out' | 'unremarkable';
  /** Of a source: whether it runs at build. */
  readonly role?: Role;
  /** Of `left-out`: who says that it does not ship. */
  readonly why?: string;
}

export interface ArtifactCounts {
  readonly files: number;
  readonly tree: number;
  /** By path, whatever explains the rest. */
  readonly same: number;
  readonly differ: number;
  readonly onlyArtifact: number;
  readonly onlyTree: number;
  /** Of the files that are not the tag's: how many run at build, by what they are known to. */
  readonly atBuild: Readonly<Record<RunsBy, number>>;
  readonly byClass: Readonly<Record<FileClass, number>>;
  readonly unexplainedAtBuild: number;
  /** Of those that are generated and not shown: how many become part of the program. */
  readonly notShownCode: number;
  /** Files of the tag that a build uses, and submodules, that do not ship, and nobody says why. */
  readonly sourceLeftOut: number;
}

export interface ArtifactResult {
  readonly state: 'proven' | 'broken' | 'unknown';
  readonly counts: ArtifactCounts;
  /** All but the identical: the worst class first, and in it what runs at build, then code. */
  readonly files: readonly JudgedFile[];
  readonly missing: readonly MissingFile[];
  /** Of the archive itself. Those of `wrong` are no way to make a release. */
  readonly oddities: readonly (Oddity & { readonly wrong: boolean })[];
  readonly submodules: readonly { readonly path: string; readonly commit: ObjectId; readonly followed: boolean }[];
  readonly artifact: { readonly format: string; readonly digest?: Digest; readonly top?: string; readonly contents: boolean };
  readonly tree: { readonly commit?: ObjectId; readonly tree?: ObjectId; readonly by: 'git' | 'manifest' };
  /** What came of the recipe, where one was given. */
  readonly regeneration?: Regeneration;
  readonly inputs: readonly { readonly name: string; readonly digest: Digest }[];
}
