import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { Refused } from '../../../core/index.ts';
import type { CertificationRequest } from '../../ca/csr.ts';
import type { KeyKind, Profile } from '../../ca/model.ts';
import { estFaults } from '../faults.ts';

// RFC 4108 section 2.2.5 and RFC 7030 section 4.4.1.2: the client names a key that the answer is to be encrypted with.
const DECRYPT_KEY = '1.2.840.113549.1.9.16.2.37';
const ASYMMETRIC_DECRYPT_KEY = '1.2.840.113549.1.9.16.2.54';

const generate = promisify(generateKeyPair) as (
  type: 'ec' | 'ed25519' | 'rsa',
  options: { readonly namedCurve?: string; readonly modulusLength?: number },
) => Promise<{ readonly publicKey: KeyObject; readonly privateKey: KeyObject }>;

export interface MadeKey {
  /** PKCS #8, in the clear: it is written into one answer, and nowhere else. */
  readonly pkcs8: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** Throws `Refused`: ASSAY-EST-020 where the profile has no keys made here, -021 where the request wants them encrypted. */
export function judgeKeygen({ attributes }: CertificationRequest, { serverKeys, name }: Profile): void {
  if (!serverKeys) {
    throw new Refused(
      estFaults.fault('020', {
        message: `keys are not made here for the profile ${name}`,
        expected: 'a profile with server keys',
        found: name,
        remedy: 'Make the key on the device, and send it to simpleenroll.',
      }),
    );
  }
  const named = attributes.find(({ oid }) => oid === DECRYPT_KEY || oid === ASYMMETRIC_DECRYPT_KEY);
  if (named === undefined) return;
  throw new Refused(
    estFaults.fault('021', {
      message: 'a key is not encrypted a second time here',
      field: 'attributes of the request',
      expected: 'a request that names no key to encrypt with',
      found: named.oid === DECRYPT_KEY ? 'a symmetric key' : 'an asymmetric key',
      remedy: 'Leave it out: the connection encrypts the key. Where that is not enough, make the key on the device.',
    }),
  );
}

/** A new key of the kind of the request's, where the profile signs it, else of the profile's first kind. The private half leaves with the answer and stays nowhere. */
export async function makeKey(asked: KeyKind, { keys }: Profile): Promise<MadeKey> {
  const kind = keys.includes(asked) ? asked : (keys[0] ?? 'p-256');
  const { publicKey, privateKey } = await (() => {
    switch (kind) {
      case 'p-256':
      case 'p-384':
        return generate('ec', { namedCurve: kind.toUpperCase() });
      case 'ed25519':
        return generate('ed25519', {});
      case 'rsa-2048':
      case 'rsa-3072':
      case 'rsa-4096':
        return generate('rsa', { modulusLength: Number(kind.slice(4)) });
    }
  })();
  return {
    pkcs8: new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' })),
    publicKey: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
  };
}
