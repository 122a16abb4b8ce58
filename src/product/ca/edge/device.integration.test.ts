import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialOf } from '../../device/edge/questions.ts';
import { deviceRoom } from '../../device/edge/room.ts';
import { type OpenRooms, openRooms } from '../../fleet/edge/door.ts';
import type { DeviceId } from '../../fleet/model.ts';
import { caFaults } from '../faults.ts';
import { ANY, codesOf, NOW, PASSPHRASE, ROOT_PASSPHRASE, validFor } from './authority.fixture.ts';
import type { OpenAuthority } from './authority.ts';
import { newKey } from './key-file.ts';
import { makeAuthority } from './making.ts';
import { revoke } from './revoking.ts';
import { caRoom } from './room.ts';
import { publicKeyOf } from './signer.ts';
import { certificateIn, countsOf } from './tables.ts';

// The two rooms never read one another's tables; they meet on the fleet's ledger.
describe('a certificate of a device', () => {
  const device = 'cam-17' as DeviceId;
  const ca = caRoom({ env: {}, secret: PASSPHRASE });
  let dir: string;
  let rooms: OpenRooms;
  let authority: OpenAuthority;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'assay-ca-device-'));
    rooms = await openRooms({ dir, now: () => NOW, rooms: [deviceRoom(), ca] });
    const key = { kind: 'p-256', passphrase: PASSPHRASE } as const;
    await makeAuthority(rooms.fleet, {
      organisation: 'Example',
      shards: 1,
      root: { ...key, passphrase: ROOT_PASSPHRASE },
      issuing: key,
      rootYears: 20,
      issuingYears: 5,
      env: {},
    });
    authority = await ca.open(rooms.fleet);
    await rooms.ask('device.register', { devices: [{ device, product: 'camera' }] });
  });
  afterAll(async () => {
    authority.close();
    await rooms.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const asked = () => ({ profile: ANY, name: device, device, publicKey: publicKeyOf(newKey('p-256')), ...validFor(30) });

  it('is its credential from the moment that it is issued, with the grace of its profile', async () => {
    const { serial, fingerprint } = await authority.issue(asked());
    const credential = credentialOf(rooms.fleet.db, serial);
    expect(credential).toMatchObject({ device, serial, fingerprint, profile: 'any', state: 'pending' });
    expect((credential?.graceUntil ?? 0) - (credential?.notAfter ?? 0)).toBe(30 * 86_400_000);
  });

  it('is revoked there when it is revoked here', async () => {
    const { serial } = await authority.issue(asked());
    await revoke(rooms.fleet, serial, 'keyCompromise');
    expect(credentialOf(rooms.fleet.db, serial)).toMatchObject({ state: 'revoked' });
  });

  it('that may not be is not known to anybody, though it was signed', async () => {
    const before = countsOf(rooms.fleet.db, 'issuing-1', NOW).issued;
    const fault = caFaults.fault('002', { message: 'the device was retired meanwhile', remedy: 'Register it anew.' });
    expect(await codesOf(() => authority.issue({ ...asked(), allowed: () => [fault] }))).toEqual(['ASSAY-CA-002']);
    expect(countsOf(rooms.fleet.db, 'issuing-1', NOW).issued).toBe(before);
  });

  it('is for a key of that device alone, which the ledger shows by the digest of each key', async () => {
    const publicKey = publicKeyOf(newKey('p-256'));
    await rooms.ask('device.register', { devices: [{ device: 'cam-18', product: 'camera' }] });
    const { certificates, keys } = (await rooms.ask('ca.keys', {})) as { readonly certificates: number; readonly keys: number };
    await authority.issue({ ...asked(), publicKey });
    // The same device may have another certificate for it.
    await authority.issue({ ...asked(), publicKey });
    expect(await codesOf(() => authority.issue({ ...asked(), publicKey, name: 'cam-18', device: 'cam-18' as DeviceId }))).toEqual(['ASSAY-CA-026']);
    expect(await rooms.ask('ca.keys', {})).toEqual({ certificates: certificates + 2, devices: 1, keys: keys + 1, shared: 0, unknown: 0 });
    const { size } = rooms.fleet.ledger.head();
    const facts = rooms.fleet.ledger.read(0 as Parameters<typeof rooms.fleet.ledger.read>[0], size).filter(({ type }) => type === 'certificate.issued');
    expect(facts.at(-1)?.body).toMatchObject({ key: createHash('sha256').update(publicKey).digest('hex') });
  });

  it('is made anew in both rooms from the ledger alone', async () => {
    const { serial } = await authority.issue(asked());
    await revoke(rooms.fleet, serial, 'superseded');
    const kept = certificateIn(rooms.fleet.db, serial);
    await rooms.close();
    for (const end of ['', '-wal', '-shm']) rmSync(join(dir, 'product', `fleet.db${end}`), { force: true });
    rooms = await openRooms({ dir, now: () => NOW, rooms: [deviceRoom(), ca] });
    expect(certificateIn(rooms.fleet.db, serial)).toEqual(kept);
    expect(credentialOf(rooms.fleet.db, serial)).toMatchObject({ state: 'revoked' });
    authority = await ca.open(rooms.fleet);
    expect((await authority.issue(asked())).serial).toMatch(/^[4-7]/);
  });
});
