import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Digest, Instant } from '../../../core/index.ts';
import { verifyLedger } from '../../../ledger/edge/check.ts';
import type { Seq } from '../../../ledger/model.ts';
import { openRepository } from '../../git/edge/open.ts';
import { leavesFor, refsOf } from '../refs.ts';
import { emptyFolder, leavesOf } from './log.fixture.ts';
import { codeLogFolder, initCodeLog, openCodeLog } from './open.ts';
import { findMoves, readRefs } from './refs.ts';

const folder = emptyFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const now = () => Instant.parse('2026-11-23T00:00:00Z');

describe('a code log', () => {
  it('enters each leaf once: in one call, in two at once, and after it was opened again', async () => {
    const dataDir = join(folder, 'once');
    const log = await initCodeLog(dataDir, now, 'log.example/code');
    const [a, b, c] = leavesOf(3) as [ReturnType<typeof leavesOf>[number], ReturnType<typeof leavesOf>[number], ReturnType<typeof leavesOf>[number]];
    const [first, second] = await Promise.all([log.submit([a, b, a]), log.submit([b, c, { ...c, kind: 'gate' }])]);
    expect(first).toEqual([
      { index: 0, fresh: true },
      { index: 1, fresh: true },
      { index: 0, fresh: false },
    ]);
    expect(second).toEqual([
      { index: 1, fresh: false },
      { index: 2, fresh: true },
      { index: 3, fresh: true },
    ]);
    await log.close();
    const again = await openCodeLog({ dataDir, now, mode: 'write' });
    expect(await again.submit([c, { ...a, by: ['ada'] }, b])).toEqual([
      { index: 2, fresh: false },
      { index: 4, fresh: true },
      { index: 1, fresh: false },
    ]);
    expect(again.ledger.origin).toBe('log.example/code');
    await again.close();
    expect(verifyLedger(codeLogFolder(dataDir))).toMatchObject({ ok: true, head: { size: 5 } });
  });

  it('says where there is none, and enters nothing where it is open for reading', async () => {
    await expect(openCodeLog({ dataDir: join(folder, 'none'), now, mode: 'write' })).rejects.toThrow('ASSAY-CODELOG-002');
    const dataDir = join(folder, 'read');
    await (await initCodeLog(dataDir, now)).close();
    const reader = await openCodeLog({ dataDir, now, mode: 'read' });
    await expect(reader.submit(leavesOf(1))).rejects.toThrow('ASSAY-LEDGER-008');
    await reader.close();
  });

  it('forgets a call that failed, so that it can be repeated', async () => {
    const dataDir = join(folder, 'failed');
    const log = await initCodeLog(dataDir, now);
    await log.ledger.close();
    const [one, two] = await Promise.allSettled([log.submit(leavesOf(1)), log.submit(leavesOf(1))]);
    expect([one?.status, two?.status]).toEqual(['rejected', 'rejected']);
    const again = await openCodeLog({ dataDir, now, mode: 'write' });
    expect(await again.submit(leavesOf(1))).toEqual([{ index: 0, fresh: true }]);
    await again.close();
  });
});

describe('refs of a repository', () => {
  const repo = join(folder, 'repo');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'init.defaultBranch=main', '-C', repo, ...args], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
    }).trim();
  const commit = (text: string) => git('commit', '-q', '--allow-empty', '-m', text);

  it('are followed: a tag that moved and a branch that was rewritten are seen against the log, a branch that went on is not', async () => {
    execFileSync('mkdir', [repo]);
    git('init', '-q');
    commit('one');
    git('tag', 'v1');
    git('tag', '-a', '-m', 'signed off', 'v2');
    git('branch', 'side');
    git('branch', 'ada@example.org');
    git('tag', 'tree', git('rev-parse', 'HEAD^{tree}'));
    const dataDir = join(folder, 'refs');
    await (await initCodeLog(dataDir, now)).close();
    const look = async () => {
      const { take, history } = refsOf('fw');
      const log = await openCodeLog({ dataDir, now, mode: 'write', take });
      const repository = openRepository(repo);
      const { refs, left } = await readRefs(repository);
      const findings = await findMoves(repository, history, refs);
      await log.submit(leavesFor('fw', findings));
      repository.close();
      await log.close();
      return { states: Object.fromEntries(findings.map(({ ref, state }) => [ref.replace(/^refs\//, ''), state])), left, findings };
    };
    const first = await look();
    expect(first.states).toEqual({ 'heads/main': 'new', 'heads/side': 'new', 'tags/v1': 'new', 'tags/v2': 'new' });
    // A name that may be somebody's address, and a tag of what is no commit.
    expect(first.left).toEqual(['refs/heads/ada@example.org', 'refs/tags/tree']);
    commit('two');
    git('tag', '-f', 'v1');
    git('branch', '-f', 'side', git('commit-tree', 'HEAD^{tree}', '-m', 'another root'));
    const second = await look();
    expect(second.states).toEqual({ 'heads/main': 'forward', 'heads/side': 'rewritten', 'tags/v1': 'moved', 'tags/v2': 'same' });
    expect(second.findings.find(({ ref }) => ref === 'refs/tags/v1')).toMatchObject({
      logged: { index: 2, commit: git('rev-parse', 'HEAD~1'), at: now() },
      now: { commit: git('rev-parse', 'HEAD') },
    });
    // The same commit under a new tag object is another tag: what was signed is another thing.
    git('tag', '-f', '-a', '-m', 'signed off again', 'v2', 'HEAD~1');
    git('tag', '-d', 'v1');
    const third = await look();
    expect(third.states).toEqual({ 'heads/main': 'same', 'heads/side': 'same', 'tags/v1': 'gone', 'tags/v2': 'moved' });
    const log = await openCodeLog({ dataDir, now, mode: 'read' });
    expect(log.ledger.read(0 as Seq, 100)).toHaveLength(8);
    expect(log.ledger.read(0 as Seq, 100).every(({ canonical }) => !canonical.includes('ada@') && !canonical.includes('signed off'))).toBe(true);
    expect(Digest.isText(`sha256:${log.ledger.head().root}`)).toBe(true);
    await log.close();
  });
});
