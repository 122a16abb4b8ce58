import { type Envelope, readEnvelope } from '../statement/dsse.ts';
import { readStatement, type Statement } from '../statement/statement.ts';
import { type Bundle, readBundle } from './bundle.ts';
import { fieldsOf, parsed } from './field.ts';
import { PROVENANCE_LIMITS } from './limits.ts';
import { PROVENANCE_V1, PROVENANCE_V02, type Provenance, readProvenance } from './slsa.ts';

/** A signed file, as a Sigstore bundle or as a bare DSSE envelope. */
export type Signed = { readonly form: 'bundle'; readonly bundle: Bundle } | { readonly form: 'envelope'; readonly envelope: Envelope };

/** Reads either, by its members. Throws `Refused` (as `readBundle` and `readEnvelope` do). */
export function readSigned(bytes: Uint8Array, file: string): Signed {
  const members = parsed(bytes, fieldsOf('001', file), PROVENANCE_LIMITS.bundle);
  return members['payloadType'] !== undefined && members['mediaType'] === undefined
    ? { form: 'envelope', envelope: readEnvelope(bytes, file) }
    : { form: 'bundle', bundle: readBundle(bytes, file) };
}

/** The statement in it, verified by nobody yet; nothing where there is none. Throws `Refused` (ASSAY-STATEMENT-002, -004, ASSAY-JSON-001 to -006). */
export function statementIn(signed: Signed, file: string): Statement | undefined {
  const envelope = signed.form === 'envelope' ? signed.envelope : signed.bundle.content.kind === 'envelope' ? signed.bundle.content.envelope : undefined;
  return envelope === undefined ? undefined : readStatement(envelope.payload, file, { older: true });
}

/** The provenance that a statement carries; nothing where it is of another type. Throws `Refused` (ASSAY-PROVENANCE-002, -004). */
export function provenanceIn(statement: Statement | undefined, file: string): Provenance | undefined {
  return statement?.predicateType === PROVENANCE_V1 || statement?.predicateType === PROVENANCE_V02 ? readProvenance(statement, file) : undefined;
}
