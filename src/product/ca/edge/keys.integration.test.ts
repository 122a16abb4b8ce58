import { createPrivateKey } from 'node:crypto';
import { chmodSync, closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, keysFor, madeAuthority, openssl, PASSPHRASE } from './authority.fixture.ts';
import { newKey, openKeyFile, sealedKey, writeKeyFile } from './key-file.ts';
import { newSecret, readSecret } from './secret.ts';
import { publicKeyOf } from './signer.ts';
import { authoritiesIn } from './tables.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'assay-keys-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('a key file', () => {
  it.each(['p-256', 'p-384', 'ed25519', 'rsa-2048'] as const)('of %s opens with its passphrase alone', async (kind) => {
    const key = newKey(kind);
    const file = join(dir, `${kind}.key`);
    await writeKeyFile(file, key, PASSPHRASE);
    expect(publicKeyOf(await openKeyFile(file, PASSPHRASE, 'root-1'))).toEqual(publicKeyOf(key));
    expect(await codesOf(() => openKeyFile(file, 'another one', 'root-1'))).toEqual(['ASSAY-CA-011']);
    expect(readFileSync(file, 'utf8')).not.toContain(
      Buffer.from(key.export({ type: 'pkcs8', format: 'der' }))
        .toString('base64')
        .slice(20, 60),
    );
    expect(await codesOf(() => writeKeyFile(file, key, PASSPHRASE))).toEqual(['ASSAY-CA-015']);
  });

  it('that another tool sealed opens too', async () => {
    const key = newKey('p-256');
    const plain = join(dir, 'plain.pem');
    writeFileSync(plain, key.export({ type: 'pkcs8', format: 'pem' }));
    process.env['ASSAY_TEST_PASS'] = PASSPHRASE;
    for (const [name, how] of [
      ['scrypt', ['-scrypt']],
      ['pbkdf2', ['-v2', 'aes-128-cbc', '-iter', '20000']],
    ] as const) {
      const file = join(dir, `${name}.pem`);
      expect(await openssl('pkcs8', '-topk8', '-in', plain, ...how, '-passout', 'env:ASSAY_TEST_PASS', '-out', file)).toMatchObject({ ok: true });
      expect(publicKeyOf(await openKeyFile(file, PASSPHRASE, 'root-1'))).toEqual(publicKeyOf(key));
    }
  });

  it('that is none is refused, and so is none at all', async () => {
    const file = join(dir, 'none.key');
    expect(await codesOf(() => openKeyFile(file, PASSPHRASE, 'root-1'))).toEqual(['ASSAY-CA-010']);
    for (const content of ['', 'hello', '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----', 'x'.repeat(70_000)]) {
      writeFileSync(file, content);
      expect(await codesOf(() => openKeyFile(file, PASSPHRASE, 'root-1'))).toEqual(['ASSAY-CA-011']);
    }
    expect(await codesOf(() => openKeyFile(dir, PASSPHRASE, 'root-1'))).toEqual(['ASSAY-CA-011']);
  });

  it('of another key is not taken for the one of a certificate', async () => {
    const made = await madeAuthority();
    try {
      const [root] = authoritiesIn(made.fleet.db);
      const file = join(dir, 'swapped.key');
      writeFileSync(file, await sealedKey(newKey('p-256'), 'the root lies in a drawer'));
      expect(await codesOf(() => keysFor(made.folder, { 'root-1': file }).open(root as NonNullable<typeof root>))).toEqual(['ASSAY-CA-017']);
      copyFileSync(join(made.folder, 'root-1.key'), file);
      expect(await codesOf(() => keysFor(made.folder, { 'root-1': file }).open(root as NonNullable<typeof root>))).toEqual([]);
    } finally {
      await made.close();
    }
  });

  it('needs no trust in ours: OpenSSL gives the same key', async () => {
    const key = newKey('p-256');
    const sealed = await sealedKey(key, PASSPHRASE);
    expect(publicKeyOf(createPrivateKey({ key: sealed, passphrase: PASSPHRASE }))).toEqual(publicKeyOf(key));
  });
});

describe('a secret', () => {
  it('is read from where the operator says', async () => {
    const file = join(dir, 'secret');
    writeFileSync(file, 'one line\n', { mode: 0o600 });
    expect(readSecret(`file:${file}`, {}, 'passphrase')).toBe('one line');
    expect(readSecret('env:HERE', { HERE: 'of the environment' }, 'passphrase')).toBe('of the environment');
    const descriptor = openSync(file, 'r');
    expect(readSecret(`fd:${descriptor}`, {}, 'passphrase')).toBe('one line');
    closeSync(descriptor);
  });

  it('is refused where others can read it, where it is none, and where it stands on the command line', async () => {
    const file = join(dir, 'open');
    writeFileSync(file, 'one line\n');
    chmodSync(file, 0o644);
    const cases = [`file:${file}`, 'file:/nowhere', `file:${dir}`, 'env:NOT_SET', 'fd:x', 'fd:9999', 'hunter22', 'pass:hunter22', ''];
    for (const source of cases) {
      const refused = await codesOf(() => readSecret(source, {}, 'passphrase'));
      expect(refused, source).toEqual(['ASSAY-CA-012']);
    }
    expect(await codesOf(() => readSecret('env:EMPTY', { EMPTY: '' }, 'passphrase'))).toEqual(['ASSAY-CA-012']);
    expect(existsSync(file)).toBe(true);
  });

  it('that seals a key has twelve letters', async () => {
    expect(await codesOf(() => newSecret('eleven char', 'passphrase'))).toEqual(['ASSAY-CA-012']);
    expect(newSecret('twelve chars', 'passphrase')).toBe('twelve chars');
  });
});
