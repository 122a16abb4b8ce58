import { unarmoured } from '../../core/der/armour.ts';
import { hexOf, sameBytes } from '../../core/der/hex.ts';
import { OID } from '../../core/der/oids.ts';
import { context, contextOf, inside, readDer, TAG, within } from '../../core/der/read.ts';
import { instantOf, magnitudeOf, numberOf, wholeBits } from '../../core/der/value.ts';
import { type Instant, Refused } from '../../core/index.ts';
import {
  type AlternativeNames,
  type Extension,
  NO_NAMES,
  readAlternativeNames,
  readAuthorityKeyId,
  readConstraints,
  readExtensions,
  readKeyUsage,
  readUsages,
} from './extension.ts';
import { caFaults } from './faults.ts';
import { type Name, readName } from './name.ts';

/** A certificate of anybody, read and not verified: that its signature holds and its chain ends where it should is for whoever trusts it. */
export interface Certificate {
  readonly der: Uint8Array;
  /** What is signed. */
  readonly body: Uint8Array;
  /** Lower-case hex, no leading noughts. */
  readonly serial: string;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  /** DER SubjectPublicKeyInfo, not judged: `readPublicKey` judges it. */
  readonly publicKey: Uint8Array;
  /** What the bit string in it holds. */
  readonly keyBits: Uint8Array;
  readonly names: AlternativeNames;
  /** Object identifiers of extended usages; `undefined` where it says nothing, and so may be used for any. */
  readonly usages?: readonly string[];
  /** Bits of the key usage; `undefined` where it says nothing. */
  readonly keyUsage?: readonly number[];
  readonly authority: boolean;
  readonly pathLength?: number;
  readonly subjectKeyId?: Uint8Array;
  readonly authorityKeyId?: Uint8Array;
  readonly extensions: readonly Extension[];
  /** AlgorithmIdentifier in DER. */
  readonly signatureAlgorithm: Uint8Array;
  readonly signature: Uint8Array;
}

const MOST_BYTES = 32 * 1024;

/** Reads a certificate as DER, PEM or base64, at most 32 KiB of DER. Throws `Refused` (ASSAY-DER-…, ASSAY-CA-007). */
export function readCertificate(sent: Uint8Array): Certificate {
  const what = 'certificate';
  const der = unarmoured(sent, ['CERTIFICATE'], what, 2 * MOST_BYTES);
  const outer = inside(readDer(der, what, { most: MOST_BYTES }));
  const body = outer.take(TAG.sequence, what);
  const algorithm = outer.take(TAG.sequence, 'signature of the certificate').whole;
  const signature = wholeBits(outer.take(TAG.bits, 'signature of the certificate'), 'signature of the certificate');
  outer.end(what);

  const cursor = inside(body);
  const version = numberOf(
    within(cursor.take(contextOf(0), 'version of the certificate'), TAG.integer, 'version of the certificate'),
    'version of the certificate',
  );
  // Versions 1 and 2 have no extensions: nothing in them says what the key may be used for.
  if (version !== 2) throw unreadable('version of the certificate', 'version 3, written as 2', String(version));
  // RFC 5280 section 4.1.2.2 allows 20 bytes; there are manufacturers who write more.
  const number = magnitudeOf(cursor.take(TAG.integer, 'serial number'), 'serial number', 32);
  // RFC 5280 section 4.1.1.2: both say the same.
  if (!sameBytes(cursor.take(TAG.sequence, 'signature algorithm').whole, algorithm))
    throw unreadable('signature algorithm', 'the same within and without', 'another');
  const issuer = readName(cursor.take(TAG.sequence, 'issuer'), 'issuer');
  const validity = inside(cursor.take(TAG.sequence, 'validity'));
  const notBefore = instantOf(validity.any('start of validity'), 'start of validity');
  const notAfter = instantOf(validity.any('end of validity'), 'end of validity');
  validity.end('validity');
  const subject = readName(cursor.take(TAG.sequence, 'subject'), 'subject');
  const publicKey = cursor.take(TAG.sequence, 'public key');
  for (const tag of [context(1), context(2)]) cursor.takeIf(tag);
  const tagged = cursor.takeIf(contextOf(3));
  cursor.end(what);
  const extensions = tagged === undefined ? [] : readExtensions(within(tagged, TAG.sequence, 'extensions'), 'extensions');
  return {
    der,
    body: body.whole,
    serial: hexOf(number).replace(/^0+(?=.)/, '') || '0',
    issuer,
    subject,
    notBefore,
    notAfter,
    publicKey: publicKey.whole,
    keyBits: keyBitsOf(publicKey.whole),
    ...saidBy(extensions),
    extensions,
    signatureAlgorithm: algorithm,
    signature,
  };
}

/** The bits of the key within a SubjectPublicKeyInfo. */
export function keyBitsOf(spki: Uint8Array): Uint8Array {
  const cursor = inside(readDer(spki, 'public key'));
  cursor.take(TAG.sequence, 'public key');
  const bits = wholeBits(cursor.take(TAG.bits, 'public key'), 'public key');
  cursor.end('public key');
  return bits;
}

function saidBy(extensions: readonly Extension[]): Omit<Partial<Certificate>, 'names' | 'authority'> & Pick<Certificate, 'names' | 'authority'> {
  const value = (oid: string) => extensions.find((each) => each.oid === oid)?.value;
  const [names, usages, usage, constraints] = [value(OID.subjectAltName), value(OID.extKeyUsage), value(OID.keyUsage), value(OID.basicConstraints)];
  const [own, above] = [value(OID.subjectKeyIdentifier), value(OID.authorityKeyIdentifier)];
  const aboveId = above === undefined ? undefined : readAuthorityKeyId(above);
  return {
    names: names === undefined ? NO_NAMES : readAlternativeNames(names),
    ...(usages === undefined ? {} : { usages: readUsages(usages) }),
    ...(usage === undefined ? {} : { keyUsage: readKeyUsage(usage) }),
    ...(constraints === undefined ? { authority: false } : readConstraints(constraints)),
    ...(own === undefined ? {} : { subjectKeyId: readDer(own, 'subject key identifier', { tag: TAG.octets }).content }),
    ...(aboveId === undefined ? {} : { authorityKeyId: aboveId }),
  };
}

function unreadable(field: string, expected: string, found: string): Refused {
  return new Refused(
    caFaults.fault('007', {
      message: 'the certificate cannot be read',
      field,
      expected,
      found,
      remedy: 'Have it issued anew by an authority that keeps to RFC 5280.',
    }),
  );
}
