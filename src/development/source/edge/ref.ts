import { Refused } from '../../../core/index.ts';
import { readCommit } from '../../git/commit.ts';
import { gitText } from '../../git/edge/child.ts';
import type { Repository } from '../../git/edge/open.ts';
import { objectsOf } from '../../git/edge/read.ts';
import { damaged, resolveName } from '../../git/edge/resolve.ts';
import type { ObjectId } from '../../git/object.ts';
import { ascii } from '../../git/text.ts';
import { readTree } from '../../git/tree.ts';
import { SOURCE_LIMITS } from '../limits.ts';
import { tooLong } from '../values.ts';

export interface RefFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The commit that a ref leads to; nothing where the repository has no such ref. Throws `Refused` (ASSAY-GIT-001, -003, -006). */
export async function refCommit(repository: Repository, ref: string): Promise<ObjectId | undefined> {
  const found = await gitText(repository.gitDir, ['rev-parse', '--verify', '--quiet', '--end-of-options', ref]);
  return found === undefined ? undefined : (await resolveName(repository, ref)).commit;
}

/**
 * Every file in the tree of a commit whose path is `wanted`, folder by folder; of a folder the path so far with a `/` behind it is asked. Each object hashes to its name. `left` counts what this copy
 * lacks, and files past the bound of one. Throws `Refused` (ASSAY-GIT-001 to -003, -007, ASSAY-SOURCE-002).
 */
export async function filesOf(
  repository: Repository,
  commit: ObjectId,
  wanted: (path: string) => boolean,
  most: { readonly files: number; readonly bytes: number } = { files: SOURCE_LIMITS.notes, bytes: SOURCE_LIMITS.noteBytes },
): Promise<{ readonly files: readonly RefFile[]; readonly left: number }> {
  let root: ObjectId | undefined;
  await each(repository, [{ id: commit, path: '' }], 'commit', (bytes) => {
    root = readCommit(bytes, repository.format).tree;
  });
  const blobs: Named[] = [];
  let folders: Named[] = root === undefined ? [] : [{ id: root, path: '' }];
  let left = root === undefined ? 1 : 0;
  for (let depth = 0; folders.length > 0 && depth < DEPTH; depth += 1) {
    const below: Named[] = [];
    const lacking = await each(repository, folders, 'tree', (bytes, path) => {
      for (const entry of readTree(bytes, repository.format)) {
        const name = `${path}${ascii(entry.name, 0, entry.name.length)}`;
        if (entry.kind === 'folder' && wanted(`${name}/`)) below.push({ id: entry.id, path: `${name}/` });
        if ((entry.kind === 'file' || entry.kind === 'program') && wanted(name)) blobs.push({ id: entry.id, path: name });
        if (blobs.length + below.length > most.files) throw new Refused(tooLong(repository.folder, `at most ${most.files} files under one ref`, 'more'));
      }
    });
    left += lacking;
    folders = below;
  }
  const files: RefFile[] = [];
  let held = 0;
  // Added afterwards: `left` is counted up meanwhile.
  const lacking = await each(repository, blobs, 'blob', (bytes, path) => {
    if (bytes.length > SOURCE_LIMITS.note) {
      left += 1;
      return;
    }
    // Of one small object in a pack, a tree makes as many files as it has names for it.
    held += bytes.length;
    if (held > most.bytes) throw new Refused(tooLong(repository.folder, `at most ${most.bytes} bytes under one ref`, 'more'));
    files.push({ path, bytes: bytes.slice() });
  });
  return { files, left: left + lacking };
}

interface Named {
  readonly id: ObjectId;
  readonly path: string;
}

/** Folders within folders: names of refs have a few parts, and notes fan out by two digits each. */
const DEPTH = 40;

/** Reads these objects in their order; how many are not there, or of another kind. */
async function each(
  repository: Repository,
  named: readonly Named[],
  kind: 'commit' | 'tree' | 'blob',
  take: (bytes: Uint8Array, path: string) => void,
): Promise<number> {
  let [at, left] = [0, 0];
  for await (const answers of objectsOf(
    repository,
    named.map(({ id }) => id),
  )) {
    for (const answer of answers) {
      if (answer.kind === 'damaged') throw new Refused(damaged(repository.folder, answer.id));
      if (answer.kind === kind) take(answer.bytes, named[at]?.path ?? '');
      else left += 1;
      at += 1;
    }
  }
  return left;
}
