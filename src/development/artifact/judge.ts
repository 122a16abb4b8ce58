import type { ArchiveEntry, Listing, Oddity } from '../archive/entry.ts';
import type { ObjectId } from '../git/object.ts';
import { roleOf, runsBy } from './build.ts';
import type { Catalogue } from './catalogue.ts';
import { figuresOf, sorted, stateOf } from './figures.ts';
import { hintOf, TreeIndex } from './hints.ts';
import { literal, type Release } from './holes.ts';
import { lineEndsAlone } from './line-ends.ts';
import { leftOut, missingOf } from './missing.ts';
import type { ArtifactResult, FileClass, JudgedFile } from './model.ts';
import type { Regeneration } from './recipe.ts';
import { type LeftOutRule, type StampRule, stampedBy } from './stamps.ts';
import { Toolchain } from './toolchain.ts';
import type { SourceTree, TreeFile } from './tree.ts';

/** What a file that ships is held against. Each of them is content; a path alone explains nothing. */
export interface Against {
  readonly tree: SourceTree;
  readonly catalogue: Catalogue;
  /** Contents of files of the tag's tree, where they could be had. */
  readonly tagged: (path: string) => Uint8Array | undefined;
  /** Content of the tag's tree by its blob, wherever it stands. */
  readonly known: (blob: ObjectId) => Uint8Array | undefined;
  /** Blobs that `git archive` writes for paths of the tree, where they are not the tree's own: `export-subst`, `eol`. */
  readonly archived: ReadonlyMap<string, ReadonlySet<ObjectId>>;
  /** Paths that `git archive` leaves out, by the attributes in the tag's own tree (`export-ignore`). */
  readonly ignored: ReadonlySet<string>;
  readonly stamps: readonly StampRule[];
  /** What the makers say that a release leaves out. */
  readonly leftOut: readonly LeftOutRule[];
  readonly release: Release;
  /** What recipes gave, by path. */
  readonly regenerated: ReadonlyMap<string, Regenerated>;
  readonly regeneration?: Regeneration;
  readonly inputs: ArtifactResult['inputs'];
}

/** Judges each file of an artifact. Pure: the same listing and the same things to hold it against give the same result. */
export function judge(listing: Listing, against: Against): ArtifactResult {
  const { tree } = against;
  const index = new TreeIndex(tree);
  const toolchain = new Toolchain(listing, tree, against.catalogue);
  const same = (path: string) => {
    const ships = listing.entries.get(path);
    return ships === undefined || sameAs(ships, tree.files.get(path));
  };
  // An input may be one that a tool brought up to date, such as a translation: then neither is shown, and both are listed.
  const unchanged = (path: string) => same(path) || hintOf(path, true, listing.entries.get(path)?.content, index, same) !== undefined;
  const files: JudgedFile[] = [];
  for (const entry of listing.entries.values()) {
    const tagged = tree.files.get(entry.path);
    const runs = runsBy(entry.path, entry.program, entry.content);
    const verdict = verdictOf(entry, tagged, against, { index, toolchain, unchanged, seen: listing.contents });
    const role = roleOf(entry.path, runs, entry.content);
    const atBuild = verdict.class === 'not-shown' && role === 'build';
    files.push({
      path: entry.path,
      role,
      ...(runs === undefined ? {} : { runsBy: runs }),
      inTree: tagged !== undefined,
      sha256: entry.sha256,
      ...verdict,
      ...(atBuild ? { class: 'not-shown-at-build' } : {}),
    });
  }
  const oddities = listing.oddities.map((odd) => ({ ...odd, wrong: wrong(odd, tree) }));
  const said = mismatched(listing, tree);
  const missing = missingOf(listing, tree, (path) => excuseOf(path, against));
  const all = said === undefined ? oddities : [...oddities, { ...said, wrong: true }];
  return {
    state: stateOf(files, missing, all),
    counts: { ...figuresOf(listing, tree, files), sourceLeftOut: leftOut(missing).length },
    files: sorted(files.filter((file) => file.class !== 'identical')),
    missing,
    oddities: all,
    submodules: tree.submodules,
    artifact: {
      format: listing.format,
      contents: listing.contents,
      ...(listing.digest === undefined ? {} : { digest: listing.digest }),
      ...(listing.top === undefined ? {} : { top: listing.top }),
    },
    tree: { by: tree.by, ...(tree.commit === undefined ? {} : { commit: tree.commit }), ...(tree.tree === undefined ? {} : { tree: tree.tree }) },
    ...(against.regeneration === undefined ? {} : { regeneration: against.regeneration }),
    inputs: against.inputs,
  };
}

/** Why a file of the tag need not ship: the tag says so itself, or the makers do. Undefined where nobody does. */
function excuseOf(path: string, { ignored, leftOut: rules }: Against): string | undefined {
  if (ignored.has(path)) return 'export-ignore in the tag';
  return rules.find((rule) => rule.path.test(path))?.why;
}

type Verdict = Pick<JudgedFile, 'class' | 'why' | 'shows' | 'origin' | 'gainedRun'>;

interface Around {
  readonly index: TreeIndex;
  readonly toolchain: Toolchain;
  readonly unchanged: (path: string) => boolean;
  /** Whether contents were there to look at. */
  readonly seen: boolean;
}

const EMPTY = new Uint8Array(0);

/** What is the tag's but for what a release may change. */
const THE_TAGS: ReadonlySet<FileClass> = new Set(['identical', 'line-ends', 'substituted', 'stamped']);

/** What its content says, and where that is the tag's, whether it may run as the tag's may: the same bytes do another thing where something runs them. */
function verdictOf(entry: ArchiveEntry, tagged: TreeFile | undefined, against: Against, around: Around): Verdict {
  const found = byContent(entry, tagged, against, around);
  if (!entry.program || tagged?.kind !== 'file' || !THE_TAGS.has(found.class)) return found;
  const regenerated = against.regenerated.get(entry.path);
  if (regenerated?.program === true && regenerated.sha256 === entry.sha256)
    return { class: 'regenerated', why: 'the tag’s content, which the recipe makes a program', origin: regenerated.recipe };
  const origin = around.toolchain.originOf(entry);
  if (origin !== undefined) return { class: 'toolchain', why: 'the tag’s content, and a file of a toolchain by it, which runs', origin };
  return {
    class: 'unexplained',
    why: `is ${found.why}, with a right to run that the tag does not give it`,
    shows: 'the right to run in the tag itself, or a recipe that gives it',
    gainedRun: true,
  };
}

function byContent(entry: ArchiveEntry, tagged: TreeFile | undefined, against: Against, { index, toolchain, unchanged, seen }: Around): Verdict {
  const { path } = entry;
  // Content that could have been looked at and was too long is not taken at its word: no tool's head is that far in.
  const first = entry.content ?? (seen ? EMPTY : undefined);
  if (tagged !== undefined && sameAs(entry, tagged)) return { class: 'identical', why: 'the tag’s own' };
  const kinds = tagged !== undefined && (tagged.kind === 'link') !== (entry.kind === 'link');
  if (kinds)
    return {
      class: 'unexplained',
      why: `is a ${entry.kind}, and the tag has a ${tagged.kind === 'link' ? 'link' : 'file'} there`,
      shows: 'nothing: a release does not do this',
    };
  const before = tagged === undefined ? undefined : against.tagged(path);
  if (tagged !== undefined && entry.kind === 'file') {
    if (before !== undefined && lineEndsAlone(before, entry.content, entry.blob, against.tree.format))
      return { class: 'line-ends', why: 'the tag’s but for its line ends' };
    if (against.archived.get(path)?.has(entry.blob) === true)
      return { class: 'substituted', why: 'what git archive writes for it, by the attributes in the tag’s tree' };
    const stamp = before === undefined || entry.content === undefined ? undefined : stampedBy(against.stamps, path, before, entry.content, against.release);
    if (stamp !== undefined) return { class: 'stamped', why: `the tag’s but for ${stamp}`, origin: stamp };
  }
  const regenerated = against.regenerated.get(path);
  if (entry.kind === 'file') {
    const origin = toolchain.originOf(entry);
    if (origin !== undefined)
      return {
        class: 'toolchain',
        why: tagged === undefined ? 'a file of a toolchain, by its content' : 'a file of a toolchain by its content, in the place of the tag’s',
        origin,
      };
    if (regenerated !== undefined && regenerated.sha256 === entry.sha256)
      return entry.program && !regenerated.program
        ? {
            class: 'unexplained',
            why: 'is what the recipe makes from the tag’s tree, with a right to run that the recipe does not give it',
            shows: 'the recipe that the release was made with',
            gainedRun: true,
          }
        : { class: 'regenerated', why: 'what the recipe makes from the tag’s tree, byte for byte', origin: regenerated.recipe };
  }
  const elsewhere = tagged === undefined && entry.kind === 'file' ? index.blob(entry.blob) : undefined;
  // Of what the tag has the artifact's bytes are not held: the tag's are looked at, which are the same.
  const bytes = elsewhere === undefined ? undefined : (entry.content ?? against.known(entry.blob));
  // Reviewed as something that is read; what runs or is compiled does another thing in another place.
  if (elsewhere !== undefined && roleOf(path, runsBy(path, entry.program, bytes), bytes) === 'other')
    return { class: 'moved', why: `the tag’s content, of ${elsewhere}`, origin: elsewhere };
  const submodule = against.tree.submodules.find((one) => !one.followed && (path === one.path || path.startsWith(`${one.path}/`)));
  if (submodule !== undefined)
    return {
      class: 'not-comparable',
      why: 'is of a submodule that was not there to compare',
      shows: `its repository: --submodule ${submodule.path}=REPO`,
      origin: submodule.path,
    };
  // By the same version as the file's own head names, a recipe that gives other bytes speaks against the file. By another it says little.
  if (regenerated !== undefined && namesVersion(entry, regenerated))
    return {
      class: 'unexplained',
      why: 'is not what the recipe makes from the tag’s tree with the version that its head names',
      shows: 'the recipe that the release was made with',
      origin: regenerated.recipe,
    };
  const otherwise = regenerated === undefined ? '' : `; the recipe makes other bytes of it, with ${regenerated.recipe}`;
  if (entry.kind === 'file') {
    const against_ = toolchain.contradiction(entry);
    if (against_ !== undefined) return { class: 'contradicts', why: against_, shows: 'where it comes from; do not build with it before that is known' };
    const hint = hintOf(path, tagged !== undefined, first, index, unchanged);
    if (hint !== undefined)
      return { class: 'not-shown', why: `what ${hint.tool} would make from ${hint.input}; nothing shows that it did${otherwise}`, shows: hint.shows };
    const other = toolchain.otherVersion(entry);
    if (other !== undefined && tagged === undefined) return { class: 'not-shown', why: other, shows: 'a catalogue of the version that it was copied from' };
  }
  return tagged === undefined
    ? { class: 'unexplained', why: 'is not in the tag’s tree', shows: 'its source in the tag, a catalogue that has its content, or a recipe that makes it' }
    : {
        class: 'unexplained',
        why:
          entry.content === undefined || before === undefined ? 'differs from the tag’s; the contents were not there to look closer' : 'differs from the tag’s',
        shows: 'a stamp for the lines that the release writes, or a recipe that makes it',
      };
}

/** What a recipe gave for a path. */
export interface Regenerated {
  readonly sha256: string;
  /** Whether it may be run. */
  readonly program: boolean;
  /** The tools and their versions, as they are shown. */
  readonly recipe: string;
  readonly versions: readonly string[];
}

const HEAD = 4096;
const LATIN1 = new TextDecoder('latin1');

function namesVersion({ content }: ArchiveEntry, { versions }: Regenerated): boolean {
  const head = content === undefined ? '' : LATIN1.decode(content.subarray(0, HEAD));
  return versions.some((version) => new RegExp(`(?:^|[^\\w.])${literal(version)}(?![\\w]|\\.\\d)`).test(head));
}

/** The same kind and bytes; the right to run is looked at apart. */
function sameAs(entry: ArchiveEntry, tagged: TreeFile | undefined): boolean {
  return tagged !== undefined && entry.blob === tagged.id && (entry.kind === 'link') === (tagged.kind === 'link');
}

/** Two names that differ by case alone are no harm where the tag has both. */
function wrong(odd: Oddity, tree: SourceTree): boolean {
  switch (odd.kind) {
    case 'case':
    case 'backslash':
      return !tree.files.has(odd.path);
    case 'duplicate':
      return !odd.what.endsWith('with the same content');
    case 'special':
    case 'after-end':
    case 'mode':
    case 'comment':
      return true;
  }
}

function mismatched(listing: Listing, tree: SourceTree): Oddity | undefined {
  if (listing.comment === undefined || tree.commit === undefined || !/^[0-9a-f]{40,64}$/.test(listing.comment) || listing.comment === tree.commit)
    return undefined;
  return { kind: 'comment', path: '', what: `says that git archive made it from ${listing.comment.slice(0, 12)}, and the tag is ${tree.commit.slice(0, 12)}` };
}
