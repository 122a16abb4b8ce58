import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import type { Seq } from '../model.ts';
import { verifyLedger } from './check.ts';
import { openLedger } from './open.ts';

const ROUNDS = 50;
// A ledger is killed this often before a new one is begun: it should be old enough to have been recovered, and small enough to be verified quickly.
const LIVES = 5;
const WRITER = fileURLToPath(new URL('../../../test/contracts/ledger-writer.ts', import.meta.url));
const now = () => Instant.parse('2026-11-01T00:00:00Z');
const folder = () => mkdtempSync(join(tmpdir(), 'assay-kill-'));

/** Starts a writer and gives every seq it printed, each of them acknowledged, up to the moment it was killed. */
async function killedAfter(dataDir: string, round: number): Promise<number[]> {
  const child = start(dataDir);
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    // Killed at its first word, or some while later: while it opens its second group, syncs, publishes, or waits.
    if (output.length === text.length) setTimeout(() => child.kill('SIGKILL'), (round * 13) % 60);
  });
  await once(child, 'close');
  return output
    .slice(0, output.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map(Number);
}

function start(dataDir: string): ChildProcess {
  return spawn(process.execPath, [WRITER, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
}

describe('a writer that is killed', () => {
  it(`loses no acknowledged entry and breaks no ledger, ${ROUNDS} times over`, { timeout: 120_000 }, async () => {
    let dataDir = folder();
    let acknowledged = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      if (round % LIVES === 0) {
        rmSync(dataDir, { recursive: true });
        dataDir = folder();
      }
      const seqs = await killedAfter(dataDir, round);
      const last = seqs.at(-1) ?? -1;
      acknowledged += seqs.length;
      const report = verifyLedger(dataDir);
      expect(report.faults, `round ${round}`).toEqual([]);
      expect(report.head.size).toBeGreaterThan(last);
      const reader = await openLedger({ dataDir, now, mode: 'read' });
      for (const seq of seqs) expect(reader.read(seq as Seq, 1)[0]?.body).toMatchObject({ said: seq });
      await reader.close();
    }
    expect(acknowledged).toBeGreaterThan(ROUNDS);
    // And it opens for writing, and goes on.
    const ledger = await openLedger({ dataDir, now, mode: 'write' });
    await ledger.append([{ type: 'test', body: null }]);
    await ledger.close();
    expect(verifyLedger(dataDir).ok).toBe(true);
    rmSync(dataDir, { recursive: true });
  });

  it('keeps a second process out while it lives, says who it is, and leaves no lock behind', async () => {
    const dataDir = folder();
    const child = start(dataDir);
    await once(child.stdout ?? child, 'data');
    await expect(openLedger({ dataDir, now, mode: 'write' })).rejects.toThrow(
      `ASSAY-LEDGER-004: another process is writing this ledger: process ${child.pid}, since 2026-11-`,
    );
    child.kill('SIGKILL');
    await once(child, 'close');
    const ledger = await openLedger({ dataDir, now, mode: 'write' });
    expect(JSON.parse(readFileSync(`${dataDir}/ledger.writer`, 'utf8'))).toMatchObject({ pid: process.pid });
    await expect(openLedger({ dataDir, now, mode: 'write' })).rejects.toThrow('ASSAY-LEDGER-004');
    await ledger.close();
    rmSync(dataDir, { recursive: true });
  });
});
