import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Refused } from '../../../core/index.ts';
import { type BatchAnswer, BatchReader } from '../batch.ts';
import { gitFaults } from '../faults.ts';
import { GIT_LIMITS } from '../limits.ts';
import type { ObjectId } from '../object.ts';
import { type GitChild, gitChild, notStarted } from './child.ts';
import type { Repository } from './open.ts';

/**
 * Every commit of the repository, whether or not anything leads to it, in the order in which git keeps them: to read them so takes git half of the work of following
 * parents first, since what was packed together is unpacked together. One `cat-file` lists the objects, another says how long those are that are commits (to say it of all takes twice as long as to list
 * them), a third gives them; none runs ahead of whoever iterates by more than the pipes between them hold. The bytes are valid until the next group is asked for. What git could not list, or is
 * longer than is read, is not in it. Throws `Refused` (ASSAY-GIT-002, -007, -008).
 */
export async function* commitsKept(repository: Repository): AsyncGenerator<readonly BatchAnswer[]> {
  const list = gitChild(repository.gitDir, ['cat-file', '--batch-all-objects', '--batch-check=%(objecttype) %(objectname)', '--unordered', '--buffer']);
  const sizes = gitChild(repository.gitDir, ['cat-file', '--batch-check=%(objecttype) %(objectname) %(objectsize)', '--buffer']);
  list.stdin.end();
  const fed = pipeline(list.stdout, commitNames(list.alive), sizes.stdin).catch(() => undefined);
  try {
    yield* batched(repository, sizes.stdout.pipe(commitNames(sizes.alive)), [list, sizes]);
    await fed;
  } finally {
    list.kill();
    sizes.kill();
  }
}

/** Of lines that name an object's kind, name and perhaps size, the names of commits that are not too long. */
function commitNames(alive: () => void): Transform {
  let rest: Buffer = Buffer.alloc(0);
  return new Transform({
    transform(piece: Buffer, _, done) {
      alive();
      const lines = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      const names = Buffer.allocUnsafe(lines.length);
      let [at, size] = [0, 0];
      for (let end = lines.indexOf(LF, at); end !== -1; at = end + 1, end = lines.indexOf(LF, at)) {
        // Most objects are none of ours, and a text of each line would be most of the work. A line of what is missing begins with its name, which has no such second letter.
        if (lines[at] !== COMMIT || lines[at + 1] !== SECOND) continue;
        const from = at + 'commit '.length;
        const space = lines.indexOf(SPACE, from);
        const to = space === -1 || space > end ? end : space;
        if (Number(lines.toString('latin1', to, end)) > GIT_LIMITS.object) continue;
        size += lines.copy(names, size, from, to);
        names[size] = LF;
        size += 1;
      }
      rest = lines.subarray(at);
      done(null, names.subarray(0, size));
    },
  });
}

/** The letter with which, of all kinds of objects, only a commit begins. */
const COMMIT = 0x63;
const SECOND = 0x6f;
const [LF, SPACE] = [0x0a, 0x20];

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
  asking: readonly GitChild[] = [],
): AsyncGenerator<readonly BatchAnswer[]> {
  const cat = gitChild(repository.gitDir, ['cat-file', '--batch', '--buffer']);
  let asked = 0;
  let answered = 0;
  const counting = new Transform({
    transform(piece: Buffer, _, done) {
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
    const read = await cat.ended;
    for (const { code, said } of [read, ...(await Promise.all(asking.map(({ ended }) => ended)))]) if (code === null) throw new Refused(notStarted(said));
    if (read.code !== 0 || !reader.done || asked !== answered) throw new Refused(broken(repository, read.code === 0 ? 'it ended within an object' : read.said));
  } finally {
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
