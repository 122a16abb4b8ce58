import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHistory } from './history.ts';
import { openRepository } from './open.ts';
import { resolveName, tagsBefore } from './resolve.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-resolve-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = (day: number, ...args: string[]) => {
  const moment = `${1_700_000_000 + day * 86_400} +0000`;
  const who = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@x', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@x' };
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', ...who };
  execFileSync('git', ['-C', folder, ...args], { env: { ...env, GIT_AUTHOR_DATE: moment, GIT_COMMITTER_DATE: moment }, stdio: 'ignore' });
};

beforeAll(() => {
  run(0, 'init', '-q', '-b', 'main');
  run(1, 'commit', '--allow-empty', '-m', 'one');
  run(2, 'tag', '-a', '-m', 'first', 'first');
  run(3, 'branch', 'beside');
  run(4, 'commit', '--allow-empty', '-m', 'two');
  run(5, 'tag', 'light');
  run(5, 'tag', '-a', '-m', 'own', 'own');
  run(6, 'commit', '--allow-empty', '-m', 'three');
  run(7, 'tag', '-a', '-m', 'after', 'after');
  // Its maker's clock says that it was there before all others.
  run(0, 'tag', '-a', '-m', 'backdated', 'backdated');
  run(3, 'checkout', 'beside');
  run(3, 'commit', '--allow-empty', '-m', 'aside');
  run(3, 'tag', '-a', '-m', 'aside before', 'aside-before');
  run(9, 'tag', '-a', '-m', 'aside after', 'aside-after');
});

describe('the tags before a release', () => {
  it.each([
    ['light', ['first', 'aside-before']],
    ['own', ['first', 'aside-before']],
    ['after', ['aside-before', 'backdated', 'first', 'own']],
  ])('of %s are none that stands on it, whatever its clock says', async (name, expected) => {
    const repository = openRepository(folder);
    try {
      const release = await resolveName(repository, name);
      const history = await readHistory(repository, [release.commit]);
      const found = await tagsBefore(repository, release, history, 100);
      expect(found.map(({ tag }) => tag.name).toSorted()).toEqual(expected.toSorted());
    } finally {
      repository.close();
    }
  });
});
