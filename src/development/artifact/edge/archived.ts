import { Refused } from '../../../core/index.ts';
import { Collector } from '../../archive/collect.ts';
import { Filing } from '../../archive/edge/filing.ts';
import { fileTar } from '../../archive/edge/tar.ts';
import type { Listing } from '../../archive/entry.ts';
import { gitChild, notStarted } from '../../git/edge/child.ts';
import type { Repository } from '../../git/edge/open.ts';
import type { ObjectId } from '../../git/object.ts';
import { artifactFaults } from '../faults.ts';

/**
 * What `git archive` writes of a commit, by the attributes in its own tree: `export-subst` filled in, line ends as declared. Git runs no filter here, since no configuration is there
 * to name one. Throws `Refused` (ASSAY-GIT-008, ASSAY-ARTIFACT-006).
 */
export async function archivedBy(repository: Repository, commit: ObjectId): Promise<Listing> {
  const child = gitChild(repository.gitDir, ['archive', '--format=tar', commit]);
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
