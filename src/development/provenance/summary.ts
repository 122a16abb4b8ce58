import { Instant, isInstantText, type Json } from '../../core/index.ts';
import type { ObjectId } from '../git/object.ts';
import { record } from '../statement/dsse.ts';
import { type Statement, statementBytes } from '../statement/statement.ts';
import { fieldsOf, list, object, present, text } from './field.ts';
import { PROVENANCE_LIMITS } from './limits.ts';
import type { SourceLevel } from './source-level.ts';

export const SUMMARY_V1 = 'https://slsa.dev/verification_summary/v1';
export const TWO_PARTY = 'SLSA_SOURCE_TWO_PARTY_REVIEWED';

/** A verification summary (SLSA 1.2, verification_summary/v1): what a verifier says that it found. */
export interface Summary {
  readonly verifier: string;
  /** As it is written; left out by some since edition 1.1. */
  readonly verifiedAt?: string;
  readonly resource: string;
  readonly policy: string;
  readonly passed: boolean;
  readonly levels: readonly string[];
  readonly inputs: number;
}

/** Reads the summary in a statement. Fields that it does not know are left alone, as the specification asks. Throws `Refused` (ASSAY-PROVENANCE-002, -005). */
export function readSummary({ predicateType, predicate }: Statement, file: string): Summary {
  const fields = fieldsOf('005', file);
  if (predicateType !== SUMMARY_V1) throw fields.refuse('predicateType', SUMMARY_V1, predicateType);
  const result = predicate['verificationResult'];
  if (result !== 'PASSED' && result !== 'FAILED') throw fields.refuse('predicate.verificationResult', 'PASSED or FAILED', String(result));
  const levels = list(predicate['verifiedLevels'], fields, 'predicate.verifiedLevels', 100).map((one, at) =>
    text(one, fields, `predicate.verifiedLevels[${at}]`, 200),
  );
  const tracks = levels.flatMap((level) => /^SLSA_([A-Z0-9]+)_LEVEL_/.exec(level)?.[1] ?? []);
  // "MUST NOT hold more than one level per track": of two, each reader would take another.
  if (new Set(tracks).size !== tracks.length) throw fields.refuse('predicate.verifiedLevels', 'one level of each track', levels.join(', '));
  const verifiedAt = present(predicate['timeVerified']) ? text(predicate['timeVerified'], fields, 'predicate.timeVerified', 40) : undefined;
  if (verifiedAt !== undefined && !isInstantText(verifiedAt)) throw fields.refuse('predicate.timeVerified', 'a moment of RFC 3339 in UTC', verifiedAt);
  return {
    verifier: text(object(predicate['verifier'], fields, 'predicate.verifier')['id'], fields, 'predicate.verifier.id'),
    resource: text(predicate['resourceUri'], fields, 'predicate.resourceUri'),
    policy: text(object(predicate['policy'], fields, 'predicate.policy')['uri'], fields, 'predicate.policy.uri'),
    passed: result === 'PASSED',
    levels,
    inputs: list(predicate['inputAttestations'], fields, 'predicate.inputAttestations', PROVENANCE_LIMITS.dependencies).length,
    ...(verifiedAt === undefined ? {} : { verifiedAt }),
  };
}

/**
 * The level of a track that a summary states; nothing where it states none. Source level 4 has no token of its own in SLSA 1.2: it is level 3 with the property that two parties
 * reviewed; `SLSA_SOURCE_LEVEL_4`, which others write, is read as the same.
 */
export function levelIn(levels: readonly string[], track: 'SOURCE' | 'BUILD'): number | undefined {
  const found = levels.map((one) => new RegExp(`^SLSA_${track}_LEVEL_([0-4])$`).exec(one)?.[1]).find((one) => one !== undefined);
  if (found === undefined) return undefined;
  return track === 'SOURCE' && found === '3' && levels.includes(TWO_PARTY) ? 4 : Number(found);
}

/** The tokens of a Source level: one of SLSA_SOURCE_LEVEL_0 to _3 (SLSA 1.2, source-requirements, `verifiedLevels`), and the property where each change was reviewed by a second person. */
export function tokensOf({ level, twoParty }: Pick<SourceLevel, 'level' | 'twoParty'>): readonly string[] {
  return [`SLSA_SOURCE_LEVEL_${Math.min(level, 3)}`, ...(twoParty ? [TWO_PARTY] : [])];
}

export interface SourceSummary {
  readonly source: SourceLevel;
  /** The level that the operator asks for: below it the summary says FAILED. */
  readonly wanted: number;
  readonly verifier: string;
  readonly version: string;
  readonly at: Instant;
  readonly repository: string;
  readonly commit: ObjectId;
  readonly tree?: ObjectId;
  readonly refs: readonly string[];
  readonly policy: { readonly uri: string; readonly digest?: string };
  /** What it was drawn from. */
  readonly inputs: readonly { readonly name: string; readonly digest: string }[];
  /** The release before, from which on it was looked at. */
  readonly since?: string;
}

/** A field of our own, which an address marks as such: from where on the commits were looked at. */
const SINCE = 'https://assay.invalid/attestation/source-since/v1';

/** The bytes of the statement that is signed: a Source VSA of SLSA 1.2. */
export function summaryStatement(given: SourceSummary): Uint8Array {
  const { source, wanted, verifier, version, at, repository, commit, tree, refs, policy, inputs, since } = given;
  const passed = source.level >= wanted;
  const predicate: { readonly [key: string]: Json } = {
    verifier: { id: verifier, version: { assay: version } },
    timeVerified: Instant.format(at),
    resourceUri: repository,
    policy: { uri: policy.uri, ...(policy.digest === undefined ? {} : { digest: { sha256: bare(policy.digest) } }) },
    inputAttestations: inputs.map(({ name, digest }) => ({ uri: `urn:assay:input:${name}`, digest: { sha256: bare(digest) } })),
    verificationResult: passed ? 'PASSED' : 'FAILED',
    verifiedLevels: passed ? [...tokensOf(source)] : ['FAILED'],
    slsaVersion: '1.2',
    ...(since === undefined ? {} : { [SINCE]: since }),
  };
  const digest = new Map([['gitCommit', commit as string], ...(tree === undefined ? [] : ([['gitTree', tree]] as const))]);
  return statementBytes({ subjects: [{ uri: repository, digest, annotations: { sourceRefs: [...refs] } }], predicateType: SUMMARY_V1, predicate });
}

const bare = (digest: string) => digest.replace(/^sha256:/, '');

/** The refs that the subject of a Source VSA names. */
export function refsIn({ annotations }: Statement['subjects'][number]): readonly string[] {
  const refs = record(annotations as Json | undefined)?.['sourceRefs'];
  return Array.isArray(refs) ? refs.filter((one): one is string => typeof one === 'string') : [];
}
