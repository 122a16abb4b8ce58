import { z } from '@hono/zod-openapi';
import { moment } from '../model.ts';

// What the page of the ledger reads. Everything that a browser checks for itself comes as it stands on the ledger: canonical text, signed note, hashes.

const seq = z.number().int().min(0);
const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const headAnswer = z
  .object({
    /** In one sentence. */
    answer: z.string(),
    origin: z.string(),
    size: z.number().int(),
    root: hash,
    /** C2SP signed note: tlog-checkpoint. */
    checkpoint: z.string(),
    /** `name+id+base64` of C2SP signed-note. */
    verifierKey: z.string(),
    /** When the newest entry was recorded. */
    recordedAt: moment.nullable(),
    /** Where the record does not verify: what was found first, and what can be done. Then it is shown as it stands, and nothing is judged by it. */
    fault: z.object({ code: z.string(), remedy: z.string() }).optional(),
    /** Types of entries that this version has words for. */
    types: z.array(z.object({ type: z.string(), means: z.string() })),
  })
  .openapi('LedgerHead');
export type HeadAnswer = z.infer<typeof headAnswer>;

export const entriesQuery = {
  /** A type, or its beginning up to a dot: `person`. */
  type: z
    .string()
    .regex(/^[a-z][a-z0-9.-]{0,99}$/)
    .optional(),
  /** Opaque id of a person. */
  actor: z.string().max(60).optional(),
  /** Every word must be in the entry's canonical JSON. */
  text: z.string().min(1).max(200).optional(),
  from: moment.optional(),
  to: moment.optional(),
  /** Entries behind this one, oldest first. */
  after: z.coerce.number().int().min(-1).optional(),
  /** Entries before this one, newest first; the newest of all when neither is given. */
  before: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

/** What an entry speaks of, so that a page can lead there. */
export const reference = z.object({
  kind: z.enum(['statement', 'claim', 'subject', 'control', 'map', 'standard', 'person', 'session', 'token', 'proposal', 'action', 'raw']),
  id: z.string(),
});
export type Reference = z.infer<typeof reference>;

const line = z.object({
  seq,
  recordedAt: moment,
  type: z.string(),
  /** The type in plain words. */
  means: z.string(),
  /** This entry in a few words: its subject and claim, its action and actor. */
  brief: z.string(),
  refers: z.array(reference),
});
export type EntryLine = z.infer<typeof line>;

export const entriesAnswer = z
  .object({
    answer: z.string(),
    size: z.number().int(),
    /** Newest first. */
    entries: z.array(line),
    /** Ask with `before` this for older ones; `null` where there are none. */
    older: z.number().int().nullable(),
    /** Ask with `after` this for newer ones. */
    newer: z.number().int().nullable(),
    /** How many entries were looked at: a search of a long ledger comes in pieces, also where nothing was found yet. */
    scanned: z.number().int(),
  })
  .openapi('LedgerEntries');
export type EntriesAnswer = z.infer<typeof entriesAnswer>;

export const entryAnswer = z
  .object({
    answer: z.string(),
    seq,
    recordedAt: moment,
    type: z.string(),
    means: z.string(),
    /** The bytes that were hashed, as text. */
    canonical: z.string(),
    leafHash: hash,
    refers: z.array(reference),
    /** The act that this fact was entered with, in the same append; `null` where it is an act itself or nobody's. */
    act: z.object({ seq, action: z.string(), actor: z.string().nullable(), via: z.string(), reason: z.string().nullable() }).nullable(),
    size: z.number().int(),
  })
  .openapi('LedgerEntry');
export type EntryAnswer = z.infer<typeof entryAnswer>;

/** As `assay ledger prove SEQ --json` prints it, and `assay ledger prove --check` takes it. */
export const proofAnswer = z
  .object({
    format: z.literal('assay-ledger-proof/1'),
    entry: z.string(),
    leafHash: hash,
    index: seq,
    treeSize: z.number().int(),
    path: z.array(hash),
    checkpoint: z.string(),
    verifierKey: z.string(),
  })
  .openapi('LedgerProof');
export type ProofAnswer = z.infer<typeof proofAnswer>;

export const consistencyQuery = { from: z.coerce.number().int().min(1), to: z.coerce.number().int().min(1).optional() };
export const consistencyAnswer = z
  .object({
    from: z.number().int(),
    fromRoot: hash,
    to: z.number().int(),
    toRoot: hash,
    path: z.array(hash),
    /** Newest signed checkpoint: where it is over `to` entries, its root is `toRoot`. */
    checkpoint: z.string(),
  })
  .openapi('LedgerConsistency');
export type ConsistencyAnswer = z.infer<typeof consistencyAnswer>;

export const verifyAnswer = z
  .object({
    answer: z.string(),
    ok: z.boolean(),
    size: z.number().int(),
    root: hash,
    checkpoints: z.number().int(),
    firstBad: z.number().int().nullable(),
    faults: z.array(z.object({ code: z.string(), message: z.string(), expected: z.string().optional(), found: z.string().optional() })),
    ms: z.number(),
  })
  .openapi('LedgerVerified');
export type VerifyAnswer = z.infer<typeof verifyAnswer>;

export const linesQuery = { from: z.coerce.number().int().min(0).default(0), to: z.coerce.number().int().min(0).optional() };
