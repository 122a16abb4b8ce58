import type { Json } from '../../core/index.ts';
import { type Envelope, envelopeOf } from '../statement/dsse.ts';
import { bytes, count, type Fields, fieldsOf, list, object, parsed, present, text } from './field.ts';
import { PROVENANCE_LIMITS } from './limits.ts';

/** A Sigstore bundle (sigstore_bundle.proto), read strictly and not verified. What it does not name is not handed on, so that there are no two readings of one bundle. */
export interface Bundle {
  readonly version: '0.1' | '0.2' | '0.3';
  readonly signer: BundleSigner;
  readonly content: BundleContent;
  readonly entries: readonly LogEntry[];
  /** TimeStampResp of RFC 3161, in DER. */
  readonly timestamps: readonly Uint8Array[];
}

export type BundleSigner =
  | { readonly kind: 'certificate'; readonly chain: readonly Uint8Array[]; readonly asChain: boolean }
  | { readonly kind: 'key'; readonly hint: string };

export type BundleContent =
  | { readonly kind: 'message'; readonly algorithm: HashName; readonly digest: Uint8Array; readonly signature: Uint8Array }
  | { readonly kind: 'envelope'; readonly envelope: Envelope };

export const HASHES = { SHA2_256: 32, SHA2_384: 48, SHA2_512: 64 } as const;
export type HashName = keyof typeof HASHES;

export interface LogEntry {
  readonly index: bigint;
  readonly logId: Uint8Array;
  readonly kind: string;
  readonly version: string;
  /** Seconds since 1970; 0 where the log gives no moment. */
  readonly integratedTime: bigint;
  readonly promise?: Uint8Array;
  readonly proof?: LogEntryProof;
  readonly body: Uint8Array;
}

export interface LogEntryProof {
  readonly index: bigint;
  readonly size: bigint;
  readonly root: Uint8Array;
  readonly hashes: readonly Uint8Array[];
  readonly checkpoint?: string;
}

// The comment of `media_type` names these four and no pattern: a version that is not known is one whose rules are not known.
const MEDIA_TYPES: ReadonlyMap<string, Bundle['version']> = new Map([
  ['application/vnd.dev.sigstore.bundle+json;version=0.1', '0.1'],
  ['application/vnd.dev.sigstore.bundle+json;version=0.2', '0.2'],
  ['application/vnd.dev.sigstore.bundle+json;version=0.3', '0.3'],
  ['application/vnd.dev.sigstore.bundle.v0.3+json', '0.3'],
]);

/** Reads a bundle from the bytes of its file. Throws `Refused` (ASSAY-PROVENANCE-001, -002, ASSAY-JSON-001 to -006, ASSAY-STATEMENT-001 to -003). */
export function readBundle(given: Uint8Array, file: string): Bundle {
  const fields = fieldsOf('001', file);
  const all = parsed(given, fields, PROVENANCE_LIMITS.bundle);
  const mediaType = text(all['mediaType'], fields, 'mediaType', 200);
  const version = MEDIA_TYPES.get(mediaType);
  if (version === undefined) throw fields.refuse('mediaType', [...MEDIA_TYPES.keys()].join(', '), mediaType);
  const material = object(all['verificationMaterial'], fields, 'verificationMaterial');
  const entries = list(material['tlogEntries'], fields, 'verificationMaterial.tlogEntries', PROVENANCE_LIMITS.entries).map((one, at) =>
    entryOf(one, fields, `verificationMaterial.tlogEntries[${at}]`, version),
  );
  return { version, signer: signerOf(material, version, fields), content: contentOf(all, fields), entries, timestamps: timestampsOf(material, fields) };
}

function signerOf(material: { readonly [key: string]: Json }, version: Bundle['version'], fields: Fields): BundleSigner {
  const place = 'verificationMaterial';
  const named = ['publicKey', 'x509CertificateChain', 'certificate'].filter((name) => present(material[name]));
  // A oneof: of two, each reader would take another.
  if (named.length !== 1) throw fields.refuse(place, 'one of certificate, x509CertificateChain and publicKey', named.join(' and ') || 'none');
  const [name = ''] = named;
  const value = object(material[name], fields, `${place}.${name}`);
  if (name === 'publicKey') return { kind: 'key', hint: typeof value['hint'] === 'string' ? value['hint'].slice(0, 1000) : '' };
  const der = (one: Json | undefined, field: string) =>
    bytes(object(one, fields, field)['rawBytes'], fields, `${field}.rawBytes`, PROVENANCE_LIMITS.certificate);
  if (name === 'certificate') return { kind: 'certificate', chain: [der(material[name], `${place}.${name}`)], asChain: false };
  // Media type v0.3 has one certificate and no chain.
  if (version === '0.3') throw fields.refuse(`${place}.${name}`, 'one certificate, in a bundle v0.3', 'a chain');
  const chain = list(value['certificates'], fields, `${place}.${name}.certificates`, PROVENANCE_LIMITS.chain).map((one, at) =>
    der(one, `${place}.${name}.certificates[${at}]`),
  );
  if (chain.length === 0) throw fields.refuse(`${place}.${name}.certificates`, 'one certificate or more', 'none');
  return { kind: 'certificate', chain, asChain: true };
}

function contentOf(all: { readonly [key: string]: Json }, fields: Fields): BundleContent {
  const named = ['messageSignature', 'dsseEnvelope'].filter((name) => present(all[name]));
  if (named.length !== 1) throw fields.refuse('', 'one of messageSignature and dsseEnvelope', named.join(' and ') || 'none');
  if (named[0] === 'dsseEnvelope') {
    const envelope = envelopeOf(all['dsseEnvelope'] ?? null, fields.file);
    // sigstore_bundle.proto, `dsse_envelope`: one signature, else a log entry does not say which of them it saw.
    if (envelope.signatures.length !== 1) throw fields.refuse('dsseEnvelope.signatures', 'one signature', `${envelope.signatures.length}`);
    return { kind: 'envelope', envelope };
  }
  const message = object(all['messageSignature'], fields, 'messageSignature');
  const said = object(message['messageDigest'], fields, 'messageSignature.messageDigest');
  const algorithm = said['algorithm'];
  if (typeof algorithm !== 'string' || !Object.hasOwn(HASHES, algorithm))
    throw fields.refuse('messageSignature.messageDigest.algorithm', Object.keys(HASHES).join(', '), String(algorithm));
  const name = algorithm as HashName;
  const digest = bytes(said['digest'], fields, 'messageSignature.messageDigest.digest', 64);
  if (digest.length !== HASHES[name]) throw fields.refuse('messageSignature.messageDigest.digest', `${HASHES[name]} bytes`, `${digest.length}`);
  return { kind: 'message', algorithm: name, digest, signature: bytes(message['signature'], fields, 'messageSignature.signature', 64 * 1024) };
}

function timestampsOf(material: { readonly [key: string]: Json }, fields: Fields): readonly Uint8Array[] {
  const place = 'verificationMaterial.timestampVerificationData';
  if (!present(material['timestampVerificationData'])) return [];
  const data = object(material['timestampVerificationData'], fields, place);
  return list(data['rfc3161Timestamps'], fields, `${place}.rfc3161Timestamps`, PROVENANCE_LIMITS.entries).map((one, at) => {
    const field = `${place}.rfc3161Timestamps[${at}]`;
    return bytes(object(one, fields, field)['signedTimestamp'], fields, `${field}.signedTimestamp`, PROVENANCE_LIMITS.timestamp);
  });
}

function entryOf(value: Json, fields: Fields, field: string, version: Bundle['version']): LogEntry {
  const all = object(value, fields, field);
  const kind = object(all['kindVersion'], fields, `${field}.kindVersion`);
  const promise = present(all['inclusionPromise']) ? object(all['inclusionPromise'], fields, `${field}.inclusionPromise`) : undefined;
  const proof = present(all['inclusionProof']) ? proofOf(all['inclusionProof'], fields, `${field}.inclusionProof`) : undefined;
  // sigstore_bundle.proto: v0.1 has to have the promise, v0.2 and later the proof with its checkpoint.
  if (version === '0.1' && promise === undefined) throw fields.refuse(`${field}.inclusionPromise`, 'a promise, in a bundle v0.1', 'none');
  if (version !== '0.1' && proof?.checkpoint === undefined)
    throw fields.refuse(`${field}.inclusionProof`, `a proof with its checkpoint, in a bundle v${version}`, proof === undefined ? 'none' : 'no checkpoint');
  return {
    index: count(all['logIndex'], fields, `${field}.logIndex`),
    logId: bytes(object(all['logId'], fields, `${field}.logId`)['keyId'], fields, `${field}.logId.keyId`, 64),
    kind: text(kind['kind'], fields, `${field}.kindVersion.kind`, 40),
    version: text(kind['version'], fields, `${field}.kindVersion.version`, 40),
    integratedTime: count(all['integratedTime'], fields, `${field}.integratedTime`),
    ...(promise === undefined ? {} : { promise: bytes(promise['signedEntryTimestamp'], fields, `${field}.inclusionPromise.signedEntryTimestamp`, 16 * 1024) }),
    ...(proof === undefined ? {} : { proof }),
    body: bytes(all['canonicalizedBody'], fields, `${field}.canonicalizedBody`, PROVENANCE_LIMITS.body),
  };
}

function proofOf(value: Json, fields: Fields, field: string): LogEntryProof {
  const all = object(value, fields, field);
  const checkpoint = present(all['checkpoint'])
    ? text(object(all['checkpoint'], fields, `${field}.checkpoint`)['envelope'], fields, `${field}.checkpoint.envelope`, PROVENANCE_LIMITS.checkpoint)
    : undefined;
  const hash = (one: Json | undefined, at: string) => {
    const found = bytes(one, fields, at, 64);
    if (found.length !== 32) throw fields.refuse(at, 'a hash of 32 bytes', `${found.length} bytes`);
    return found;
  };
  const proof = {
    index: count(all['logIndex'], fields, `${field}.logIndex`),
    size: count(all['treeSize'], fields, `${field}.treeSize`),
    root: hash(all['rootHash'], `${field}.rootHash`),
    hashes: list(all['hashes'], fields, `${field}.hashes`, PROVENANCE_LIMITS.hashes).map((one, at) => hash(one, `${field}.hashes[${at}]`)),
    ...(checkpoint === undefined ? {} : { checkpoint }),
  };
  if (proof.index >= proof.size) throw fields.refuse(`${field}.logIndex`, `below the size of the tree, ${proof.size}`, `${proof.index}`);
  return proof;
}
