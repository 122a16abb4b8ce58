import { hexOf, sameBytes } from '../../core/der/hex.ts';
import { OID } from '../../core/der/oids.ts';
import { context, contextOf, type Element, inside, malformed, readDer, TAG, within } from '../../core/der/read.ts';
import { instantOf, magnitudeOf, numberOf, oidOf } from '../../core/der/value.ts';
import { setOf } from '../../core/der/write.ts';
import { definite } from './ber.ts';
import type { Certificate } from './certificate.ts';
import type { HashName } from './port.ts';
import { algorithmIn, digestIn, nameIn, type X509Algorithm } from './x509-algorithm.ts';

/** A detached signed message of one signer (RFC 5652 section 5), read and not verified. */
export interface DetachedSignature {
  /** DER, as they were sent. */
  readonly certificates: readonly Uint8Array[];
  readonly signer: { readonly issuer: Uint8Array; readonly serial: string } | { readonly keyId: Uint8Array };
  /** `undefined`: a digest or an algorithm that is not accepted. */
  readonly digest: HashName | undefined;
  readonly algorithm: X509Algorithm | undefined;
  /** What is signed: the attributes as a SET. */
  readonly attributes: Uint8Array;
  /** What the attributes say that the content digests to. */
  readonly contentDigest: Uint8Array;
  readonly made?: number;
  readonly signature: Uint8Array;
}

const WHAT = 'signed message';
const MOST_BYTES = 256 * 1024;

/** Reads it; gpgsm's indefinite lengths too. Signatures without signed attributes are not read: what is signed could then be shown as attributes. Throws `Refused` (ASSAY-DER-…). */
export function readDetached(bytes: Uint8Array): DetachedSignature {
  if (bytes.length > MOST_BYTES) throw malformed('006', WHAT, `at most ${MOST_BYTES} bytes`, `${bytes.length}`);
  const outer = inside(readDer(definite(bytes, WHAT), WHAT, { most: MOST_BYTES }));
  const type = oidOf(outer.take(TAG.oid, WHAT), WHAT);
  if (type !== OID.signedData) throw malformed('005', WHAT, 'signed data', `content ${type}`);
  const body = inside(within(outer.take(contextOf(0), WHAT), TAG.sequence, WHAT));
  outer.end(WHAT);
  const version = numberOf(body.take(TAG.integer, WHAT), WHAT);
  if (version !== 1 && version !== 3) throw malformed('005', WHAT, 'version 1 or 3', String(version));
  const listed = inside(body.take(TAG.set, WHAT)).rest('digests of the message', 4);
  const encapsulated = inside(body.take(TAG.sequence, WHAT));
  const content = oidOf(encapsulated.take(TAG.oid, WHAT), WHAT);
  if (content !== OID.data) throw malformed('005', WHAT, 'plain data', content);
  // What is signed stands outside. A message that brings its own content signs that, and not the commit.
  encapsulated.end('content of the message');
  const sent = body.takeIf(contextOf(0));
  const certificates = sent === undefined ? [] : inside(sent).rest('certificates of the message', 16);
  body.takeIf(contextOf(1));
  const signers = inside(body.take(TAG.set, WHAT)).rest('signers of the message', 2);
  body.end(WHAT);
  const [signer] = signers;
  if (signer === undefined || signers.length > 1) throw malformed('005', 'signers of the message', 'one signer', String(signers.length));
  if ([signer, ...listed].some(({ tag }) => tag !== TAG.sequence)) throw malformed('003', WHAT, 'SEQUENCE', 'another element');
  const read = signerIn(signer, listed);
  // RFC 5652 section 5.1: of plain data, the message has the version of its signer.
  if (version !== ('keyId' in read.signer ? 3 : 1)) throw malformed('005', WHAT, 'the version of its signer', String(version));
  return { certificates: certificates.map(({ whole }) => whole), ...read };
}

function signerIn(info: Element, listed: readonly Element[]): Omit<DetachedSignature, 'certificates'> {
  const what = 'signer of the message';
  const cursor = inside(info);
  const version = numberOf(cursor.take(TAG.integer, what), what);
  const named = cursor.any(what);
  // RFC 5652 section 5.3: the version says how the certificate is named.
  const signer =
    version === 3 && named.tag === context(0) ? { keyId: named.content } : version === 1 && named.tag === TAG.sequence ? byIssuer(named) : undefined;
  if (signer === undefined) throw malformed('005', what, 'issuer and serial number with version 1, or a key identifier with version 3', `version ${version}`);
  const identifier = cursor.take(TAG.sequence, what);
  const digest = digestIn(identifier, what);
  // RFC 5652 section 5.1: what the signer digests with is in the list at the beginning.
  if (!listed.some((one) => nameIn(one, what) === nameIn(identifier, what)))
    throw malformed('005', 'digests of the message', 'the signer’s among them', 'others');
  const tagged = cursor.take(contextOf(0), 'signed attributes');
  const method = cursor.take(TAG.sequence, what);
  // RFC 3370 section 3.2: with RSA the key's own identifier may stand here, and the digest is that of the message.
  const name = nameIn(method, what);
  const plain = name === OID.rsaEncryption ? ('rsa' as const) : name === OID.ecPublicKey ? ('ecdsa' as const) : undefined;
  const algorithm = plain === undefined ? algorithmIn(method, what) : digest === undefined ? undefined : { scheme: plain, hash: digest };
  const signature = cursor.take(TAG.octets, what).content;
  // What nobody signed, such as the entry of a log, is looked at by whoever can verify that.
  cursor.takeIf(contextOf(1));
  cursor.end(what);
  // RFC 8419 section 3.1: Ed25519 goes with SHA-512; elsewhere content and attributes are digested alike.
  const agrees = algorithm !== undefined && (algorithm.hash ?? 'sha512') === digest;
  return { signer, digest, algorithm: agrees ? algorithm : undefined, ...attributesIn(tagged), signature };
}

function byIssuer(named: Element): { readonly issuer: Uint8Array; readonly serial: string } {
  const cursor = inside(named);
  const issuer = cursor.take(TAG.sequence, 'signer of the message').whole;
  const serial = hexOf(magnitudeOf(cursor.take(TAG.integer, 'signer of the message'), 'signer of the message', 32)).replace(/^0+(?=.)/, '') || '0';
  cursor.end('signer of the message');
  return { issuer, serial };
}

function attributesIn(tagged: Element): Pick<DetachedSignature, 'attributes' | 'contentDigest' | 'made'> {
  const what = 'signed attributes';
  const all = inside(tagged).rest(what, 32);
  const found = all.map((each) => {
    const cursor = inside(each);
    const name = oidOf(cursor.take(TAG.oid, what), what);
    const values = inside(cursor.take(TAG.set, what)).rest(what, 8);
    cursor.end(what);
    return { name, values };
  });
  const one = (name: string): Element | undefined => {
    const these = found.filter((each) => each.name === name);
    if (these.length > 1 || (these[0] !== undefined && these[0].values.length !== 1)) throw malformed('005', what, 'each attribute once, with one value', name);
    return these[0]?.values[0];
  };
  const [type, digest, at] = [one(OID.contentType), one(OID.messageDigest), one(OID.signingTime)];
  if (type === undefined || type.tag !== TAG.oid || oidOf(type, what) !== OID.data)
    throw malformed('005', what, 'content type of plain data', 'another, or none');
  if (digest === undefined || digest.tag !== TAG.octets) throw malformed('003', what, 'a digest of the content', 'none');
  return {
    attributes: setOf(...all.map(({ whole }) => whole)),
    contentDigest: digest.content,
    ...(at === undefined ? {} : { made: instantOf(at, what) / 1000 }),
  };
}

/** Whether `signer` names this certificate. */
export function isNamed(signer: DetachedSignature['signer'], certificate: Certificate): boolean {
  if ('keyId' in signer) return certificate.keyId !== undefined && sameBytes(certificate.keyId, signer.keyId);
  return certificate.serial === signer.serial && sameBytes(certificate.issuer, signer.issuer);
}
