import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import { own } from '../product/device/edge/devices.fixture.ts';
import { serveFleet } from '../product/fleet/edge/door.ts';
import { fleetRooms } from '../product/fleet/edge/whole.ts';
import type { HouseholdId } from '../product/fleet/model.ts';
import type { Io } from './command.ts';
import { PRODUCT } from './product.ts';
import { run } from './run.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'assay-household-cli-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const now = () => Instant.parse('2026-11-01T00:00:00Z');

const env: Record<string, string> = {};

async function said(...argv: readonly string[]) {
  let out = '';
  let err = '';
  const io: Io = { cwd, env, now, interactive: false, out: (text) => (out += text), err: (text) => (err += text) };
  const code = await run(['product', 'household', ...argv], PRODUCT, io);
  if (!argv.includes('--json')) for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  return { code, out, err };
}
const json = async (...argv: readonly string[]) => JSON.parse((await said(...argv, '--json')).out);

describe('assay product household', () => {
  it('founds, invites, joins, shares, lets in and ends, by names, through whoever serves the fleet', async () => {
    expect(await said('show', 'Oak')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-CLI-015') });
    expect(existsSync(join(cwd, '.assay'))).toBe(false);
    const { household } = await json('found', '--name', 'Oak', '--owner', 'Anna');

    const serving = await serveFleet({ dir: join(cwd, '.assay'), now, rooms: fleetRooms() });
    try {
      await serving.ask('device.register', { devices: [{ device: 'cam-17', product: 'camera' }] });
      await own(serving.fleet, 'cam-17', household as HouseholdId);
      const { code } = await json('invite', 'Oak', '--by', 'Anna', '--role', 'guest', '--name', 'Gus');
      // Never as it is: others on the machine can read a command line.
      expect((await said('join', code)).err).toContain('ASSAY-CA-012');
      env['CODE'] = code;
      expect((await said('join', 'env:CODE')).out).toContain('as guest.');
      const { share } = await json('share', 'Oak', 'cam-17', '--channel', 'video', '--to', 'Gus', '--until', '2026-11-20', '--by', 'Anna');
      await said('consent', 'Oak', 'analytics', '--by', 'Anna');
      const { visit } = await json('visit', 'Oak', '--supporter', 'u_support0000000000000', '--minutes', '30');
      expect((await said('agree', 'Oak', visit, '--by', 'Gus')).err).toContain('ASSAY-HOUSEHOLD-009');
      await said('agree', 'Oak', visit, '--by', 'Anna');
      const { out } = await said('show', 'Oak');
      expect(out).toContain(`Oak (${household}) has 2 members, 1 device and 1 share`);
      expect(out).toContain('cam-17/video with Gus (u_');
      expect(out).toContain('for 30 minutes: let in until 2026-11-01T00:30:00Z');
      expect(out).toContain('telemetry data for analytics');
      expect((await said('end', 'Oak', visit, '--by', 'Anna')).out).not.toContain('let in until');
      await said('withdraw', 'Oak', 'analytics', '--by', 'Anna');
      await said('unshare', 'Oak', share, '--by', 'Gus');
      await said('role', 'Oak', 'Gus', '--role', 'household', '--by', 'Anna');
      const after = await json('show', 'Oak');
      expect(after).toMatchObject({ shares: [], consents: [], visits: [] });
      expect(after.members.map(({ role }: { role: string }) => role).sort()).toEqual(['household', 'owner']);
      expect((await json('leave', 'Oak', 'Gus', '--by', 'Anna')).members).toHaveLength(1);
    } finally {
      await serving.close();
    }
    expect((await json('show', household)).name).toBe('Oak');
  });

  it('guesses nobody, and says what is missing', async () => {
    await said('found', '--name', 'Oak', '--owner', 'Anna');
    await said('found', '--name', 'Oak', '--owner', 'Anna');
    env['WRONG'] = 'hi_x';
    for (const [argv, code, words] of [
      [['polish'], 'ASSAY-CLI-004', 'takes no "polish"'],
      [['show', 'Oak'], 'ASSAY-CLI-005', '2 are called "Oak"'],
      [['show', 'Elm'], 'ASSAY-CLI-005', 'no household is called "Elm"'],
      [['show'], 'ASSAY-CLI-003', 'needs a household'],
      [['share', `h_${'a'.repeat(20)}`, 'cam-1'], 'ASSAY-CLI-003', '--by is missing'],
      [['join', 'env:WRONG'], 'ASSAY-HOUSEHOLD-015', 'this invitation is not good'],
    ] as const) {
      const { code: exit, err } = await said(...argv);
      expect(exit).toBe(2);
      expect(err).toContain(code);
      expect(err).toContain(words);
    }
  });
});
