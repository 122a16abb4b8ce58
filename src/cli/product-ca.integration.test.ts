import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Duration, Instant } from '../core/index.ts';
import { caRoom } from '../product/ca/edge/room.ts';
import { serveFleet } from '../product/fleet/edge/door.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

const ENV = { ROOT: 'the root lies in a drawer', ISSUING: 'the issuing one signs daily', NEWROOT: 'a new passphrase for the new root' };
const SECRETS = ['--root-passphrase', 'env:ROOT', '--passphrase', 'env:ISSUING'];
let folder: string;
let now = Instant.parse('2026-11-01T00:00:00Z');

async function assay(...argv: string[]) {
  let out = '';
  let err = '';
  const io = {
    cwd: folder,
    env: ENV,
    now: () => now,
    interactive: false,
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const code = await run(argv, COMMANDS, io);
  return { code, out, err };
}
const ca = (...argv: string[]) => assay('product', 'ca', ...argv);
const json = async (...argv: string[]) => JSON.parse((await ca(...argv, '--json')).out) as { readonly authorities: readonly { readonly id: string }[] };
const own = (name: string) => join(folder, '.assay', 'product', 'ca', name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-ca-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('assay product ca', () => {
  it('begins no fleet where there is none, and none where what is asked cannot be', async () => {
    for (const argv of [['status'], ['crl'], ['revoke', '12'], ['profiles']]) {
      const { code, err } = await ca(...argv);
      expect([code, err.split(' ')[0]]).toEqual([2, 'ASSAY-CA-014']);
    }
    expect((await ca('init', '--organisation', 'x', ...SECRETS, '--url', 'https://x')).err).toContain('ASSAY-CA-019');
    expect((await ca('init', '--organisation', 'x\u0007', ...SECRETS)).err).toContain('ASSAY-CA-001');
    expect((await ca('init', '--organisation', 'x', '--passphrase', 'env:ISSUING')).err).toContain('ASSAY-CA-012');
    expect((await ca('init', '--organisation', 'x', '--root-passphrase', 'hunter2hunter2', '--passphrase', 'env:ISSUING')).err).not.toContain('hunter2');
    expect((await ca('init', ...SECRETS)).err).toContain('ASSAY-CLI-003');
    expect((await ca('begin')).err).toContain('ASSAY-CLI-004');
    expect(existsSync(join(folder, '.assay'))).toBe(false);
  });

  it('makes an authority, once', async () => {
    const { code, out } = await ca('init', '--organisation', 'Example Cameras', '--url', 'http://ca.example.org', '--shards', '2', ...SECRETS);
    expect(code).toBe(0);
    expect(out).toContain('The authority is in order');
    expect(
      Math.max(
        ...out
          .split('\n')
          .slice(2)
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(100);
    expect((await ca('init', '--organisation', 'Example Cameras', ...SECRETS)).err).toContain('ASSAY-CA-015');
    for (const file of ['root-1.key', 'issuing-1.key']) expect(readFileSync(own(file), 'utf8')).toContain('ENCRYPTED PRIVATE KEY');
  });

  it('signs lists with the root in its drawer, and rolls over once that is brought', async () => {
    mkdirSync(join(folder, 'drawer'));
    renameSync(own('root-1.key'), join(folder, 'drawer', 'root-1.key'));
    expect((await ca('crl', '--passphrase', 'env:ISSUING')).out).toContain('issuing-1: list 2');
    expect((await ca('crl', '--passphrase', 'env:ISSUING', '--delta')).out).toContain('what changed since list 2');
    expect((await ca('crl', 'root-1', ...SECRETS)).err).toContain('ASSAY-CA-010');
    expect((await ca('crl', 'issuing-1')).err).toContain('ASSAY-CA-012');
    expect((await ca('rotate', 'root', ...SECRETS)).err).toContain('ASSAY-CA-010');
    expect((await ca('rotate', 'everything', ...SECRETS)).err).toContain('ASSAY-CLI-004');
    const key = ['--root-key', 'drawer/root-1.key'];
    expect((await ca('rotate', 'issuing', ...key, ...SECRETS)).out).toContain('Made issuing-2.');
    const rolled = await ca('rotate', 'root', ...key, ...SECRETS, '--new-root-passphrase', 'env:NEWROOT');
    expect(rolled.out).toContain('Made root-2 and issuing-3.');
    expect(rolled.out).toContain('who trusts root-1 verifies what root-2 signed');
    expect((await json('status')).authorities).toHaveLength(5);
    expect((await ca('crl', 'root-1', ...key, ...SECRETS)).err).toContain('ASSAY-CA-010');
  });

  it('answers OCSP from a file, and revokes', async () => {
    const status = (await json('status')).authorities;
    expect(status.map(({ id }) => id)).toContain('issuing-3');
    const request = join(folder, 'request.der');
    await promisify(execFile)('openssl', ['ocsp', '-issuer', own('issuing-3.pem'), '-serial', '0x41', '-reqout', request, '-no_nonce']);
    expect((await ca('ocsp', 'request.der', '--passphrase', 'env:ISSUING', '--out', 'answer.der')).code).toBe(0);
    const { stdout } = await promisify(execFile)('openssl', ['ocsp', '-respin', join(folder, 'answer.der'), '-resp_text', '-noverify']);
    expect(stdout).toContain('Cert Status: unknown');
    writeFileSync(request, 'hello');
    expect((await ca('ocsp', 'request.der', '--passphrase', 'env:ISSUING')).err).toMatch(/ASSAY-DER-00\d/);
    expect((await ca('revoke', '0x41')).err).toContain('ASSAY-CA-016');
  });

  it('says what is over, and exits 1', async () => {
    const before = now;
    now = Instant.parse('2026-11-09T00:00:00Z');
    const { code, out } = await ca('status');
    expect(code).toBe(1);
    expect(out).toContain('\n      assay product ca crl issuing-3\n');
    now = before;
  });

  it('asks whoever serves the fleet, secrets and all', async () => {
    const served = await serveFleet({ dir: join(folder, '.assay'), now: () => now, rooms: [caRoom({ env: {}, secret: ENV.ISSUING })] });
    try {
      expect((await ca('crl')).out).toContain('issuing-3: list');
      expect((await ca('status')).code).toBe(0);
    } finally {
      await served.close();
    }
  });

  it('is served with a passphrase that fits, or not at all', async () => {
    const serve = (secret: string) => serveFleet({ dir: join(folder, '.assay'), now: () => now, rooms: [caRoom({ env: {}, secret })] });
    await expect(serve('a passphrase of something else')).rejects.toThrow('ASSAY-CA-011');
    now = Instant.plus(now, Duration.days(2));
    await (await serve(ENV.ISSUING)).close();
    const { authorities } = await json('status');
    expect(authorities.find(({ id }) => id === 'issuing-3')).toMatchObject({ list: { at: '2026-11-03T00:00:00Z' } });
  });

  it('takes profiles over once they are without fault', async () => {
    writeFileSync(join(folder, 'p.yaml'), 'assay: profiles/1\nprofiles:\n  - { name: lock, days: 60, usages: [client], keys: [ed25519] }\n');
    expect((await ca('profiles', 'p.yaml')).out).toContain('lock');
    writeFileSync(join(folder, 'p.yaml'), 'assay: profiles/1\nprofiles: []\n');
    expect((await ca('profiles', 'p.yaml')).err).toContain('ASSAY-CA-009');
    expect((await ca('profiles')).out).toContain('lock');
  });

  it('leaves no secret on the ledger or in the tables', async () => {
    for (const file of ['ledger.db', 'fleet.db']) {
      const bytes = readFileSync(join(folder, '.assay', 'product', file)).toString('latin1');
      for (const secret of Object.values(ENV)) expect(bytes).not.toContain(secret);
    }
  });
});
