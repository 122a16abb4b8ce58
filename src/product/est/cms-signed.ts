import { hexOf, sameBytes } from '../../core/der/hex.ts';
import { OID } from '../../core/der/oids.ts';
import { context, contextOf, type Element, inside, malformed, readDer, TAG, within } from '../../core/der/read.ts';
import { instantOf, magnitudeOf, numberOf, oidOf } from '../../core/der/value.ts';
import { element, explicit, integer, nothing, octets, oid, sequence, setOf, smallInteger, time } from '../../core/der/write.ts';
import type { Instant } from '../../core/index.ts';
import { Refused } from '../../core/index.ts';
import type { KeyKind } from '../ca/model.ts';
import { readSignatureAlgorithm, type SignatureAlgorithm, signatureAlgorithm, signingWith } from '../ca/signature.ts';

// Signed messages (RFC 5652 section 5), of one signer, in DER, with signed attributes. Strangers send them, so nothing else is read: several signers, detached contents, and a signature straight over
// the content are refused, the last because what is signed as attributes could then be shown as a content (RFC 5652 section 11).

export type MessageDigest = 'sha256' | 'sha384' | 'sha512';

/** A signed message as it was read: whose signature it is, and whether it holds, is for `edge/cms-verify.ts`. */
export interface SignedMessage {
  readonly contentType: string;
  readonly content: Uint8Array;
  /** As they were sent, DER: nobody has looked at them. */
  readonly certificates: readonly Uint8Array[];
  /** Which certificate the signature is by. */
  readonly signer: { readonly issuer: Uint8Array; readonly serial: string } | { readonly keyId: Uint8Array };
  readonly digest: MessageDigest;
  /** What is signed: the attributes as a SET. */
  readonly attributes: Uint8Array;
  /** What the attributes say that the content digests to. */
  readonly contentDigest: Uint8Array;
  readonly signedAt?: Instant;
  readonly algorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
}

const WHAT = 'signed message';
const MOST_BYTES = 64 * 1024;
const MOST_CERTIFICATES = 8;
const DIGESTS: ReadonlyMap<string, MessageDigest> = new Map([
  [OID.sha256, 'sha256'],
  [OID.sha384, 'sha384'],
  [OID.sha512, 'sha512'],
]);

/** Reads a signed message, at most 64 KiB. Throws `Refused` (ASSAY-DER-…, ASSAY-CA-006). */
export function readSigned(der: Uint8Array): SignedMessage {
  const outer = inside(readDer(der, WHAT, { most: MOST_BYTES }));
  const type = oidOf(outer.take(TAG.oid, WHAT), WHAT);
  if (type !== OID.signedData) throw malformed('005', WHAT, 'signed data', `content ${type}`);
  const body = inside(within(outer.take(contextOf(0), WHAT), TAG.sequence, WHAT));
  outer.end(WHAT);
  const version = numberOf(body.take(TAG.integer, WHAT), WHAT);
  if (version !== 1 && version !== 3) throw malformed('005', WHAT, 'version 1 or 3', String(version));
  // Each signer says again what it digests with; this list is for readers that digest as they go.
  body.take(TAG.set, WHAT);
  const encapsulated = inside(body.take(TAG.sequence, WHAT));
  const contentType = oidOf(encapsulated.take(TAG.oid, WHAT), WHAT);
  const content = within(encapsulated.take(contextOf(0), WHAT), TAG.octets, WHAT).content;
  encapsulated.end(WHAT);
  const sent = body.takeIf(contextOf(0));
  const certificates = sent === undefined ? [] : inside(sent).rest('certificates of the message', MOST_CERTIFICATES);
  // Attribute certificates and the like are tagged otherwise.
  const strange = certificates.find(({ tag }) => tag !== TAG.sequence);
  if (strange !== undefined) throw malformed('003', 'certificates of the message', 'certificates', `tag 0x${strange.tag.toString(16)}`);
  body.takeIf(contextOf(1));
  const signers = inside(body.take(TAG.set, WHAT)).rest('signers of the message', 2);
  body.end(WHAT);
  const [signer] = signers;
  if (signer === undefined || signers.length > 1) throw malformed('005', 'signers of the message', 'one signer', String(signers.length));
  return { contentType, content, certificates: certificates.map(({ whole }) => whole), ...readSigner(signer, contentType) };
}

function readSigner(info: Element, contentType: string): Omit<SignedMessage, 'contentType' | 'content' | 'certificates'> {
  const what = 'signer of the message';
  if (info.tag !== TAG.sequence) throw malformed('003', what, 'SEQUENCE', `tag 0x${info.tag.toString(16)}`);
  const cursor = inside(info);
  const version = numberOf(cursor.take(TAG.integer, what), what);
  const named = cursor.any(what);
  // RFC 5652 section 5.3: the version says how the certificate is named.
  const signer =
    version === 3 && named.tag === context(0) ? { keyId: named.content } : version === 1 && named.tag === TAG.sequence ? byIssuer(named) : undefined;
  if (signer === undefined) throw malformed('005', what, 'issuer and serial number with version 1, or a key identifier with version 3', `version ${version}`);
  const digest = readDigest(cursor.take(TAG.sequence, what), what);
  const attributes = cursor.takeIf(contextOf(0));
  if (attributes === undefined) throw malformed('003', what, 'signed attributes', 'none');
  const algorithm = readMessageSignature(cursor.take(TAG.sequence, what), digest, what);
  const signature = cursor.take(TAG.octets, what).content;
  // What nobody signed is looked at by nobody.
  cursor.takeIf(contextOf(1));
  cursor.end(what);
  return { signer, digest, ...readAttributes(attributes, contentType), algorithm, signature };
}

function byIssuer(named: Element): { readonly issuer: Uint8Array; readonly serial: string } {
  const what = 'signer of the message';
  const cursor = inside(named);
  const issuer = cursor.take(TAG.sequence, what).whole;
  const serial = hexOf(magnitudeOf(cursor.take(TAG.integer, what), what, 32)).replace(/^0+(?=.)/, '') || '0';
  cursor.end(what);
  return { issuer, serial };
}

function readDigest(identifier: Element, what: string): MessageDigest {
  const cursor = inside(identifier);
  const name = oidOf(cursor.take(TAG.oid, what), what);
  // RFC 5754 section 2: parameters are left out, or NULL.
  cursor.takeIf(TAG.nothing);
  cursor.end(what);
  const found = DIGESTS.get(name);
  if (found === undefined) throw malformed('005', what, 'SHA-256, SHA-384 or SHA-512', `digest ${name}`);
  return found;
}

function readMessageSignature(identifier: Element, digest: MessageDigest, what: string): SignatureAlgorithm {
  const cursor = inside(identifier);
  const name = oidOf(cursor.take(TAG.oid, what), what);
  // RFC 3370 section 3.2: with RSA the key's own identifier may stand here, and the digest is that of the message.
  if (name === OID.rsaEncryption) {
    cursor.takeIf(TAG.nothing);
    cursor.end(what);
    return { family: 'rsa', digest };
  }
  const algorithm = readSignatureAlgorithm(identifier, what);
  // RFC 8419 section 3.1: Ed25519 goes with SHA-512; the others digest attributes and content alike.
  const expected = algorithm.digest ?? 'sha512';
  if (expected !== digest) throw malformed('005', what, `${expected} for content and attributes`, digest);
  return algorithm;
}

function readAttributes(tagged: Element, contentType: string): Pick<SignedMessage, 'attributes' | 'contentDigest' | 'signedAt'> {
  const what = 'signed attributes';
  const all = inside(tagged).rest(what, 16);
  // They are signed as DER has a SET: a signer that sends them in another order signed other bytes than these.
  const found = all.map((each) => {
    if (each.tag !== TAG.sequence) throw malformed('003', what, 'SEQUENCE', `tag 0x${each.tag.toString(16)}`);
    const cursor = inside(each);
    const name = oidOf(cursor.take(TAG.oid, what), what);
    const values = inside(cursor.take(TAG.set, what)).rest(what, 4);
    cursor.end(what);
    return { name, values };
  });
  const one = (name: string): Element | undefined => {
    const these = found.filter((each) => each.name === name);
    if (these.length > 1 || (these[0] !== undefined && these[0].values.length !== 1)) throw malformed('005', what, 'each attribute once, with one value', name);
    return these[0]?.values[0];
  };
  const [type, digest, at] = [one(OID.contentType), one(OID.messageDigest), one(OID.signingTime)];
  if (type === undefined || type.tag !== TAG.oid || oidOf(type, what) !== contentType)
    throw malformed('005', what, `content type ${contentType}`, 'another, or none');
  if (digest === undefined || digest.tag !== TAG.octets) throw malformed('003', what, 'a digest of the content', 'none');
  const attributes = setOf(...all.map(({ whole }) => whole));
  return { attributes, contentDigest: digest.content, ...(at === undefined ? {} : { signedAt: instantOf(at, what) }) };
}

/** The certificate among those that were sent which `signer` names: by issuer and serial number, or by its key identifier. */
export function isNamed(
  signer: SignedMessage['signer'],
  certificate: { readonly issuer: { readonly der: Uint8Array }; readonly serial: string; readonly subjectKeyId?: Uint8Array },
): boolean {
  if ('keyId' in signer) return certificate.subjectKeyId !== undefined && sameBytes(certificate.subjectKeyId, signer.keyId);
  return certificate.serial === signer.serial && sameBytes(certificate.issuer.der, signer.issuer);
}

/** What a signer with a key of this kind digests with. */
export function digestFor(kind: KeyKind): MessageDigest {
  return signingWith(kind).digest ?? 'sha512';
}

/** The attributes to sign, as a SET. `digest`: of the content. */
export function attributesToSign(contentType: string, digest: Uint8Array, at?: Instant): Uint8Array {
  const attribute = (name: string, value: Uint8Array) => sequence(oid(name), setOf(value));
  return setOf(
    attribute(OID.contentType, oid(contentType)),
    attribute(OID.messageDigest, octets(digest)),
    ...(at === undefined ? [] : [attribute(OID.signingTime, time(at))]),
  );
}

export interface ToAssemble {
  readonly contentType: string;
  readonly content: Uint8Array;
  /** The signer's first. */
  readonly certificates: readonly Uint8Array[];
  readonly issuer: Uint8Array;
  /** Hex. */
  readonly serial: Uint8Array;
  readonly kind: KeyKind;
  /** As `attributesToSign` gave them, and the signature over them. */
  readonly attributes: Uint8Array;
  readonly signature: Uint8Array;
}

const DIGEST_OID: Readonly<Record<MessageDigest, string>> = { sha256: OID.sha256, sha384: OID.sha384, sha512: OID.sha512 };

/** The signed message. */
export function assembled({ contentType, content, certificates, issuer, serial, kind, attributes, signature }: ToAssemble): Uint8Array {
  const digest = sequence(oid(DIGEST_OID[digestFor(kind)]));
  const algorithm = kind.startsWith('rsa') ? sequence(oid(OID.rsaEncryption), nothing()) : signatureAlgorithm(kind);
  const tagged = attributes.slice();
  tagged[0] = contextOf(0);
  const signer = sequence(smallInteger(1), sequence(issuer, integer(serial)), digest, tagged, algorithm, octets(signature));
  return sequence(
    oid(OID.signedData),
    explicit(
      0,
      sequence(
        // RFC 5652 section 5.1: 3 where the content is not plain data.
        smallInteger(contentType === OID.data ? 1 : 3),
        element(TAG.set, digest),
        sequence(oid(contentType), explicit(0, octets(content))),
        element(contextOf(0), ...certificates),
        element(TAG.set, signer),
      ),
    ),
  );
}

/** Whether what was thrown says that a message could not be read. */
export function isUnreadable(error: unknown): error is Refused {
  return error instanceof Refused && error.faults.every(({ code }) => code.startsWith('ASSAY-DER-') || code.startsWith('ASSAY-CA-'));
}
