import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openLedger } from '../../../ledger/edge/open.ts';
import { minutes, ROLES } from '../incident.fixture.ts';
import { incidentDesk } from './desk.ts';

const WRITER = fileURLToPath(new URL('./desk.fixture.ts', import.meta.url));
const ROUNDS = 6;

async function killedAfter(dataDir: string, round: number): Promise<readonly number[]> {
  const child = spawn(process.execPath, [WRITER, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.length === text.length) setTimeout(() => child.kill('SIGKILL'), (round * 17) % 60);
  });
  await once(child, 'close');
  const whole = output.slice(0, output.lastIndexOf('\n') + 1);
  return whole.split('\n').flatMap((line) => (line === '' ? [] : [Number(line)]));
}

describe('a desk that is killed', () => {
  it('has every fact that it acknowledged with its words, no fact without them, and opens nothing twice', { timeout: 240_000 }, async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'assay-incident-kill-'));
    const acknowledged: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      acknowledged.push(...(await killedAfter(dataDir, round)));
      const now = () => minutes(5000);
      const ledger = await openLedger({ dataDir, now, mode: 'read' });
      const incidents = incidentDesk({ dataDir, ledger, roles: ROLES, now }).incidents();
      await ledger.close();
      expect([...incidents.keys()]).toEqual(['incident-1']);
      const notes = (incidents.get('incident-1')?.timeline ?? []).filter(({ type }) => type === 'incident.noted').map(({ text }) => text);
      expect(notes).not.toContain(undefined);
      for (const n of acknowledged) expect(notes, `round ${round}`).toContain(`note ${n}`);
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS);
    rmSync(dataDir, { recursive: true });
  });
});
