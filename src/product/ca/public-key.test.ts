import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { describe, expect, it } from 'vitest';
import { bytesOfHex } from '../../core/der/hex.ts';
import { OID } from '../../core/der/oids.ts';
import { bits, integer, nothing, oid, sequence, smallInteger } from '../../core/der/write.ts';
import { codesOf, newPair, spkiOf } from './edge/made.fixture.ts';
import { readPublicKey } from './public-key.ts';

const ec = (curve: Uint8Array, point: Uint8Array) => sequence(sequence(oid(OID.ecPublicKey), curve), bits(point));
const rsa = (modulus: Uint8Array, exponent: Uint8Array) =>
  sequence(sequence(oid(OID.rsaEncryption), nothing()), bits(sequence(integer(modulus), integer(exponent))));
const edwards = (key: Uint8Array, ...parameters: readonly Uint8Array[]) => sequence(sequence(oid(OID.ed25519), ...parameters), bits(key));
const P256 = oid(OID.prime256v1);
const point = spkiOf(newPair()).subarray(-65);
const off = point.slice();
off[64] = (off[64] ?? 0) ^ 1;
const modulusOf = (length: number) =>
  Buffer.from(String(generateKeyPairSync('rsa', { modulusLength: length }).publicKey.export({ format: 'jwk' }).n), 'base64url');
const good = new Uint8Array(modulusOf(2048));
const E = bytesOfHex('010001');

/** A modulus of 2048 bits in the subgroup that 65537 generates modulo every small prime: the mark of CVE-2017-15361. It is no product of two primes; what marks it is all that is looked at. */
function marked(): Uint8Array {
  const primes = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157,
    163, 167,
  ];
  const all = primes.reduce((product, prime) => product * BigInt(prime), 2n);
  const start = (2n ** 2047n / all + 1n) * all;
  return bytesOfHex((start + (65537n % all)).toString(16));
}

describe('a public key', () => {
  it('of each kind is known', () => {
    const kindOf = ({ privateKey }: { readonly privateKey: KeyObject }) => readPublicKey(spkiOf(privateKey)).kind;
    expect(kindOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }))).toBe('p-256');
    expect(kindOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }))).toBe('p-384');
    expect(kindOf(generateKeyPairSync('ed25519'))).toBe('ed25519');
    expect(kindOf(generateKeyPairSync('rsa', { modulusLength: 2048 }))).toBe('rsa-2048');
    expect(readPublicKey(ec(P256, p256.getPublicKey(p256.utils.randomSecretKey(), false))).kind).toBe('p-256');
  });

  it.each([
    ['on a curve that is given by parameters', ec(sequence(smallInteger(1)), point)],
    ['on a curve that is not known', ec(oid('1.3.132.0.10'), point)],
    ['that is no point of the curve', ec(P256, off)],
    ['at infinity', ec(P256, new Uint8Array([0]))],
    ['that is compressed', ec(P256, new Uint8Array([2, ...point.subarray(1, 33)]))],
    ['with coordinates above the field', ec(P256, new Uint8Array([4, ...new Uint8Array(64).fill(0xff)]))],
    ['of RSA too short', rsa(new Uint8Array(modulusOf(1024)), E)],
    ['of RSA of a length that nobody makes', rsa(good.subarray(1), E)],
    ['of RSA with the exponent 1', rsa(good, new Uint8Array([1]))],
    ['of RSA with the exponent 3', rsa(good, new Uint8Array([3]))],
    ['of RSA with an even exponent', rsa(good, bytesOfHex('010002'))],
    ['of RSA with an exponent as long as the modulus', rsa(good, good)],
    ['of RSA with an even modulus', rsa(new Uint8Array([...good.subarray(0, 255), 2]), E)],
    ['of RSA with a small factor', rsa(bytesOfHex((3n * (2n ** 2047n / 3n + 1n)).toString(16)), E)],
    ['of RSA that a broken library made', rsa(marked(), E)],
    ['of Ed25519 too short', edwards(new Uint8Array(31))],
    ['of another algorithm', sequence(sequence(oid('1.2.840.113549.1.1.10')), bits(new Uint8Array(32)))],
  ])('%s is refused', (_, spki) => {
    expect(codesOf(() => readPublicKey(spki))).toEqual(['ASSAY-CA-003']);
  });

  it('of Ed25519 of small order is refused, in every encoding', () => {
    const field = 2n ** 255n - 19n;
    const ys = [0n, 1n, field - 1n, field, field + 1n];
    const little = (n: bigint) => bytesOfHex(n.toString(16).padStart(64, '0')).toReversed();
    for (const y of ys)
      for (const sign of [0, 0x80]) {
        const key = little(y);
        key[31] = (key[31] ?? 0) | sign;
        expect(codesOf(() => readPublicKey(edwards(key)))).toEqual(['ASSAY-CA-003']);
      }
    // The points of order eight, as an independent library knows them.
    for (const text of [
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    ]) {
      expect(ed25519.Point.fromBytes(bytesOfHex(text), true).isSmallOrder()).toBe(true);
      expect(codesOf(() => readPublicKey(edwards(bytesOfHex(text))))).toEqual(['ASSAY-CA-003']);
    }
  });

  it('of Ed25519 with parameters is not as DER has it', () => {
    expect(codesOf(() => readPublicKey(edwards(new Uint8Array(32).fill(9), nothing())))).toEqual(['ASSAY-DER-004']);
  });
});
