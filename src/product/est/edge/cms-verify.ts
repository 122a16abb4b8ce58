import { createHash, type KeyObject, timingSafeEqual } from 'node:crypto';
import { bytesOfHex } from '../../../core/der/hex.ts';
import type { Instant } from '../../../core/index.ts';
import { type Certificate, readCertificate } from '../../ca/certificate-read.ts';
import { verifies } from '../../ca/edge/possession.ts';
import { signerOf } from '../../ca/edge/signer.ts';
import { readPublicKey } from '../../ca/public-key.ts';
import { familyOf } from '../../ca/signature.ts';
import { assembled, attributesToSign, digestFor, isNamed, readSigned, type SignedMessage } from '../cms-signed.ts';

/** A message whose signature holds. Whether the signer is anybody is for whoever reads it. */
export interface Verified extends SignedMessage {
  readonly by: Certificate;
  /** The others that were sent beside the signer's. */
  readonly beside: readonly Certificate[];
}

/** Reads a signed message and verifies it by the certificate that it names, among those in it. `undefined` where the signature does not hold. Throws `Refused` (ASSAY-DER-…, ASSAY-CA-003, -006, -007). */
export function verified(der: Uint8Array): Verified | undefined {
  const message = readSigned(der);
  const certificates = message.certificates.map(readCertificate);
  const by = certificates.find((certificate) => isNamed(message.signer, certificate));
  if (by === undefined) return undefined;
  const { kind } = readPublicKey(by.publicKey);
  if (familyOf(kind) !== message.algorithm.family) return undefined;
  const digest = createHash(message.digest).update(message.content).digest();
  if (digest.length !== message.contentDigest.length || !timingSafeEqual(digest, message.contentDigest)) return undefined;
  if (!verifies(message.attributes, by.publicKey, message.algorithm, message.signature)) return undefined;
  return { ...message, by, beside: certificates.filter((each) => each !== by) };
}

/** Signs `content`. `certificates`: the signer's first, then what leads from it to its root. */
export async function signedBy(
  key: KeyObject,
  certificates: readonly Uint8Array[],
  contentType: string,
  content: Uint8Array,
  at?: Instant,
): Promise<Uint8Array> {
  const own = readCertificate(certificates[0] ?? new Uint8Array());
  const { kind } = readPublicKey(own.publicKey);
  const digest = new Uint8Array(createHash(digestFor(kind)).update(content).digest());
  const attributes = attributesToSign(contentType, digest, at);
  const signature = await signerOf(key, kind).sign(attributes);
  return assembled({ contentType, content, certificates, issuer: own.issuer.der, serial: bytesOfHex(own.serial), kind, attributes, signature });
}
