import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const room = mkdtempSync(join(tmpdir(), 'assay-ended-'));
afterAll(() => rmSync(room, { recursive: true, force: true, maxRetries: 5 }));
const main = fileURLToPath(new URL('../../../main.ts', import.meta.url));

it('an index that is made for once leaves nothing behind where the command is ended', async () => {
  const [given, temporary] = [join(room, 'given'), join(room, 'tmp')];
  for (const folder of [given, temporary]) mkdirSync(folder);
  // Others may write beside the advisories, so the index is made elsewhere.
  chmodSync(room, 0o777);
  const record = (n: number) =>
    JSON.stringify({ id: `GHSA-${n}`, modified: '2024-01-01T00:00:00Z', affected: [{ package: { ecosystem: 'npm', name: `p${n}` }, versions: ['1'] }] });
  writeFileSync(join(given, 'osv.ndjson'), Array.from({ length: 100_000 }, (_, n) => record(n)).join('\n'));
  writeFileSync(join(room, 'bom.json'), JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components: [] }));
  const child = spawn(process.execPath, [main, 'development', 'sbom', 'bom.json', '--advisories', 'given'], {
    cwd: room,
    env: { PATH: process.env['PATH'], TMPDIR: temporary, HOME: room },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.on('close', (_, by) => resolve(by)));
  const made = () => readdirSync(temporary).filter((name) => name.startsWith('assay-'));
  for (let tries = 0; tries < 1000 && made().length === 0; tries += 1) await setTimeout(20);
  expect(made()).toHaveLength(1);
  child.kill('SIGTERM');
  expect(await ended).toBe('SIGTERM');
  expect(made()).toEqual([]);
});
