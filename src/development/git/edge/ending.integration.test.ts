import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const room = mkdtempSync(join(tmpdir(), 'assay-ending-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));
const main = fileURLToPath(new URL('../../../main.ts', import.meta.url));

/** Whether a process runs: one that ended and that nobody asked about yet is there still, as Z (proc(5)). */
const runs = (pid: string) => existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400 && !holds(); tries += 1) await setTimeout(50);
  expect(holds()).toBe(true);
}

describe('a review that is ended before it is through', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s leaves no folder and no git behind, and ends as the signal says', async (signal) => {
    const own = join(room, signal);
    const [bin, temporary, pids] = [join(own, 'bin'), join(own, 'tmp'), join(own, 'pids')];
    for (const folder of [bin, temporary, pids]) mkdirSync(folder, { recursive: true });
    const repository = join(own, 'repository');
    execFileSync('git', ['init', '-q', repository]);
    // A git that waits for what does not come, as on a repository that holds a pipe.
    writeFileSync(join(bin, 'git'), `#!/bin/sh\n: > ${pids}/$$\nexec sleep 600\n`);
    chmodSync(join(bin, 'git'), 0o755);
    const child = spawn(process.execPath, [main, 'development', 'review', repository, '--release', 'v1'], {
      env: { PATH: `${bin}:${process.env['PATH']}`, TMPDIR: temporary, HOME: own },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.on('close', (_, by) => resolve(by)));
    await until(() => readdirSync(pids).length > 0);
    expect(readdirSync(temporary).filter((name) => name.startsWith('assay-git-'))).toHaveLength(1);
    child.kill(signal);
    expect(await ended).toBe(signal);
    expect(readdirSync(temporary).filter((name) => name.startsWith('assay-'))).toEqual([]);
    await until(() => !readdirSync(pids).some(runs));
  });
});
