import { base64 } from '../../core/der/armour.ts';
import { hexOf } from '../../core/der/hex.ts';
import { OID } from '../../core/der/oids.ts';
import { contextOf, type Element, inside, readDer, TAG, within } from '../../core/der/read.ts';
import { magnitudeOf, numberOf, oidOf } from '../../core/der/value.ts';
import { type Instant, Refused } from '../../core/index.ts';
import { readExtensions } from './extension.ts';
import { caFaults } from './faults.ts';

/** What one request of OCSP (RFC 6960 section 4.1) asks. */
export interface OcspRequest {
  readonly asked: readonly OcspAsked[];
  /** The nonce's extension value as it stands, to be sent back. */
  readonly nonce?: Uint8Array;
}

/** One certificate that is asked about. */
export interface OcspAsked {
  /** CertID as it stands: the answer repeats it. */
  readonly der: Uint8Array;
  readonly digest: string;
  /** Hex digits. */
  readonly nameHash: string;
  readonly keyHash: string;
  /** Lower-case hex, no leading noughts. */
  readonly serial: string;
}

const MOST_BYTES = 16 * 1024;
/** Each is a look-up and a line of the answer; a browser asks of one, a gateway of a handful. */
const MOST_ASKED = 64;

/** Reads a request. A signature on it is not asked for, and not looked at (section 4.1.2). Throws `Refused` (ASSAY-DER-…, ASSAY-CA-018). */
export function readOcspRequest(bytes: Uint8Array): OcspRequest {
  const what = 'OCSP request';
  const outer = inside(readDer(bytes, what, { most: MOST_BYTES }));
  const cursor = inside(outer.take(TAG.sequence, what));
  outer.takeIf(contextOf(0));
  outer.end(what);
  const version = cursor.takeIf(contextOf(0));
  if (version !== undefined && numberOf(within(version, TAG.integer, what), what) !== 0) throw unreadable('version 1', 'another');
  cursor.takeIf(contextOf(1));
  const list = cursor.take(TAG.sequence, what);
  const tagged = cursor.takeIf(contextOf(2));
  cursor.end(what);
  const asked = inside(list).rest('certificates asked about', MOST_ASKED).map(askedIn);
  if (asked.length === 0) throw unreadable('at least one certificate', 'none');
  const extensions = tagged === undefined ? [] : readExtensions(within(tagged, TAG.sequence, what), what);
  const strange = extensions.find(({ oid, critical }) => critical && oid !== OID.ocspNonce);
  if (strange !== undefined) throw unreadable('no critical extension but the nonce', strange.oid);
  const nonce = extensions.find(({ oid }) => oid === OID.ocspNonce)?.value;
  return { asked, ...(nonce === undefined ? {} : { nonce: judgedNonce(nonce) }) };
}

function askedIn(request: Element): OcspAsked {
  const what = 'certificate asked about';
  if (request.tag !== TAG.sequence) throw unreadable('SEQUENCE', `tag 0x${request.tag.toString(16)}`);
  const one = inside(request);
  const id = one.take(TAG.sequence, what);
  // Extensions of one of several: nothing here depends on any.
  one.takeIf(contextOf(0));
  one.end(what);
  const cursor = inside(id);
  const algorithm = inside(cursor.take(TAG.sequence, what));
  const digest = oidOf(algorithm.take(TAG.oid, what), what);
  algorithm.takeIf(TAG.nothing);
  algorithm.end(what);
  const [nameHash, keyHash] = [cursor.take(TAG.octets, what).content, cursor.take(TAG.octets, what).content];
  const serial = magnitudeOf(cursor.take(TAG.integer, what), what, 32);
  cursor.end(what);
  if (nameHash.length > 64 || keyHash.length > 64) throw unreadable('digests of at most 64 bytes', 'longer ones');
  return { der: id.whole, digest, nameHash: hexOf(nameHash), keyHash: hexOf(keyHash), serial: hexOf(serial).replace(/^0+(?=.)/, '') || '0' };
}

/** RFC 9654 section 2.1: an octet string of 1 to 128 bytes. A longer one would make the responder sign what somebody chose. */
function judgedNonce(value: Uint8Array): Uint8Array {
  const { content } = readDer(value, 'nonce', { tag: TAG.octets });
  if (content.length < 1 || content.length > 128) throw unreadable('a nonce of 1 to 128 bytes', `${content.length}`);
  return value;
}

/** The request in the last part of a path, as GET sends it (appendix A.1): base64, percent-encoded. Throws `Refused` (ASSAY-DER-007, ASSAY-CA-018). */
export function ocspRequestIn(path: string): Uint8Array {
  const part = path.slice(0, 2 * MOST_BYTES);
  try {
    return base64(decodeURIComponent(part), 'OCSP request');
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw unreadable('base64, percent-encoded', 'another escape');
  }
}

/** What is known of a certificate. `unknown`: never issued here; which is not the same as good. */
export type OcspStanding = { readonly is: 'good' | 'unknown' } | { readonly is: 'revoked'; readonly at: Instant; readonly reason: number };

function unreadable(expected: string, found: string): Refused {
  return new Refused(
    caFaults.fault('018', {
      message: 'the OCSP request cannot be read',
      field: 'OCSP request',
      expected,
      found,
      remedy: 'Send a request such as one of: openssl ocsp -issuer CA -cert CERT -url URL',
    }),
  );
}
