import { OID } from '../../core/der/oids.ts';
import { contextOf, inside, malformed, readDer, TAG, within } from '../../core/der/read.ts';
import { numberOf, oidOf } from '../../core/der/value.ts';
import { PROVENANCE_LIMITS } from './limits.ts';

const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const MOMENT = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d{1,9})?Z$/;

/**
 * The moment that a time stamp states (RFC 3161 section 2.4.2), in milliseconds since 1970. Its signature is not looked at here. Refuses an answer whose status is not that it was
 * granted, which the library does not ask. Throws `Refused` (ASSAY-DER-001 to -006).
 */
export function stampedMoment(answer: Uint8Array): number {
  const what = 'time stamp';
  const outer = inside(readDer(answer, what, { most: PROVENANCE_LIMITS.timestamp }));
  const status = numberOf(inside(outer.take(TAG.sequence, what)).take(TAG.integer, what), what);
  // granted (0) and grantedWithMods (1); with any other there is no token.
  if (status > 1) throw malformed('005', what, 'the status that it was granted', `the status ${status}`);
  const token = inside(outer.take(TAG.sequence, what));
  outer.end(what);
  const kind = oidOf(token.take(TAG.oid, what), what);
  if (kind !== OID.signedData) throw malformed('005', what, 'signed data (RFC 5652)', kind);
  const signed = inside(within(token.take(contextOf(0), what), TAG.sequence, what));
  signed.take(TAG.integer, what);
  signed.take(TAG.set, what);
  const content = inside(signed.take(TAG.sequence, what));
  const type = oidOf(content.take(TAG.oid, what), what);
  if (type !== TST_INFO) throw malformed('005', what, 'TSTInfo', type);
  const info = inside(readDer(within(content.take(contextOf(0), what), TAG.octets, what).content, what, { most: PROVENANCE_LIMITS.timestamp }));
  info.take(TAG.integer, what);
  info.take(TAG.oid, what);
  info.take(TAG.sequence, what);
  info.take(TAG.integer, what);
  const { content: written } = info.take(TAG.generalizedTime, what);
  const parts = MOMENT.exec(new TextDecoder().decode(written));
  const moment = parts === null ? Number.NaN : Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z`);
  if (Number.isNaN(moment)) throw malformed('005', what, 'a moment', 'another form');
  return moment;
}
