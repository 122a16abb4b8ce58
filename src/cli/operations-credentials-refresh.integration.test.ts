import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

const ENV = { ROOT: 'the root lies in a drawer', ISSUING: 'the issuing one signs daily' };
const KILLED = fileURLToPath(new URL('./operations-credentials-kill.fixture.ts', import.meta.url));
let folder: string;
let now: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-refresh-'));
  now = Instant.parse('2026-11-01T00:00:00Z');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function assay(...argv: readonly string[]) {
  let out = '';
  let err = '';
  const io = {
    cwd: folder,
    env: ENV,
    // Each look at the clock is later than the last.
    now: () => Instant.of(++now),
    interactive: false,
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const code = await run([...argv], COMMANDS, io);
  return { code, out, err };
}
const refresh = (...argv: readonly string[]) => assay('operations', 'credentials', 'refresh', ...argv);
const register = (refreshed: string) =>
  writeFileSync(
    join(folder, 'credentials.yaml'),
    `assay: credentials/1\ncredentials:\n  - { id: wifi, kind: wifi-secret, owner: field, refreshed: ${refreshed} }\n`,
  );

it('a task is closed by a newer fact alone, and is overdue where none came', async () => {
  register('2026-10-01');
  expect((await refresh('declared:none', '--reason', 'test')).err).toContain('ASSAY-CREDENTIAL-007');
  expect((await refresh('declared:wifi')).err).toContain('--reason');
  expect((await refresh('declared:wifi', '--reason', 'a key was seen', '--preview')).out).toContain('1 renewal would be ordered.');
  const first = JSON.parse((await refresh('declared:wifi', '--reason', 'a key was seen', '--json')).out);
  expect(first.orders[0]).toMatchObject({ reason: 'a key was seen', steps: [{ name: 'wifi', owner: 'field', state: 'open' }] });
  const again = JSON.parse((await refresh('declared:wifi', '--reason', 'again', '--json')).out);
  expect(again.orders.map(({ order }: { order: string }) => order)).toEqual([first.orders[0].order]);
  expect((await assay('operations', 'credentials', 'due')).code).toBe(0);
  const late = await assay('operations', 'credentials', 'due', '--at', '2026-11-20');
  expect([late.code, late.out]).toEqual([1, expect.stringMatching(/overdue +2026-11-15 +tokens and shared keys +field +wifi +refresh-/)]);
  now = Instant.parse('2026-11-20T00:00:00Z');
  expect((await refresh()).code).toBe(1);
  register('2026-11-18');
  const done = await refresh();
  expect([done.code, done.out]).toEqual([0, expect.stringContaining('1 of 1 are shown to be done')]);
  // Closed once, it stays so.
  register('2026-10-01');
  expect((await assay('operations', 'credentials', 'due')).out).not.toContain('refresh-');
  register('2026-11-18');
  await refresh('declared:wifi', '--reason', 'once more');
  for (const name of readdirSync(join(folder, '.assay', 'raw'))) rmSync(join(folder, '.assay', 'raw', name));
  expect((await refresh()).err).toContain('ASSAY-CREDENTIAL-008');
});

it('all of them by two people, authorities once each, however often it is interrupted', async () => {
  register('2026-10-01');
  await assay('product', 'ca', 'init', '--organisation', 'Example', '--root-passphrase', 'env:ROOT', '--passphrase', 'env:ISSUING');
  const all = ['--all', '--reason', 'a laptop was stolen', '--by', 'ada', '--approve', 'bob'];
  for (const people of [
    ['--by', 'ada'],
    ['--by', 'ada', '--approve', 'ada'],
  ])
    expect((await refresh('--all', '--reason', 'a laptop was stolen', ...people)).err).toContain('ASSAY-CREDENTIAL-006');
  const shut = await refresh(...all);
  expect(shut.out).toMatch(/trust anchors +begun/);
  expect(shut.out).toMatch(/tokens and shared keys +waits/);
  const keys = ['--root-passphrase', 'env:ROOT', '--passphrase', 'env:ISSUING'];
  let killed = 0;
  for (const nth of [7, 10]) {
    now += 1_000_000;
    const { signal } = spawnSync(process.execPath, [KILLED, folder, String(nth), String(now), 'operations', 'credentials', 'refresh', ...all, ...keys], {
      env: { ...process.env, ...ENV },
    });
    if (signal === 'SIGKILL') killed++;
  }
  expect(killed).toBeGreaterThan(0);
  now += 1_000_000;
  const done = JSON.parse((await refresh(...all, ...keys, '--json')).out);
  expect(done.faults ?? done.code).toBeUndefined();
  expect(done.orders).toMatchObject([{ scope: 'all', wave: 'tokens and shared keys', shut: [] }]);
  const { authorities } = JSON.parse((await assay('product', 'ca', 'status', '--json')).out) as { readonly authorities: readonly { readonly id: string }[] };
  expect(authorities.map(({ id }) => id).sort()).toEqual(['issuing-1', 'issuing-2', 'root-1', 'root-2']);
}, 600_000);
