import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Check, SignatureCrypto } from '../port.ts';

/** Keys that were read already: a history has few signers and many signatures. */
const KEPT = 256;

/** Verifies by Node's own OpenSSL. */
export function nodeCrypto(): SignatureCrypto {
  const keys = new Map<string, KeyObject | undefined>();
  const keyOf = (spki: Uint8Array) => {
    const name = Buffer.from(spki).toString('latin1');
    if (keys.has(name)) return keys.get(name);
    if (keys.size >= KEPT) keys.clear();
    const key = readKey(spki);
    keys.set(name, key);
    return key;
  };
  return {
    digest: (algorithm, bytes) => createHash(algorithm).update(bytes).digest(),
    verify: (check) => {
      const key = keyOf(check.key);
      return key !== undefined && fits(key, check) && holds(key, check);
    },
  };
}

// A stranger's key: what OpenSSL does not take, such as a point that is not on its curve, is no key.
function readKey(spki: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

const TYPES: Readonly<Record<Check['scheme'], string>> = { ed25519: 'ed25519', ecdsa: 'ec', rsa: 'rsa' };

function fits(key: KeyObject, { scheme }: Check): boolean {
  return key.asymmetricKeyType === TYPES[scheme] && (scheme !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048);
}

function holds(key: KeyObject, { hash, signed, signature, encoding }: Check): boolean {
  try {
    return verify(hash ?? null, signed, encoding === 'plain' ? { key, dsaEncoding: 'ieee-p1363' } : key, signature);
  } catch {
    return false;
  }
}
