import { constants, gunzipSync } from 'node:zlib';
import { Digest, Refused } from '../../../core/index.ts';
import { readFileBytes, textOfBytes } from '../../../map/edge/files.ts';
import { damaged } from '../../archive/damage.ts';
import { readListing } from '../../archive/edge/listing.ts';
import { isFolder, openSource } from '../../archive/edge/source.ts';
import type { ArchiveEntry, Listing } from '../../archive/entry.ts';
import { magicOf } from '../../archive/magic.ts';
import { tooMuch } from '../../archive/path.ts';
import { openRepository, type Repository } from '../../git/edge/open.ts';
import { type Resolved, resolveName } from '../../git/edge/resolve.ts';
import type { ObjectId } from '../../git/object.ts';
import { type Catalogue, joined, readCatalogue } from '../catalogue.ts';
import { artifactFaults } from '../faults.ts';
import { type Release, versionOf } from '../holes.ts';
import { judge } from '../judge.ts';
import { type Manifest, readManifest } from '../manifest.ts';
import type { ArtifactResult } from '../model.ts';
import { type Recipe, type Regeneration, readRecipe } from '../recipe.ts';
import { readStamps } from '../stamps.ts';
import type { SourceTree } from '../tree.ts';
import { archivedBlobs } from './archived.ts';
import { regenerate, regeneratedBy } from './regenerate.ts';
import { blobsOf, treeOfCommit } from './tree.ts';

export interface Comparison {
  readonly artifact: string;
  /** A repository, or a manifest with a tree. A manifest as artifact may bring its own. */
  readonly against?: string;
  readonly tag?: string;
  /** Repositories of submodules, by their paths in the tree. */
  readonly submodules: ReadonlyMap<string, string>;
  readonly catalogues: readonly string[];
  readonly stamps?: string;
  /** Runs tools on the tag's tree: only where it is asked for. */
  readonly recipe?: string;
  /** Runs the recipe even where it cannot be held apart from the network. It shows nothing then. */
  readonly recipeWithNetwork?: boolean;
}

const SMALL = { bytes: 64 * 1024 * 1024 };
const MANIFEST = 256 * 1024 * 1024;
/** Contents of the tag's files that are held to look at what differs. */
const CONTENTS = 256 * 1024 * 1024;

/** Bytes of a tree that is laid out for a recipe. */
const LAID_OUT = 1024 * 1024 * 1024;

/** Reads an artifact and what it is held against, and judges it. Nothing of either is executed. Throws `Refused` (ASSAY-ARTIFACT-…, ASSAY-ARCHIVE-…, ASSAY-GIT-…). */
export async function compareArtifact(comparison: Comparison): Promise<ArtifactResult> {
  const open: Repository[] = [];
  const opened = (folder: string) => {
    const repository = openRepository(folder);
    open.push(repository);
    return repository;
  };
  try {
    return await compared(comparison, opened, open);
  } finally {
    for (const repository of open) repository.close();
  }
}

async function compared(comparison: Comparison, opened: (folder: string) => Repository, open: readonly Repository[]): Promise<ArtifactResult> {
  const catalogue = joined(comparison.catalogues.map(catalogueFrom));
  const stamps = comparison.stamps === undefined ? undefined : stampsFrom(comparison.stamps);
  const recipe = comparison.recipe === undefined ? undefined : recipeFrom(comparison.recipe);
  const manifest = manifestFrom(comparison.artifact);
  const { tree, repository, resolved } = await treeFor(comparison, manifest, opened);
  const ids = new Set<ObjectId>();
  for (const { id } of tree.files.values()) ids.add(id);
  const keep = (entry: ArchiveEntry) => !ids.has(entry.blob) && !catalogue.byContent.has(entry.sha256);
  const listing =
    manifest === undefined
      ? await readListing(comparison.artifact, { format: tree.format, keep, strip: (top) => stripped(top, tree) })
      : listed(manifest, comparison.artifact);
  const differing = differs(listing, tree);
  // What is the tag's under another path may run there: its bytes say so.
  const moved = [...listing.entries.values()].filter(({ path, blob }) => !tree.files.has(path) && ids.has(blob)).map(({ blob }) => blob);
  const contents = repository === undefined ? new Map<ObjectId, Uint8Array>() : await blobsOf(open, new Set([...differing.values(), ...moved]), CONTENTS);
  const regeneration =
    recipe === undefined || repository === undefined ? undefined : await regenerated(recipe, tree, open, comparison.recipeWithNetwork === true);
  const release: Release = { ...releaseOf(comparison.tag ?? manifest?.tag ?? '', tree), ...stamps?.read.release };
  const lacks = [...tree.files.keys()].some((path) => !listing.entries.has(path));
  const archived =
    repository === undefined || resolved === undefined || (differing.size === 0 && !lacks) || !attributed(tree)
      ? undefined
      : await archivedBlobs(repository, resolved, new Set(differing.keys()));
  return judge(listing, {
    tree,
    catalogue,
    tagged: (path) => contents.get(differing.get(path) ?? ('' as ObjectId)),
    known: (blob) => contents.get(blob),
    archived: archived?.blobs ?? new Map(),
    ignored: archived === undefined ? new Set() : ignoredOf(tree, archived.written),
    stamps: stamps?.read.rules ?? [],
    leftOut: stamps?.read.leftOut ?? [],
    release,
    regenerated: regeneration === undefined ? new Map() : regeneratedBy(regeneration),
    ...(regeneration === undefined ? {} : { regeneration }),
    inputs: [
      ...catalogue.digests.map((digest) => ({ name: 'catalogue', digest })),
      ...(stamps === undefined ? [] : [{ name: 'stamps', digest: stamps.digest }]),
      ...(recipe === undefined ? [] : [{ name: 'recipe', digest: recipe.digest }]),
    ],
  });
}

async function treeFor(
  comparison: Comparison,
  manifest: Manifest | undefined,
  opened: (folder: string) => Repository,
): Promise<{ tree: SourceTree; repository?: Repository; resolved?: Resolved }> {
  const { against, tag, submodules } = comparison;
  if (against === undefined || !isFolder(against)) {
    const tree = against === undefined ? manifest?.tree : manifestFrom(against)?.tree;
    if (tree === undefined) throw new Refused(nothing(against));
    // Left out without a word, they would seem to have been looked at.
    if (comparison.recipe !== undefined || submodules.size > 0)
      throw new Refused(withoutRepository(comparison.recipe === undefined ? 'submodules' : 'a recipe'));
    return { tree };
  }
  if (tag === undefined) throw new Refused(nothing(against));
  const repository = opened(against);
  const resolved = await resolveName(repository, tag);
  const given = new Map([...submodules].map(([path, folder]) => [path, opened(folder)]));
  return { tree: await treeOfCommit(repository, resolved.commit, given), repository, resolved };
}

/** Paths that both have with other blobs, and the tag's blob of each. */
function differs(listing: Listing, tree: SourceTree): ReadonlyMap<string, ObjectId> {
  const found = new Map<string, ObjectId>();
  for (const { path, blob, kind } of listing.entries.values()) {
    const tagged = tree.files.get(path);
    if (tagged !== undefined && tagged.id !== blob && kind === 'file') found.set(path, tagged.id);
  }
  return found;
}

/** Files of the tag itself that `git archive` does not write; those of submodules it never writes. */
function ignoredOf(tree: SourceTree, written: ReadonlySet<string>): ReadonlySet<string> {
  const within = (path: string) => tree.submodules.some((one) => path.startsWith(`${one.path}/`));
  return new Set([...tree.files.keys()].filter((path) => !written.has(path) && !within(path)));
}

function attributed(tree: SourceTree): boolean {
  for (const path of tree.files.keys()) if (path === '.gitattributes' || path.endsWith('/.gitattributes')) return true;
  return false;
}

/** The folder that everything in the artifact is in comes off, unless it is the folder that everything in the tree is in. */
function stripped(top: string, tree: SourceTree): boolean {
  for (const path of tree.files.keys()) if (!path.startsWith(`${top}/`)) return true;
  return false;
}

function releaseOf(tag: string, tree: SourceTree): Release {
  const version = versionOf(tag);
  return { tag, ...(version === undefined ? {} : { version }), ...(tree.commit === undefined ? {} : { commit: tree.commit }) };
}

function listed(manifest: Manifest, file: string): Listing {
  if (manifest.listing !== undefined) return manifest.listing;
  throw new Refused(
    artifactFaults.fault('007', {
      message: `${file} has a tree and no artifact`,
      file,
      expected: 'a manifest with "tar"',
      found: '"git" alone',
      remedy: 'Give the archive, and this manifest after --against.',
    }),
  );
}

export function catalogueFrom(file: string): Catalogue {
  const bytes = readFileBytes(file, SMALL);
  return readCatalogue(textOfBytes(plain(bytes, file), file), file, Digest.of(bytes));
}

function recipeFrom(file: string): Recipe {
  const bytes = readFileBytes(file, SMALL);
  return readRecipe(textOfBytes(bytes, file), file, Digest.of(bytes));
}

async function regenerated(recipe: Recipe, tree: SourceTree, open: readonly Repository[], withNetwork: boolean): Promise<Regeneration> {
  const contents = await blobsOf(open, new Set([...tree.files.values()].map(({ id }) => id)), LAID_OUT);
  return regenerate(recipe, tree, contents, tree.seconds ?? 0, withNetwork);
}

function stampsFrom(file: string) {
  const bytes = readFileBytes(file, SMALL);
  return { read: readStamps(textOfBytes(bytes, file), file), digest: Digest.of(bytes) };
}

/** A manifest is told by its first byte: no archive begins with a brace. */
function manifestFrom(file: string): Manifest | undefined {
  if (isFolder(file)) return undefined;
  const source = openSource(file);
  const first = source.bytes(0, 512);
  const size = source.size;
  source.close();
  const packed = magicOf(first) === 'gzip';
  if ((!packed && first[0] !== 0x7b) || size > SMALL.bytes) return undefined;
  const bytes = readFileBytes(file, SMALL);
  if (packed && !begins(bytes)) return undefined;
  return readManifest(textOfBytes(plain(bytes, file), file), file);
}

function begins(packed: Uint8Array): boolean {
  try {
    // As much as is needed to see one byte: what is cut off at its end is no fault here.
    return gunzipSync(packed.subarray(0, 4096), { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 16 * 1024 * 1024 })[0] === 0x7b;
  } catch {
    // Not gzip after all: whoever reads archives says what is wrong with it.
    return false;
  }
}

function plain(bytes: Uint8Array, file: string): Uint8Array {
  if (magicOf(bytes.subarray(0, 512)) !== 'gzip') return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MANIFEST });
  } catch (error) {
    if (error instanceof RangeError) throw new Refused(tooMuch(file, 'a length', `${MANIFEST} bytes`, 'more'));
    throw new Refused(damaged(file, `cannot be unpacked as gzip (${(error as Error).message})`, 'gzip'));
  }
}

function withoutRepository(what: string) {
  return artifactFaults.fault('007', {
    message: `${what} cannot be looked at by a manifest’s tree, which has no contents`,
    expected: 'a repository and a tag',
    found: 'a manifest',
    remedy: 'Name the repository and the tag: --against REPO --tag v1.2.3',
  });
}

function nothing(against: string | undefined) {
  return artifactFaults.fault('007', {
    message: against === undefined ? 'there is nothing to compare with' : `${against} has no tree to compare with`,
    ...(against === undefined ? {} : { file: against }),
    expected: 'a repository and a tag, or a manifest with "git"',
    found: against === undefined ? 'nothing' : 'neither',
    remedy: 'Name the repository and the tag: --against REPO --tag v1.2.3',
  });
}
