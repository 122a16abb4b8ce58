import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import { fingerprintOf, HOME, issue, own } from '../product/device/edge/devices.fixture.ts';
import { admitCredential } from '../product/device/edge/room.ts';
import { serveFleet } from '../product/fleet/edge/door.ts';
import { roomsOfFleet } from '../product/fleet/edge/rooms.ts';
import { introductionBrought } from '../product/introduction/edge/room.ts';
import type { Io } from './command.ts';
import { PRODUCT } from './product.ts';
import { run } from './run.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'assay-product-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const now = () => Instant.parse('2026-11-01T00:00:00Z');

async function said(...argv: readonly string[]) {
  let out = '';
  let err = '';
  const io: Io = { cwd, env: {}, now, interactive: argv.includes('--csv'), out: (text) => (out += text), err: (text) => (err += text) };
  const code = await run(['product', ...argv], PRODUCT, io);
  // What people read fits a page of 100 columns; a receipt is bytes, and what is to be copied stands on one line.
  if (!argv.includes('--json') && !argv.includes('receipt')) for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  return { code, out, err };
}
const json = async (...argv: readonly string[]) => JSON.parse((await said(...argv, '--json')).out);

describe('assay product device', () => {
  it('beside a server names the folder of a service, where there is nothing else to say', async () => {
    mkdirSync(join(cwd, '.assay', 'services', 'camera-service'), { recursive: true });
    writeFileSync(join(cwd, '.assay', 'people.db'), '');
    const there = /--data\s+\S+\/services\/camera-service\./;
    const beside = [await said('device', 'register', 'cam-17', '--product', 'camera'), await said('device', 'show', 'cam-17')];
    expect(beside.map(({ code, err }) => [code, /ASSAY-CLI-01\d/.exec(err)?.[0], there.test(err)])).toEqual([
      [2, 'ASSAY-CLI-013', true],
      [2, 'ASSAY-CLI-015', true],
    ]);
  });

  it('registers one, shows it, finds it, and begins no fleet by a slip', async () => {
    expect(await said('device', 'show', 'cam-17')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-CLI-015') });
    expect(existsSync(join(cwd, '.assay'))).toBe(false);
    expect(await said('device', 'register', 'cam-17')).toMatchObject({ code: 2, err: expect.stringContaining('--product') });
    expect((await said('device', 'register', 'cam-17', '--product', 'camera', '--firmware', '4.2')).out).toBe('Registered cam-17 as a camera, entry 0.\n');
    expect((await said('device', 'register', 'cam-17', '--product', 'camera')).out).toBe('cam-17 is registered already.\n');
    expect((await said('device', 'show', 'cam-17')).out).toContain('was registered as a camera');
    expect((await json('device', 'show', 'cam-17')).device).toMatchObject({ id: 'cam-17', life: 'registered', firmware: '4.2' });
    expect((await json('device', 'search', 'am-1')).devices).toHaveLength(1);
    expect((await json('device', 'list', '--life', 'retired')).devices).toEqual([]);
    expect((await said('device', 'list', '--expiring', '2027-01-01')).out).toContain('No device answers to that.');
    expect(await said('device', 'show', 'cam-18')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-DEVICE-001') });
    expect(await said('device', 'polish')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-CLI-004') });
  });

  it('shows a code once, for whoever is at the device, and keeps nothing of it', async () => {
    await said('device', 'register', 'cam-17', '--product', 'camera');
    expect(await said('device', 'introduce', 'cam-18')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-DEVICE-001') });
    expect(await said('device', 'introduce', 'cam-17', '--status')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-INTRODUCTION-010') });
    const shown = (await said('device', 'introduce', 'cam-17')).out;
    expect(shown).toContain('█');
    const [, payload = '', secret = ''] = /^(assay:1\?d=cam-17&s=([A-Za-z0-9_-]{32})&x=[0-9]+)$/m.exec(shown) ?? [];
    expect(shown).toContain('before 2026-11-01T00:15:00Z');
    for (const file of ['ledger.db', 'fleet.db']) expect(readFileSync(join(cwd, '.assay', 'product', file)).includes(secret)).toBe(false);
    const status = await said('device', 'introduce', 'cam-17', '--status');
    expect(status.out).toContain('cam-17 may be introduced until');
    expect(status.out).not.toContain(secret);

    // A picture, for its owner alone, over nothing that is there; refused, it leaves the code that is open.
    writeFileSync(join(cwd, 'there.svg'), 'mine');
    expect(await said('device', 'introduce', 'cam-17', '--svg', 'there.svg')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-CLI-005') });
    expect(readFileSync(join(cwd, 'there.svg'), 'utf8')).toBe('mine');
    expect(await said('device', 'introduce', 'cam-18', '--svg', 'code.svg')).toMatchObject({ code: 2 });
    expect(existsSync(join(cwd, 'code.svg'))).toBe(false);
    const scanned = await serveFleet({ dir: join(cwd, '.assay'), now, rooms: roomsOfFleet([introductionBrought()]) });
    expect(await scanned.ask('introduction.scan', { household: HOME, payload, address: '192.0.2.1' })).toMatchObject({ state: 'open', household: HOME });
    await scanned.close();
    expect((await said('device', 'introduce', 'cam-17', '--svg', 'code.svg', '--minutes', '5')).out).toContain('The code is in code.svg.');
    expect(statSync(join(cwd, 'code.svg')).mode & 0o077).toBe(0);
    expect(readFileSync(join(cwd, 'code.svg'), 'utf8')).toContain('<svg');
    expect(await json('device', 'introduce', 'cam-17', '--cancel')).toMatchObject({ state: 'cancelled' });
    expect((await said('device', 'show', 'cam-17')).out).toContain('was not introduced: replaced, before the presence');
  });

  it('registers a file whole or not at all, says every bad line, and goes on with the same file', async () => {
    const lines = Array.from({ length: 1500 }, (_, i) => `cam-${i},gw-1`);
    writeFileSync(join(cwd, 'good.csv'), ['id,gateway', 'gw-1,', ...lines, ''].join('\n'));
    writeFileSync(join(cwd, 'bad.csv'), ['id,gateway', 'cam-a,', 'cam/b,', 'cam-a,', 'cam-c,gw-9', ''].join('\n'));
    const refused = await json('device', 'register', '--csv', 'bad.csv', '--product', 'camera');
    expect(refused.faults.map((fault: { code: string; line: number }) => `${fault.line} ${fault.code}`)).toEqual([
      '3 ASSAY-DEVICE-002',
      '4 ASSAY-DEVICE-005',
      '5 ASSAY-DEVICE-007',
    ]);
    expect((await json('device', 'list')).devices).toEqual([]);
    const skipped = await said('device', 'register', '--csv', 'bad.csv', '--product', 'camera', '--skip-bad');
    expect(skipped).toMatchObject({ code: 1, out: 'Registered 1 device of 4 lines; 3 bad lines left out.\n' });
    const done = await said('device', 'register', '--csv', 'good.csv', '--product', 'camera');
    expect(done).toMatchObject({ code: 0, out: 'Registered 1,501 devices of 1,501 lines.\n' });
    expect(done.err).toContain('registered 100 % of 1,501');
    expect((await said('device', 'register', '--csv', 'good.csv', '--product', 'camera')).out).toBe(
      'Registered 0 devices of 1,501 lines; 1,501 registered already.\n',
    );
    expect(await said('device', 'register', 'x', '--csv', 'good.csv')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-CLI-004') });
  });

  it('asks before it ends anything, through whoever serves, and hands out what OpenSSL verifies', async () => {
    const server = await serveFleet({ dir: join(cwd, '.assay'), now, rooms: roomsOfFleet() });
    await said('device', 'register', 'cam-17', '--product', 'camera');
    await said('device', 'register', 'cam-18', '--product', 'camera');
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-keyout',
        'key.pem',
        '-out',
        'cert.pem',
        '-subj',
        '/CN=cam-17',
        '-set_serial',
        '0x2a',
      ],
      { cwd, stdio: 'ignore' },
    );
    const der = execFileSync('openssl', ['x509', '-in', 'cert.pem', '-outform', 'DER'], { cwd });
    const held = await issue(server.fleet, 'cam-17', '2a', { fingerprint: fingerprintOf(der) });
    await own(server.fleet, 'cam-17');
    // What was never seen in use would end with the ownership.
    await admitCredential(server.fleet, held);

    const asked = await said('device', 'transfer', 'cam-17', '--reason', 'sold');
    expect(asked).toMatchObject({ code: 1, out: expect.stringContaining('Nothing has been done.') });
    expect(await said('device', 'transfer', 'cam-17', '--reason', 'sold', '--yes')).toMatchObject({
      code: 0,
      out: expect.stringContaining('belongs to nobody now'),
    });
    expect(await said('device', 'unconfirmed')).toMatchObject({ code: 1, out: expect.stringContaining('cam-17: the device has not confirmed') });
    expect((await said('device', 'show', 'cam-17')).out).toContain('Its transfer is not confirmed:');
    expect((await said('device', 'show', 'cam-17')).out).toContain('renew-only (nobodys)');

    expect(await said('device', 'retire', 'cam-17')).toMatchObject({ code: 2, err: expect.stringContaining('--reason') });
    expect(await said('device', 'retire', 'cam-17', '--reason', 'x')).toMatchObject({
      code: 1,
      out: expect.stringContaining('This would retire 1 device for ever: 1 in service'),
    });
    writeFileSync(join(cwd, 'list.csv'), 'serial,id\n1,cam-17\n2,cam-19\n');
    expect(await said('device', 'retire', '--csv', 'list.csv', '--reason', 'x', '--yes')).toMatchObject({
      code: 2,
      err: expect.stringContaining('cam-19 is not registered'),
    });
    writeFileSync(join(cwd, 'list.csv'), 'serial,id\n1,cam-17\n2,cam-18\n');
    const retired = await json('device', 'retire', '--csv', 'list.csv', '--reason', 'recall', '--yes');
    expect(retired.retired.map(({ device, stands }: { device: string; stands: string }) => `${device} ${stands}`)).toEqual([
      'cam-17 not-confirmed',
      'cam-18 confirmed',
    ]);
    expect(await said('device', 'receipt', 'cam-17')).toMatchObject({ code: 1 });

    // As a device's maker would, with OpenSSL alone.
    const order = retired.retired[0].wipe.order as string;
    writeFileSync(join(cwd, 'wipe.json'), `{"device":"cam-17","erased":["recordings"],"format":"assay-wipe/1","order":"${order}"}\n`);
    const statement = readFileSync(join(cwd, 'wipe.json'), 'utf8').trimEnd();
    writeFileSync(join(cwd, 'wipe.sig'), execFileSync('openssl', ['dgst', '-sha256', '-sign', 'key.pem'], { cwd, input: statement }));
    const confirm = ['device', 'confirm', 'cam-17', '--statement', 'wipe.json', '--signature', 'wipe.sig', '--certificate', 'cert.pem'];
    expect(await said(...confirm)).toMatchObject({ code: 0, out: expect.stringContaining('Everything is confirmed.') });
    expect(await said(...confirm)).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-RETIREMENT-005') });

    expect(await said('device', 'receipt', 'cam-17', '--out', 'receipts')).toMatchObject({ code: 0 });
    const verified = execFileSync(
      'openssl',
      ['pkeyutl', '-verify', '-pubin', '-inkey', 'fleet-key.pem', '-rawin', '-in', 'receipt.json', '-sigfile', 'receipt.sig'],
      { cwd: join(cwd, 'receipts') },
    );
    expect(verified.toString()).toContain('Signature Verified Successfully');
    // What the device signed is handed out with it, and is verified without this fleet's key.
    const publicKey = execFileSync('openssl', ['x509', '-in', 'device.pem', '-pubkey', '-noout'], { cwd: join(cwd, 'receipts') });
    writeFileSync(join(cwd, 'receipts', 'device-key.pem'), publicKey);
    const wiped = execFileSync('openssl', ['dgst', '-sha256', '-verify', 'device-key.pem', '-signature', 'wipe.sig', 'wipe.json'], {
      cwd: join(cwd, 'receipts'),
    });
    expect(wiped.toString()).toContain('Verified OK');
    await server.close();

    expect((await json('evidence', 'record')).recorded).toMatchObject([
      { subject: 'camera', claim: 'retirement.trust-revoked', population: { total: 2, seen: 1 } },
      { subject: 'camera', claim: 'retirement.erased', population: { total: 1, seen: 1 } },
    ]);
    expect((await said('evidence', 'record')).out).toContain('nothing new');
  });
});
