import { OID } from '../../core/der/oids.ts';
import { type Digest, Digest as Digests, type Json } from '../../core/index.ts';
import { readCertificate } from '../signature/certificate.ts';
import { bytes, type Fields, fieldsOf, list, object, parsed, present, text } from './field.ts';
import { PROVENANCE_LIMITS } from './limits.ts';

/** From when on and until when a key or an authority counts, both ends in it. Milliseconds since 1970. */
export interface TrustedSpan {
  readonly from: number;
  readonly until?: number;
}

export interface TrustedLog {
  readonly baseUrl: string;
  readonly ids: readonly Uint8Array[];
  readonly span: TrustedSpan;
}

/** Whom a verifier of Sigstore bundles trusts (sigstore_trustroot.proto): the operator's word, in the form in which instances publish it. */
export interface TrustedRoot {
  readonly digest: Digest;
  readonly logs: readonly TrustedLog[];
  /** The document, checked, for the library that verifies by it. */
  readonly document: Json;
}

const MEDIA_TYPES: readonly string[] = [
  'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  'application/vnd.dev.sigstore.trustedroot+json;version=0.2',
  'application/vnd.dev.sigstore.trustedroot.v0.2+json',
];
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

/** Reads and checks a trusted root. Throws `Refused` (ASSAY-PROVENANCE-002, -003, ASSAY-JSON-001 to -006, ASSAY-DER-001 to -006). */
export function readTrustedRoot(given: Uint8Array, file: string): TrustedRoot {
  const fields = fieldsOf('003', file);
  const document = parsed(given, fields, PROVENANCE_LIMITS.trustedRoot);
  const mediaType = text(document['mediaType'], fields, 'mediaType', 200);
  if (!MEDIA_TYPES.includes(mediaType)) throw fields.refuse('mediaType', MEDIA_TYPES.join(', '), mediaType);
  const all = (name: string) => list(document[name], fields, name, PROVENANCE_LIMITS.authorities);
  const logs = all('tlogs').map((one, at) => logOf(one, fields, `tlogs[${at}]`));
  for (const [at, one] of all('ctlogs').entries()) logOf(one, fields, `ctlogs[${at}]`);
  for (const [at, one] of all('certificateAuthorities').entries()) authorityOf(one, fields, `certificateAuthorities[${at}]`);
  for (const [at, one] of all('timestampAuthorities').entries()) {
    const field = `timestampAuthorities[${at}]`;
    const [leaf] = authorityOf(one, fields, field);
    // RFC 3161 section 2.3: the key of an authority signs moments and nothing else, and its certificate says so.
    if (leaf !== undefined && readCertificate(leaf).usages?.includes(TIME_STAMPING) !== true)
      throw fields.refuse(`${field}.certChain.certificates[0]`, `a certificate for time stamps (${OID.extKeyUsage})`, 'one for something else');
  }
  return { digest: Digests.of(given), logs, document };
}

function logOf(value: Json, fields: Fields, field: string): TrustedLog {
  const all = object(value, fields, field);
  const key = object(all['publicKey'], fields, `${field}.publicKey`);
  bytes(key['rawBytes'], fields, `${field}.publicKey.rawBytes`, 16 * 1024);
  text(key['keyDetails'], fields, `${field}.publicKey.keyDetails`, 100);
  const id = (name: string) => bytes(object(all[name], fields, `${field}.${name}`)['keyId'], fields, `${field}.${name}.keyId`, 64);
  return {
    baseUrl: text(all['baseUrl'], fields, `${field}.baseUrl`, 1000),
    ids: [id('logId'), ...(present(all['checkpointKeyId']) ? [id('checkpointKeyId')] : [])],
    span: spanOf(key['validFor'], fields, `${field}.publicKey.validFor`),
  };
}

function authorityOf(value: Json, fields: Fields, field: string): readonly Uint8Array[] {
  const all = object(value, fields, field);
  spanOf(all['validFor'], fields, `${field}.validFor`);
  const chain = object(all['certChain'], fields, `${field}.certChain`);
  const place = `${field}.certChain.certificates`;
  const certificates = list(chain['certificates'], fields, place, PROVENANCE_LIMITS.chain).map((one, at) =>
    bytes(object(one, fields, `${place}[${at}]`)['rawBytes'], fields, `${place}[${at}].rawBytes`, PROVENANCE_LIMITS.certificate),
  );
  if (certificates.length === 0) throw fields.refuse(place, 'one certificate or more', 'none');
  return certificates;
}

// sigstore_common.proto, TimeRange: `start` is always there, `end` may be left out, and both belong to the span. The library takes an absent start for the beginning of time.
function spanOf(value: Json | undefined, fields: Fields, field: string): TrustedSpan {
  const all = object(value, fields, field);
  const from = momentOf(all['start'], fields, `${field}.start`);
  if (!present(all['end'])) return { from };
  const until = momentOf(all['end'], fields, `${field}.end`);
  if (until < from) throw fields.refuse(`${field}.end`, 'a moment after its start', String(all['end']));
  return { from, until };
}

function momentOf(value: Json | undefined, fields: Fields, field: string): number {
  const said = text(value, fields, field, 40);
  const moment = MOMENT.test(said) ? Date.parse(said) : Number.NaN;
  if (Number.isNaN(moment)) throw fields.refuse(field, 'a moment of RFC 3339', said);
  return moment;
}
