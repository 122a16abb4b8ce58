import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { hexOf, sameBytes } from '../../../core/der/hex.ts';
import { Refused } from '../../../core/index.ts';
import { caFaults } from '../faults.ts';
import type { KeyKind, Signer } from '../model.ts';
import { signingWith } from '../signature.ts';

/** Signs with a key of this process. RSA goes to the thread pool: it takes a hundred times as long. */
export function signerOf(key: KeyObject, kind: KeyKind): Signer {
  const { digest, family } = signingWith(kind);
  if (family !== 'rsa') return { sign: async (bytes) => sign(digest ?? null, bytes, key) };
  return {
    sign: (bytes) =>
      new Promise((resolve, reject) => sign(digest ?? null, bytes, key, (error, signature) => (error === null ? resolve(signature) : reject(error)))),
  };
}

/** The DER SubjectPublicKeyInfo of a private key. */
export function publicKeyOf(key: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }));
}

/** Throws `Refused` (ASSAY-CA-017) where the key is not the one that the certificate names: what it signed would be worth nothing, and nobody would notice here. */
export function belongs(found: Uint8Array, expected: Uint8Array, authority: string): void {
  if (sameBytes(found, expected)) return;
  throw new Refused(
    caFaults.fault('017', {
      message: `the key that was opened for ${authority} is another one`,
      expected: `the key that its certificate names`,
      found: `a key that ends with ${hexOf(found.subarray(-4))}`,
      remedy: `Put back the key that ${authority} was made with.`,
    }),
  );
}
