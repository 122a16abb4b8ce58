import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCommit } from '../commit.ts';
import type { MergeOutcome } from '../merge.ts';
import type { ObjectId } from '../object.ts';
import { remerge } from './merge.ts';
import { openRepository } from './open.ts';

const room = mkdtempSync(join(tmpdir(), 'assay-merge-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));
const who = { NAME: 'Ada', EMAIL: 'ada@example.org', DATE: '2026-01-01T00:00:00Z' };
const env = {
  PATH: process.env['PATH'] ?? '',
  HOME: room,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  ...Object.fromEntries(Object.entries(who).flatMap(([key, value]) => [`GIT_AUTHOR_${key}`, `GIT_COMMITTER_${key}`].map((name) => [name, value]))),
};
const folder = join(room, 'r');
const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const commit = (message: string) => {
  git('add', '-A');
  git('commit', '-q', '--allow-empty', '-m', message);
  return git('rev-parse', 'HEAD') as ObjectId;
};
const LINES = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
const lines = (changes: Record<number, string>) => `${LINES.map((line, at) => changes[at] ?? line).join('\n')}\n`;

async function outcomes(...ids: ObjectId[]): Promise<readonly (MergeOutcome | undefined)[]> {
  const opened = openRepository(folder);
  try {
    const merges = ids.map((id) => {
      const read = readCommit(execFileSync('git', ['cat-file', 'commit', id], { cwd: folder, env }));
      return { id, tree: read.tree, parents: read.parents };
    });
    const found = await remerge(opened, merges);
    return ids.map((id) => found.get(id));
  } finally {
    opened.close();
  }
}
/** A merge of these heads with the tree that the work folder has. */
function merged(...heads: string[]): ObjectId {
  git('add', '-A');
  return git('commit-tree', git('write-tree'), ...heads.flatMap((head) => ['-p', head]), '-m', 'Merge') as ObjectId;
}
const tree = (files: Record<string, string>) => {
  git('rm', '-rqf', '--ignore-unmatch', '.');
  for (const [name, text] of Object.entries(files)) write(name, text);
};

describe('a merge, done again', () => {
  beforeAll(() => {
    mkdirSync(folder);
    git('init', '-q', '-b', 'main');
    write('f', lines({}));
    commit('Begin');
    for (const [branch, change] of [
      ['top', { 0: 'top' }],
      ['end', { 8: 'end' }],
      ['middle', { 4: 'middle' }],
      ['other', { 0: 'other' }],
    ] as const) {
      git('checkout', '-q', '-b', branch, 'main');
      write('f', lines(change));
      write(`${branch}.c`, 'new\n');
      commit(branch);
    }
  });

  it('that adds nothing is clean', async () => {
    tree({ f: lines({ 0: 'top', 8: 'end' }), 'top.c': 'new\n', 'end.c': 'new\n' });
    expect(await outcomes(merged('top', 'end'))).toEqual([{ kind: 'clean' }]);
  });

  it('that hides a change among those of its parents is found, with the paths', async () => {
    tree({ f: lines({ 0: 'top', 4: 'system(argv[1]);', 8: 'end' }), 'top.c': 'new\n', 'end.c': 'new\n', 'door.c': 'open\n' });
    expect(await outcomes(merged('top', 'end'))).toEqual([{ kind: 'changed', paths: ['door.c', 'f'] }]);
  });

  it('that drops what a parent has is found', async () => {
    tree({ f: lines({ 0: 'top' }), 'top.c': 'new\n' });
    expect(await outcomes(merged('top', 'end'))).toEqual([{ kind: 'changed', paths: ['end.c', 'f'] }]);
  });

  it('in conflict says what is of neither side, what of one, and what was changed beside', async () => {
    tree({ f: lines({ 0: 'neither' }), 'top.c': 'new\n', 'other.c': 'new\n', 'door.c': 'open\n' });
    const neither = merged('top', 'other');
    tree({ f: lines({ 0: 'other' }), 'top.c': 'new\n', 'other.c': 'new\n' });
    expect(await outcomes(neither, merged('top', 'other'))).toEqual([
      { kind: 'by-hand', paths: ['f'], sides: [], beside: ['door.c'] },
      { kind: 'by-hand', paths: [], sides: ['f'], beside: [] },
    ]);
  });

  it('of three heads is done head after head', async () => {
    const all = { f: lines({ 0: 'top', 4: 'middle', 8: 'end' }), 'top.c': 'new\n', 'end.c': 'new\n', 'middle.c': 'new\n' };
    tree(all);
    const clean = merged('top', 'middle', 'end');
    tree({ ...all, 'end.c': 'other\n' });
    expect(await outcomes(clean, merged('top', 'middle', 'end'))).toEqual([{ kind: 'clean' }, { kind: 'changed', paths: ['end.c'] }]);
  });

  it('across others that crossed has both for its ancestors', async () => {
    tree({ f: lines({ 0: 'top', 8: 'end' }), 'top.c': 'new\n', 'end.c': 'new\n' });
    const [one, two] = [merged('top', 'end'), merged('end', 'top')];
    git('checkout', '-q', '-f', '-b', 'left', one);
    write('f', lines({ 0: 'top', 4: 'left', 8: 'end' }));
    commit('left');
    git('checkout', '-q', '-f', '-b', 'right', two);
    write('right.c', 'new\n');
    commit('right');
    tree({ f: lines({ 0: 'top', 4: 'left', 8: 'end' }), 'top.c': 'new\n', 'end.c': 'new\n', 'right.c': 'new\n' });
    expect(await outcomes(merged('left', 'right'))).toEqual([{ kind: 'clean' }]);
  });

  it('of histories with no commit in common is done too', async () => {
    git('checkout', '-q', '-f', '--orphan', 'alone');
    tree({ 'alone.c': 'new\n' });
    commit('alone');
    tree({ 'alone.c': 'new\n', f: lines({}) });
    expect(await outcomes(merged('alone', 'main'))).toEqual([{ kind: 'clean' }]);
  });

  it('whose files are not in this copy is not compared, and the next one is', async () => {
    git('checkout', '-q', '-f', '-b', 'lost', 'main');
    write('f', lines({ 3: 'lost' }));
    const lost = commit('lost');
    tree({ f: lines({ 0: 'top', 3: 'lost' }), 'top.c': 'new\n' });
    const broken = merged('top', lost);
    const blob = git('rev-parse', `${lost}:f`);
    tree({ f: lines({ 0: 'top', 8: 'end' }), 'top.c': 'new\n', 'end.c': 'new\n' });
    const well = merged('top', 'end');
    rmSync(join(folder, '.git/objects', blob.slice(0, 2), blob.slice(2)), { force: true });
    expect(await outcomes(broken, well)).toMatchObject([{ kind: 'not-compared' }, { kind: 'clean' }]);
  });

  it('runs no driver that the repository names, and writes nothing into it', async () => {
    const trap = join(room, 'sprung');
    const program = join(room, 'driver.sh');
    writeFileSync(program, `#!/bin/sh\ntouch '${trap}'\n`);
    chmodSync(program, 0o755);
    git('config', 'merge.x.driver', program);
    git('config', 'merge.default', 'x');
    mkdirSync(join(folder, '.git/info'), { recursive: true });
    writeFileSync(join(folder, '.git/info/attributes'), '* merge=x\n');
    tree({ f: lines({ 0: 'neither' }), 'top.c': 'new\n', 'other.c': 'new\n' });
    const one = merged('top', 'other');
    const before = git('count-objects', '-v');
    expect(await outcomes(one)).toMatchObject([{ kind: 'by-hand', paths: ['f'] }]);
    expect(git('count-objects', '-v')).toBe(before);
    expect(existsSync(trap)).toBe(false);
  });
});
