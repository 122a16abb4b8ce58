import { Digest, type Json, parseJson, Refused } from '../../core/index.ts';
import { envelopeOf, IN_TOTO, record } from '../statement/dsse.ts';
import { readStatement, type Statement } from '../statement/statement.ts';
import { type StatementKey, type VerifySignature, verifyEnvelope } from '../statement/verify.ts';
import { vexFaults } from './faults.ts';
import type { Subject, VexDocument } from './model.ts';
import { noStatements, VEX_LIMITS, vexOf } from './read.ts';

/** A key whose statements count, and what it is called. */
export interface NamedKey {
  readonly name: string;
  readonly key: StatementKey;
}

/** What somebody goes by when statements come in. The name of an author is not among it: it is a word in the document. */
export interface VexTrust {
  readonly keys: readonly NamedKey[];
  /** Of the bytes of files that were named as trusted. */
  readonly files: ReadonlySet<Digest>;
  readonly verify: VerifySignature;
}

/** Why a document counts, in words; or that it does not. */
export interface Standing {
  readonly trusted: boolean;
  /** `unsigned`, `signed by vendor.pub`, `named as trusted`. */
  readonly words: string;
}

export interface ReceivedVex {
  readonly file: string;
  readonly digest: Digest;
  readonly document: VexDocument;
  readonly standing: Standing;
  /** Of a statement of in-toto: the digests of what it is about, which bind it to these files. */
  readonly bound: Subject['hashes'];
}

/** What a predicate of each kind is called; by it a signature over something else is not taken for one over statements. */
const TYPES: Readonly<Record<VexDocument['format'], RegExp>> = {
  openvex: /^https:\/\/openvex\.dev\/ns(?:\/v[0-9.]+)?$/,
  cyclonedx: /^https:\/\/cyclonedx\.org\/(?:bom|vex)(?:\/v?[0-9.]+)?$/,
  csaf: /^https:\/\/docs\.oasis-open\.org\/csaf\//,
};

/**
 * Reads statements from a file: a document of VEX, or one in a DSSE envelope over a statement of in-toto. Throws `Refused` (ASSAY-VEX-001, -004, ASSAY-STATEMENT-001 to -004,
 * ASSAY-ADVISORY-002, ASSAY-JSON-…).
 */
export function receiveVex(bytes: Uint8Array, file: string, { keys, files, verify }: VexTrust): ReceivedVex {
  const digest = Digest.of(bytes);
  const value = parseJson(textOf(bytes, file), file, VEX_LIMITS);
  const named = files.has(digest);
  if (!isEnvelope(value)) {
    const standing = named ? { trusted: true, words: 'named as trusted' } : { trusted: false, words: 'unsigned' };
    return { file, digest, document: vexOf(value, file), standing, bound: [] };
  }
  const envelope = envelopeOf(value, file);
  const { ok, by, why } = verifyEnvelope(envelope, { keys: keys.map(({ key }) => key), payloadTypes: [IN_TOTO] }, verify);
  const signer = keys.find(({ key }) => by.includes(key))?.name;
  const statement = readStatement(envelope.payload, file, { older: true });
  const document = vexOf(statement.predicate, file);
  if (!TYPES[document.format].test(statement.predicateType)) throw new Refused(another(file, statement));
  const bound = statement.subjects.flatMap((subject) => [...subject.digest].map(([algorithm, hex]) => ({ algorithm, hex })));
  const standing = ok
    ? { trusted: true, words: `signed by ${signer}` }
    : named
      ? { trusted: true, words: 'named as trusted' }
      : { trusted: false, words: keys.length === 0 ? 'signed, and no key was named' : why };
  return { file, digest, document, standing, bound };
}

/** Without a mark of the order of bytes, where there is one. */
function textOf(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw noStatements(file, 'bytes that are not UTF-8');
  }
}

function isEnvelope(value: Json): boolean {
  const fields = record(value);
  return fields?.['payloadType'] !== undefined && fields['signatures'] !== undefined;
}

function another(file: string, { predicateType }: Statement) {
  return vexFaults.fault('004', {
    message: `${file} is signed as a statement of another kind than what stands in it`,
    file,
    field: 'predicateType',
    expected: 'https://openvex.dev/ns, or what the format is called',
    found: predicateType.slice(0, 200),
    remedy: 'Ask whoever signed it for a statement of the right kind.',
  });
}
