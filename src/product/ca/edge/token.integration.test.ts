import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pemOf } from '../../../core/der/armour.ts';
import { openFleet } from '../../fleet/edge/open.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { ANY, codesOf, NOW, openssl, PASSPHRASE, ROOT_PASSPHRASE, validFor } from './authority.fixture.ts';
import { openAuthority } from './authority.ts';
import { newKey } from './key-file.ts';
import { keysOf } from './keys.ts';
import { listFile, makeLists } from './lists.ts';
import { caFolder, makeAuthority } from './making.ts';
import { ocspResponder } from './responder.ts';
import { publicKeyOf } from './signer.ts';
import { authoritiesIn, caProjector } from './tables.ts';

const MODULE = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
].find(existsSync);
const PIN = 'a PIN of the token';
const run = promisify(execFile);

// A token in software, as operators try it before they buy one.
describe.runIf(MODULE !== undefined || process.env['CI'] !== undefined)('keys in a token (package softhsm2)', () => {
  let dir: string;
  let env: Record<string, string | undefined>;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'assay-token-'));
    const config = join(dir, 'softhsm2.conf');
    mkdirSync(join(dir, 'tokens'));
    writeFileSync(config, `directories.tokendir = ${join(dir, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`);
    env = { ...process.env, SOFTHSM2_CONF: config };
    await run('softhsm2-util', ['--init-token', '--free', '--label', 'fleet', '--pin', PIN, '--so-pin', 'another PIN'], { env });
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const uri = (object: string, token = 'fleet') => `pkcs11:token=${token};object=${object}?module-path=${MODULE}`;
  const fleetIn = (name: string) => openFleet({ dir: join(dir, name), now: () => NOW, projectors: [caProjector] });
  const keys = (fleet: Fleet, pin = PIN) => keysOf({ folder: caFolder(fleet), env, secret: ({ place }) => (place.kind === 'pkcs11' ? pin : ROOT_PASSPHRASE) });
  const asked = { organisation: 'Example Cameras', shards: 1, rootYears: 20, issuingYears: 5 };

  it.each(['p-256', 'p-384', 'rsa-3072'] as const)('of %s sign certificates, lists and the certificate of the responder', async (kind) => {
    const fleet = await fleetIn(kind);
    try {
      const issuing = { kind, pkcs11: uri(`issuing-${kind}`), pin: PIN } as const;
      await makeAuthority(fleet, { ...asked, env, root: { kind: 'p-256', passphrase: ROOT_PASSPHRASE }, issuing });
      const authority = await openAuthority({ fleet, keys: keys(fleet) });
      const { certificate } = await authority.issue({ profile: ANY, name: 'cam-17', publicKey: publicKeyOf(newKey('p-256')), ...validFor(30) });
      const file = (name: string, der: Uint8Array, label = 'CERTIFICATE') => {
        writeFileSync(join(dir, name), pemOf(label, der));
        return join(dir, name);
      };
      const [middle, root] = authority.chain as [Uint8Array, Uint8Array];
      const chain = ['-CAfile', file('root.pem', root), '-untrusted', file('middle.pem', middle)];
      expect(await openssl('verify', '-x509_strict', ...chain, file('leaf.pem', certificate))).toMatchObject({ ok: true });
      await makeLists(fleet, authority, { authority: 'issuing-1', delta: false });
      const said = await openssl('crl', '-in', listFile(fleet, 'issuing-1', 0, false), '-inform', 'DER', '-noout', '-CAfile', file('middle.pem', middle));
      expect(said.said).toContain('verify OK');
      expect((await ocspResponder(fleet, authority).answer(new Uint8Array([0x30, 0]))).refused).toBeDefined();
      // What stands on the ledger names the key, and nothing that opens it.
      expect(JSON.stringify(authoritiesIn(fleet.db))).not.toContain(PIN);
      authority.close();
    } finally {
      await fleet.close();
    }
  });

  it('are not made twice under one name, and not opened by another PIN', async () => {
    const fleet = await fleetIn('twice');
    try {
      const issuing = { kind: 'p-256', pkcs11: uri('twice'), pin: PIN } as const;
      const root = { kind: 'p-256', passphrase: ROOT_PASSPHRASE } as const;
      await makeAuthority(fleet, { ...asked, env, root, issuing });
      const other = await fleetIn('other');
      expect(await codesOf(() => makeAuthority(other, { ...asked, env, root, issuing }))).toEqual(['ASSAY-CA-015']);
      await other.close();
      expect(await codesOf(() => openAuthority({ fleet, keys: keys(fleet, 'not the PIN') }))).toEqual(['ASSAY-CA-013']);
    } finally {
      await fleet.close();
    }
  });

  it('are refused where there is no such token', async () => {
    const fleet = await fleetIn('none');
    const root = { kind: 'p-256', passphrase: PASSPHRASE } as const;
    const make = (pkcs11: string) => codesOf(() => makeAuthority(fleet, { ...asked, env, root, issuing: { kind: 'p-256', pkcs11, pin: PIN } }));
    expect(await make(uri('x', 'nowhere'))).toEqual(['ASSAY-CA-013']);
    expect(await make('pkcs11:token=fleet;object=x')).toEqual(['ASSAY-CA-013']);
    expect(await make(`${uri('x')}&pin-value=1234`)).toEqual(['ASSAY-CA-013']);
    await fleet.close();
  });
});
