import { sameBytes } from '../../core/der/hex.ts';
import { Refused } from '../../core/index.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { leadsToRoot } from './chain.ts';
import { isNamed, readDetached } from './cms.ts';
import type { Outcome } from './model.ts';
import type { SignatureCrypto } from './port.ts';
import { dearmoured } from './ssh-armour.ts';

const LABEL = 'SIGNED MESSAGE';

/**
 * Whether `bytes` is a signed message over `message`, as gitsign, smimesign and gpgsm write it. Never throws: a form that is not read is unchecked, since a stricter reader than
 * others cannot call broken what they read. `seconds`: when the chain is looked at, by the commit's own clock.
 */
export function verifyX509(
  bytes: Uint8Array,
  message: Uint8Array,
  roots: readonly Certificate[],
  seconds: number | undefined,
  crypto: SignatureCrypto,
): Outcome {
  let claimed: string | undefined;
  try {
    const found = readDetached(dearmoured(bytes, LABEL, 256 * 1024));
    const certificates = found.certificates.map(readCertificate);
    const by = [...certificates, ...roots].find((certificate) => isNamed(found.signer, certificate));
    if (by === undefined) return { kind: 'unchecked', reason: 'key-not-given', found: 'the certificate is not in the signature' };
    claimed = by.id;
    const { algorithm, digest } = found;
    if (algorithm === undefined || digest === undefined) return { kind: 'unchecked', reason: 'algorithm-not-accepted', claimed };
    const { scheme, hash } = algorithm;
    const holds =
      sameBytes(crypto.digest(digest, message), found.contentDigest) &&
      crypto.verify({ key: by.spki, scheme, ...(hash === undefined ? {} : { hash }), signed: found.attributes, signature: found.signature, encoding: 'der' });
    if (!holds) return { kind: 'broken', reason: 'bytes-do-not-match', claimed };
    return {
      kind: 'holds',
      key: {
        format: 'x509',
        id: by.id,
        subjects: by.subjects,
        ...(by.provider === undefined ? {} : { provider: by.provider }),
        issuer: by.issuerName,
        begins: by.begins,
        ends: by.ends,
        ...(found.made === undefined ? {} : { made: found.made }),
        chain: leadsToRoot(by, { sent: certificates.filter((one) => one !== by), roots, seconds }, crypto),
      },
    };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const [fault] = error.faults;
    return {
      kind: 'unchecked',
      reason: 'form-not-read',
      ...(claimed === undefined ? {} : { claimed }),
      ...(fault === undefined ? {} : { found: fault.message }),
    };
  }
}
