import { unarmoured } from '../../core/der/armour.ts';
import { OID } from '../../core/der/oids.ts';
import { contextOf, type Element, inside, malformed, readDer, TAG } from '../../core/der/read.ts';
import { numberOf, oidOf, textOf, wholeBits } from '../../core/der/value.ts';
import { Refused } from '../../core/index.ts';
import { type AlternativeNames, NO_NAMES, readAlternativeNames, readConstraints, readExtensions, readUsages } from './extension.ts';
import { caFaults } from './faults.ts';
import { type Name, readName } from './name.ts';
import { type PublicKey, readPublicKey } from './public-key.ts';
import { familyOf, notAccepted, readSignatureAlgorithm, type SignatureAlgorithm } from './signature.ts';

/** A certification request (PKCS #10, RFC 2986), read and not yet believed: who holds the key is shown by `edge/possession.ts`, who may have the name by the caller. */
export interface CertificationRequest {
  /** The whole request: what a repeated one is known by (EST: 202). */
  readonly der: Uint8Array;
  /** What is signed. */
  readonly info: Uint8Array;
  readonly subject: Name;
  readonly publicKey: PublicKey;
  readonly algorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  /** RFC 2985 section 5.4.1; EST binds the request to its channel by it (RFC 7030 section 3.5). */
  readonly challengePassword?: string;
  /** Names and usages that it asks for. Nothing of it enters a certificate unread. */
  readonly asked: AlternativeNames & { readonly usages: readonly string[]; readonly authority: boolean };
  /** Attributes and extensions that are not known here, by object identifier. */
  readonly unknown: readonly string[];
  /** Attributes as they stand, known or not: for what other specifications define (RFC 9908). */
  readonly attributes: readonly { readonly oid: string; readonly values: readonly Element[] }[];
}

const MOST_BYTES = 16 * 1024;
const LABELS = ['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'];

/**
 * Reads a request as DER, PEM or base64. At most 16 KiB of DER.
 * Throws `Refused`: ASSAY-DER-… where it is malformed, ASSAY-CA-003 for a weak key, -004 for what is no request of version 1, -006 for its signature algorithm.
 */
export function readRequest(sent: Uint8Array): CertificationRequest {
  const what = 'certification request';
  const der = unarmoured(sent, LABELS, what, 2 * MOST_BYTES);
  const outer = inside(readDer(der, what, { most: MOST_BYTES }));
  const info = outer.take(TAG.sequence, what);
  const algorithm = readSignatureAlgorithm(outer.take(TAG.sequence, 'signature of the request'), 'signature of the request');
  const signature = wholeBits(outer.take(TAG.bits, 'signature of the request'), 'signature of the request');
  outer.end(what);

  const cursor = inside(info);
  const version = numberOf(cursor.take(TAG.integer, 'version of the request'), 'version of the request');
  if (version !== 0) throw notARequest('version 1, written as 0', String(version));
  const subject = readName(cursor.take(TAG.sequence, 'subject of the request'), 'subject of the request');
  const publicKey = readPublicKey(cursor.take(TAG.sequence, 'public key'));
  // RFC 2986 has the attributes always; some leave out the empty set.
  const tagged = cursor.takeIf(contextOf(0));
  cursor.end(what);
  if (algorithm.family !== familyOf(publicKey.kind))
    throw notAccepted('signature of the request', `a signature by its key, ${publicKey.kind}`, `one of another kind, ${algorithm.family}`);

  const attributes = tagged === undefined ? [] : attributesOf(tagged);
  const challenge = attributes.find(({ oid }) => oid === OID.challengePassword);
  return {
    der,
    info: info.whole,
    subject,
    publicKey,
    algorithm,
    signature,
    ...(challenge === undefined ? {} : { challengePassword: challengeOf(challenge.values) }),
    ...askedIn(attributes),
    attributes,
  };
}

type Attributes = CertificationRequest['attributes'];

function attributesOf(tagged: Element): Attributes {
  const what = 'attributes of the request';
  const attributes = inside(tagged)
    .rest(what, 32)
    .map((each) => {
      if (each.tag !== TAG.sequence) throw malformed('003', what, 'SEQUENCE', `tag 0x${each.tag.toString(16)}`);
      const cursor = inside(each);
      const oid = oidOf(cursor.take(TAG.oid, what), what);
      const values = inside(cursor.take(TAG.set, what)).rest(what, 16);
      cursor.end(what);
      return { oid, values };
    });
  for (const once of [OID.challengePassword, OID.extensionRequest]) {
    if (attributes.filter(({ oid }) => oid === once).length > 1) throw malformed('005', what, 'each attribute once', `${once} twice`);
  }
  return attributes;
}

function challengeOf(values: readonly Element[]): string {
  const what = 'challenge password';
  const [value, ...more] = values;
  if (value === undefined || more.length > 0) throw malformed('005', what, 'one value', `${values.length}`);
  return textOf(value, what, 255);
}

function askedIn(attributes: Attributes): Pick<CertificationRequest, 'asked' | 'unknown'> {
  const what = 'extensions of the request';
  const values = attributes.find(({ oid }) => oid === OID.extensionRequest)?.values ?? [];
  if (values.length > 1 || (values[0] !== undefined && values[0].tag !== TAG.sequence)) throw malformed('005', what, 'one sequence', `${values.length} values`);
  const extensions = values[0] === undefined ? [] : readExtensions(values[0], what);
  const value = (oid: string) => extensions.find((each) => each.oid === oid)?.value;
  const [names, usages, constraints] = [value(OID.subjectAltName), value(OID.extKeyUsage), value(OID.basicConstraints)];
  return {
    asked: {
      ...(names === undefined ? NO_NAMES : readAlternativeNames(names)),
      usages: usages === undefined ? [] : readUsages(usages),
      authority: constraints !== undefined && readConstraints(constraints).authority,
    },
    unknown: [
      ...attributes.map(({ oid }) => oid).filter((oid) => oid !== OID.challengePassword && oid !== OID.extensionRequest),
      ...extensions.map(({ oid }) => oid).filter((oid) => !READ.has(oid)),
    ],
  };
}

// A requested key usage is settled by the profile, so it is no news; it is read with the certificate.
const READ: ReadonlySet<string> = new Set([OID.subjectAltName, OID.extKeyUsage, OID.basicConstraints, OID.keyUsage]);

function notARequest(expected: string, found: string): Refused {
  return new Refused(
    caFaults.fault('004', {
      message: 'the certification request cannot be read',
      field: 'version of the request',
      expected,
      found,
      remedy: 'Send a PKCS #10 request, such as one of: openssl req -new -key KEY -subj /CN=NAME',
    }),
  );
}
