import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pemBlocks } from '../../../core/der/armour.ts';
import { readRegister } from '../../person/read.ts';
import { type Certificate, readCertificate } from '../certificate.ts';
import { judgeSignature } from '../judge.ts';
import type { SignatureVerdict } from '../model.ts';
import { NO_KEYS } from '../ring.ts';
import { verifyX509 } from '../x509.ts';
import { nodeCrypto } from './crypto.ts';
import { workshop } from './made.fixture.ts';

const shop = workshop();
afterAll(() => shop.close());
const crypto = nodeCrypto();
const MESSAGE = Buffer.from('tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n\nA change\n');
// A little later than now: the certificates below are made after this line.
const NOW = Math.floor(Date.now() / 1000) + 60;
const openssl = (...args: readonly string[]) => shop.run('openssl', args);
const PROVIDER = 'https://id.example.org/';

function key(name: string, ...kind: readonly string[]): void {
  openssl('genpkey', ...kind, '-out', shop.path(`${name}.key`));
}
/** A certificate by `issuer`, or by itself. `extensions`: lines of openssl's configuration. */
function certificate(name: string, issuer: string, extensions: readonly string[], days = '30'): Certificate {
  shop.write(`${name}.ext`, `${extensions.join('\n')}\n`);
  openssl('req', '-new', '-key', shop.path(`${name}.key`), '-subj', `/CN=${name}`, '-out', shop.path(`${name}.csr`));
  const by =
    issuer === name
      ? ['-signkey', shop.path(`${name}.key`)]
      : ['-CA', shop.path(`${issuer}.crt`), '-CAkey', shop.path(`${issuer}.key`), '-set_serial', String(Math.floor(Math.random() * 1e9) + 1)];
  openssl('x509', '-req', '-in', shop.path(`${name}.csr`), ...by, '-days', days, '-extfile', shop.path(`${name}.ext`), '-out', shop.path(`${name}.crt`));
  const [der] = pemBlocks(shop.run('cat', [shop.path(`${name}.crt`)]).toString('utf8'), 'CERTIFICATE', name);
  return readCertificate(der ?? new Uint8Array());
}
const AUTHORITY = ['basicConstraints=critical,CA:true', 'keyUsage=critical,keyCertSign'];
const SIGNER = (more: readonly string[] = []) => [
  'keyUsage=critical,digitalSignature',
  'extendedKeyUsage=codeSigning',
  'subjectAltName=email:ada@example.org',
  `1.3.6.1.4.1.57264.1.8=ASN1:UTF8String:${PROVIDER}`,
  ...more,
];
/** As gitsign and smimesign write it: detached CMS with the certificates in it. */
function signed(name: string, chain: readonly string[] = ['middle'], ...more: readonly string[]): Uint8Array {
  shop.write('chain.pem', chain.map((one) => shop.run('cat', [shop.path(`${one}.crt`)]).toString('utf8')).join(''));
  const message = shop.write('message', MESSAGE);
  const pem = shop
    .run('openssl', [
      ...['cms', '-sign', '-binary', '-in', message, '-signer', shop.path(`${name}.crt`), '-inkey', shop.path(`${name}.key`)],
      ...['-outform', 'PEM', '-md', 'sha256', ...(chain.length === 0 ? [] : ['-certfile', shop.path('chain.pem')]), ...more],
    ])
    .toString('utf8');
  return Buffer.from(pem.replaceAll(' CMS-----', ' SIGNED MESSAGE-----'));
}
let root: Certificate;
const verify = (bytes: Uint8Array, message: Uint8Array = MESSAGE, roots = [root], seconds = NOW) => verifyX509(bytes, message, roots, seconds, crypto);
const PEOPLE = `format: people/1
people:
  - { id: ada, name: Ada, keys: [{ id: 'email:ada@example.org', issuer: '${PROVIDER}' }] }
`;
const judged = (
  bytes: Uint8Array,
  more: { readonly roots?: Certificate[]; readonly people?: string; readonly provenBy?: number; readonly now?: number } = {},
): SignatureVerdict =>
  judgeSignature('x509', verify(bytes, MESSAGE, more.roots ?? [root]), {
    register: readRegister(more.people ?? PEOPLE, 'people.yaml'),
    ring: NO_KEYS,
    when: { now: more.now ?? NOW, claimed: NOW, ...(more.provenBy === undefined ? {} : { provenBy: more.provenBy }) },
  });

beforeAll(() => {
  const EC = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  for (const name of ['root', 'middle', 'ada', 'letters', 'server', 'other']) key(name, ...EC);
  key('rsa', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048');
  root = certificate('root', 'root', AUTHORITY);
  certificate('middle', 'root', ['basicConstraints=critical,CA:true,pathlen:0', 'keyUsage=critical,keyCertSign']);
  certificate('ada', 'middle', SIGNER());
  certificate('rsa', 'middle', SIGNER());
  certificate('server', 'middle', ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=serverAuth', 'subjectAltName=email:ada@example.org']);
  certificate('letters', 'middle', SIGNER(['1.2.3.4=critical,ASN1:UTF8String:what']));
  certificate('other', 'ada', SIGNER());
});

describe('signed messages of CMS', () => {
  it.each(['ada', 'rsa'])('hold by %s, lead to the root, and are the holder’s while the certificate lasts', (name) => {
    const signature = signed(name);
    expect(verify(signature)).toMatchObject({ kind: 'holds', key: { format: 'x509', provider: PROVIDER, issuer: 'middle', chain: 'given-root' } });
    expect(judged(signature)).toMatchObject({ state: 'valid', by: 'ada', role: 'person' });
  });

  it('of a certificate that has ended cannot be known without a log', () => {
    const signature = signed('ada');
    const later = NOW + 60 * 86_400;
    expect(judged(signature, { now: later })).toMatchObject({ state: 'not-checkable', reason: 'certificate-past-its-end', by: 'ada' });
    expect(judged(signature, { now: later, provenBy: NOW + 60 })).toMatchObject({ state: 'valid', by: 'ada' });
  });

  it('without their root, or with another’s word for the holder, are nobody’s', () => {
    const signature = signed('ada');
    expect(judged(signature, { roots: [] })).toMatchObject({ state: 'not-checkable', reason: 'root-not-given' });
    expect(judged(signed('ada', []))).toMatchObject({ state: 'not-checkable', reason: 'root-not-given' });
    expect(judged(signature, { people: PEOPLE.replace(PROVIDER, 'https://elsewhere.example/') })).toMatchObject({ reason: 'owner-not-declared' });
  });

  it('are somebody’s without a root where the certificate itself is entered', () => {
    const signature = signed('ada');
    const found = verify(signature);
    const id = found.kind === 'holds' ? found.key.id : '';
    expect(judged(signature, { roots: [], people: `format: people/1\npeople: [{ id: bob, name: Bob, keys: [{ id: '${id}', kind: x509 }] }]` })).toMatchObject({
      state: 'valid',
      by: 'bob',
    });
  });

  it.each([
    ['a certificate for servers', 'server', ['middle']],
    ['a certificate with a demand that is not understood', 'letters', ['middle']],
    ['a certificate by one that is no authority', 'other', ['ada', 'middle']],
  ])('of %s lead to no root', (_, name, chain) => expect(judged(signed(name, chain))).toMatchObject({ state: 'not-checkable', reason: 'root-not-given' }));

  it.each([
    ['without signed attributes', ['-noattr']],
    ['with the content in it', ['-nodetach']],
  ])('%s are not read', (_, more) => expect(verify(signed('ada', ['middle'], ...more))).toMatchObject({ kind: 'unchecked', reason: 'form-not-read' }));

  it('are never valid where one byte of them or of what is signed is another', () => {
    const signature = signed('ada');
    const bare = Buffer.from(
      Buffer.from(signature)
        .toString('latin1')
        .replaceAll(/-----.*-----|\n/g, ''),
      'base64',
    );
    const armour = (bytes: Uint8Array) =>
      Buffer.from(`-----BEGIN SIGNED MESSAGE-----\n${Buffer.from(bytes).toString('base64')}\n-----END SIGNED MESSAGE-----\n`);
    expect(judged(armour(bare)).state).toBe('valid');
    const place = (most: number) => fc.tuple(fc.nat({ max: most - 1 }), fc.integer({ min: 1, max: 255 }));
    const flip = (bytes: Uint8Array, [at, by]: readonly [number, number]) => {
      const copy = Uint8Array.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ by;
      return copy;
    };
    fc.assert(fc.property(place(MESSAGE.length), (where) => verify(signature, flip(MESSAGE, where)).kind === 'broken'));
    fc.assert(
      fc.property(place(bare.length), (where) => judged(armour(flip(bare, where))).state !== 'valid'),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(place(signature.length), (where) => judged(flip(signature, where)).state !== 'valid'),
      { numRuns: 300 },
    );
  });

  it('of gpgsm, which writes lengths that are not definite, hold', () => {
    const der = Buffer.from(
      Buffer.from(signed('ada'))
        .toString('latin1')
        .replaceAll(/-----.*-----|\n/g, ''),
      'base64',
    );
    // The same message with its outer elements in the form that gpgsm gives them (X.690 section 8.1.3.6).
    const indefinite = (bytes: Uint8Array, depth: number): Buffer => {
      const first = bytes[1] ?? 0;
      const octets = first < 0x80 ? 0 : first & 0x7f;
      const inner = Buffer.from(bytes.subarray(2 + octets));
      return Buffer.concat([Buffer.from([bytes[0] ?? 0, 0x80]), depth === 0 ? inner : wrapLast(inner, depth - 1), Buffer.from([0, 0])]);
    };
    const wrapLast = (inner: Buffer, depth: number): Buffer => {
      // An identifier of 11 bytes stands before the content of the message.
      const skip = inner[0] === 6 ? 2 + (inner[1] ?? 0) : 0;
      return Buffer.concat([inner.subarray(0, skip), indefinite(inner.subarray(skip), depth)]);
    };
    const ber = indefinite(der, 2);
    expect(ber.includes(Buffer.from([0x30, 0x80]))).toBe(true);
    expect(verify(Buffer.from(`-----BEGIN SIGNED MESSAGE-----\n${ber.toString('base64')}\n-----END SIGNED MESSAGE-----\n`))).toMatchObject({ kind: 'holds' });
  });
});
