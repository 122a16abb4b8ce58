import { canonicalJson, Digest, type Fault, type Json, Refused } from '../../core/index.ts';
import { isObjectId, type ObjectId } from '../git/object.ts';
import { codelogFaults } from './faults.ts';

/** What happened. `ref` says where a name of a repository points; the others are statements that are kept elsewhere, by digest. */
export const KINDS = ['change', 'review', 'build', 'release', 'ref', 'gate'] as const;
export type Kind = (typeof KINDS)[number];

export interface RefLeaf {
  readonly kind: 'ref';
  readonly repository: string;
  readonly ref: string;
  /** What the ref names: a commit, or the tag object on the way to it. */
  readonly object: ObjectId;
  readonly commit: ObjectId;
  /** The index of the entry before this one that speaks of the same ref. */
  readonly follows?: number;
}

export interface StatementLeaf {
  readonly kind: Exclude<Kind, 'ref'>;
  /** Of the file as it was submitted: an envelope with its signatures, where it is one. */
  readonly digest: Digest;
  /** Of what an envelope carries: the same under other signatures. */
  readonly payload?: Digest;
  readonly predicateType?: string;
  /** Of what it speaks, as `algorithm:hex`, sorted, each once. Names of subjects stay outside. */
  readonly subjects?: readonly string[];
  /** Opaque ids of who it is by. */
  readonly by?: readonly string[];
  readonly repository?: string;
  /** Digests of the key ids that an envelope names: a hint of whoever wrote it, by which a monitor finds what claims to be by a key. */
  readonly signers?: readonly Digest[];
}

export type Leaf = RefLeaf | StatementLeaf;

export const LEAF_LIMITS = { subjects: 256, by: 16, signers: 64, ref: 250, uri: 300 } as const;

// No `@`: an address of a person would stay in the log for ever.
const ID = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$/;
const REF = /^refs\/(?:heads|tags)\/[^\s~^:?*[\\\p{Cc}@]+$/u;
const URI = /^[a-z][a-z0-9+.-]*:[!-~]+$/;
const SHA256 = /^sha256:[0-9a-f]{64}$/;
const SUBJECT = /^[A-Za-z0-9]{1,20}:[0-9a-f]{32,128}$/;
const PREFIX = 'code.';

type Members = { readonly [member: string]: Json };
type Check = (value: Json) => boolean;

const text =
  (pattern: RegExp, most = 1000): Check =>
  (value) =>
    typeof value === 'string' && value.length <= most && pattern.test(value);
const sorted =
  (pattern: RegExp, most: number): Check =>
  (value) => {
    if (!Array.isArray(value) || value.length === 0 || value.length > most) return false;
    return value.every((one, i) => typeof one === 'string' && pattern.test(one) && (i === 0 || value[i - 1] < one));
  };
const objectId: Check = (value) => typeof value === 'string' && isObjectId(value);
const digest: Check = (value) => typeof value === 'string' && Digest.isText(value);

interface Member {
  readonly needed: boolean;
  readonly holds: Check;
  readonly expected: string;
}

const must = (expected: string, holds: Check): Member => ({ needed: true, expected, holds });
const may = (expected: string, holds: Check): Member => ({ needed: false, expected, holds });
const AN_ID = 'an opaque id: letters, digits and . _ : / -, at most 200, and no address of a person';

const REF_MEMBERS: Readonly<Record<string, Member>> = {
  repository: must(AN_ID, text(ID)),
  ref: must(`refs/heads/… or refs/tags/…, at most ${LEAF_LIMITS.ref} characters, without @`, text(REF, LEAF_LIMITS.ref)),
  object: must('a whole object id', objectId),
  commit: must('a whole commit id', objectId),
  follows: may('the index of an entry', (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0),
};
const STATEMENT_MEMBERS: Readonly<Record<string, Member>> = {
  digest: must('sha256: and 64 hex digits', digest),
  payload: may('sha256: and 64 hex digits', digest),
  predicateType: may('a URI of printable characters', text(URI, LEAF_LIMITS.uri)),
  subjects: may(`1 to ${LEAF_LIMITS.subjects} of algorithm:hex, sorted, each once`, sorted(SUBJECT, LEAF_LIMITS.subjects)),
  by: may(`1 to ${LEAF_LIMITS.by} opaque ids, sorted, each once, and no address of a person`, sorted(ID, LEAF_LIMITS.by)),
  repository: may(AN_ID, text(ID)),
  signers: may(`1 to ${LEAF_LIMITS.signers} of sha256: and 64 hex digits, sorted, each once`, sorted(SHA256, LEAF_LIMITS.signers)),
};

/** The type and body under which the ledger keeps a leaf. */
export function draftOf({ kind, ...body }: Leaf): { readonly type: string; readonly body: Json } {
  return { type: `${PREFIX}${kind}`, body: body as unknown as Json }; // A leaf is made of texts, numbers and lists of texts alone.
}

/** What makes two submissions the same: kind and body, without place and moment. */
export function identityOf(leaf: Leaf): Digest {
  const { type, body } = draftOf(leaf);
  return Digest.of(`${type}\n${canonicalJson(body)}`);
}

/** The leaf of an entry of a log; `undefined` where the entry is not one of ours, whoever wrote it. */
export function leafOf(type: string, body: Json): Leaf | undefined {
  const kind = KINDS.find((known) => `${PREFIX}${known}` === type);
  if (kind === undefined || wrong(kind, body).length > 0) return undefined;
  return { kind, ...(body as Members) } as unknown as Leaf; // `wrong` has looked at each member.
}

/** A leaf that somebody hands in. Throws `Refused` (ASSAY-CODELOG-001) with everything that is wrong with it. `place` names it. */
export function readLeaf(value: Json, place: string): Leaf {
  const { kind, ...body } = isObject(value) ? (value as Members) : ({} as Members);
  const known = KINDS.find((one) => one === kind);
  if (known === undefined) throw new Refused(unfit(`${place}.kind`, `one of ${KINDS.join(', ')}`, kind));
  const faults = wrong(known, body).map(({ member, expected, found }) => unfit(`${place}.${member}`, expected, found));
  if (faults.length > 0) throw new Refused(...faults);
  return { kind: known, ...body } as unknown as Leaf; // `wrong` has looked at each member.
}

function isObject(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(kind: Kind, body: Json): readonly { readonly member: string; readonly expected: string; readonly found: Json | undefined }[] {
  const members = kind === 'ref' ? REF_MEMBERS : STATEMENT_MEMBERS;
  if (!isObject(body)) return [{ member: 'body', expected: 'an object', found: body }];
  const given = body as Members;
  const bad: { member: string; expected: string; found: Json | undefined }[] = [];
  for (const member in members) {
    const { needed, holds, expected } = members[member] as Member;
    const value = given[member];
    if (value === undefined ? needed : !holds(value)) bad.push({ member, expected, found: value });
  }
  for (const member of Object.keys(given)) {
    if (!Object.hasOwn(members, member)) bad.push({ member: member.slice(0, 40), expected: 'no such member', found: member.slice(0, 40) });
  }
  return bad;
}

function unfit(field: string, expected: string, found: Json | undefined): Fault {
  return codelogFaults.fault('001', {
    message: `${field} is not ${expected}`,
    field,
    expected,
    found: found === undefined ? 'nothing' : (JSON.stringify(found) ?? '').slice(0, 120),
    remedy: 'The log takes digests and opaque ids alone, since what is in it cannot be erased. Keep the rest elsewhere.',
  });
}
