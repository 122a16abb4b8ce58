import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson, Duration, Instant, type Json, Refused } from '../../../core/index.ts';
import { leafHash } from '../../../ledger/hash.ts';
import type { Seq } from '../../../ledger/model.ts';
import { AT, fingerprintOf, HOME, issue, OTHER_HOME, own, revoke } from '../../device/edge/devices.fixture.ts';
import { deviceOf } from '../../device/edge/questions.ts';
import { admitCredential, deviceRoom } from '../../device/edge/room.ts';
import { dump } from '../../fleet/edge/counts.fixture.ts';
import { type OpenRooms, openRooms } from '../../fleet/edge/door.ts';
import { fleetFolder } from '../../fleet/edge/open.ts';
import type { DeviceId } from '../../fleet/model.ts';
import type { Closer } from '../model.ts';
import { retirementTelling } from '../telling.ts';
import { confirmWipe } from './confirm.ts';
import { orderOwed } from './order.ts';
import { claimable } from './projector.ts';
import { retirementRoom } from './room.ts';
import { CAM, certified, P256, signed, statementOf, type Thing } from './thing.fixture.ts';

let dir: string;
let now = AT;
let closed: string[] = [];
let broken = new Set<string>();
let open: OpenRooms;

const closer = (name: string): Closer => ({
  name,
  async close({ device, household, data }) {
    if (broken.has(name)) throw new Error('the disk is full');
    closed.push(`${name} ${device} ${household ?? 'nobody'} ${data}`);
    return 'one thing gone';
  },
});
const begin = (names = ['data.erase', 'endpoint.forget']) =>
  openRooms({ dir, now: () => now, rooms: [deviceRoom([retirementTelling]), retirementRoom(names.map(closer))] });

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'assay-retire-'));
  now = AT;
  closed = [];
  broken = new Set();
  open = await begin();
});
afterEach(async () => {
  await open.close();
  rmSync(dir, { recursive: true });
});

interface Shown {
  readonly stands: string;
  readonly missing: readonly string[];
  readonly wipe: { readonly order?: string };
  readonly entries: readonly number[];
}
const ask = async (name: string, input: Json) => (await open.ask(name, input)) as unknown as Shown;
const codeOf = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refused)) throw error ?? new Error('it was taken');
  return error.faults[0]?.code;
};

/** A device in service in a household, with this certificate, proven. */
async function inService(thing: Thing, device: string = CAM, household = HOME): Promise<void> {
  await open.ask('device.register', { devices: [{ device, product: 'camera' }] });
  const presented = await issue(open.fleet, device, thing.serial, { fingerprint: fingerprintOf(thing.der) });
  await own(open.fleet, device, household);
  expect(await admitCredential(open.fleet, presented)).toMatchObject({ may: 'everything' });
}

describe('retiring a device', () => {
  it('that could not be told cites no wipe of an earlier owner’s', async () => {
    const thing = certified('2a', P256);
    await inService(thing);
    const { wipe } = await ask('retirement.transfer', { device: CAM, reason: 'sold' });
    await confirmWipe(open.fleet, CAM, signed(statementOf(wipe.order), thing));
    await own(open.fleet, CAM, OTHER_HOME);
    await revoke(open.fleet, CAM, thing.serial);
    await open.ask('retirement.retire', { devices: [CAM], reason: 'stolen' });
    const { receipt } = (await open.ask('retirement.receipt', { device: CAM })) as { readonly receipt: string };
    expect(JSON.parse(receipt)).toMatchObject({ stands: 'not-confirmed', wipe: { course: 'impossible' } });
    expect(receipt).not.toContain('"receipt"');
  });

  it('is one append after which it is refused everywhere, and stays unconfirmed until every part of it has come', async () => {
    const thing = certified('2a', P256);
    await inService(thing);
    const told: string[] = [];
    open.fleet.listen((type) => told.push(type));
    broken.add('endpoint.forget');
    const before = open.fleet.ledger.head().size;
    const [first] = ((await open.ask('retirement.retire', { devices: [CAM], reason: 'end of support' })) as unknown as { retired: Shown[] }).retired;
    expect(told.slice(0, 5)).toEqual(['retirement.begun', 'device.retired', 'certificate.revoked', 'ownership.ended', 'wipe.asked']);
    expect(first?.entries.slice(0, 5)).toEqual([0, 1, 2, 3, 4].map((n) => before + n));
    expect(first).toMatchObject({
      stands: 'not-confirmed',
      missing: ['endpoint.forget has not been carried out: the disk is full', 'the device has not confirmed that it has erased itself'],
    });
    expect(await admitCredential(open.fleet, { serial: thing.serial, fingerprint: fingerprintOf(thing.der) })).toEqual({ may: 'nothing', because: 'retired' });
    expect(closed).toEqual([`data.erase ${CAM} ${HOME} erase`]);
    // What failed is asked again by itself.
    broken.clear();
    await expect
      .poll(async () => (await ask('retirement.show', { device: CAM })).missing, { timeout: 5000 })
      .toEqual(['the device has not confirmed that it has erased itself']);
    await confirmWipe(open.fleet, CAM, signed(statementOf(first?.wipe.order), thing));
    expect(await ask('retirement.show', { device: CAM })).toMatchObject({ stands: 'confirmed', missing: [] });
    expect(deviceOf(open.fleet.db, CAM)?.wipe).toMatchObject({ confirmedAt: AT });
    // Asked again, nothing more is entered.
    const size = open.fleet.ledger.head().size;
    expect(((await open.ask('retirement.retire', { devices: [CAM], reason: 'again' })) as { retired: { already: boolean }[] }).retired[0]?.already).toBe(true);
    expect(open.fleet.ledger.head().size).toBe(size);
    expect(await codeOf(open.ask('device.register', { devices: [{ device: CAM, product: 'camera' }] }))).toBe('ASSAY-DEVICE-004');
    expect(await open.ask('device.register', { devices: [{ device: 'cam-17b', product: 'camera', predecessor: CAM }] })).toMatchObject({ registered: 1 });
  });

  it('goes on where a process died, and with closers that come later', async () => {
    await inService(certified('2b', P256));
    broken.add('endpoint.forget').add('data.erase');
    await open.ask('retirement.retire', { devices: [CAM], reason: 'broken' });
    await open.close();
    broken.clear();
    // A process in which one of the two rooms is missing.
    open = await begin(['data.erase']);
    await expect.poll(async () => (await ask('retirement.show', { device: CAM })).missing[0], { timeout: 5000 }).toMatch(/^endpoint.forget/);
    await open.close();
    open = await begin();
    await expect.poll(async () => (await ask('retirement.show', { device: CAM })).missing.length, { timeout: 5000 }).toBe(1);
    expect(closed).toHaveLength(2);
    // The tables are what the ledger gives.
    const live = dump(open.fleet.db);
    await open.close();
    rmSync(join(fleetFolder(dir), 'fleet.db'));
    open = await begin();
    expect(dump(open.fleet.db)).toEqual(live);
  });

  it('does not keep a process from ending by a closer that hangs, and asks it again at the next start', async () => {
    await inService(certified('2d', P256));
    await open.close();
    let asked = 0;
    const hung: Closer = { name: 'data.erase', close: () => new Promise(() => (asked += 1)) };
    open = await openRooms({ dir, now: () => now, rooms: [deviceRoom([retirementTelling]), retirementRoom([hung])] });
    const ends = open.ask('retirement.transfer', { device: CAM, reason: 'x' });
    await expect.poll(() => asked).toBe(1);
    // What nobody has failed at yet is not done, either: nobody else comes near the device.
    expect(claimable(open.fleet.db, CAM)).toEqual({ may: false, because: 'still-closing' });
    await open.close();
    await ends;
    open = await begin(['data.erase']);
    await expect.poll(() => closed, { timeout: 5000 }).toEqual([`data.erase ${CAM} ${HOME} erase`]);
  });

  it('of many is looked at first, and refused whole where one is not there', async () => {
    await inService(certified('2c', P256));
    expect(await open.ask('retirement.preview', { devices: [CAM, 'cam-9'] })).toEqual({
      lives: { registered: 0, 'in-service': 1, retired: 0 },
      owned: 1,
      households: [HOME],
      unknown: ['cam-9'],
    });
    expect(await codeOf(open.ask('retirement.retire', { devices: [CAM, 'cam-9'], reason: 'x' }))).toBe('ASSAY-DEVICE-001');
    expect(deviceOf(open.fleet.db, CAM)?.life).toBe('in-service');
    expect(await codeOf(open.ask('retirement.show', { device: CAM }))).toBe('ASSAY-RETIREMENT-001');
    expect(await codeOf(open.ask('retirement.receipt', { device: 'cam-9' }))).toBe('ASSAY-DEVICE-001');
  });
});

describe('a device’s own receipt', () => {
  it.each([
    ['P-256', P256],
    ['P-384', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384']],
    ['Ed25519', ['-algorithm', 'ED25519']],
    ['RSA', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048']],
  ])('is taken of a %s key', async (_, algorithm) => {
    const thing = certified('3a', algorithm);
    await inService(thing);
    await open.ask('retirement.retire', { devices: [CAM], reason: 'x' });
    const { wipe } = await ask('retirement.show', { device: CAM });
    const { statement, signature, certificate } = signed(statementOf(wipe.order), thing);
    const given = { device: CAM, statement, signature: signature.toString('base64'), certificate: certificate.toString('base64') };
    expect(await ask('retirement.confirm', given)).toMatchObject({ stands: 'confirmed' });
    // Replayed.
    expect(await codeOf(open.ask('retirement.confirm', given))).toBe('ASSAY-RETIREMENT-005');
  });

  it('is refused where anything about it is another’s', async () => {
    const thing = certified('3b', P256);
    const other = certified('3c', P256);
    await inService(thing);
    const live = certified('3e', P256);
    await inService(other, 'cam-18', OTHER_HOME);
    await inService(live, 'cam-19', OTHER_HOME);
    await open.ask('retirement.retire', { devices: [CAM, 'cam-18'], reason: 'x' });
    const { wipe } = await ask('retirement.show', { device: CAM });
    const theirs = await ask('retirement.show', { device: 'cam-18' });
    const good = signed(statementOf(wipe.order), thing);
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const cases: readonly [string, Parameters<typeof confirmWipe>[2], string][] = [
      ['another device’s order', signed(statementOf(theirs.wipe.order), thing), 'ASSAY-RETIREMENT-003'],
      ['another device’s name', signed(statementOf(wipe.order, 'cam-18'), thing), 'ASSAY-RETIREMENT-003'],
      ['another device’s certificate and key', signed(statementOf(wipe.order), other), 'ASSAY-RETIREMENT-004'],
      ['the same of one that is in service', signed(statementOf(wipe.order), live), 'ASSAY-RETIREMENT-004'],
      ['a stranger’s key', signed(statementOf(wipe.order), thing, stranger), 'ASSAY-RETIREMENT-004'],
      ['a certificate of our number by a stranger', signed(statementOf(wipe.order), certified('3b', P256)), 'ASSAY-RETIREMENT-004'],
      ['a statement changed after it was signed', { ...good, statement: statementOf(wipe.order).replace('recordings', 'recording') }, 'ASSAY-RETIREMENT-004'],
      ['no certificate', { ...good, certificate: new Uint8Array(40) }, 'ASSAY-RETIREMENT-004'],
      ['a certificate without end', { ...good, certificate: new Uint8Array(20_000) }, 'ASSAY-RETIREMENT-004'],
      ['no statement', { ...good, statement: '{}' }, 'ASSAY-RETIREMENT-002'],
    ];
    for (const [what, given, code] of cases) expect(await codeOf(confirmWipe(open.fleet, CAM, given)), what).toBe(code);
    expect(await codeOf(confirmWipe(open.fleet, 'cam-9' as DeviceId, good))).toBe('ASSAY-RETIREMENT-004');
    await confirmWipe(open.fleet, CAM, good);
  });

  it('is not taken by a key that was revoked before, as stolen keys are', async () => {
    const stolen = certified('3d', P256);
    const thing = certified('3e', P256);
    await inService(stolen);
    const { revoke } = await import('../../device/edge/devices.fixture.ts');
    await revoke(open.fleet, CAM, stolen.serial);
    await issue(open.fleet, CAM, thing.serial, { fingerprint: fingerprintOf(thing.der) });
    await open.ask('retirement.retire', { devices: [CAM], reason: 'x' });
    const { wipe } = await ask('retirement.show', { device: CAM });
    expect(await codeOf(confirmWipe(open.fleet, CAM, signed(statementOf(wipe.order), stolen)))).toBe('ASSAY-RETIREMENT-004');
    await confirmWipe(open.fleet, CAM, signed(statementOf(wipe.order), thing));
  });

  it('of any bytes is refused, and nothing breaks', async () => {
    const thing = certified('3f', P256);
    await inService(thing);
    await open.ask('retirement.retire', { devices: [CAM], reason: 'x' });
    const { wipe } = await ask('retirement.show', { device: CAM });
    const good = signed(statementOf(wipe.order), thing);
    const bent = (bytes: Uint8Array) =>
      fc.oneof(
        fc.uint8Array({ maxLength: 600 }),
        fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, by]) => {
          const copy = new Uint8Array(bytes);
          copy[at] = (copy[at] ?? 0) ^ by;
          return copy;
        }),
      );
    await fc.assert(
      fc.asyncProperty(bent(good.signature), bent(good.certificate), fc.boolean(), async (signature, certificate, which) => {
        const given = which ? { ...good, signature } : { ...good, certificate };
        expect(await codeOf(confirmWipe(open.fleet, CAM, given))).toBe('ASSAY-RETIREMENT-004');
      }),
      { numRuns: 300 },
    );
  });
});

describe('passing a device on', () => {
  it('ends what one household had before another may have it', async () => {
    const thing = certified('4a', P256);
    await inService(thing);
    broken.add('data.erase');
    expect(await codeOf(open.ask('retirement.transfer', { device: CAM, reason: 'sold', household: OTHER_HOME }))).toBe('ASSAY-DEVICE-010');
    const begun = await ask('retirement.transfer', { device: CAM, reason: 'sold', data: 'hand-over', household: HOME });
    expect(begun).toMatchObject({ stands: 'not-confirmed' });
    expect(claimable(open.fleet.db, CAM)).toEqual({ may: false, because: 'still-closing' });
    // It stays in service, by its own credential, for nothing but its renewal.
    expect(await admitCredential(open.fleet, { serial: thing.serial, fingerprint: fingerprintOf(thing.der) })).toMatchObject({
      may: 'renew-only',
      because: 'nobodys',
    });
    // Its order waits for it alone: a serial number is anybody's to name.
    const presented = { serial: thing.serial, fingerprint: fingerprintOf(thing.der) };
    expect(orderOwed(open.fleet.db, presented)).toMatchObject({ device: CAM, order: begun.wipe.order });
    expect(orderOwed(open.fleet.db, { ...presented, fingerprint: fingerprintOf('another') })).toBeUndefined();
    broken.clear();
    await expect.poll(() => claimable(open.fleet.db, CAM), { timeout: 5000 }).toEqual({ may: true });
    expect(closed).toContain(`data.erase ${CAM} ${HOME} hand-over`);
    // The device has not confirmed, and that stays in sight, whoever has it.
    expect((await ask('retirement.show', { device: CAM })).missing).toEqual(['the device has not confirmed that it has erased itself']);
    await own(open.fleet, CAM, OTHER_HOME);
    expect(claimable(open.fleet.db, CAM)).toEqual({ may: false, because: 'owned' });
    await confirmWipe(open.fleet, CAM, signed(statementOf(begun.wipe.order), thing));
    expect(await ask('retirement.show', { device: CAM })).toMatchObject({ stands: 'confirmed' });
    expect(claimable(open.fleet.db, 'cam-9' as DeviceId)).toEqual({ may: false, because: 'unknown' });
    await open.ask('retirement.retire', { devices: [CAM], reason: 'x' });
    expect(claimable(open.fleet.db, CAM)).toEqual({ may: false, because: 'retired' });
    // What is not confirmed stays in sight, page by page: the transfer was, the retirement is not.
    await open.ask('device.register', { devices: [{ device: 'cam-18', product: 'camera' }] });
    await issue(open.fleet, 'cam-18', '4b');
    await open.ask('retirement.retire', { devices: ['cam-18'], reason: 'x' });
    const first = (await open.ask('retirement.unconfirmed', { limit: 1 })) as unknown as { retirements: { device: string; kind: string }[]; next: number };
    expect(first.retirements).toMatchObject([{ device: CAM, kind: 'retire' }]);
    const second = (await open.ask('retirement.unconfirmed', { limit: 1, after: first.next })) as unknown as { retirements: { device: string }[] };
    expect(second).toEqual({ retirements: [expect.objectContaining({ device: 'cam-18' })] });
  });
});

describe('a receipt', () => {
  interface Receipt {
    readonly receipt: string;
    readonly signature: string;
    readonly publicKey: string;
    readonly entry: number;
  }
  const receipt = async () => (await open.ask('retirement.receipt', { device: CAM })) as unknown as Receipt;

  it('is verified by OpenSSL, and by every entry that it names; another is made only when something has changed', async () => {
    const thing = certified('5a', P256);
    await inService(thing);
    await open.ask('retirement.retire', { devices: [CAM], reason: 'end of support' });
    const first = await receipt();
    const read = JSON.parse(first.receipt) as { stands: string; entries: { seq: number; leaf: string; type: string }[] };
    expect(read.stands).toBe('not-confirmed');
    expect(canonicalJson(read as unknown as Json)).toBe(first.receipt);
    expect(read.entries.map(({ type }) => type)).toEqual(expect.arrayContaining(['device.retired', 'certificate.revoked', 'retirement.closed']));
    for (const { seq, leaf } of read.entries) expect(leafHash(open.fleet.ledger.read(seq as Seq, 1)[0]?.canonical ?? '')).toBe(leaf);
    expect(await receipt()).toEqual(first);

    const folder = mkdtempSync(join(tmpdir(), 'assay-receipt-'));
    const [json, sig, pem] = ['receipt.json', 'receipt.sig', 'fleet-key.pem'].map((name) => join(folder, name)) as [string, string, string];
    writeFileSync(json, first.receipt);
    writeFileSync(sig, Buffer.from(first.signature, 'base64'));
    writeFileSync(pem, first.publicKey);
    const verify = () =>
      execFileSync('openssl', ['pkeyutl', '-verify', '-pubin', '-inkey', pem, '-rawin', '-in', json, '-sigfile', sig], {
        stdio: ['ignore', 'pipe', 'ignore'],
      }).toString();
    expect(verify()).toContain('Signature Verified Successfully');
    writeFileSync(json, first.receipt.replace('end of support', 'end of suppors'));
    expect(verify).toThrow();
    rmSync(folder, { recursive: true });

    now = Instant.plus(now, Duration.hours(1));
    const { wipe } = await ask('retirement.show', { device: CAM });
    await confirmWipe(open.fleet, CAM, signed(statementOf(wipe.order), thing));
    const second = await receipt();
    expect(JSON.parse(second.receipt)).toMatchObject({ stands: 'confirmed', missing: [], issuedAt: '2026-11-01T01:00:00Z' });
    expect(second.publicKey).toBe(first.publicKey);
  });

  it('is not issued by a key that is gone, open to others, or another', async () => {
    await inService(certified('5b', P256));
    await open.ask('retirement.retire', { devices: [CAM], reason: 'x' });
    await receipt();
    const file = join(fleetFolder(dir), 'receipt-key');
    chmodSync(file, 0o644);
    expect(await codeOf(receipt())).toBe('ASSAY-RETIREMENT-006');
    writeFileSync(file, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
    chmodSync(file, 0o600);
    expect(await codeOf(receipt())).toBe('ASSAY-RETIREMENT-006');
    writeFileSync(file, 'no key');
    expect(await codeOf(receipt())).toBe('ASSAY-RETIREMENT-006');
    rmSync(file);
    expect(await codeOf(receipt())).toBe('ASSAY-RETIREMENT-006');
  });

  it('and the life of the device tell the same', async () => {
    await inService(certified('5c', P256));
    await open.ask('retirement.retire', { devices: [CAM], reason: 'end of support' });
    await receipt();
    const { life } = (await open.ask('device.show', { device: CAM })) as { life: { says: string }[] };
    expect(life.map(({ says }) => says)).toEqual(
      expect.arrayContaining([
        'begins to be retired: 2 things to carry out elsewhere, and its own receipt to come',
        'was retired for ever: end of support',
        'had certificate 5c revoked (cessationOfOperation)',
        'data.erase was carried out: one thing gone',
        'a signed receipt was issued',
      ]),
    );
    expect(await open.ask('retirement.evidence', {})).toMatchObject({
      ended: [{ product: 'camera', retired: 1, refused: 1, wipes: 1, wiped: 0 }],
      checkpoint: expect.stringContaining(open.fleet.ledger.origin),
    });
    // A credential after the end would be a mistake of ours, and is not stated away.
    await issue(open.fleet, CAM, '5d');
    expect(await open.ask('retirement.evidence', {})).toMatchObject({ ended: [{ refused: 0 }] });
    expect(await open.ask('retirement.figures', {})).toEqual({
      figures: [{ product: 'camera', kind: 'retire', begun: 1, closed: 1, shut: 1, wipes: 1, wiped: 0, confirmed: 0 }],
    });
  });
});
