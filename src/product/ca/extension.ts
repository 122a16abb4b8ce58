import { OID } from '../../core/der/oids.ts';
import { context, contextOf, type Element, inside, malformed, readDer, TAG } from '../../core/der/read.ts';
import { asciiOf, booleanOf, namedBits, numberOf, oidOf } from '../../core/der/value.ts';
import { ascii, boolean, element, explicit, namedBitString, octets, oid, sequence, smallInteger } from '../../core/der/write.ts';

/** One extension of a certificate, a request, or a list (RFC 5280 section 4.2). */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** What its octet string holds. */
  readonly value: Uint8Array;
}

const MOST = 48;

/** Reads a SEQUENCE of extensions; one that stands twice is refused, because readers differ in which they take. Throws `Refused` (ASSAY-DER-…). */
export function readExtensions(sequenceOf: Element, what: string): readonly Extension[] {
  const found = inside(sequenceOf)
    .rest(what, MOST)
    .map((each) => {
      if (each.tag !== TAG.sequence) throw malformed('003', what, 'SEQUENCE', `tag 0x${each.tag.toString(16)}`);
      const cursor = inside(each);
      const id = oidOf(cursor.take(TAG.oid, what), what);
      const marked = cursor.takeIf(TAG.boolean);
      const value = cursor.take(TAG.octets, what).content;
      cursor.end(what);
      return { oid: id, critical: marked !== undefined && booleanOf(marked, what), value };
    });
  const twice = found.find(({ oid: id }, i) => found.findIndex((other) => other.oid === id) !== i);
  if (twice !== undefined) throw malformed('005', what, 'each extension once', `${twice.oid} twice`);
  return found;
}

/** Other names of a subject that are used here, and the kinds of those that are not. */
export interface AlternativeNames {
  readonly dnsNames: readonly string[];
  readonly uris: readonly string[];
  /** Such as `ip` or `email`; `other` for what has an identifier of its own. */
  readonly others: readonly string[];
}

export const NO_NAMES: AlternativeNames = { dnsNames: [], uris: [], others: [] };
const KINDS = ['other', 'email', 'dns', 'x400', 'directory', 'edi', 'uri', 'ip', 'registered'];
const MOST_NAMES = 64;
const MOST_LETTERS = 512;

/** Reads GeneralNames (RFC 5280 section 4.2.1.6). Throws `Refused` (ASSAY-DER-…). */
export function readAlternativeNames(value: Uint8Array): AlternativeNames {
  const what = 'alternative names';
  const names = { dnsNames: [] as string[], uris: [] as string[], others: [] as string[] };
  for (const name of inside(readDer(value, what)).rest(what, MOST_NAMES)) {
    if (name.tag === context(2)) names.dnsNames.push(asciiOf(name, what, MOST_LETTERS));
    else if (name.tag === context(6)) names.uris.push(asciiOf(name, what, MOST_LETTERS));
    else names.others.push(KINDS[name.tag & 0x1f] ?? 'other');
  }
  return names;
}

/** Extended key usages, as object identifiers. */
export function readUsages(value: Uint8Array): readonly string[] {
  const what = 'extended key usage';
  return inside(readDer(value, what))
    .rest(what, 32)
    .map((each) => {
      if (each.tag !== TAG.oid) throw malformed('003', what, 'OBJECT IDENTIFIER', `tag 0x${each.tag.toString(16)}`);
      return oidOf(each, what);
    });
}

/** Whether it is an authority's, and how many may stand below it. */
export function readConstraints(value: Uint8Array): { readonly authority: boolean; readonly pathLength?: number } {
  const what = 'basic constraints';
  const cursor = inside(readDer(value, what));
  const marked = cursor.takeIf(TAG.boolean);
  const length = cursor.takeIf(TAG.integer);
  cursor.end(what);
  return { authority: marked !== undefined && booleanOf(marked, what), ...(length === undefined ? {} : { pathLength: numberOf(length, what) }) };
}

/** Bits of a key usage (RFC 5280 section 4.2.1.3). */
export const USAGE = { digitalSignature: 0, keyEncipherment: 2, keyCertSign: 5, crlSign: 6 } as const;

export function readKeyUsage(value: Uint8Array): readonly number[] {
  return namedBits(readDer(value, 'key usage', { tag: TAG.bits }), 'key usage');
}

/** The key identifier of an authority key identifier, where it names one. */
export function readAuthorityKeyId(value: Uint8Array): Uint8Array | undefined {
  return inside(readDer(value, 'authority key identifier')).takeIf(context(0))?.content;
}

// Writing. Each gives a whole Extension.

function extension(id: string, value: Uint8Array, critical = false): Uint8Array {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(value));
}

export const basicConstraints = (of: 'end' | { readonly pathLength?: number }): Uint8Array =>
  extension(
    OID.basicConstraints,
    of === 'end' ? sequence() : sequence(boolean(true), ...(of.pathLength === undefined ? [] : [smallInteger(of.pathLength)])),
    true,
  );
export const keyUsage = (...used: readonly (keyof typeof USAGE)[]): Uint8Array =>
  extension(OID.keyUsage, namedBitString(used.map((name) => USAGE[name])), true);
export const extendedUsage = (...usages: readonly string[]): Uint8Array => extension(OID.extKeyUsage, sequence(...usages.map(oid)));
export const subjectKeyId = (id: Uint8Array): Uint8Array => extension(OID.subjectKeyIdentifier, octets(id));
export const authorityKeyId = (id: Uint8Array): Uint8Array => extension(OID.authorityKeyIdentifier, sequence(element(context(0), id)));
export const ocspNoCheck = (): Uint8Array => extension(OID.ocspNoCheck, new Uint8Array([TAG.nothing, 0]));
export const crlNumber = (number: number): Uint8Array => extension(OID.crlNumber, smallInteger(number));
/** RFC 5280 section 5.2.4: critical, and the number of the full list that it adds to. */
export const deltaCrlIndicator = (base: number): Uint8Array => extension(OID.deltaCrlIndicator, smallInteger(base), true);

const uri = (text: string): Uint8Array => ascii(context(6), text);
/** DistributionPointName, by its full name. */
const fullName = (url: string): Uint8Array => explicit(0, element(contextOf(0), uri(url)));

/** Where the list that this certificate would stand on is to be had. */
export const crlDistributionPoint = (url: string): Uint8Array => extension(OID.crlDistributionPoints, sequence(sequence(fullName(url))));
/** Where the changes since the last full list are to be had. */
export const freshestCrl = (url: string): Uint8Array => extension(OID.freshestCrl, sequence(sequence(fullName(url))));
/** RFC 5280 section 5.2.5: this list has only those certificates that name the same address. Critical, so that nobody takes a part for the whole. */
export const issuingDistributionPoint = (url: string): Uint8Array => extension(OID.issuingDistributionPoint, sequence(fullName(url)), true);

/** Where to ask of this certificate, where somebody answers, and where its issuer's is to be had. */
export function authorityInfoAccess({ ocsp, issuer }: { readonly ocsp?: string; readonly issuer: string }): Uint8Array {
  const asked = ocsp === undefined ? [] : [sequence(oid(OID.accessOcsp), uri(ocsp))];
  return extension(OID.authorityInfoAccess, sequence(...asked, sequence(oid(OID.accessCaIssuers), uri(issuer))));
}

/** Empty where there are no such names. The subject is never empty here, so it is not critical. */
export function alternativeNames({ dnsNames, uris }: Pick<AlternativeNames, 'dnsNames' | 'uris'>): Uint8Array {
  if (dnsNames.length + uris.length === 0) return new Uint8Array();
  return extension(OID.subjectAltName, sequence(...dnsNames.map((name) => ascii(context(2), name)), ...uris.map(uri)));
}
