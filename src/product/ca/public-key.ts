import { hexOf } from '../../core/der/hex.ts';
import { OID } from '../../core/der/oids.ts';
import { type Element, inside, readDer, TAG } from '../../core/der/read.ts';
import { magnitudeOf, oidOf, wholeBits } from '../../core/der/value.ts';
import { Refused } from '../../core/index.ts';
import { caFaults } from './faults.ts';
import type { KeyKind } from './model.ts';

/** A public key that was looked at: its kind is known, and it is not one of those that give no security. */
export interface PublicKey {
  readonly kind: KeyKind;
  /** DER SubjectPublicKeyInfo. */
  readonly der: Uint8Array;
  /** What the bit string in it holds: what identifiers of keys are made of. */
  readonly bits: Uint8Array;
}

/** Reads a SubjectPublicKeyInfo and judges the key. Throws `Refused` (ASSAY-DER-…, ASSAY-CA-003). */
export function readPublicKey(spki: Uint8Array | Element): PublicKey {
  const what = 'public key';
  const info = spki instanceof Uint8Array ? readDer(spki, what, { most: 4096 }) : spki;
  const cursor = inside(info);
  const algorithm = inside(cursor.take(TAG.sequence, what));
  const bits = wholeBits(cursor.take(TAG.bits, what), what);
  cursor.end(what);
  const type = oidOf(algorithm.take(TAG.oid, what), what);
  switch (type) {
    case OID.ecPublicKey: {
      // RFC 5480 section 2.1.1: curves by name alone. A curve given by its parameters can be one on which anybody knows the key (CVE-2020-0601).
      if (algorithm.peek() !== TAG.oid) throw weak('a curve by name', 'parameters of a curve');
      const curve = oidOf(algorithm.take(TAG.oid, what), what);
      algorithm.end(what);
      return { kind: onCurve(curve, bits), der: info.whole, bits };
    }
    case OID.ed25519:
      // RFC 8410 section 3: no parameters.
      algorithm.end(what);
      if (bits.length !== 32) throw weak('32 bytes of Ed25519', `${bits.length}`);
      if (SMALL_ORDER.has(ignoringSign(bits))) throw weak('a point of large order', 'one of small order');
      return { kind: 'ed25519', der: info.whole, bits };
    case OID.rsaEncryption:
      algorithm.take(TAG.nothing, what);
      algorithm.end(what);
      return { kind: rsa(bits), der: info.whole, bits };
    default:
      throw weak('P-256, P-384, Ed25519 or RSA', `algorithm ${type}`);
  }
}

interface Curve {
  readonly kind: 'p-256' | 'p-384';
  readonly bytes: number;
  readonly p: bigint;
  readonly b: bigint;
}

// FIPS 186-4 appendix D.1.2; a is -3 for both.
const CURVES: ReadonlyMap<string, Curve> = new Map([
  [
    OID.prime256v1,
    {
      kind: 'p-256',
      bytes: 32,
      p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
      b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    },
  ],
  [
    OID.secp384r1,
    {
      kind: 'p-384',
      bytes: 48,
      p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
      b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    },
  ],
]);

/** The kind of curve, where the bytes are an uncompressed point on it. A point that is not on the curve leaks what is signed against it. */
function onCurve(name: string, point: Uint8Array): 'p-256' | 'p-384' {
  const curve = CURVES.get(name);
  if (curve === undefined) throw weak('P-256 or P-384', `curve ${name}`);
  const { kind, bytes, p, b } = curve;
  if (point.length !== 1 + 2 * bytes || point[0] !== 4) throw weak(`an uncompressed point of ${1 + 2 * bytes} bytes`, `${point.length} bytes`);
  const x = BigInt(`0x${hexOf(point.subarray(1, 1 + bytes))}`);
  const y = BigInt(`0x${hexOf(point.subarray(1 + bytes))}`);
  if (x >= p || y >= p || (y * y - (x * x * x - 3n * x + b)) % p !== 0n) throw weak('a point on the curve', 'one that is not');
  return kind;
}

// The y coordinates of the eight points of small order on edwards25519, in each encoding, without the bit of the sign (RFC 8032 section 5.1.2).
const SMALL_ORDER: ReadonlySet<string> = new Set([
  `01${'00'.repeat(31)}`,
  '00'.repeat(32),
  `ec${'ff'.repeat(30)}7f`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
]);

function ignoringSign(bits: Uint8Array): string {
  const y = bits.slice();
  y[31] = (y[31] ?? 0) & 0x7f;
  return hexOf(y);
}

const SIZES = [2048, 3072, 4096] as const;
// A modulus that one of these divides was made by a broken generator.
const SMALL_PRIMES = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163,
  167,
].map(BigInt);

function rsa(bits: Uint8Array): 'rsa-2048' | 'rsa-3072' | 'rsa-4096' {
  const what = 'RSA public key';
  const cursor = inside(readDer(bits, what, { most: 2048 }));
  const modulus = magnitudeOf(cursor.take(TAG.integer, what), what, 1024);
  const exponent = magnitudeOf(cursor.take(TAG.integer, what), what, 1024);
  cursor.end(what);
  const length = 8 * modulus.length - Math.clz32(modulus[0] ?? 0) + 24;
  const size = SIZES.find((each) => each === length);
  if (size === undefined) throw weak(`a modulus of ${SIZES.join(', ')} bits`, `${length} bits`);
  // FIPS 186-5 appendix A.1.1: odd, above 2^16 and below 2^256. With 1, everything signs itself.
  const e = exponent.length > 32 ? 0n : BigInt(`0x0${hexOf(exponent)}`);
  if (e < 65537n || e % 2n === 0n) throw weak('an odd exponent from 65537 to 2^256', exponent.length > 32 ? 'a larger one' : String(e));
  const n = BigInt(`0x${hexOf(modulus)}`);
  if (n % 2n === 0n || SMALL_PRIMES.some((prime) => n % prime === 0n)) throw weak('a modulus of two large primes', 'one with a small factor');
  if (roca(n)) throw weak('a modulus of two random primes', 'one of the kind that CVE-2017-15361 lets anybody factor');
  return `rsa-${size}`;
}

// What 65537 generates modulo each of these primes. The moduli of one library of smart cards and trusted platform modules are all in there (Nemec and others, CCS 2017).
const GENERATED = SMALL_PRIMES.map((prime) => {
  const powers = new Set<bigint>();
  for (let power = 1n; !powers.has(power); power = (power * 65537n) % prime) powers.add(power);
  return { prime, powers };
});

function roca(n: bigint): boolean {
  return GENERATED.every(({ prime, powers }) => powers.has(n % prime));
}

function weak(expected: string, found: string): Refused {
  return new Refused(
    caFaults.fault('003', {
      message: 'the public key cannot be signed',
      field: 'public key',
      expected,
      found,
      remedy: 'Make a new key of a kind that the profile names, with a generator that is kept up to date.',
    }),
  );
}
