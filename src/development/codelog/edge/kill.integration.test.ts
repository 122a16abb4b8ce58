import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../../core/index.ts';
import { verifyLedger } from '../../../ledger/edge/check.ts';
import type { Hash } from '../../../ledger/hash.ts';
import { emptyFolder, loggedBy, newSecret } from './log.fixture.ts';
import { codeLogFolder, openCodeLog } from './open.ts';
import { openWitness } from './witness-store.ts';

const ROUNDS = 20;
const WRITER = fileURLToPath(new URL('../../../../test/contracts/code-log-writer.ts', import.meta.url));
const WITNESS = fileURLToPath(new URL('../../../../test/contracts/code-log-witness.ts', import.meta.url));
const now = () => Instant.parse('2026-11-01T00:00:00Z');

/** What a process said in whole lines until it was killed: at its first word, or some while later. */
async function saidUntilKilled(args: readonly string[], round: number): Promise<string[]> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.length === text.length) setTimeout(() => child.kill('SIGKILL'), (round * 13) % 60);
  });
  await once(child, 'close');
  return output
    .slice(0, output.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);
}

describe('killed at any moment', () => {
  it('a code log loses nothing that it acknowledged, and enters nothing twice', { timeout: 120_000 }, async () => {
    const dataDir = emptyFolder();
    const told = new Map<string, number>();
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const line of await saidUntilKilled([WRITER, dataDir], round)) {
        const [digest = '', index] = line.split(' ');
        expect(told.get(digest) ?? Number(index)).toBe(Number(index));
        told.set(digest, Number(index));
      }
      expect(verifyLedger(codeLogFolder(dataDir)).faults, `round ${round}`).toEqual([]);
    }
    const found = new Map<string, number>();
    const log = await openCodeLog({
      dataDir,
      now,
      mode: 'read',
      take({ seq, body }) {
        const { digest } = body as { readonly digest: string };
        expect(found.has(digest), `entry ${seq} is of a leaf that stands at ${found.get(digest)}`).toBe(false);
        found.set(digest, seq);
      },
    });
    await log.close();
    expect(told.size).toBeGreaterThan(ROUNDS);
    for (const [digest, index] of told) expect(found.get(digest)).toBe(index);
    rmSync(dataDir, { recursive: true });
  });

  it('a witness remembers every size that it signed, so that it signs no other tree of it', { timeout: 120_000 }, async () => {
    const [dataDir, secret] = [emptyFolder(), newSecret()];
    const log = loggedBy(secret);
    let signed = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      signed = Math.max(signed, Number((await saidUntilKilled([WITNESS, dataDir, secret], round)).at(-1) ?? 0));
      const witness = openWitness(dataDir);
      const { size } = witness.seen(log.key.name);
      expect(size, `round ${round}`).toBeGreaterThanOrEqual(signed);
      expect(witness.answer(log.request(size, size, 'f'.repeat(64) as Hash), log.known, 0)).toMatchObject({ status: 409, size });
      expect(witness.answer(log.request(size - 1, size + 1), log.known, 0)).toMatchObject({ status: 409, size });
      // What it had on disk and perhaps had not signed yet, it signs when asked again.
      expect(witness.answer(log.request(size, size), log.known, 0).status).toBe(200);
      witness.close();
    }
    expect(signed).toBeGreaterThan(ROUNDS);
    rmSync(dataDir, { recursive: true });
  });
});
