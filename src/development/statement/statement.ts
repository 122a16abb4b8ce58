import { type Fault, type Json, parseJson, Refused } from '../../core/index.ts';
import { kindOf, record, tooMuch } from './dsse.ts';
import { statementFaults } from './faults.ts';
import { STATEMENT_LIMITS } from './limits.ts';

export const STATEMENT_V1 = 'https://in-toto.io/Statement/v1';
/** The form before, in which much provenance still stands. */
const STATEMENT_V01 = 'https://in-toto.io/Statement/v0.1';

/** What a statement speaks of: some thing, by the digests of its bytes. The name is a label and binds nothing. */
export interface Subject {
  readonly name?: string;
  readonly uri?: string;
  /** By algorithm: `sha256`, `gitCommit`, `gitTree`, … each at least once. Hex of those that are known is of their length and in lower case. */
  readonly digest: ReadonlyMap<string, string>;
  /** What its maker says besides, such as the refs that pointed to a revision. */
  readonly annotations?: { readonly [key: string]: Json };
}

export interface Statement {
  readonly edition: 'v1' | 'v0.1';
  readonly subjects: readonly Subject[];
  readonly predicateType: string;
  /** As it stands; whoever knows the type reads on. An empty object where there was none. */
  readonly predicate: { readonly [key: string]: Json };
}

/** Lengths in hex digits. A digest of another length would name no bytes at all. */
const LENGTHS: Readonly<Record<string, readonly number[]>> = {
  md5: [32],
  sha1: [40],
  sha224: [56],
  sha256: [64],
  sha384: [96],
  sha512: [128],
  sha512_224: [56],
  sha512_256: [64],
  sha3_224: [56],
  sha3_256: [64],
  sha3_384: [96],
  sha3_512: [128],
  gitCommit: [40, 64],
  gitTree: [40, 64],
  gitBlob: [40, 64],
  gitTag: [40, 64],
};

export interface StatementReading {
  /** Whether the form v0.1 is taken too. */
  readonly older?: boolean;
  /** Whether the names of the fields in the protocol buffer, `type` and `predicate_type`, are taken too: so gittuf writes them. */
  readonly asProtobuf?: boolean;
}

/**
 * Reads an in-toto Statement (attestation framework, v1) from the payload of an envelope. Fields that it does not know are left alone, as the specification asks; those that it knows
 * have to be right. Nothing is proven by it: see `verifyEnvelope`. Throws `Refused` (ASSAY-STATEMENT-002, -004, ASSAY-JSON-001 to -006) with every fault found.
 */
export function readStatement(payload: Uint8Array, file: string, { older = false, asProtobuf = false }: StatementReading = {}): Statement {
  if (payload.length > STATEMENT_LIMITS.payload)
    throw new Refused(tooMuch(file, 'the statement', `at most ${STATEMENT_LIMITS.payload} bytes`, `${payload.length}`));
  const object = record(parseJson(textOf(payload, file), file, { bytes: STATEMENT_LIMITS.payload, depth: STATEMENT_LIMITS.depth }));
  if (object === undefined) throw new Refused(noStatement(file, '', 'an object', 'another value'));
  const faults: Fault[] = [];
  const say = (field: string, expected: string, found: string) => {
    if (faults.length < 100) faults.push(noStatement(file, field, expected, found));
  };
  // Two spellings of one field would be two types of one statement, each for another reader.
  const either = (field: string, other: string) => {
    if (!asProtobuf || object[other] === undefined) return object[field];
    if (object[field] !== undefined) say(other, `either ${field} or ${other}`, 'both');
    return object[other];
  };
  const type = either('_type', 'type');
  const edition = type === STATEMENT_V1 ? 'v1' : type === STATEMENT_V01 && older ? 'v0.1' : undefined;
  if (edition === undefined) say('_type', STATEMENT_V1, shown(type));
  const predicateType = either('predicateType', 'predicate_type');
  if (typeof predicateType !== 'string' || !isUri(predicateType)) say('predicateType', 'a URI', shown(predicateType));
  const predicate = object['predicate'];
  if (predicate !== undefined && predicate !== null && record(predicate) === undefined) say('predicate', 'an object', kindOf(predicate));
  const list = object['subject'];
  if (!Array.isArray(list) || list.length === 0) say('subject', 'a list of one subject or more', Array.isArray(list) ? 'an empty list' : kindOf(list));
  const subjects = Array.isArray(list) ? list : [];
  if (subjects.length > STATEMENT_LIMITS.subjects) throw new Refused(tooMuch(file, 'subject', `at most ${STATEMENT_LIMITS.subjects}`, `${subjects.length}`));
  const read = subjects.map((one: Json, at) => subjectOf(one, `subject[${at}]`, say));
  if (faults.length > 0 || edition === undefined || typeof predicateType !== 'string') throw new Refused(...faults);
  return { edition, subjects: read, predicateType, predicate: record(predicate) ?? {} };
}

/** A statement as the bytes that are signed. `subjects` and `predicate` are written as they are given. */
export function statementBytes({ subjects, predicateType, predicate }: Omit<Statement, 'edition'>): Uint8Array {
  return new TextEncoder().encode(
    JSON.stringify({
      _type: STATEMENT_V1,
      subject: subjects.map(({ name, uri, digest, annotations }) => ({
        ...(name === undefined ? {} : { name }),
        ...(uri === undefined ? {} : { uri }),
        digest: Object.fromEntries(digest),
        ...(annotations === undefined ? {} : { annotations }),
      })),
      predicateType,
      predicate,
    }),
  );
}

type Say = (field: string, expected: string, found: string) => void;

function subjectOf(value: Json, field: string, say: Say): Subject {
  const object = record(value);
  const digest = new Map<string, string>();
  if (object === undefined) {
    say(field, 'an object', kindOf(value));
    return { digest };
  }
  const entries = Object.entries(record(object['digest']) ?? {});
  if (entries.length === 0 || entries.length > STATEMENT_LIMITS.digests)
    say(`${field}.digest`, `an object of 1 to ${STATEMENT_LIMITS.digests} digests`, entries.length === 0 ? 'none' : `${entries.length}`);
  for (const [algorithm, text] of entries.slice(0, STATEMENT_LIMITS.digests)) {
    const lengths = Object.hasOwn(LENGTHS, algorithm) ? LENGTHS[algorithm] : undefined;
    const right =
      typeof text === 'string' && (lengths === undefined ? text !== '' && text.length <= 1024 : lengths.includes(text.length) && /^[0-9a-f]+$/.test(text));
    if (right) digest.set(algorithm, text);
    else say(`${field}.digest.${algorithm.slice(0, 40)}`, lengths === undefined ? 'a text' : `${lengths.join(' or ')} hex digits in lower case`, shown(text));
  }
  const [name, uri] = [label(object['name'], `${field}.name`, STATEMENT_LIMITS.name, say), label(object['uri'], `${field}.uri`, STATEMENT_LIMITS.uri, say)];
  const annotations = record(object['annotations']);
  return { ...(name === undefined ? {} : { name }), ...(uri === undefined ? {} : { uri }), digest, ...(annotations === undefined ? {} : { annotations }) };
}

function label(value: Json | undefined, field: string, most: number, say: Say): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value.length <= most) return value;
  say(field, `a text of at most ${most} letters`, shown(value));
  return undefined;
}

function isUri(text: string): boolean {
  return text.length <= STATEMENT_LIMITS.uri && /^[A-Za-z][A-Za-z0-9+.-]{0,30}:[^\s]+$/.test(text);
}

function shown(value: Json | undefined): string {
  return typeof value === 'string' ? `"${value.slice(0, 200)}"` : kindOf(value);
}

function textOf(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refused(noStatement(file, '', 'JSON in UTF-8', 'other bytes'));
  }
}

function noStatement(file: string, field: string, expected: string, found: string) {
  return statementFaults.fault('004', {
    message: `${file} is not a statement of in-toto`,
    file,
    ...(field === '' ? {} : { field }),
    expected,
    found,
    remedy: 'Ask whoever made it for an in-toto Statement v1.',
  });
}
