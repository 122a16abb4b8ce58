import { createPublicKey, verify } from 'node:crypto';
import { Refused } from '../../../core/index.ts';
import type { CertificationRequest } from '../csr.ts';
import { caFaults } from '../faults.ts';
import type { SignatureAlgorithm } from '../signature.ts';

/** Whether a signature over `bytes` is by the key of this DER SubjectPublicKeyInfo. False for anything that cannot be verified. */
export function verifies(bytes: Uint8Array, publicKey: Uint8Array, { digest }: SignatureAlgorithm, signature: Uint8Array): boolean {
  try {
    return verify(digest ?? null, bytes, createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' }), signature);
  } catch {
    // OpenSSL throws where a signature has not even the form of one.
    return false;
  }
}

/** That whoever made the request holds its key. Throws `Refused` (ASSAY-CA-005). */
export function provePossession({ info, publicKey, algorithm, signature }: CertificationRequest): void {
  if (verifies(info, publicKey.der, algorithm, signature)) return;
  throw new Refused(
    caFaults.fault('005', {
      message: 'the request is not signed by the key in it',
      field: 'signature of the request',
      expected: `a signature by its own ${publicKey.kind} key`,
      found: 'one that does not verify',
      remedy: 'Sign the request with the private key that belongs to it.',
    }),
  );
}
