import { Digest, type Json, parseJson, Refused } from '../../core/index.ts';
import { Collector } from '../archive/collect.ts';
import type { Listing } from '../archive/entry.ts';
import { entryPath } from '../archive/path.ts';
import { isObjectId, type ObjectFormat, type ObjectId } from '../git/object.ts';
import { artifactFaults } from './faults.ts';
import type { SourceTree, TreeFile } from './tree.ts';

/** What a release was made of and from, without its contents: paths, modes, blobs. */
export interface Manifest {
  readonly tag?: string;
  readonly listing?: Listing;
  readonly tree?: SourceTree;
}

const BYTES = 256 * 1024 * 1024;
const FILES = 1_000_000;

/**
 * Reads `{tag?, commit?, git?: {path: [mode, blob]}, tar?: {path: [mode, blob, sha256]}, tarball_sha256?}`. Throws `Refused` (ASSAY-ARTIFACT-001, ASSAY-ARCHIVE-003, -004, ASSAY-JSON-…).
 */
export function readManifest(text: string, file: string): Manifest {
  const json = parseJson(text, file, { bytes: BYTES, depth: 8 });
  if (json === null || typeof json !== 'object' || Array.isArray(json)) throw new Refused(notOne(file, 'no object'));
  const { tag, commit, git, tar, tarball_sha256: digest } = json as { readonly [key: string]: Json };
  if (git === undefined && tar === undefined) throw new Refused(notOne(file, 'neither git nor tar'));
  return {
    ...(typeof tag === 'string' ? { tag: tag.slice(0, 250) } : {}),
    ...(git === undefined ? {} : { tree: treeOf(rows(git, 'git', file), commit, file) }),
    ...(tar === undefined ? {} : { listing: listingOf(rows(tar, 'tar', file), digest, file) }),
  };
}

interface Row {
  readonly path: string;
  readonly mode: number;
  readonly id: ObjectId;
  readonly sha256: string;
}

function rows(json: Json, field: string, file: string): readonly Row[] {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) throw new Refused(notOne(file, `"${field}" is no object`));
  const entries = Object.entries(json as { readonly [key: string]: Json });
  if (entries.length > FILES) throw new Refused(notOne(file, `"${field}" has more than ${FILES} files`));
  return entries.map(([path, value]) => {
    const [mode, id, sha256 = ''] = Array.isArray(value) ? (value as readonly Json[]) : [];
    if (
      typeof mode !== 'string' ||
      !/^[0-7]{3,6}$/.test(mode) ||
      typeof id !== 'string' ||
      !isObjectId(id) ||
      typeof sha256 !== 'string' ||
      !/^(?:[0-9a-f]{64})?$/.test(sha256)
    )
      throw new Refused(notOne(file, `"${path.slice(0, 100)}" in "${field}" is not [mode, blob${field === 'tar' ? ', sha256' : ''}]`));
    return { path: entryPath(path, file), mode: Number.parseInt(mode, 8), id, sha256 };
  });
}

function treeOf(found: readonly Row[], commit: Json | undefined, file: string): SourceTree {
  const files = new Map<string, TreeFile>();
  const submodules: { path: string; commit: ObjectId; followed: boolean }[] = [];
  let format: ObjectFormat = 'sha1';
  for (const { path, mode, id } of found) {
    if (path === '') throw new Refused(notOne(file, 'a path without a name'));
    if (id.length === 64) format = 'sha256';
    if ((mode & 0o170000) === 0o160000) submodules.push({ path, commit: id, followed: false });
    else files.set(path, { path, kind: (mode & 0o170000) === 0o120000 ? 'link' : (mode & 0o100) === 0 ? 'file' : 'program', id });
  }
  return { format, files, submodules, by: 'manifest', ...(typeof commit === 'string' && isObjectId(commit) ? { commit } : {}) };
}

function listingOf(found: readonly Row[], digest: Json | undefined, file: string): Listing {
  const collector = new Collector(file);
  for (const { path, mode, id, sha256 } of found) {
    collector.announce(0);
    // Modes without a kind, as tar has them.
    const link = (mode & 0o170000) === 0o120000;
    collector.add({ path, kind: link ? 'link' : 'file', program: !link && (mode & 0o111) !== 0, size: 0, blob: id, sha256 });
  }
  const text = typeof digest === 'string' ? `sha256:${digest}` : '';
  return collector.listing({ format: 'manifest', contents: false, ...(Digest.isText(text) ? { digest: text } : {}) }, () => false);
}

function notOne(file: string, found: string) {
  return artifactFaults.fault('001', {
    message: `${file} is no manifest of a release`,
    file,
    expected: '{"tag": …, "git": {path: [mode, blob]}, "tar": {path: [mode, blob, sha256]}}',
    found,
    remedy: 'docs/development-artifact.md shows a manifest. Or give the archive itself: it says more.',
  });
}
