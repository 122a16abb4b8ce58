import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Ed25519Sign, Ed25519Verify } from '../signed-note.ts';

// Everything of a SubjectPublicKeyInfo for Ed25519 but the key itself (RFC 8410 section 4).
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

export const verifyEd25519: Ed25519Verify = (publicKey, message, signature) => {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    return verify(null, message, createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' }), signature);
  } catch {
    return false; // 32 bytes that are no point on the curve: a peer's bad key, not a fault of ours.
  }
};

export function signerOf(privateKey: KeyObject): Ed25519Sign {
  return (message) => sign(null, message, privateKey);
}

/** The 32 bytes of the public key that belongs to a private Ed25519 key. */
export function publicKeyOf(privateKey: KeyObject): Uint8Array {
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length);
}

/** Reads a private key in PKCS #8 PEM; `undefined` for anything that is not Ed25519. */
export function privateKeyFromPem(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}
