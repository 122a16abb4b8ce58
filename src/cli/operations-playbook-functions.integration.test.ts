import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import { action, asking, book, id } from '../operations/playbook/playbook.fixture.ts';
import { openPeopleDatabase } from '../product/people/edge/people-database.ts';
import { personStore } from '../product/people/edge/person-store.ts';
import { sessionStore } from '../product/sessions/edge/session-store.ts';
import { assayIn } from './assay.fixture.ts';

// What a step orders is in force in the fleet, at the gate and where people sign in; once each, whatever crashes, and taken back by itself.

const [A, B, E] = [id('action', 1), id('action', 2), id('end', 3)];
const END = { [E]: { type: 'end' } };
const AT = '2026-11-23T00:00:00Z';
const MAP = `assay: service/1
service: { id: cams, name: Cams }
parts:
  - { id: camera, kind: device, name: Camera }
  - { id: lead, kind: role, name: Lead }
`;
let folder: string;
let assay: ReturnType<typeof assayIn>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-functions-'));
  assay = assayIn(folder, { env: { USER: 'ada', VAULT: 'a very secret word' }, at: AT });
  writeFileSync(join(folder, 'service.yaml'), MAP);
});
afterEach(() => rmSync(folder, { recursive: true }));

const idOf = (out: string) => /run-[0-9a-f]{12}/.exec(out)?.[0] ?? '';
const runFolder = (run: string) => join(folder, '.assay', 'playbooks', run);
const files = (run: string, end: string) =>
  readdirSync(runFolder(run))
    .filter((name) => name.endsWith(end))
    .map((name) => join(runFolder(run), name));
async function run(command: string, undo: string | undefined, ...more: readonly string[]) {
  writeFileSync(
    join(folder, 'p.json'),
    JSON.stringify(book({ [A]: action(command, { on_completion: E, ...asking({ approvals: 0, ...(undo === undefined ? {} : { undo: [undo] }) }) }), ...END })),
  );
  const begun = await assay('operations', 'playbook', 'run', 'p.json', '--approve', 'ada,bob', '--service', join(folder, 'service.yaml'), ...more);
  return { ...begun, run: idOf(begun.out) };
}
const undone = (run: string) => assay('operations', 'playbook', 'undo', run, '--service', join(folder, 'service.yaml'));
const fleetOf = async () => {
  for (const device of ['cam-1', 'cam-2']) expect((await assay('product', 'device', 'register', device, '--product', 'camera')).code).toBe(0);
};
const shown = async (device: string) =>
  JSON.parse((await assay('product', 'device', 'show', device, '--json')).out) as { device: { quarantine?: object }; life: readonly { type: string }[] };

describe('a device', () => {
  it('is in quarantine by the order of the step, once, and released by the undo of that step alone', async () => {
    await fleetOf();
    const first = await run('quarantine cam-1', 'release cam-1');
    expect(first.out).toContain('1 in quarantine');
    expect(first.code).toBe(0);
    expect((await shown('cam-1')).device.quarantine).toBeDefined();
    expect(readFileSync(files(first.run, '.acl')[0] ?? '', 'utf8')).toBe('user cam-1\ntopic deny #\n');
    expect(readFileSync(files(first.run, '.nats')[0] ?? '', 'utf8')).toContain('{ user: "cam-1", permissions: { publish: { deny: [">"] }');
    const second = await run('quarantine cam-1,cam-2', 'release cam-1,cam-2');
    expect(second.out).toContain('1 (and 1 before) in quarantine');
    expect((await undone(second.run)).code).toBe(0);
    expect([(await shown('cam-1')).device.quarantine === undefined, (await shown('cam-2')).device.quarantine === undefined]).toEqual([false, true]);
    expect((await undone(first.run)).code).toBe(0);
    expect((await shown('cam-1')).device.quarantine).toBeUndefined();
    expect((await shown('cam-1')).life.filter(({ type }) => type === 'device.quarantined')).toHaveLength(1);
  });

  it('is done once where the receipt was lost', async () => {
    await fleetOf();
    const { run: first } = await run('quarantine cam-1', undefined);
    for (const file of files(first, '.receipt.json')) rmSync(file);
    // As after a crash between the deed and its receipt: the key is asked about by whoever keeps the ledger.
    const db = new DatabaseSync(join(folder, '.assay', 'playbooks', 'runs.db'));
    db.exec(`DELETE FROM fact WHERE fact LIKE '%"action.done"%' OR fact LIKE '%"run.ended"%'`);
    db.close();
    const again = await assay('operations', 'playbook', 'run', first);
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('0 (and 1 before) in quarantine') });
    expect((await shown('cam-1')).life.filter(({ type }) => type === 'device.quarantined')).toHaveLength(1);
  });

  it('is told to renew, and hears which firmware is on hold', async () => {
    await fleetOf();
    expect(await run('rotate-credential cam-1', 'waive-rotation cam-1')).toMatchObject({ code: 0, out: expect.stringContaining('told to renew') });
    const paused = await run('pause-update camera 2.4.0', 'resume-update camera 2.4.0');
    expect(paused).toMatchObject({ code: 0, out: expect.stringContaining('2.4.0 is on hold for camera: 0 report that they run') });
    expect((await undone(paused.run)).out).toContain('2.4.0 may go on to camera');
    expect((await run('roll-back-update camera 2.4.0 2.4.1', undefined)).out).toContain('0 are on 2.4.1');
  });

  it('is not said to be in force where there is no fleet, or no such device', async () => {
    expect((await run('quarantine cam-1', undefined)).out).toContain('nothing is in force');
    await fleetOf();
    const unknown = await run('quarantine cam-1,cam-9', undefined);
    expect(unknown).toMatchObject({ code: 1, out: expect.stringContaining('ASSAY-DEVICE-001') });
    expect((await shown('cam-1')).device.quarantine).toBeUndefined();
    expect((await run('measure-session cam-1', undefined)).out).toContain('no endpoint is open in this fleet');
    expect((await run('deny-list a*b', undefined)).out).toContain('takes names of clients');
  });

  it('counts who loses service, as the fleet has it', async () => {
    await fleetOf();
    const said = await assay('operations', 'playbook', 'run', 'p.json').then(async () => {
      writeFileSync(join(folder, 'p.json'), JSON.stringify(book({ [A]: action('quarantine cam-1,cam-9', { on_completion: E }), ...END })));
      return assay('operations', 'playbook', 'run', 'p.json');
    });
    expect(said.out.replaceAll(/\s+/g, ' ')).toContain('takes 1 out of service, of 0 households; 1 of those named are not of the fleet');
  });
});

describe.skipIf(!existsSync('/usr/sbin/nft'))('rules for a gateway', () => {
  it('are taken by nft', async () => {
    const blocked = await run('block 192.0.2.7,2001:db8::7', 'unblock 192.0.2.7,2001:db8::7');
    await undone(blocked.run);
    const rules = files(blocked.run, '.nft');
    expect(rules).toHaveLength(2);
    for (const file of rules) {
      const { status, stderr } = spawnSync('/usr/sbin/nft', ['-c', '-f', file], { encoding: 'utf8' });
      // Whoever may not speak to the kernel can have the grammar read, and no more.
      if (/Operation not permitted|cache initialization failed/.test(stderr)) expect(stderr).not.toContain('syntax error');
      else expect([status, stderr]).toEqual([0, '']);
    }
  });
});

describe('releases and keys', () => {
  it('are held by the run, and lifted by its undo', async () => {
    const frozen = await run('freeze-release *', 'lift-freeze *');
    expect(frozen).toMatchObject({ code: 0, out: expect.stringContaining('the gate refuses') });
    const down = await run(`take-down-key SHA256:${'a'.repeat(43)}`, undefined);
    expect(down.code).toBe(0);
    const holds = async () =>
      (
        JSON.parse((await assay('development', 'release', 'holds', '--json', '--service', join(folder, 'service.yaml'))).out) as {
          holds: readonly { by: string; what: string }[];
        }
      ).holds.map(({ what }) => what);
    expect(await holds()).toEqual(['release', 'key']);
    expect((await undone(frozen.run)).out).toContain('1 lifted');
    expect(await holds()).toEqual(['key']);
  });

  it('are lifted by a later step of the same run', async () => {
    const held = book({ [A]: action('freeze-release v1', { on_completion: B }), [B]: action('lift-freeze v1', { on_completion: E }), ...END });
    writeFileSync(join(folder, 'p.json'), JSON.stringify(held));
    const done = await assay('operations', 'playbook', 'run', 'p.json', '--service', join(folder, 'service.yaml'));
    expect(done).toMatchObject({ code: 0, out: expect.stringContaining('1 lifted') });
  });
});

describe('people', () => {
  it('have to sign in again', async () => {
    const person = `p_${'a'.repeat(20)}`;
    const now = () => Instant.parse(AT);
    await run('block 10.0.0.1', undefined);
    const database = openPeopleDatabase({ dataDir: join(folder, '.assay'), now, random: (n) => new Uint8Array(n).fill(7) });
    personStore(database);
    database.db.prepare('INSERT INTO person (id, display_name, created_at) VALUES (?, ?, ?)').run(person, 'Ada', now());
    const store = sessionStore(database);
    const { secret } = store.open({ person: person as never, method: 'passkey', recovered: false, browser: 'Firefox', system: 'Linux' });
    expect(store.resolve(secret, now())).toBeDefined();
    expect(await run(`end-sessions ${person}`, undefined)).toMatchObject({ code: 0, out: expect.stringContaining('1 sessions of 1 people ended') });
    expect(store.resolve(secret, now())).toBeUndefined();
    database.close();
    expect((await run('end-sessions ada', undefined)).out).toContain('is nobody who has sessions');
  });
});

describe('a secret of another host', () => {
  it('goes into the request, by its name, and into nothing that is kept', async () => {
    const heard: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      heard.push(request.headers.authorization);
      response.end('ok');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()));
    const { port } = server.address() as AddressInfo;
    const SIGN = 'http-basic--7a5c11f2-3a5b-4c6d-8e9f-0a1b2c3d4e5f';
    const made = (more: object) =>
      book(
        { [A]: { ...action('', { on_completion: E, targets: [id('http-api', 5)] }), commands: [{ type: 'http-api', command: 'POST /x HTTP/1.1' }] }, ...END },
        {
          target_definitions: {
            [id('http-api', 5)]: { type: 'http-api', name: 'Firewall', address: { ipv4: ['127.0.0.1'] }, port: String(port), authentication_info: SIGN },
          },
          authentication_info_definitions: { [SIGN]: { type: 'http-basic', user_id: 'assay', password: 'never sent', ...more } },
        },
      );
    const go = async (made: unknown, ...more: readonly string[]) => {
      writeFileSync(join(folder, 'p.json'), JSON.stringify(made));
      return assay('operations', 'playbook', 'run', 'p.json', '--allow-host', `127.0.0.1:${port}`, ...more);
    };
    expect((await go(made({}))).out).toContain('names no secret by kms_key_identifier');
    expect((await go(made({ kms: true, kms_key_identifier: 'fw' }))).out).toContain('nobody gave the secret "fw"');
    const sent = await go(made({ kms: true, kms_key_identifier: 'fw' }), '--secret', 'fw=env:VAULT');
    server.close();
    expect(sent.code, sent.out).toBe(0);
    expect(heard).toEqual([`Basic ${Buffer.from('assay:a very secret word').toString('base64')}`]);
    const kept = readdirSync(join(folder, '.assay'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const entry of kept) expect(readFileSync(join(entry.parentPath, entry.name)).includes('a very secret word')).toBe(false);
  });
});
