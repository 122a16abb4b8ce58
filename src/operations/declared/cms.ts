import { hexOf, sameBytes } from '../../core/der/hex.ts';
import { OID } from '../../core/der/oids.ts';
import { context, contextOf, type Element, inside, malformed, readDer, TAG, within } from '../../core/der/read.ts';
import { magnitudeOf, numberOf, oidOf } from '../../core/der/value.ts';
import { setOf } from '../../core/der/write.ts';

// Detached signatures over a MUD file (RFC 8520 section 13): signed data of RFC 5652 section 5 without its content. Whoever serves the file sends them.

export type Hash = 'sha256' | 'sha384' | 'sha512';

/** One signature of the message. */
export interface Signer {
  /** The certificate that it is by. */
  readonly by: { readonly issuer: Uint8Array; readonly serial: string } | { readonly keyId: Uint8Array };
  /** What the file is digested with. */
  readonly digest: Hash;
  /** What is signed, and what it says that the file digests to; absent where the file itself is signed. */
  readonly attributes?: { readonly signed: Uint8Array; readonly digest: Uint8Array };
  readonly family: 'rsa' | 'ec' | 'ed25519';
  /** What is digested with for the signature. */
  readonly hash: Hash;
  readonly signature: Uint8Array;
}

export interface Detached {
  /** DER; nobody has looked at them. */
  readonly certificates: readonly Uint8Array[];
  readonly signers: readonly Signer[];
}

const WHAT = 'signature of the file';
const MOST_BYTES = 256 * 1024;
const MOST = 16;
const DIGESTS: ReadonlyMap<string, Hash> = new Map([
  [OID.sha256, 'sha256'],
  [OID.sha384, 'sha384'],
  [OID.sha512, 'sha512'],
]);
const SIGNATURES: ReadonlyMap<string, readonly [Signer['family'], Hash | undefined]> = new Map([
  [OID.rsaEncryption, ['rsa', undefined]],
  [OID.sha256WithRSA, ['rsa', 'sha256']],
  [OID.sha384WithRSA, ['rsa', 'sha384']],
  [OID.sha512WithRSA, ['rsa', 'sha512']],
  [OID.ecdsaWithSHA256, ['ec', 'sha256']],
  [OID.ecdsaWithSHA384, ['ec', 'sha384']],
  [OID.ecdsaWithSHA512, ['ec', 'sha512']],
  [OID.ed25519, ['ed25519', 'sha512']],
]);

/** Reads a detached signature in DER. Throws `Refused` (ASSAY-DER-…). */
export function readDetached(der: Uint8Array): Detached {
  const outer = inside(readDer(der, WHAT, { most: MOST_BYTES }));
  const type = oidOf(outer.take(TAG.oid, WHAT), WHAT);
  if (type !== OID.signedData) throw malformed('005', WHAT, 'signed data', `content ${type}`);
  const body = inside(within(outer.take(contextOf(0), WHAT), TAG.sequence, WHAT));
  outer.end(WHAT);
  numberOf(body.take(TAG.integer, WHAT), WHAT);
  body.take(TAG.set, WHAT);
  const content = inside(body.take(TAG.sequence, WHAT));
  const contentType = oidOf(content.take(TAG.oid, WHAT), WHAT);
  if (content.peek() !== undefined) throw malformed('005', WHAT, 'a signature without the file in it', 'one with a content of its own');
  const sent = body.takeIf(contextOf(0));
  const certificates = sent === undefined ? [] : inside(sent).rest(WHAT, MOST);
  body.takeIf(contextOf(1));
  const signers = inside(body.take(TAG.set, WHAT)).rest(WHAT, MOST);
  body.end(WHAT);
  return {
    certificates: certificates.filter(({ tag }) => tag === TAG.sequence).map(({ whole }) => whole),
    signers: signers.map((signer) => readSigner(signer, contentType)),
  };
}

function readSigner(info: Element, contentType: string): Signer {
  if (info.tag !== TAG.sequence) throw malformed('003', WHAT, 'SEQUENCE', `tag 0x${info.tag.toString(16)}`);
  const cursor = inside(info);
  const version = numberOf(cursor.take(TAG.integer, WHAT), WHAT);
  const named = cursor.any(WHAT);
  if (named.tag !== (version === 1 ? TAG.sequence : context(0)))
    throw malformed('005', WHAT, 'a name of the certificate as the version says', `version ${version}`);
  const digest = algorithmOf(cursor.take(TAG.sequence, WHAT), DIGESTS, 'SHA-256, SHA-384 or SHA-512');
  const tagged = cursor.takeIf(contextOf(0));
  const [family, hash] = algorithmOf(cursor.take(TAG.sequence, WHAT), SIGNATURES, 'RSA (PKCS #1 v1.5), ECDSA or Ed25519');
  const signature = cursor.take(TAG.octets, WHAT).content;
  cursor.takeIf(contextOf(1));
  cursor.end(WHAT);
  return {
    by: version === 1 ? byIssuer(named) : { keyId: named.content },
    digest,
    ...(tagged === undefined ? {} : { attributes: attributesOf(tagged, contentType) }),
    family,
    hash: hash ?? digest,
    signature,
  };
}

function algorithmOf<T>(identifier: Element, known: ReadonlyMap<string, T>, expected: string): T {
  const name = oidOf(inside(identifier).take(TAG.oid, WHAT), WHAT);
  const found = known.get(name);
  if (found === undefined) throw malformed('005', WHAT, expected, `algorithm ${name}`);
  return found;
}

function byIssuer(named: Element): { readonly issuer: Uint8Array; readonly serial: string } {
  const cursor = inside(named);
  const issuer = cursor.take(TAG.sequence, WHAT).whole;
  const serial = serialOf(cursor.take(TAG.integer, WHAT));
  cursor.end(WHAT);
  return { issuer, serial };
}

function serialOf(element: Element): string {
  return hexOf(magnitudeOf(element, WHAT, 32)).replace(/^0+(?=.)/, '');
}

function attributesOf(tagged: Element, contentType: string): { readonly signed: Uint8Array; readonly digest: Uint8Array } {
  const all = inside(tagged).rest(WHAT, 32);
  let type: string | undefined;
  let digest: Uint8Array | undefined;
  for (const each of all) {
    const cursor = inside(each);
    const name = oidOf(cursor.take(TAG.oid, WHAT), WHAT);
    if (name !== OID.contentType && name !== OID.messageDigest) continue;
    const [value, ...more] = inside(cursor.take(TAG.set, WHAT)).rest(WHAT, 4);
    if (value === undefined || more.length > 0 || (name === OID.contentType ? type : digest) !== undefined)
      throw malformed('005', WHAT, 'each attribute once, with one value', name);
    if (name === OID.contentType) type = oidOf(value, WHAT);
    else if (value.tag === TAG.octets) digest = value.content;
  }
  if (type !== contentType) throw malformed('005', WHAT, `content type ${contentType}`, type ?? 'none');
  if (digest === undefined) throw malformed('003', WHAT, 'a digest of the file', 'none');
  return { signed: setOf(...all.map(({ whole }) => whole)), digest };
}

/** Whether this certificate (DER) is the one that a signature names. Throws `Refused` (ASSAY-DER-…). */
export function isBy({ by }: Signer, certificate: Uint8Array): boolean {
  const what = 'certificate of the signer';
  const body = inside(inside(readDer(certificate, what)).take(TAG.sequence, what));
  body.takeIf(contextOf(0));
  const serial = serialOf(body.take(TAG.integer, what));
  body.take(TAG.sequence, what);
  const issuer = body.take(TAG.sequence, what).whole;
  if ('issuer' in by) return by.serial === serial && sameBytes(by.issuer, issuer);
  const extensions = body.rest(what, 8).find(({ tag }) => tag === contextOf(3));
  if (extensions === undefined) return false;
  return inside(within(extensions, TAG.sequence, what))
    .rest(what, 64)
    .some((extension) => {
      const cursor = inside(extension);
      if (oidOf(cursor.take(TAG.oid, what), what) !== OID.subjectKeyIdentifier) return false;
      cursor.takeIf(TAG.boolean);
      return sameBytes(readDer(cursor.take(TAG.octets, what).content, what, { tag: TAG.octets }).content, by.keyId);
    });
}
