import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Refused } from '../../../core/index.ts';
import { openRepository } from '../../git/edge/open.ts';
import { SOURCE_LIMITS } from '../limits.ts';
import { readNotes } from './notes.ts';
import { filesOf, refCommit } from './ref.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-ref-'));
const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
const who = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@x', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@x' };
const git = (args: readonly string[], input = '') =>
  execFileSync('git', ['-C', folder, ...args], { input, env: { ...env, ...who }, stdio: ['pipe', 'pipe', 'ignore'], encoding: 'utf8' }).trim();
const REF = 'refs/notes/review';
const SIZE = 100_000;
beforeAll(() => {
  git(['init', '-q']);
  // One small object in the pack, under as many names as anybody likes.
  const blob = git(['hash-object', '-w', '--stdin'], 'x'.repeat(SIZE));
  const names = Array.from({ length: 50 }, (_, at) => `100644 blob ${blob}\t${at.toString(16).padStart(40, '0')}\n`);
  git(['update-ref', REF, git(['commit-tree', '-m', 'x', git(['mktree'], names.join(''))])]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the files of a ref are read up to a bound in bytes, since one object under many names costs its writer nothing', async () => {
  const repository = openRepository(folder);
  try {
    const commit = await refCommit(repository, REF);
    if (commit === undefined) throw new TypeError('the ref was made above');
    const all = () => true;
    expect((await filesOf(repository, commit, all, { files: 50, bytes: 50 * SIZE })).files).toHaveLength(50);
    const codes = async (most: { readonly files: number; readonly bytes: number }) => {
      try {
        return (await filesOf(repository, commit, all, most)).files.length;
      } catch (error) {
        return error instanceof Refused ? error.faults.map(({ code }) => code) : error;
      }
    };
    expect(await codes({ files: 50, bytes: 50 * SIZE - 1 })).toEqual(['ASSAY-SOURCE-002']);
    expect(await codes({ files: 49, bytes: 50 * SIZE })).toEqual(['ASSAY-SOURCE-002']);
    expect(await readNotes(repository)).toMatchObject({ other: 50 });
  } finally {
    repository.close();
  }
});

it('a file past the bound of one is counted, and not silently left out', async () => {
  const blob = git(['hash-object', '-w', '--stdin'], 'x'.repeat(SOURCE_LIMITS.note + 1));
  const ref = 'refs/notes/long';
  git(['update-ref', ref, git(['commit-tree', '-m', 'x', git(['mktree'], `100644 blob ${blob}\t${'a'.repeat(40)}\n`)])]);
  const repository = openRepository(folder);
  try {
    expect(await readNotes(repository, ref)).toMatchObject({ other: 1 });
  } finally {
    repository.close();
  }
});
