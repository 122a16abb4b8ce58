import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Digest } from '../../../core/index.ts';
import { openRepository } from '../../git/edge/open.ts';
import type { ObjectId } from '../../git/object.ts';
import { squashKey } from '../forge.ts';
import { squashesOf } from './squash.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-squash-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const env = {
  PATH: process.env['PATH'] ?? '',
  HOME: folder,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  ...Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((who) => [
      [`GIT_${who}_NAME`, 'Ada'],
      [`GIT_${who}_EMAIL`, 'ada@example.org'],
    ]),
  ),
};
const sh = (script: string) =>
  execFileSync('sh', ['-e', '-c', script], { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() as ObjectId;
const tip = (name: string) => sh(`git rev-parse ${name}`);

const tied = async (...pairs: readonly (readonly [made: ObjectId, head: ObjectId])[]) => {
  const repository = openRepository(folder);
  try {
    const requests = pairs.map(([made, head], i) => ({ forge: 'github' as const, name: `#${i}`, merged: true, head, made: [made], approvals: [] }));
    const ties = await squashesOf(repository, [{ name: 'x', digest: Digest.of('x'), requests }]);
    return pairs.map(([made, head]) => ties.get(squashKey(made, head)));
  } finally {
    repository.close();
  }
};

describe('what a squash has', () => {
  beforeAll(() => {
    sh(`git init -q -b main .
      echo one > a; echo one > b; git add .; git commit -qm Begin
      git checkout -q -b topic; echo two > b; git commit -qam Topic; git branch earlier; echo three > b; git commit -qam More
      git checkout -q main; echo two > a; git commit -qam Line
      git checkout -q -b good; git merge -q --squash topic; git commit -qm 'Topic (#1)'
      git checkout -q -b evil main; git merge -q --squash topic; echo door > c; git add c; git commit -qm 'Topic (#1)'`);
  });

  it('is what was approved where the line moved on, and is not known to be where anything was put beside it', async () =>
    expect(await tied([tip('good'), tip('topic')], [tip('evil'), tip('topic')], [tip('good'), tip('earlier')])).toEqual(['same', 'not-shown', 'not-shown']));

  it('is compared with each request that names it', async () =>
    expect(await tied([tip('good'), tip('earlier')], [tip('good'), tip('topic')])).toEqual(['not-shown', 'same']));

  it.each<[string, () => readonly [ObjectId, ObjectId]]>([
    ['this copy has not the last revision', () => [tip('good'), 'd'.repeat(40) as ObjectId]],
    ['the last revision is no commit', () => [tip('good'), tip('topic:b')]],
    ['the last revision is a commit that cannot be read', () => [tip('good'), sh('printf "tree x\\n\\nx" | git hash-object -w --literally -t commit --stdin')]],
    ['it is a first commit', () => [tip('main~1'), tip('topic')]],
    ['it is a merge', () => [sh(`git commit-tree main^{tree} -p main -p topic -m x`), tip('topic')]],
  ])('is not said where %s', async (_, pair) => expect(await tied(pair())).toEqual([undefined]));
});
