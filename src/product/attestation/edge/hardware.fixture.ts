import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { pemOf } from '../../../core/der/armour.ts';
import { OID } from '../../../core/der/oids.ts';
import { contextOf } from '../../../core/der/read.ts';
import { bits, boolean, element, explicit, integer, namedBitString, octets, oid, sequence, setOf, smallInteger, time, utf8 } from '../../../core/der/write.ts';
import { Instant } from '../../../core/index.ts';
import { ATTESTATION_ATTRIBUTE } from '../bundle.ts';
import { cborHead } from '../cbor.ts';
import { toBeSigned } from '../cose.ts';
import { PSA_PROFILE } from '../psa.ts';

// Hardware as its makers would build it: attestation keys with certificates, PSA tokens, and what a TPM says when it certifies a key. Every key is made here, by node:crypto.

export const bytes = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
export const spkiOf = (key: KeyObject): Uint8Array => new Uint8Array(key.export({ type: 'spki', format: 'der' }));
export const ecPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

export type Value = number | string | boolean | Uint8Array | readonly Value[] | ReadonlyMap<number | string, Value>;

/** CBOR of a value, in the order that it is given. */
export function cbor(value: Value): Uint8Array {
  if (typeof value === 'number') return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value);
  if (typeof value === 'boolean') return Uint8Array.of(value ? 0xf5 : 0xf4);
  if (typeof value === 'string') {
    const text = new TextEncoder().encode(value);
    return bytes(cborHead(3, text.length), text);
  }
  if (value instanceof Uint8Array) return bytes(cborHead(2, value.length), value);
  if (value instanceof Map) return bytes(cborHead(5, value.size), ...[...value].flatMap(([key, each]) => [cbor(key as Value), cbor(each as Value)]));
  const list = value as readonly Value[];
  return bytes(cborHead(4, list.length), ...list.map(cbor));
}

export interface Authority {
  readonly name: string;
  readonly key: KeyObject;
  readonly der: Uint8Array;
  readonly pem: string;
}

const nameOf = (name: string) => sequence(setOf(sequence(oid(OID.commonName), utf8(name))));
const extension = (id: string, value: Uint8Array, critical = false) => sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(value));

function certificate(
  subject: string,
  publicKey: KeyObject,
  by: { readonly name: string; readonly key: KeyObject },
  from: Instant,
  to: Instant,
  extensions: readonly Uint8Array[],
): Uint8Array {
  const algorithm = sequence(oid(OID.ecdsaWithSHA256));
  const body = sequence(
    explicit(0, smallInteger(2)),
    integer(createHash('sha256').update(spkiOf(publicKey)).digest().subarray(0, 8)),
    algorithm,
    nameOf(by.name),
    sequence(time(from), time(to)),
    nameOf(subject),
    spkiOf(publicKey),
    explicit(3, sequence(...extensions)),
  );
  return sequence(body, algorithm, bits(new Uint8Array(sign('sha256', body, by.key))));
}

const at = (text: string) => Instant.parse(text);
const [FROM, TO] = [at('2020-01-01T00:00:00Z'), at('2049-01-01T00:00:00Z')];

export function authority(name: string): Authority {
  const { privateKey, publicKey } = ecPair();
  const der = certificate(name, publicKey, { name, key: privateKey }, FROM, TO, [
    extension(OID.basicConstraints, sequence(boolean(true)), true),
    extension(OID.keyUsage, namedBitString([5, 6]), true),
  ]);
  return { name, key: privateKey, der, pem: pemOf('CERTIFICATE', der) };
}

export const AIK = '2.23.133.8.3';

export interface AttestationKey {
  readonly key: KeyObject;
  readonly spki: Uint8Array;
  readonly cert: Uint8Array;
}

/** A key that signs evidence, certified. `usage`: an empty text for none. */
export function attestationKey(by: Authority, { usage = AIK, to = TO, from = FROM } = {}): AttestationKey {
  const { privateKey, publicKey } = ecPair();
  const cert = certificate('attestation key', publicKey, by, from, to, [
    extension(OID.basicConstraints, sequence()),
    ...(usage === '' ? [] : [extension(OID.extKeyUsage, sequence(oid(usage)))]),
  ]);
  return { key: privateKey, spki: spkiOf(publicKey), cert };
}

export const INSTANCE = new Uint8Array(33).fill(7).with(0, 1);

export function psaClaims(nonce: Uint8Array, more: ReadonlyMap<number, Value> = new Map()): ReadonlyMap<number, Value> {
  return new Map<number, Value>([
    [10, nonce],
    [256, INSTANCE],
    [265, PSA_PROFILE],
    [2394, -1],
    [2395, 0x3000],
    [2396, new Uint8Array(32).fill(9)],
    [
      2399,
      [
        new Map<number, Value>([
          [1, 'ARoT'],
          [2, new Uint8Array(32).fill(3)],
          [4, '4.2.0'],
          [5, new Uint8Array(32).fill(4)],
        ]),
      ],
    ],
    ...more,
  ]);
}

/** A token, signed with the device's attestation key. `chain`: certificates in its header. */
export function psaToken(
  claims: ReadonlyMap<number, Value>,
  key: KeyObject,
  { chain = [] as readonly Uint8Array[], algorithm = -7, tag = 18, headers = new Map<number, Value>() as ReadonlyMap<number, Value> } = {},
): Uint8Array {
  const protectedPart = cbor(new Map<number, Value>([[1, algorithm], ...headers]));
  const payload = cbor(claims);
  const signature = new Uint8Array(sign('sha256', toBeSigned(protectedPart, payload), { key, dsaEncoding: 'ieee-p1363' }));
  const open = new Map<number, Value>(chain.length === 0 ? [] : [[33, chain.length === 1 && chain[0] !== undefined ? chain[0] : chain]]);
  return bytes(cborHead(6, tag), cbor([protectedPart, open, payload, signature]));
}

const u16 = (value: number) => Uint8Array.of(value >> 8, value & 0xff);
const u32 = (value: number) => Uint8Array.of(value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff);
const sized = (buffer: Uint8Array) => bytes(u16(buffer.length), buffer);

/** fixedTPM, fixedParent, sensitiveDataOrigin, userWithAuth, sign. */
export const STAYS = (1 << 1) | (1 << 4) | (1 << 5) | (1 << 6) | (1 << 18);

/** TPMT_PUBLIC of a signing key on P-256, or of RSA. */
export function tpmPublic(key: KeyObject, attributes = STAYS): Uint8Array {
  const jwk = key.export({ format: 'jwk' });
  const coordinate = (text: string | undefined) => new Uint8Array(Buffer.from(text ?? '', 'base64url'));
  if (jwk.kty === 'RSA') {
    const modulus = coordinate(jwk.n);
    return bytes(u16(0x0001), u16(0x000b), u32(attributes), sized(new Uint8Array()), u16(0x0010), u16(0x0010), u16(modulus.length * 8), u32(0), sized(modulus));
  }
  const parts = [u16(0x0010), u16(0x0010), u16(0x0003), u16(0x0010)];
  return bytes(u16(0x0023), u16(0x000b), u32(attributes), sized(new Uint8Array()), ...parts, sized(coordinate(jwk.x)), sized(coordinate(jwk.y)));
}

const tpmName = (area: Uint8Array) => bytes(u16(0x000b), new Uint8Array(createHash('sha256').update(area).digest()));

/** TPMS_ATTEST of TPM2_Certify over a public area. */
export function tpmAttest(nonce: Uint8Array, area: Uint8Array, { magic = 0xff544347, type = 0x8017 } = {}): Uint8Array {
  const clock = new Uint8Array(17).fill(1);
  const firmware = Uint8Array.of(0, 7, 0, 2, 0, 0, 0, 9);
  const [name, qualified] = [tpmName(area), tpmName(bytes(area, area))];
  return bytes(u32(magic), u16(type), sized(qualified), sized(nonce), clock, firmware, sized(name), sized(qualified));
}

/** TPMT_SIGNATURE by ECDSA with SHA-256. */
export function tpmSignature(over: Uint8Array, key: KeyObject): Uint8Array {
  const raw = new Uint8Array(sign('sha256', over, { key, dsaEncoding: 'ieee-p1363' }));
  return bytes(u16(0x0018), u16(0x000b), sized(raw.subarray(0, 32)), sized(raw.subarray(32)));
}

/** A certification as a statement, in DER. */
export function tpmStatement(
  nonce: Uint8Array,
  certified: KeyObject,
  by: KeyObject,
  { attributes = STAYS, area = tpmPublic(certified, attributes) } = {},
): Uint8Array {
  const attest = tpmAttest(nonce, area);
  return sequence(octets(attest), octets(tpmSignature(attest, by)), octets(area));
}

const TPM_CERTIFY = '2.23.133.20.1';
const WRAPPER = '1.3.6.1.5.5.7.1.35';

export const tpmBundle = (statement: Uint8Array, ...certs: readonly Uint8Array[]): Uint8Array => bundle([sequence(oid(TPM_CERTIFY), statement)], certs);

/** A token in its wrapper (RFC 9783's content format). */
export const psaBundle = (token: Uint8Array): Uint8Array => bundle([sequence(oid(WRAPPER), octets(cbor([10003, token])))], []);

export function bundle(statements: readonly Uint8Array[], certs: readonly Uint8Array[]): Uint8Array {
  return sequence(sequence(...statements), ...(certs.length === 0 ? [] : [sequence(...certs)]));
}

/** PKCS #10 by hand, with a bundle where one is given. */
export function requestWith(
  pair: { readonly privateKey: KeyObject; readonly publicKey: KeyObject },
  subject: string,
  ...bundles: readonly Uint8Array[]
): Uint8Array {
  const attributes = bundles.length === 0 ? [] : [sequence(oid(ATTESTATION_ATTRIBUTE), setOf(...bundles))];
  const info = sequence(smallInteger(0), nameOf(subject), spkiOf(pair.publicKey), element(contextOf(0), ...attributes));
  return sequence(info, sequence(oid(OID.ecdsaWithSHA256)), bits(new Uint8Array(sign('sha256', info, pair.privateKey))));
}
