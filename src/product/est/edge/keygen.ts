import { createHash, createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { pemBlocks } from '../../../core/der/armour.ts';
import { sameBytes } from '../../../core/der/hex.ts';
import { OID } from '../../../core/der/oids.ts';
import { contextOf, inside, readDer, TAG, within } from '../../../core/der/read.ts';
import { sequence } from '../../../core/der/write.ts';
import { type Fault, Refused } from '../../../core/index.ts';
import { keyIdOf } from '../../ca/certificate.ts';
import type { Certificate } from '../../ca/certificate-read.ts';
import type { CertificationRequest } from '../../ca/csr.ts';
import type { KeyKind, Profile } from '../../ca/model.ts';
import { type PublicKey, readPublicKey } from '../../ca/public-key.ts';
import { estFaults } from '../faults.ts';
import type { Part } from '../multipart.ts';
import { canEncryptFor, encryptedFor } from './cms-encrypt.ts';
import { signedBy } from './cms-verify.ts';
import type { Identity } from './identity.ts';

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

/** A key that the answer is encrypted for, as the request named it. */
export interface KeyRecipient {
  readonly key: PublicKey;
  readonly id: Uint8Array;
}

/**
 * Whom the new key is encrypted for besides the connection (RFC 7030 section 4.4.1.2): the holder of the certificate that was shown, or of the key that signed the request, whichever the request names.
 * `undefined`: nobody. Throws `Refused`: ASSAY-EST-020 where the profile has no keys made here, -021 where the request names a key that is not known here, or a symmetric one.
 */
export function judgeKeygen(request: CertificationRequest, { serverKeys, name }: Profile, shown: Certificate | undefined): KeyRecipient | undefined {
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
  const values = (oid: string) => request.attributes.filter((each) => each.oid === oid).flatMap((each) => each.values);
  const [symmetric, asymmetric] = [values(DECRYPT_KEY), values(ASYMMETRIC_DECRYPT_KEY)];
  // No device shares a key with this authority that could be used for it, so a symmetric one is never known.
  if (symmetric.length > 0) throw new Refused(unknownKey('a symmetric key'));
  const [named, ...more] = asymmetric;
  if (named === undefined) return undefined;
  if (named.tag !== TAG.octets || more.length > 0) throw new Refused(unknownKey('something else'));
  const id = named.content;
  const key = candidates(request, shown).find(({ ids }) => ids.some((each) => sameBytes(each, id)))?.key;
  if (key === undefined) throw new Refused(unknownKey('another key'));
  if (!canEncryptFor(key)) throw new Refused(unknownKey('a key that only signs'));
  return { key, id };
}

interface Candidate {
  readonly key: PublicKey;
  readonly ids: readonly Uint8Array[];
}

/** Keys whose holder is on the other end, with what they may be called: as the certificate says, by RFC 7093 method 1, and by RFC 5280 section 4.2.1.2, as most tools do. */
function candidates({ publicKey }: CertificationRequest, shown: Certificate | undefined): readonly Candidate[] {
  const named = (key: PublicKey, own: readonly Uint8Array[]): Candidate => ({
    key,
    ids: [...own, keyIdOf(key.bits), new Uint8Array(createHash('sha1').update(key.bits).digest())],
  });
  const own = shown === undefined ? [] : [named(readPublicKey(shown.publicKey), shown.subjectKeyId === undefined ? [] : [shown.subjectKeyId])];
  return [...own, named(publicKey, [])];
}

function unknownKey(found: string): Fault {
  return estFaults.fault('021', {
    message: 'the new key cannot be encrypted as asked',
    field: 'attributes of the request',
    expected: 'the identifier of the key in the certificate that was shown, or of the key that signed the request; P-256, P-384 or RSA',
    found,
    remedy: 'Name one of these, or none: the connection encrypts the key. Where that is not enough, make the key on the device.',
  });
}

/** The answer's part with the key: signed by who made it, and then encrypted (RFC 7030 section 4.4.2). */
export async function sealedKeyFor({ key, id }: KeyRecipient, pkcs8: Uint8Array, by: Identity): Promise<Part> {
  const certificates = pemBlocks(by.cert, 'CERTIFICATE', 'own certificate');
  // RFC 5958 section 2: a package of one key.
  const signed = await signedBy(createPrivateKey(by.key), certificates, KEY_PACKAGE, sequence(pkcs8));
  const outer = inside(readDer(signed, 'signed key'));
  outer.take(TAG.oid, 'signed key');
  const content = within(outer.take(contextOf(0), 'signed key'), TAG.sequence, 'signed key').whole;
  return { type: SERVER_GENERATED, content: encryptedFor(key, id, OID.signedData, content) };
}

const KEY_PACKAGE = '2.16.840.1.101.2.1.2.78.5';
const SERVER_GENERATED = 'application/pkcs7-mime; smime-type=server-generated-key';

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
