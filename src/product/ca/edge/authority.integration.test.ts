import 'reflect-metadata';
import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BasicConstraintsExtension, ExtendedKeyUsageExtension, X509Certificate as Independent, SubjectAlternativeNameExtension } from '@peculiar/x509';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Instant } from '../../../core/index.ts';
import { readCertificate } from '../certificate-read.ts';
import { readRequest } from '../csr.ts';
import type { Issuance, KeyKind } from '../model.ts';
import { ANY, codesOf, type Made, madeAuthority, NOW, openssl, validFor } from './authority.fixture.ts';
import { newKey } from './key-file.ts';
import { provePossession } from './possession.ts';
import { publicKeyOf } from './signer.ts';
import { certificateIn } from './tables.ts';

const KINDS: readonly KeyKind[] = ['p-256', 'p-384', 'ed25519', 'rsa-2048', 'rsa-3072'];
const URL = 'http://ca.example.org/pki';
const asked = (key: KeyObject, more: Partial<Issuance> = {}): Issuance => ({
  profile: ANY,
  name: 'cam-17',
  publicKey: publicKeyOf(key),
  ...validFor(30),
  ...more,
});

let made: Made;
beforeAll(async () => {
  made = await madeAuthority({ url: URL, shards: 4 });
});
afterAll(() => made.close());

const verify = async (certificate: Uint8Array, ...more: readonly string[]) => {
  const [issuing, root] = made.authority.chain;
  return openssl(
    'verify',
    '-x509_strict',
    '-CAfile',
    made.pem('root.pem', root as Uint8Array),
    '-untrusted',
    made.pem('issuing.pem', issuing as Uint8Array),
    ...more,
    made.pem('leaf.pem', certificate),
  );
};

describe('what the authority issues', () => {
  it.each(KINDS)('for a key of %s holds before OpenSSL, in strict reading, and before an independent library', async (kind) => {
    const key = newKey(kind);
    const { certificate, serial, fingerprint } = await made.authority.issue(
      asked(key, { dnsNames: ['cam-17.example.org'], uris: ['urn:assay:device:cam-17'] }),
    );
    expect(await verify(certificate, '-purpose', 'sslclient')).toMatchObject({ ok: true });
    expect(await verify(certificate, '-purpose', 'sslserver', '-verify_hostname', 'cam-17.example.org')).toMatchObject({ ok: true });

    const theirs = new X509Certificate(certificate);
    expect(theirs.serialNumber.toLowerCase()).toBe(serial);
    expect(theirs.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(fingerprint);
    expect(theirs.subject).toBe('CN=cam-17');
    expect(theirs.subjectAltName).toBe('DNS:cam-17.example.org, URI:urn:assay:device:cam-17');
    expect(theirs.infoAccess).toContain(`OCSP - URI:${URL}/ocsp`);
    expect(theirs.checkPrivateKey(key)).toBe(true);

    const parsed = new Independent(certificate);
    expect(parsed.getExtension(BasicConstraintsExtension)?.ca).toBe(false);
    expect(parsed.getExtension(ExtendedKeyUsageExtension)?.usages).toEqual(['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.1']);
    expect(parsed.getExtension(SubjectAlternativeNameExtension)?.names.items.map(({ value }) => value)).toEqual([
      'cam-17.example.org',
      'urn:assay:device:cam-17',
    ]);
    expect(await parsed.verify({ publicKey: new Independent(made.authority.chain[0] as Uint8Array), signatureOnly: true })).toBe(true);

    const ours = readCertificate(certificate);
    expect(ours).toMatchObject({ serial, authority: false, names: { dnsNames: ['cam-17.example.org'], uris: ['urn:assay:device:cam-17'] } });
    expect(createPublicKey({ key: Buffer.from(ours.publicKey), format: 'der', type: 'spki' }).equals(createPublicKey(key))).toBe(true);
    expect(Instant.format(ours.notAfter)).toBe(Instant.format(validFor(30).notAfter));
  });

  it('stands on the ledger before anybody has it', async () => {
    const { serial, fingerprint } = await made.authority.issue({ ...asked(newKey('p-256')), device: 'cam-18' as never });
    expect(certificateIn(made.fleet.db, serial)).toMatchObject({ serial, fingerprint, issuer: 'issuing-1', profile: 'any', device: 'cam-18' });
  });

  it('has serial numbers of twenty bytes that are never the same', async () => {
    const serials = await Promise.all(Array.from({ length: 50 }, async () => (await made.authority.issue(asked(newKey('ed25519')))).serial));
    expect(new Set(serials).size).toBe(50);
    for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9a-f]{39}$/);
  });

  it('names the list that its serial number stands on', async () => {
    const { certificate, serial } = await made.authority.issue(asked(newKey('p-256')));
    const shard = Number.parseInt(serial.slice(-2), 16) % 4;
    const said = await openssl('x509', '-noout', '-text', '-in', made.pem('one.pem', certificate));
    expect(said.said).toContain(`URI:${URL}/crl/issuing-1/0${shard}.crl`);
  });

  it.each([
    ['a name with a control character', { name: 'cam\u0007' }, 'ASSAY-CA-001'],
    ['a name too long', { name: 'x'.repeat(65) }, 'ASSAY-CA-001'],
    ['a wildcard', { dnsNames: ['*.example.org'] }, 'ASSAY-CA-001'],
    ['a URI that is none', { uris: ['cam 17'] }, 'ASSAY-CA-001'],
    ['a key that the profile does not name', { profile: { ...ANY, keys: ['p-384'] as const } }, 'ASSAY-CA-002'],
    ['a time longer than the profile', { ...validFor(92) }, 'ASSAY-CA-008'],
    ['a time beyond the authority', { profile: { ...ANY, days: 4000 }, ...validFor(3000) }, 'ASSAY-CA-008'],
    ['an end before the start', { notBefore: NOW, notAfter: NOW }, 'ASSAY-CA-008'],
  ] as const)('is refused for %s', async (_, more, code) => {
    expect(await codesOf(() => made.authority.issue(asked(newKey('p-256'), more as Partial<Issuance>)))).toEqual([code]);
  });

  it('writes names that are no ASCII as UTF-8', async () => {
    const { certificate } = await made.authority.issue(asked(newKey('p-256'), { name: 'Küche 17 ☕' }));
    expect(new Independent(certificate).subjectName.getField('CN')).toEqual(['Küche 17 ☕']);
    expect(await verify(certificate)).toMatchObject({ ok: true });
  });
});

describe('the folder of the authority', () => {
  it('is closed to others, keys and all', () => {
    expect(statSync(made.folder).mode & 0o777).toBe(0o700);
    for (const file of ['root-1.key', 'issuing-1.key']) expect(statSync(join(made.folder, file)).mode & 0o777).toBe(0o600);
  });

  it('has keys that OpenSSL opens with the passphrase, and not without', async () => {
    process.env['ASSAY_TEST_PASS'] = 'the root lies in a drawer';
    const file = join(made.folder, 'root-1.key');
    expect(await openssl('pkey', '-in', file, '-passin', 'env:ASSAY_TEST_PASS', '-noout', '-check')).toMatchObject({ ok: true });
    process.env['ASSAY_TEST_PASS'] = 'another';
    expect(await openssl('pkey', '-in', file, '-passin', 'env:ASSAY_TEST_PASS', '-noout')).toMatchObject({ ok: false });
  });
});

describe('a request that OpenSSL made', () => {
  const KEYS: readonly (readonly [string, readonly string[]])[] = [
    ['p-256', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']],
    ['p-384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384', '-sha384']],
    ['ed25519', ['-newkey', 'ed25519']],
    ['rsa-2048', ['-newkey', 'rsa:2048']],
  ];

  it.each(KEYS)('with a key of %s is read, and its key signed', async (kind, key) => {
    const config = made.file(
      'req.cnf',
      '[req]\ndistinguished_name=dn\nattributes=at\nprompt=no\nreq_extensions=v3\n[dn]\nCN=cam-21\nO=Somebody\n[at]\nchallengePassword=s3cret-binding\nunstructuredName=kept aside\n[v3]\nsubjectAltName=DNS:cam-21.example.org,URI:urn:x:1,IP:192.0.2.1\nkeyUsage=digitalSignature\n1.2.3.4=ASN1:UTF8String:hello\n',
    );
    const out = join(made.dir, `${kind}.csr`);
    expect(await openssl('req', '-new', '-config', config, ...key, '-noenc', '-keyout', join(made.dir, 'k.pem'), '-out', out)).toMatchObject({ ok: true });
    const request = readRequest(readFileSync(out));
    provePossession(request);
    expect(request).toMatchObject({
      publicKey: { kind },
      challengePassword: 's3cret-binding',
      asked: { dnsNames: ['cam-21.example.org'], uris: ['urn:x:1'], others: ['ip'], usages: [], authority: false },
      unknown: ['1.2.840.113549.1.9.2', '1.2.3.4'],
    });
    const { certificate } = await made.authority.issue({
      profile: ANY,
      name: 'cam-21',
      publicKey: request.publicKey.der,
      ...validFor(1),
    });
    expect(await verify(certificate)).toMatchObject({ ok: true });

    const forged = request.info.slice();
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    expect(await codesOf(() => provePossession({ ...request, info: forged }))).toEqual(['ASSAY-CA-005']);
  });
});
