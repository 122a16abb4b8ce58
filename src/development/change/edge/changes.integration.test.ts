import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCommits } from '../../git/edge/history.ts';
import { openRepository, type Repository } from '../../git/edge/open.ts';
import { resolveName } from '../../git/edge/resolve.ts';
import { factsOf } from '../facts.ts';
import { readChanges } from './changes.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-changes-'));
const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { env, encoding: 'utf8' });
let repository: Repository;

beforeAll(() => {
  git('init', '-q', '-b', 'main');
  const who = ['-c', 'user.name=J\u00f6rg', '-c', 'user.email=j@example.org'];
  const commit = (message: string) => git(...who, 'commit', '-q', '--allow-empty', '-m', message);
  for (let n = 1; n <= 6; n += 1) commit(`Change ${n} (#${n})\n\nBecause of it.\n\nReviewed-by: Ada <ada@example.org>\nAcked-by: J\u00f6rg <j@example.org>`);
  git('tag', 'v1');
  git('checkout', '-q', '-b', 'topic');
  commit('Aside');
  git('checkout', '-q', 'main');
  commit('Straight on');
  git(...who, 'merge', '-q', '-m', 'Merge pull request #9 from x/topic', 'topic');
  git('tag', 'v2');
  // Nothing of a release leads to this one.
  git('checkout', '-q', '-b', 'elsewhere', 'v1');
  commit('Elsewhere');
  repository = openRepository(folder);
});
afterAll(() => {
  repository.close();
  rmSync(folder, { recursive: true, force: true });
});

const named = async (name: string) => (await resolveName(repository, name)).commit;

describe('the changes of a range', () => {
  // With room for the facts of all, of some and of no commit that passes: what there was no room for is read once more.
  it.each([1_000_000, 700, 0])('are those that reading them one by one gives, with room for %i bytes', async (room) => {
    const { range, changes, history } = await readChanges(repository, await named('v2'), undefined, room);
    expect([...changes.keys()]).toEqual(range.commits);
    expect(history.size).toBe(9);
    const alone = [];
    for await (const { id, commit } of readCommits(repository, range.commits)) alone.push(factsOf(id, commit));
    expect([...changes.values()]).toEqual(alone);
    expect(alone[0]).toMatchObject({ subject: 'Merge pull request #9 from x/topic', pull: '9', author: { name: 'J\u00f6rg', email: 'j@example.org' } });
    expect(alone.at(-1)).toMatchObject({ squash: '1', lines: [{ key: 'Reviewed-by', who: { name: 'Ada', email: 'ada@example.org' } }, { key: 'Acked-by' }] });
  });

  it('are what the release has and the one before it has not', async () => {
    const { changes } = await readChanges(repository, await named('v2'), await named('v1'));
    expect([...changes.values()].map(({ subject }) => subject).toSorted()).toEqual(['Aside', 'Merge pull request #9 from x/topic', 'Straight on']);
  });
});
