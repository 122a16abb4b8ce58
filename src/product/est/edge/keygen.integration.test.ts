import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { base64, base64Of, pemOf } from '../../../core/der/armour.ts';
import { sameBytes } from '../../../core/der/hex.ts';
import { OID } from '../../../core/der/oids.ts';
import { inside, readDer, TAG } from '../../../core/der/read.ts';
import { explicit, octets, oid, sequence, utf8 } from '../../../core/der/write.ts';
import { keyIdOf } from '../../ca/certificate.ts';
import { readCertificate } from '../../ca/certificate-read.ts';
import { attribute, newPair, request, spkiOf } from '../../ca/edge/made.fixture.ts';
import { writeName } from '../../ca/name.ts';
import { readPublicKey } from '../../ca/public-key.ts';
import { readCertsOnly } from '../cms.ts';
import { post, run, type Served, served } from './est.fixture.ts';

// Keys that are made here and encrypted for the device besides the connection (RFC 7030 section 4.4.2); OpenSSL decrypts and verifies them.

const ASYMMETRIC = '1.2.840.113549.1.9.16.2.54';
const SYMMETRIC = '1.2.840.113549.1.9.16.2.37';
let est: Served;
beforeAll(async () => {
  est = await served();
});
afterAll(() => est.close());

const named = (id: Uint8Array) => attribute(ASYMMETRIC, octets(id));
const ownId = (key: KeyObject) => keyIdOf(readPublicKey(spkiOf(key)).bits);

/** The parts of an answer, by their types. */
function partsOf({ headers, body }: { readonly headers: ReadonlyMap<string, string>; readonly body: string }): ReadonlyMap<string, Uint8Array> {
  const boundary = /boundary=(\S+)/.exec(headers.get('content-type') ?? '')?.[1] ?? '';
  return new Map(
    body
      .split(`--${boundary}`)
      .filter((part) => part.includes('Content-Type'))
      .map((part) => [/Content-Type: (.+)\r/.exec(part)?.[1] ?? '', base64(part.split('\r\n\r\n')[1] ?? '', 'part')] as const),
  );
}

async function asked(
  device: string,
  key: KeyObject,
  attributes: readonly Uint8Array[],
  kind: 'p-256' | 'p-384' | 'rsa-2048' = 'p-256',
  ...more: readonly string[]
) {
  const der = request({ subject: writeName(device), attributes, kind }, key);
  const who = more.length > 0 ? more : ['-u', `${device}:${await est.token(device)}`];
  return est.curl('serverkeygen', ...who, ...post(est.file(`${device}.b64`, base64Of(der))));
}

const SEALED = 'application/pkcs7-mime; smime-type=server-generated-key';

/** Decrypts and verifies by OpenSSL alone: gives the key in it. */
async function opened(device: string, sealed: Uint8Array, key: KeyObject): Promise<KeyObject> {
  const keyFile = est.file(`${device}.own.key`, key.export({ type: 'pkcs8', format: 'pem' }));
  const [envelope, signed, whole, inner] = [
    est.file(`${device}.env`, sealed),
    est.path(`${device}.signed`),
    est.path(`${device}.cms`),
    est.path(`${device}.package`),
  ];
  const decrypted = await run('openssl', ['cms', '-decrypt', '-binary', '-inform', 'DER', '-in', envelope, '-inkey', keyFile, '-out', signed]);
  expect(decrypted).toMatchObject({ code: 0 });
  est.file(`${device}.cms`, sequence(oid(OID.signedData), explicit(0, new Uint8Array(readFileSync(signed)))));
  const authorities = est.file('authorities.pem', est.authority.chain.map((der) => pemOf('CERTIFICATE', der)).join(''));
  const verified = await run('openssl', [
    'cms',
    '-verify',
    '-binary',
    '-inform',
    'DER',
    '-in',
    whole,
    '-CAfile',
    authorities,
    '-purpose',
    'any',
    '-out',
    inner,
  ]);
  expect(verified.err).toContain('CMS Verification successful');
  const [one] = inside(readDer(new Uint8Array(readFileSync(inner)), 'package')).rest('package', 1);
  expect(one?.tag).toBe(TAG.sequence);
  return createPrivateKey({ key: Buffer.from(one?.whole ?? []), format: 'der', type: 'pkcs8' });
}

describe('a key that is made here and encrypted for the device', () => {
  it.each([
    ['p-256', newPair()],
    ['p-384', generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey],
    ['rsa-2048', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey],
  ] as const)('is opened by OpenSSL with the %s key that signed the request', async (kind, key) => {
    const device = `sealed-${kind}`;
    await est.register(device, 'sensor');
    const answer = await asked(device, key, [named(ownId(key))], kind);
    expect(answer.status).toBe(200);
    const parts = partsOf(answer);
    expect(parts.has('application/pkcs8')).toBe(false);
    const made = await opened(device, parts.get(SEALED) ?? new Uint8Array(), key);
    const [certificate = new Uint8Array()] = readCertsOnly(parts.get('application/pkcs7-mime; smime-type=certs-only') ?? new Uint8Array());
    const spki = new Uint8Array(createPublicKey(made).export({ type: 'spki', format: 'der' }));
    expect(sameBytes(readCertificate(certificate).publicKey, spki)).toBe(true);
  });

  it('is encrypted for the certificate that was shown, named as that names itself or by SHA-1', async () => {
    await est.register('sealed-own', 'sensor');
    const own = await est.enrol('sealed-own');
    const key = createPrivateKey(readFileSync(own.key));
    const certificate = readCertificate(new Uint8Array(readFileSync(own.cert)));
    const sha1 = new Uint8Array(createHash('sha1').update(certificate.keyBits).digest());
    for (const id of [certificate.subjectKeyId ?? new Uint8Array(), sha1]) {
      const answer = await asked('sealed-own', newPair(), [named(id)], 'p-256', '--cert', own.cert, '--key', own.key);
      expect(answer.status).toBe(200);
      expect((await opened('sealed-own', partsOf(answer).get(SEALED) ?? new Uint8Array(), key)).type).toBe('private');
    }
  });

  it('is not made where the request names a key of nobody’s, one that only signs, a symmetric one, or what is no name', async () => {
    await est.register('sealed-no', 'sensor');
    const key = newPair();
    const before = est.events('certificate.issued').length;
    for (const attributes of [
      [named(new Uint8Array(20))],
      [attribute(SYMMETRIC, octets(new Uint8Array([1])))],
      [named(ownId(key)), attribute(SYMMETRIC, octets(new Uint8Array([1])))],
      [attribute(ASYMMETRIC, utf8('key'))],
      [attribute(ASYMMETRIC, octets(ownId(key)), octets(new Uint8Array(1)))],
    ]) {
      const { status, body } = await asked('sealed-no', key, attributes);
      expect([status, body.slice(0, 13)]).toEqual([400, 'ASSAY-EST-021']);
    }
    expect(est.events('certificate.issued')).toHaveLength(before);
  });
});
