import { OID } from '../../core/der/oids.ts';
import { context, contextOf, TAG } from '../../core/der/read.ts';
import { bits, element, explicit, octets, oid, sequence, smallInteger } from '../../core/der/write.ts';

// Encrypted messages (RFC 5652 section 6) for one recipient, whose key is named by its identifier. What they carry was signed before: the encryption alone does not say that nobody changed it.

const ENVELOPED_DATA = '1.2.840.113549.1.7.3';
// RFC 5753 section 7.1.4, RFC 3565 section 2.3.2.
const STD_DH_SHA256 = '1.3.132.1.11.1';
const AES256_WRAP = '2.16.840.1.101.3.4.1.45';
// RFC 4055 section 4.1.
const RSAES_OAEP = '1.2.840.113549.1.1.7';
const MGF1 = '1.2.840.113549.1.1.8';

/** A key that was agreed on for this message alone, and the content's key wrapped by it (RFC 5753 section 3.1). */
export interface AgreedRecipient {
  readonly how: 'agreement';
  readonly keyId: Uint8Array;
  /** Point of the ephemeral key, uncompressed. */
  readonly originator: Uint8Array;
  readonly wrapped: Uint8Array;
}

/** The content's key encrypted by RSAES-OAEP with SHA-256 (RFC 3560). */
export interface TransportedRecipient {
  readonly how: 'transport';
  readonly keyId: Uint8Array;
  readonly encrypted: Uint8Array;
}

const wrapAlgorithm = (): Uint8Array => sequence(oid(AES256_WRAP));

/** What the wrapping key is derived from besides the shared point (RFC 5753 section 7.2): 256 bits of it, for this algorithm. */
export function sharedInfo(): Uint8Array {
  return sequence(wrapAlgorithm(), explicit(2, octets(new Uint8Array([0, 0, 1, 0]))));
}

function recipientInfo(recipient: AgreedRecipient | TransportedRecipient): Uint8Array {
  if (recipient.how === 'transport') {
    const sha256 = sequence(oid(OID.sha256));
    const oaep = sequence(oid(RSAES_OAEP), sequence(explicit(0, sha256), explicit(1, sequence(oid(MGF1), sha256))));
    return sequence(smallInteger(2), element(context(0), recipient.keyId), oaep, octets(recipient.encrypted));
  }
  const originator = explicit(0, element(contextOf(1), sequence(oid(OID.ecPublicKey)), bits(recipient.originator)));
  const named = element(contextOf(0), octets(recipient.keyId));
  const keys = sequence(sequence(named, octets(recipient.wrapped)));
  return element(contextOf(1), smallInteger(3), originator, sequence(oid(STD_DH_SHA256), wrapAlgorithm()), keys);
}

/** The message. `content`: encrypted by AES-256-CBC under `iv`. */
export function enveloped(contentType: string, recipient: AgreedRecipient | TransportedRecipient, iv: Uint8Array, content: Uint8Array): Uint8Array {
  const encrypted = sequence(oid(contentType), sequence(oid(OID.aes256Cbc), octets(iv)), element(context(0), content));
  return sequence(oid(ENVELOPED_DATA), explicit(0, sequence(smallInteger(2), element(TAG.set, recipientInfo(recipient)), encrypted)));
}
