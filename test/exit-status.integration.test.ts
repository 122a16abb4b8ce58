import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'assay-main-'));
// The example without one piece of evidence: the verdict falls short, in a report that no pipe's buffer holds.
const service = fileURLToPath(new URL('../examples/camera-service/service.yaml', import.meta.url));
const REPORT = ['gap', 'report', '--service', service, '--data', join(folder, 'data'), '--json'];

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command whose reader takes one piece of its standard output and goes. */
function readerGoes(args: readonly string[]): Promise<{ code: number | null; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    child.on('error', reject).on('close', (code) => resolve({ code, err }));
  });
}

describe('the exit status', () => {
  it('is the verdict’s, though the reader stops early', async () => {
    const whole = spawnSync(process.execPath, [MAIN, ...REPORT], { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    expect(whole.stdout.length).toBeGreaterThan(200_000);
    expect(whole.status).toBe(1);
    expect(await readerGoes(REPORT)).toEqual({ code: 1, err: whole.stderr });
  });

  it('is 0 for a reader that stops early where there is no verdict', async () => {
    expect(await readerGoes([...REPORT, '--no-gate'])).toMatchObject({ code: 0 });
  });

  // A device that refuses every byte stands on Linux only; elsewhere there is nothing to ask.
  it.runIf(existsSync('/dev/full'))('is 3 where the output cannot be written, with one line that says so', () => {
    const full = openSync('/dev/full', 'w');
    const lost = spawnSync(process.execPath, [MAIN, ...REPORT, '--no-gate'], { cwd: folder, encoding: 'utf8', stdio: ['ignore', full, 'pipe'] });
    expect(lost.stderr.trimEnd().split('\n').at(-1)).toMatch(/^ASSAY-CLI-010 the output could not be written: .*ENOSPC/);
    expect(lost.stderr).not.toMatch(/^\s+at /m);
    expect(lost.status).toBe(3);
    expect(spawnSync(process.execPath, [MAIN, 'no', 'such'], { cwd: folder, stdio: ['ignore', 'pipe', full] }).status).toBe(3);
  });
});
