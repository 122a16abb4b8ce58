import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import { nonceFor, showEvidence } from '../product/attestation/edge/attester.ts';
import { attestationKey, authority, psaClaims, psaToken } from '../product/attestation/edge/hardware.fixture.ts';
import { deviceOf } from '../product/device/edge/questions.ts';
import { openRooms } from '../product/fleet/edge/door.ts';
import { fleetRooms } from '../product/fleet/edge/whole.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

const MAKER = authority('Maker of chips');
let folder: string;

async function assay(...argv: string[]) {
  let out = '';
  let err = '';
  const io = {
    cwd: folder,
    env: {},
    now: () => Instant.of(Date.now()),
    interactive: false,
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const code = await run(['product', ...argv], COMMANDS, io);
  return { code, out, err };
}

/** A device shows evidence to a fleet that this process holds meanwhile. */
async function shows(id: string, nonced: boolean): Promise<void> {
  const rooms = await openRooms({ dir: join(folder, '.assay'), now: () => Instant.of(Date.now()), rooms: fleetRooms() });
  const device = deviceOf(rooms.fleet.db, id);
  if (device === undefined) throw new TypeError('no such device');
  const nonce = nonced ? nonceFor(rooms.fleet, device.id) : new Uint8Array(32);
  const iak = attestationKey(MAKER);
  await showEvidence(rooms.fleet, [{ format: 'psa', bytes: psaToken(psaClaims(nonce), iak.key, { chain: [iak.cert] }), beside: [] }], { device, door: 'est' });
  await rooms.close();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-attestation-cli-'));
  for (const id of ['cam-1', 'cam-2', 'cam-3']) expect((await assay('device', 'register', id, '--product', 'camera')).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('assay product attestation', () => {
  it('takes settings over, shows what devices have shown, and forgets it', async () => {
    expect((await assay('attestation', 'settings')).out).toContain('Nothing is set: evidence is recorded, and never verified.');
    const pem = MAKER.pem.trim().replaceAll('\n', '\n        ');
    writeFileSync(
      join(folder, 'attestation.yaml'),
      `assay: attestation/1\nproducts:\n  camera:\n    required: [camera]\n    key: named\n    psa:\n      anchors: |\n        ${pem}\n`,
    );
    expect((await assay('attestation', 'settings', 'attestation.yaml')).out).toMatch(/camera\s+1 anchor, 0 keys; secured\s+camera \(key named\)/);
    writeFileSync(join(folder, 'wrong.yaml'), 'assay: attestation/1\nproducts:\n  camera:\n    psa: { lifecycles: [] }\n');
    const wrong = await assay('attestation', 'settings', 'wrong.yaml');
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('ASSAY-ATTESTATION-022')]);

    await shows('cam-1', true);
    await shows('cam-2', false);
    const good = await assay('attestation', 'show', 'cam-1');
    expect([good.code, good.out]).toEqual([
      0,
      expect.stringMatching(/^cam-1: verified \(PSA, .*\): it says nothing of the key of the certificate; state secured; runs ARoT 4\.2\.0/),
    ]);
    const bad = await assay('attestation', 'show', 'cam-2');
    expect([bad.code, bad.out]).toEqual([1, expect.stringMatching(/^cam-2: refused \(PSA, .*\): ASSAY-ATTESTATION-013/)]);
    expect((await assay('attestation', 'show', 'cam-3')).out).toContain('cam-3 has shown nothing of its hardware.');
    const shown = (await assay('device', 'show', 'cam-1')).out;
    expect(shown).toMatch(/ {2}hardware {10}verified \(PSA/);
    expect(shown).toContain('showed a PSA attestation token, which was verified');

    expect((await assay('attestation', 'forget', 'cam-1')).out).toContain('What cam-1 shows next is taken as its hardware.');
    const none = await assay('attestation', 'forget', 'cam-3');
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('ASSAY-ATTESTATION-025')]);
    expect((await assay('attestation', 'polish')).err).toContain('ASSAY-CLI-004');
  });
});
