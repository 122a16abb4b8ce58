import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refused } from '../../../core/index.ts';
import { Collector } from '../../archive/collect.ts';
import { Filing } from '../../archive/edge/filing.ts';
import { fileTar } from '../../archive/edge/tar.ts';
import type { Listing } from '../../archive/entry.ts';
import { gitChild, notStarted } from '../../git/edge/child.ts';
import { folderApart } from '../../git/edge/ending.ts';
import type { Repository } from '../../git/edge/open.ts';
import type { Resolved } from '../../git/edge/resolve.ts';
import type { ObjectId } from '../../git/object.ts';
import { artifactFaults } from '../faults.ts';

/** What `git archive` writes of a commit: the blobs of some paths, and every path that is not left out by `export-ignore`. */
export interface Archived {
  readonly blobs: ReadonlyMap<string, ReadonlySet<ObjectId>>;
  readonly written: ReadonlySet<string>;
}

/**
 * The blobs that `git archive` writes for some paths of a commit, by the attributes in its own tree: `export-subst` filled in, line ends as declared. Git runs no filter here, since no configuration
 * is there to name one. What is filled in may name the refs that stand at the commit (`%D`, `%(describe)`), so it is made twice: with all refs of this copy, and with the tag's alone, as a forge has it.
 * Throws `Refused` (ASSAY-GIT-008, ASSAY-ARTIFACT-006).
 */
export async function archivedBlobs(repository: Repository, { commit, ref, tags }: Resolved, paths: ReadonlySet<string>): Promise<Archived> {
  const found = new Map<string, Set<ObjectId>>();
  const written = new Set<string>();
  const take = ({ entries }: Listing) => {
    for (const path of entries.keys()) written.add(path);
    for (const path of paths) {
      const blob = entries.get(path)?.blob;
      if (blob !== undefined) found.set(path, (found.get(path) ?? new Set()).add(blob));
    }
  };
  take(await archived(repository, repository.gitDir, commit));
  if (ref === undefined) return { blobs: found, written };
  const { path: alone, remove } = folderApart('git');
  try {
    copyFileSync(join(repository.gitDir, 'config'), join(alone, 'config'));
    symlinkSync(join(repository.gitDir, 'objects'), join(alone, 'objects'), 'dir');
    mkdirSync(join(alone, 'refs'));
    writeFileSync(join(alone, 'HEAD'), 'ref: refs/heads/none\n');
    writeFileSync(join(alone, 'packed-refs'), `${tags[0]?.id ?? commit} ${ref}\n`);
    take(await archived(repository, alone, commit));
  } finally {
    remove();
  }
  return { blobs: found, written };
}

async function archived(repository: Repository, gitDir: string, commit: ObjectId): Promise<Listing> {
  const child = gitChild(gitDir, ['archive', '--format=tar', commit]);
  child.stdin.end();
  const pieces = async function* () {
    for await (const piece of child.stdout) {
      child.alive();
      yield piece as Uint8Array;
    }
    // Looked at before the reader is told of the end: a git that failed says why.
    const { code, said } = await child.ended;
    if (code === null) throw new Refused(notStarted(said));
    if (code !== 0) throw new Refused(failed(repository.folder, said));
  };
  try {
    const collector = new Collector(repository.folder);
    const reading = { format: repository.format, keep: () => false };
    await fileTar(pieces(), repository.folder, new Filing(repository.folder, collector, reading), collector, reading);
    return collector.listing({ format: 'tar', contents: true }, () => false);
  } finally {
    child.kill();
  }
}

function failed(folder: string, said: string) {
  return artifactFaults.fault('006', {
    message: `git could not write the tree of ${folder} as an archive`,
    file: folder,
    expected: 'a whole repository',
    found: said.slice(0, 300),
    remedy: 'Look at it with: git fsck. Give a whole copy.',
  });
}
