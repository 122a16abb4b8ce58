import { OID } from '../../core/der/oids.ts';
import { type Element, inside, malformed, TAG } from '../../core/der/read.ts';
import { oidOf, textOf } from '../../core/der/value.ts';
import { ascii, element, oid, sequence, setOf, utf8 } from '../../core/der/write.ts';
import { Refused } from '../../core/index.ts';
import { caFaults } from './faults.ts';

/** A distinguished name (RFC 5280 section 4.1.2.4). */
export interface Name {
  readonly der: Uint8Array;
  /** In the order in which they stand; of names with several values, one after the other. */
  readonly attributes: readonly { readonly type: string; readonly value: string }[];
}

const MOST_ATTRIBUTES = 16;
const MOST_LETTERS = 256;

/** Reads a name. Attributes of other kinds than text are refused. Throws `Refused` (ASSAY-DER-…). */
export function readName(name: Element, what: string): Name {
  const attributes = inside(name)
    .rest(what, MOST_ATTRIBUTES)
    .flatMap((relative) => {
      if (relative.tag !== TAG.set) throw malformed('003', what, 'SET', `tag 0x${relative.tag.toString(16)}`);
      return inside(relative).rest(what, 4);
    })
    .map((attribute) => {
      if (attribute.tag !== TAG.sequence) throw malformed('003', what, 'SEQUENCE', `tag 0x${attribute.tag.toString(16)}`);
      const cursor = inside(attribute);
      const type = oidOf(cursor.take(TAG.oid, what), what);
      const value = textOf(cursor.any(what), what, MOST_LETTERS);
      cursor.end(what);
      return { type, value };
    });
  return { der: name.whole, attributes };
}

/** The common name, where there is exactly one. */
export function commonNameOf({ attributes }: Name): string | undefined {
  const names = attributes.filter(({ type }) => type === OID.commonName);
  return names.length === 1 ? names[0]?.value : undefined;
}

const SHORT: ReadonlyMap<string, string> = new Map([
  [OID.commonName, 'CN'],
  [OID.serialNumber, 'serialNumber'],
  [OID.country, 'C'],
  [OID.organisation, 'O'],
  [OID.unit, 'OU'],
]);

/** For people: `CN=cam-17, O=Example`. Commas and the like are escaped (RFC 4514 section 2.4). */
export function nameText({ attributes }: Name): string {
  return attributes.map(({ type, value }) => `${SHORT.get(type) ?? type}=${value.replaceAll(/["+,;<>\\]/g, '\\$&')}`).join(', ');
}

const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]+$/;
// RFC 5280 appendix A.1: ub-common-name and ub-organization-name.
const MOST = 64;

/** One attribute, as PrintableString where its letters allow, else UTF8String. Throws `Refused` (ASSAY-CA-001). */
function attribute(type: string, value: string, field: string): Uint8Array {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (value.trim() === '' || value.length > MOST || !value.isWellFormed() || /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/.test(value))
    throw unfit(field, `1 to ${MOST} letters that can be shown`, value === '' ? 'nothing' : `${value.length} letters`);
  return setOf(sequence(oid(type), PRINTABLE.test(value) ? ascii(TAG.printable, value) : utf8(value)));
}

/** A name of an organisation, where one is given, and a common name. Throws `Refused` (ASSAY-CA-001). */
export function writeName(commonName: string, organisation?: string): Uint8Array {
  return element(
    TAG.sequence,
    ...(organisation === undefined ? [] : [attribute(OID.organisation, organisation, 'organisation')]),
    attribute(OID.commonName, commonName, 'name'),
  );
}

/** A fault of a name that cannot stand in a certificate. */
export function unfit(field: string, expected: string, found: string): Refused {
  return new Refused(
    caFaults.fault('001', {
      message: `the ${field} cannot stand in a certificate`,
      field,
      expected,
      found,
      remedy: 'Choose another, or correct what asks for it.',
    }),
  );
}
