import { type Element, inside, malformed, readDer, TAG } from '../../core/der/read.ts';
import { oidOf } from '../../core/der/value.ts';
import { Refused } from '../../core/index.ts';
import { MOST_BYTES, readCbor } from './cbor.ts';
import { attestationFaults } from './faults.ts';

/** One statement about hardware as it was sent: by which format to read it, and nothing of it read yet. */
export type Statement =
  | { readonly format: 'psa'; readonly bytes: Uint8Array; readonly beside: readonly Uint8Array[] }
  | { readonly format: 'tpm'; readonly bytes: Uint8Array; readonly beside: readonly Uint8Array[] }
  | { readonly format: 'other'; readonly bytes: Uint8Array; readonly called: string };

/** The attribute of a request that carries statements: registered as id-aa-evidence, called id-aa-attestation by newer drafts of LAMPS CSR attestation. */
export const ATTESTATION_ATTRIBUTE = '1.2.840.113549.1.9.16.2.59';
/** tcg-attest-tpm-certify, of the registry of the Trusted Computing Group. */
const TPM_CERTIFY = '2.23.133.20.1';
/** A conceptual message wrapper (id-pe-cmw), as CBOR or JSON. */
const WRAPPER = '1.3.6.1.5.5.7.1.35';
/** Content formats of application/eat+cwt, alone and with the profile of RFC 9783. */
const EAT_FORMATS: readonly bigint[] = [263n, 10003n];
const MOST_STATEMENTS = 4;
const MOST_CERTIFICATES = 8;
const WHAT = 'attestation of the request';

/**
 * Reads an AttestationBundle (or an EvidenceBundle of older drafts, which is the same but for a hint beside each statement). The certificates in it may belong to any of its statements.
 * Throws `Refused` (ASSAY-ATTESTATION-001 to -004, ASSAY-DER-…).
 */
export function readBundle(der: Uint8Array): readonly Statement[] {
  const cursor = inside(readDer(der, WHAT, { most: MOST_BYTES }));
  const statements = inside(cursor.take(TAG.sequence, WHAT)).rest(WHAT, MOST_STATEMENTS);
  const certificates = cursor.takeIf(TAG.sequence);
  cursor.end(WHAT);
  if (statements.length === 0) throw unreadable('one statement or more', 'none');
  // Certificates in other forms ([3]) are nothing that is read here.
  const beside = (certificates === undefined ? [] : inside(certificates).rest(WHAT, MOST_CERTIFICATES))
    .filter(({ tag }) => tag === TAG.sequence)
    .map(({ whole }) => whole);
  return statements.map((one) => statementOf(one, beside));
}

/** The attribute of a request: at most one, with one bundle in it. `undefined`: the request offers none. Throws `Refused` as `readBundle`. */
export function offeredIn(attributes: readonly { readonly oid: string; readonly values: readonly Element[] }[]): readonly Statement[] | undefined {
  const found = attributes.filter(({ oid }) => oid === ATTESTATION_ATTRIBUTE);
  if (found.length === 0) return undefined;
  const values = found.flatMap((each) => each.values);
  const [value] = values;
  if (values.length !== 1 || value === undefined)
    throw unreadable('one attribute with one bundle in it', `${found.length} attributes, ${values.length} bundles`);
  return readBundle(value.whole);
}

function statementOf(element: Element, beside: readonly Uint8Array[]): Statement {
  if (element.tag !== TAG.sequence) throw malformed('003', WHAT, 'SEQUENCE', `tag 0x${element.tag.toString(16)}`);
  const cursor = inside(element);
  const type = oidOf(cursor.take(TAG.oid, WHAT), WHAT);
  const statement = cursor.any(WHAT);
  cursor.takeIf(TAG.utf8);
  cursor.end(WHAT);
  if (type === TPM_CERTIFY) return { format: 'tpm', bytes: statement.whole, beside };
  if (type !== WRAPPER) return { format: 'other', bytes: statement.whole, called: type };
  if (statement.tag !== TAG.octets) return { format: 'other', bytes: statement.whole, called: 'a wrapper in JSON' };
  return unwrapped(statement.content, beside);
}

/** A record of a conceptual message: what it is, and its bytes. */
function unwrapped(bytes: Uint8Array, beside: readonly Uint8Array[]): Statement {
  const read = readCbor(bytes, 'wrapper of a message');
  const [type, value, ...rest] = read.is === 'list' ? read.value : [];
  if (type === undefined || value?.is !== 'bytes' || rest.length > 1) throw unreadable('a record of two or three parts', 'something else');
  const token =
    (type.is === 'number' && EAT_FORMATS.includes(type.value)) ||
    (type.is === 'text' && type.value.split(';')[0]?.trim().toLowerCase() === 'application/eat+cwt');
  if (!token) return { format: 'other', bytes, called: 'a wrapper of another type' };
  return { format: 'psa', bytes: value.value, beside };
}

function unreadable(expected: string, found: string): Refused {
  return new Refused(
    attestationFaults.fault('001', {
      message: 'the evidence cannot be read',
      field: WHAT,
      expected,
      found,
      remedy: 'Send an AttestationBundle in the attribute 1.2.840.113549.1.9.16.2.59, as docs/product-attestation.md shows.',
    }),
  );
}
