import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Refused } from '../../../core/index.ts';
import { type BatchAnswer, BatchReader } from '../batch.ts';
import { gitFaults } from '../faults.ts';
import { GIT_LIMITS } from '../limits.ts';
import type { ObjectId } from '../object.ts';
import { gitChild, notStarted } from './child.ts';
import type { Repository } from './open.ts';

/**
 * Every commit of the repository, whether or not anything leads to it, in the order in which git keeps them: to read them so takes git half of the work of following
 * parents first, since what was packed together is unpacked together. One `cat-file` lists the objects, and what of them is a commit is asked of another; neither runs ahead of whoever
 * iterates by more than the pipes between them hold. The bytes are valid until the next group is asked for. What git could not list, or is longer than is read, is not in it.
 * Throws `Refused` (ASSAY-GIT-002, -007, -008).
 */
export async function* commitsKept(repository: Repository): AsyncGenerator<readonly BatchAnswer[]> {
  const list = gitChild(repository.gitDir, [
    'cat-file',
    '--batch-all-objects',
    '--batch-check=%(objecttype) %(objectname) %(objectsize)',
    '--unordered',
    '--buffer',
  ]);
  list.stdin.end();
  yield* batched(repository, list.stdout.pipe(commitNames()), list);
}

/** Of the lines that name each object's kind, name and size, the names of commits that are not too long. */
function commitNames(): Transform {
  let rest = '';
  return new Transform({
    transform(piece: Buffer, _, done) {
      const text = rest + piece.toString('latin1');
      const whole = text.lastIndexOf('\n') + 1;
      rest = text.slice(whole);
      let names = '';
      for (const [, id = '', size = ''] of text.slice(0, whole).matchAll(COMMIT)) if (Number(size) <= GIT_LIMITS.object) names += `${id}\n`;
      done(null, names);
    },
  });
}

const COMMIT = /^commit ([0-9a-f]+) (\d+)$/gm;

/** The objects of these names, in their order. Throws as above. */
export function objectsOf(repository: Repository, ids: Iterable<ObjectId>): AsyncGenerator<readonly BatchAnswer[]> {
  return batched(repository, lines(ids));
}

function* lines(ids: Iterable<ObjectId>): Generator<string> {
  let block = '';
  for (const id of ids) {
    block += `${id}\n`;
    if (block.length > 16_384) {
      yield block;
      block = '';
    }
  }
  if (block !== '') yield block;
}

async function* batched(
  repository: Repository,
  names: Iterable<string> | NodeJS.ReadableStream,
  list?: ReturnType<typeof gitChild>,
): AsyncGenerator<readonly BatchAnswer[]> {
  const cat = gitChild(repository.gitDir, ['cat-file', '--batch', '--buffer']);
  let asked = 0;
  let answered = 0;
  const counting = new Transform({
    transform(piece: Buffer, _, done) {
      list?.alive();
      for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) asked += 1;
      done(null, piece);
    },
  });
  // How either ended is looked at below; a pipe that broke because one of them ended says nothing more.
  const fed = pipeline(names, counting, cat.stdin).catch(() => undefined);
  const reader = new BatchReader(repository.format);
  try {
    for await (const piece of cat.stdout) {
      cat.alive();
      const answers = reader.take(piece as Buffer);
      answered += answers.length;
      if (answers.length > 0) yield answers;
    }
    await fed;
    const [listed, read] = [await list?.ended, await cat.ended];
    if (read.code === null) throw new Refused(notStarted(read.said));
    if (listed?.code === null) throw new Refused(notStarted(listed.said));
    if (read.code !== 0 || !reader.done || asked !== answered) throw new Refused(broken(repository, read.code === 0 ? 'it ended within an object' : read.said));
  } finally {
    list?.kill();
    cat.kill();
  }
}

export function broken(repository: Repository, said: string) {
  const { borrows } = repository;
  return gitFaults.fault('007', {
    message: `git could not read the history of ${repository.folder} to its end`,
    file: repository.folder,
    expected: 'every commit from the release to the first',
    found: said === '' ? 'git ended early' : said,
    remedy:
      borrows.length > 0
        ? `This copy borrows objects from ${borrows.join(', ')}, which is not read. Make it whole with: git repack -a -d, then remove objects/info/alternates.`
        : 'Look at it with: git fsck. Give another copy of the repository.',
  });
}
