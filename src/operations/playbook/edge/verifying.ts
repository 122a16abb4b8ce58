import { constants, createHash, createPublicKey, type KeyObject, verify, X509Certificate } from 'node:crypto';
import type { Verifying } from '../signature.ts';

const HASHES: ReadonlyMap<string, string> = new Map([
  ['sha-256', 'sha256'],
  ['sha-384', 'sha384'],
  ['sha-512', 'sha512'],
]);
const KEYS: ReadonlyMap<string, string> = new Map([
  ['RS', 'rsa'],
  ['PS', 'rsa'],
  ['ES', 'ec'],
  ['Ed25519', 'ed25519'],
  ['Ed448', 'ed448'],
]);
const CURVES: ReadonlyMap<string, string> = new Map([
  ['ES256', 'prime256v1'],
  ['ES384', 'secp384r1'],
  ['ES512', 'secp521r1'],
]);
const LEAST_BITS = 2048;

/** Verifies by the platform's own cryptography. `trusted`: keys whose signatures count as their owner's, as SubjectPublicKeyInfo in DER. The keys in playbooks are strangers'. */
export function verifying(trusted: readonly Uint8Array[]): Verifying {
  return {
    hash(algorithm, text) {
      const name = HASHES.get(algorithm.toLowerCase());
      return name === undefined ? undefined : createHash(name).update(text).digest();
    },
    verify(algorithm, { der, certificate }, message, value) {
      const key = keyOf(der, certificate);
      if (key === undefined || !fits(algorithm, key)) return undefined;
      const own = key.export({ format: 'der', type: 'spki' });
      return { holds: holds(algorithm, key, message, value), trusted: trusted.some((one) => own.equals(one)) };
    },
  };
}

function keyOf(der: Uint8Array, certificate: boolean): KeyObject | undefined {
  try {
    return certificate ? new X509Certificate(Buffer.from(der)).publicKey : createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
  } catch {
    // Whatever a stranger wrote there, it is no key: the verdict says so.
    return undefined;
  }
}

function fits(algorithm: string, key: KeyObject): boolean {
  const kind = KEYS.get(algorithm) ?? (/^(?:RS|PS|ES)(?:256|384|512)$/.test(algorithm) ? KEYS.get(algorithm.slice(0, 2)) : undefined);
  if (key.asymmetricKeyType !== kind) return false;
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (kind === 'rsa') return (modulusLength ?? 0) >= LEAST_BITS;
  return kind !== 'ec' || namedCurve === CURVES.get(algorithm);
}

function holds(algorithm: string, key: KeyObject, message: Uint8Array, value: Uint8Array): boolean {
  const digest = /^[A-Z]{2}(?:256|384|512)$/.test(algorithm) ? `sha${algorithm.slice(2)}` : null;
  const one = (more: object) => verify(digest, message, { key, ...more }, value);
  if (algorithm.startsWith('PS')) return one({ padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST });
  if (algorithm.startsWith('ES')) return one({ dsaEncoding: 'ieee-p1363' }) || one({ dsaEncoding: 'der' });
  return one({});
}
