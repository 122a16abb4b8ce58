import { hexOf, sameBytes } from '../../core/der/hex.ts';
import { OID } from '../../core/der/oids.ts';
import { context, contextOf, type Element, inside, malformed, readDer, TAG, within } from '../../core/der/read.ts';
import { asciiOf, booleanOf, instantOf, magnitudeOf, namedBits, numberOf, oidOf, textOf, wholeBits } from '../../core/der/value.ts';
import { Refused } from '../../core/index.ts';
import { fingerprintOf } from './fingerprint.ts';
import { algorithmIn, type X509Algorithm } from './x509-algorithm.ts';

/** A certificate of whoever signed a commit, or of one above it (RFC 5280), read for that alone, and not verified. Moments are seconds since 1970. */
export interface Certificate {
  readonly der: Uint8Array;
  /** `SHA256:…` of the DER. */
  readonly id: string;
  readonly body: Uint8Array;
  /** Lower-case hex, no leading noughts. */
  readonly serial: string;
  readonly issuer: Uint8Array;
  readonly issuerName: string;
  readonly subject: Uint8Array;
  /** `email:…`, `uri:…`, `name:…`. */
  readonly subjects: readonly string[];
  readonly begins: number;
  readonly ends: number;
  readonly spki: Uint8Array;
  readonly authority: boolean;
  readonly pathLength?: number;
  readonly keyUsage?: readonly number[];
  readonly usages?: readonly string[];
  readonly keyId?: Uint8Array;
  /** The OpenID provider that Fulcio took the subject from. */
  readonly provider?: string;
  /** Critical extensions that are not read here: whoever does not understand them may not use the certificate (RFC 5280 section 4.2). */
  readonly notUnderstood: readonly string[];
  /** Extensions that are not read here, by their ids: their values as they stand. */
  readonly others: ReadonlyMap<string, Uint8Array>;
  readonly algorithm?: X509Algorithm;
  readonly signature: Uint8Array;
}

const MOST_BYTES = 64 * 1024;
const EMAIL = '1.2.840.113549.1.9.1';
// Fulcio's own (oid-info.md of sigstore/fulcio): the first as bare bytes, the second as UTF8String.
const [PROVIDER_V1, PROVIDER_V2] = ['1.3.6.1.4.1.57264.1.1', '1.3.6.1.4.1.57264.1.8'];

/** Reads a certificate in DER, at most 64 KiB. Throws `Refused` (ASSAY-DER-…). */
export function readCertificate(der: Uint8Array): Certificate {
  const what = 'certificate';
  const outer = inside(readDer(der, what, { most: MOST_BYTES }));
  const body = outer.take(TAG.sequence, what);
  const algorithm = outer.take(TAG.sequence, 'signature of the certificate');
  const signature = wholeBits(outer.take(TAG.bits, 'signature of the certificate'), 'signature of the certificate');
  outer.end(what);
  const cursor = inside(body);
  const version = numberOf(within(cursor.take(contextOf(0), 'version'), TAG.integer, 'version'), 'version');
  if (version !== 2) throw malformed('005', 'version of the certificate', 'version 3', String(version + 1));
  const serial = hexOf(magnitudeOf(cursor.take(TAG.integer, 'serial number'), 'serial number', 32)).replace(/^0+(?=.)/, '') || '0';
  if (!sameBytes(cursor.take(TAG.sequence, 'signature algorithm').whole, algorithm.whole))
    throw malformed('005', 'signature algorithm', 'the same within and without', 'another');
  const issuer = cursor.take(TAG.sequence, 'issuer');
  const validity = inside(cursor.take(TAG.sequence, 'validity'));
  // RFC 5280 section 4.1.2.5: the last second is in it.
  const [begins, ends] = [instantOf(validity.any('validity'), 'validity') / 1000, instantOf(validity.any('validity'), 'validity') / 1000 + 1];
  validity.end('validity');
  const subject = cursor.take(TAG.sequence, 'subject');
  const spki = cursor.take(TAG.sequence, 'public key').whole;
  for (const tag of [context(1), context(2)]) cursor.takeIf(tag);
  const tagged = cursor.takeIf(contextOf(3));
  cursor.end(what);
  const said = extensionsIn(tagged === undefined ? undefined : within(tagged, TAG.sequence, 'extensions'));
  const accepted = algorithmIn(algorithm, 'signature of the certificate');
  const names = nameParts(subject);
  return {
    der,
    id: fingerprintOf(der),
    body: body.whole,
    serial,
    issuer: issuer.whole,
    issuerName: nameParts(issuer).find(({ kind }) => kind === OID.commonName)?.value ?? '',
    subject: subject.whole,
    begins,
    ends,
    spki,
    signature,
    ...(accepted === undefined ? {} : { algorithm: accepted }),
    ...said,
    subjects: [
      ...said.subjects,
      ...names.flatMap(({ kind, value }) => (kind === EMAIL ? [`email:${value}`] : kind === OID.commonName ? [`name:${value}`] : [])),
    ],
  };
}

/** The parts of a distinguished name that are text. What is written in letters that are not read is left out: nobody is found by it. */
function nameParts(name: Element): readonly { readonly kind: string; readonly value: string }[] {
  return inside(name)
    .rest('name', 64)
    .flatMap((set) =>
      inside(set)
        .rest('part of a name', 16)
        .flatMap((part) => {
          const cursor = inside(part);
          const kind = oidOf(cursor.take(TAG.oid, 'part of a name'), 'part of a name');
          const value = cursor.any('part of a name');
          try {
            return [{ kind, value: textOf(value, 'part of a name', 500) }];
          } catch (error) {
            if (!(error instanceof Refused)) throw error;
            return [];
          }
        }),
    );
}

type Said = Pick<Certificate, 'authority' | 'pathLength' | 'keyUsage' | 'usages' | 'keyId' | 'provider' | 'notUnderstood' | 'others' | 'subjects'>;

function extensionsIn(all: Element | undefined): Said {
  const found: { -readonly [K in keyof Said]: Said[K] } = { authority: false, notUnderstood: [], others: new Map(), subjects: [] };
  const others = new Map<string, Uint8Array>();
  const seen = new Set<string>();
  for (const extension of all === undefined ? [] : inside(all).rest('extensions', 64)) {
    const cursor = inside(extension);
    const name = oidOf(cursor.take(TAG.oid, 'extension'), 'extension');
    const flag = cursor.takeIf(TAG.boolean);
    const critical = flag !== undefined && booleanOf(flag, 'extension');
    const value = cursor.take(TAG.octets, 'extension').content;
    cursor.end('extension');
    // RFC 5280 section 4.2: each once; of two, readers would take different ones.
    if (seen.has(name)) throw malformed('005', 'extensions', 'each once', name);
    seen.add(name);
    if (understood(name, value, found)) continue;
    others.set(name, value);
    if (critical) found.notUnderstood = [...found.notUnderstood, name];
  }
  return { ...found, others };
}

function understood(name: string, value: Uint8Array, found: { -readonly [K in keyof Said]: Said[K] }): boolean {
  switch (name) {
    case OID.basicConstraints: {
      const cursor = inside(readDer(value, 'basic constraints'));
      const flag = cursor.takeIf(TAG.boolean);
      const length = cursor.takeIf(TAG.integer);
      cursor.end('basic constraints');
      found.authority = flag !== undefined && booleanOf(flag, 'basic constraints');
      if (length !== undefined) found.pathLength = numberOf(length, 'basic constraints');
      return true;
    }
    case OID.keyUsage:
      found.keyUsage = namedBits(readDer(value, 'key usage', { tag: TAG.bits }), 'key usage');
      return true;
    case OID.extKeyUsage:
      found.usages = inside(readDer(value, 'extended key usage'))
        .rest('extended key usage', 32)
        .map((one) => oidOf(one, 'extended key usage'));
      return true;
    case OID.subjectKeyIdentifier:
      found.keyId = readDer(value, 'key identifier', { tag: TAG.octets }).content;
      return true;
    case OID.authorityKeyIdentifier:
      return true;
    case OID.subjectAltName:
      found.subjects = inside(readDer(value, 'alternative names'))
        .rest('alternative names', 64)
        .flatMap((one) => {
          if (one.tag === context(1)) return [`email:${asciiOf(one, 'alternative names', 500)}`];
          return one.tag === context(6) ? [`uri:${asciiOf(one, 'alternative names', 500)}`] : [];
        });
      return true;
    case PROVIDER_V1:
      found.provider ??= asciiOf({ tag: TAG.ia5, content: value, whole: value }, 'provider', 500);
      return true;
    case PROVIDER_V2:
      found.provider = textOf(readDer(value, 'provider', { tag: TAG.utf8 }), 'provider', 500);
      return true;
    default:
      return false;
  }
}
