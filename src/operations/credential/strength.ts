import { inside, readDer, TAG } from '../../core/der/read.ts';
import { numberOf, oidOf, wholeBits } from '../../core/der/value.ts';
import { Refused } from '../../core/index.ts';

/** A public key, by its algorithm and the length that counts for it. */
export interface Strength {
  /** Such as `rsa-2048`, `p-256`, `ed25519`. */
  readonly key: string;
  readonly verdict: 'good' | 'weak' | 'unknown';
  /** Why it is weak, or not known. */
  readonly why?: string;
}

const CURVES: Readonly<Record<string, readonly [name: string, bits: number]>> = {
  '1.2.840.10045.3.1.1': ['p-192', 192],
  '1.3.132.0.33': ['p-224', 224],
  '1.2.840.10045.3.1.7': ['p-256', 256],
  '1.3.132.0.34': ['p-384', 384],
  '1.3.132.0.35': ['p-521', 521],
  '1.3.132.0.10': ['secp256k1', 256],
  '1.3.36.3.3.2.8.1.1.7': ['brainpool-p256r1', 256],
};
const EDWARDS: Readonly<Record<string, string>> = { '1.3.101.112': 'ed25519', '1.3.101.113': 'ed448' };

/** By the name that Assay gives kinds of key (`rsa-2048`, `p-256`). NIST SP 800-57 part 1 table 2: 112 bits of security are RSA of 2048 or a curve of 224 bits. */
export function strengthNamed(key: string): Strength {
  const rsa = /^rsa-(\d{1,6})$/.exec(key);
  if (rsa !== null) return Number(rsa[1]) >= 2048 ? { key, verdict: 'good' } : { key, verdict: 'weak', why: 'RSA below 2048 bits (NIST SP 800-57)' };
  const curve = Object.values(CURVES).find(([name]) => name === key);
  if (curve !== undefined) return curve[1] >= 224 ? { key, verdict: 'good' } : { key, verdict: 'weak', why: 'a curve below 224 bits (NIST SP 800-57)' };
  if (Object.values(EDWARDS).includes(key)) return { key, verdict: 'good' };
  return { key, verdict: 'unknown', why: 'a kind of key that is not known here' };
}

/** Of a DER SubjectPublicKeyInfo, which may be a stranger's: what cannot be read is unknown, with why. */
export function strengthOf(spki: Uint8Array): Strength {
  try {
    const cursor = inside(readDer(spki, 'public key'));
    const algorithm = inside(cursor.take(TAG.sequence, 'public key'));
    const oid = oidOf(algorithm.take(TAG.oid, 'public key'), 'public key');
    if (EDWARDS[oid] !== undefined) return strengthNamed(EDWARDS[oid]);
    if (oid === '1.2.840.10045.2.1') {
      const curve = oidOf(algorithm.take(TAG.oid, 'curve'), 'curve');
      return strengthNamed(CURVES[curve]?.[0] ?? `curve ${curve}`);
    }
    if (oid !== '1.2.840.113549.1.1.1') return strengthNamed(`algorithm ${oid}`);
    const key = inside(readDer(wholeBits(cursor.take(TAG.bits, 'public key'), 'public key'), 'public key'));
    const { content } = key.take(TAG.integer, 'modulus');
    const exponent = numberOf(key.take(TAG.integer, 'exponent'), 'exponent');
    const first = content.findIndex((byte) => byte !== 0);
    const bits = first < 0 ? 0 : (content.length - first) * 8 - Math.clz32(content[first] ?? 0) + 24;
    // FIPS 186-5 section A.1.1: an odd exponent above 2^16.
    if (exponent <= 65_536) return { key: `rsa-${bits}`, verdict: 'weak', why: `an exponent of ${exponent}` };
    return strengthNamed(`rsa-${bits}`);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { key: 'unknown', verdict: 'unknown', why: 'the key cannot be read' };
  }
}
