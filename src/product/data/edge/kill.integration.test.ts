import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../../core/index.ts';
import { authorizationRoom } from '../../authorization/edge/room.ts';
import { AT, HOME, OTHER_HOME, own } from '../../device/edge/devices.fixture.ts';
import { deviceOf } from '../../device/edge/questions.ts';
import { openRooms } from '../../fleet/edge/door.ts';
import { fleetFolder } from '../../fleet/edge/open.ts';
import { roomsOfFleet } from '../../fleet/edge/rooms.ts';
import type { MemberId } from '../../fleet/model.ts';
import { householdDesk } from '../../household/edge/desk.ts';
import { dataBrought } from './room.ts';

const ROUNDS = 12;
const PASSER = fileURLToPath(new URL('./passer.fixture.ts', import.meta.url));
const [ANNA, OTTO] = ['anna', 'otto'].map((name) => `u_${name.padEnd(20, '0')}`) as [MemberId, MemberId];

/** Runs until it is killed, some moment after it first kept something; what it said it had done. */
async function killed(dir: string, round: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [PASSER, dir, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.length === text.length) setTimeout(() => child.kill('SIGKILL'), (round * 7) % 45);
  });
  await once(child, 'close');
  return output
    .slice(0, output.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);
}

const open = (dir: string) => openRooms({ dir, now: () => AT, rooms: roomsOfFleet([dataBrought(), { room: authorizationRoom }]) });

/** How many records, or why not. */
async function countFor(ask: Awaited<ReturnType<typeof open>>['ask'], member: MemberId, device: string): Promise<number | string | undefined> {
  try {
    const { records } = (await ask('data.read', { who: `user:${member}`, device, channel: 'motion', limit: 100 })) as { readonly records: readonly unknown[] };
    return records.length;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.faults[0]?.code;
  }
}

describe('passing on by a process that is killed', () => {
  it(`loses no record that was written, and leaves none to a later owner, ${ROUNDS} times over`, { timeout: 180_000 }, async () => {
    const dir = mkdtempSync(join(tmpdir(), 'assay-data-kill-'));
    const first = await open(dir);
    const desk = householdDesk(first.fleet);
    await desk.act(HOME, { type: 'found', household: HOME, owner: ANNA, at: AT });
    await desk.act(OTHER_HOME, { type: 'found', household: OTHER_HOME, owner: OTTO, at: AT });
    await first.close();
    let [kept, passed] = [0, 0];
    for (let round = 0; round < ROUNDS; round += 1) {
      const done = await killed(dir, round);
      const { ask, fleet, close } = await open(dir);
      for (const line of done.filter((one) => one.startsWith('kept '))) {
        const device = line.slice('kept '.length);
        if (deviceOf(fleet.db, device)?.household !== undefined) {
          // The ownership stands: so does everything that was written.
          expect(await countFor(ask, ANNA, device), `round ${round}, ${device}`).toBe(40);
          kept += 1;
          continue;
        }
        const stands = async () => ((await ask('retirement.show', { device })) as { readonly stands: string }).stands;
        await expect.poll(stands, { timeout: 10_000, message: `round ${round}, ${device}` }).toBe('confirmed');
        await own(fleet, device, OTHER_HOME);
        expect(await countFor(ask, OTTO, device), `round ${round}, ${device}`).toBe(0);
        expect(await countFor(ask, ANNA, device), `round ${round}, ${device}`).toBe('ASSAY-DATA-005');
        const { receipt, signature, publicKey } = (await ask('retirement.receipt', { device })) as Record<'receipt' | 'signature' | 'publicKey', string>;
        expect(JSON.parse(receipt).done).toMatchObject([{ closer: 'data.erase', says: '40 records erased, 1 key destroyed' }]);
        passed += 1;
        if (passed > 3) continue;
        const folder = mkdtempSync(join(dir, 'receipt-'));
        writeFileSync(join(folder, 'r'), receipt);
        writeFileSync(join(folder, 's'), Buffer.from(signature, 'base64'));
        writeFileSync(join(folder, 'k'), publicKey);
        expect(
          execFileSync('openssl', ['pkeyutl', '-verify', '-pubin', '-inkey', 'k', '-rawin', '-in', 'r', '-sigfile', 's'], { cwd: folder }).toString(),
        ).toContain('Signature Verified Successfully');
      }
      await close();
    }
    expect(kept + passed).toBeGreaterThanOrEqual(ROUNDS);
    expect(passed).toBeGreaterThan(0);
    for (const name of readdirSync(fleetFolder(dir))) expect(readFileSync(join(fleetFolder(dir), name)).includes(' said '), name).toBe(false);
    rmSync(dir, { recursive: true });
  });
});
