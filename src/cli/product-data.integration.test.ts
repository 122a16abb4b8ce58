import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import { USUAL } from '../product/authorization/declared.ts';
import { readKeepTable } from '../product/data/keep.ts';
import { HOME, own } from '../product/device/edge/devices.fixture.ts';
import { serveFleet } from '../product/fleet/edge/door.ts';
import { dataOfProcess, fleetRooms } from '../product/fleet/edge/whole.ts';
import type { DeviceId, MemberId } from '../product/fleet/model.ts';
import { householdDesk } from '../product/household/edge/desk.ts';
import type { Io } from './command.ts';
import { productData } from './product-data.ts';
import { productEvidence } from './product-device-evidence.ts';
import { run } from './run.ts';

let cwd: string;
let now = Instant.parse('2026-11-01T00:00:00Z');
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'assay-cli-data-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

async function said(...argv: readonly string[]) {
  let out = '';
  let err = '';
  const io: Io = { cwd, env: {}, now: () => now, interactive: false, out: (text) => (out += text), err: (text) => (err += text) };
  const code = await run(['product', ...(argv[0] === 'evidence' ? argv : ['data', ...argv])], [productData, productEvidence], io);
  if (!argv.includes('--json')) for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  return { code, out, err };
}

const ANNA = 'u_anna0000000000000000' as MemberId;
const OTTO = 'u_otto0000000000000000' as MemberId;

describe('assay product data', () => {
  it('reads, takes out and erases through whoever serves, in the name of who may', async () => {
    expect(await said('status')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-CLI-015') });
    const server = await serveFleet({ dir: join(cwd, '.assay'), now: () => now, rooms: fleetRooms() });
    await server.ask('device.register', { devices: [{ device: 'cam-17', product: 'camera' }] });
    await householdDesk(server.fleet).act(HOME, { type: 'found', household: HOME, owner: ANNA, at: now });
    await own(server.fleet, 'cam-17');
    expect((await said('status')).out).toContain('Nothing is kept');
    expect(readdirSync(join(cwd, '.assay', 'product'))).not.toContain('data.db');
    const table = readKeepTable('assay: keep/1\nkeep:\n  - { topic: d/+/motion, class: personal, purpose: operation, for: P7D }\n', 'keep.yaml');
    const keeping = dataOfProcess.keep({ table, declared: USUAL, broke: (error) => expect.unreachable(String(error)) });
    for (const text of ['hall', 'kitchen\u001b[2J\u202e', 'door']) {
      now = Instant.of(now + 1000);
      const from = { kind: 'device', device: 'cam-17' as DeviceId, serial: '', fingerprint: '', notAfter: now } as const;
      keeping.heard({ topic: 'd/cam-17/motion', payload: Buffer.from(text), qos: 1, retain: false }, from);
    }
    const of = ['--who', `user:${ANNA}`, '--device', 'cam-17', '--channel', 'motion'];
    const page = await said('read', ...of, '--limit', '2');
    expect(page.out).toContain('kitchen·[2J·');
    expect(page.out).not.toContain('door');
    const after = /--after (\S+)/.exec(page.out)?.[1] ?? '';
    expect((await said('read', ...of, '--after', after)).out).toContain('door');
    expect((await said('read', ...of, '--from', '2026-11-01T00:00:03Z', '--class', 'personal')).out.match(/operation/g)).toHaveLength(1);
    expect(await said('read', ...of, '--after', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-CLI-005') });
    expect(await said('read', '--who', `user:${OTTO}`, ...of.slice(2))).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-DATA-005') });
    expect(await said('read', '--who', 'user:anna')).toMatchObject({ code: 2, err: expect.stringContaining('--device') });
    expect(await said('forget')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-CLI-004') });

    const whose = ['--household', HOME, '--who', `user:${ANNA}`];
    expect(await said('export', ...whose, '--out', 'export')).toMatchObject({ code: 0, out: expect.stringContaining('Wrote 3 records into export') });
    expect(readdirSync(join(cwd, 'export')).sort()).toEqual(['fleet-key.pem', 'manifest.json', 'receipt.json', 'receipt.sig', 'records.jsonl']);
    expect(await said('erase', '--household', 'Nowhere', ...whose.slice(2), '--yes')).toMatchObject({
      code: 2,
      err: expect.stringContaining('ASSAY-CLI-005 no household is called "Nowhere"'),
    });
    expect(await said('erase', ...whose)).toMatchObject({ code: 1, out: expect.stringContaining('cam-17/motion') });
    const erased = await said('erase', ...whose, '--out', 'erased', '--yes');
    expect(erased).toMatchObject({ code: 0, out: expect.stringContaining('3 records'), err: expect.stringContaining('Verify: openssl') });
    expect((await said('read', ...of)).out).toContain('Nothing is kept of that.');
    const request = /Request (de_[a-z0-9]{20})/.exec(erased.out)?.[1] ?? '';
    expect(await said('receipt', request, '--out', 'again')).toMatchObject({ code: 0, out: expect.stringContaining(request) });
    expect(await said('receipt', 'de_x')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-DATA-009') });
    expect(existsSync(join(cwd, 'again', 'receipt.sig'))).toBe(true);
    expect((await said('retention')).out).toBe('Nothing is past its time.\n');
    expect(await said('status')).toMatchObject({ code: 0, out: expect.stringMatching(/The key opens by itself.*1 of 1 in time/s) });
    const recorded = await said('evidence', 'record', '--store', 'archive', '--json');
    expect(JSON.parse(recorded.out).recorded).toMatchObject([{ subject: 'archive', claim: 'data.erasable', value: true, population: { total: 1, seen: 1 } }]);
    await server.close();
    const secret = join(cwd, 'secret');
    writeFileSync(secret, 'short\n', { mode: 0o600 });
    expect(await said('seal')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-CLI-005') });
    expect(await said('seal', '--data-passphrase', 'file:secret')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-CA-012') });
    writeFileSync(secret, 'a passphrase that is long enough\n', { mode: 0o600 });
    expect(await said('seal', '--data-passphrase', 'file:secret')).toMatchObject({ code: 0, out: expect.stringContaining('The key is sealed.') });
    expect(await said('status')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-DATA-010') });
    expect((await said('status', '--data-passphrase', 'file:secret')).out).toContain('The key is sealed by a passphrase.');
    expect((await said('unseal', '--data-passphrase', 'file:secret')).out).toContain('The key opens by itself again.');
    writeFileSync(join(cwd, '.assay', 'product', 'data.key'), new Uint8Array(32), { mode: 0o600 });
    expect(await said('status')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-DATA-003') });
  });
});
