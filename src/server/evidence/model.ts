import { z } from '@hono/zod-openapi';
import { VERDICTS } from '../../assurance/model.ts';
import { LAYERS } from '../../core/index.ts';
import { evidenceSchema, METHODS } from '../../evidence/model.ts';
import { digest, json, judgedAt, moment } from '../model.ts';

// What the page of evidence reads and sends. A statement has one shape everywhere: evidence/model.ts.

const method = z.enum(METHODS);
const layer = z.enum(LAYERS);
const verdict = z.enum(VERDICTS);
const seq = z.number().int().min(0);

export const GROUPINGS = ['subject', 'claim', 'source', 'age', 'layer'] as const;
export const SORTS = ['seen', '-seen', 'expiry', '-expiry', 'entry', '-entry'] as const;

const short = z.string().min(1).max(300);
/** What is shown of all that was seen. */
export const evidenceFilter = {
  at: moment.optional(),
  /** With its variants and members. */
  subject: short.optional(),
  claim: short.optional(),
  layer: layer.optional(),
  source: short.optional(),
  method: method.optional(),
  state: z.enum(['fresh', 'expired']).optional(),
  /** Every word must be in the statement. */
  text: z.string().min(1).max(200).optional(),
};

export const evidenceQuery = {
  ...evidenceFilter,
  sort: z.enum(SORTS).default('-seen'),
  group: z.enum(GROUPINGS).optional(),
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
};

/** As evidence/model.ts has it, with the name by which OpenAPI speaks of any value. */
const given = evidenceSchema.extend({ value: json });

/** A statement at a moment: how much of its validity is left. */
export const statement = given
  .extend({
    seq,
    recordedAt: moment,
    layer: layer.nullable(),
    state: z.enum(['fresh', 'expired']),
    expiresAt: moment,
    /** Of its validity, what is left: 1 when just seen, 0 when it has lapsed. */
    left: z.number().min(0).max(1),
  })
  .openapi('Statement');
export type Statement = z.infer<typeof statement>;

export const evidenceGroup = z.object({
  key: z.string(),
  statements: z.number().int(),
  fresh: z.number().int(),
  lastSeen: moment,
  /** The soonest lapse of what is fresh. */
  nextExpiry: moment.nullable(),
});
export type EvidenceGroup = z.infer<typeof evidenceGroup>;

export const evidenceList = judgedAt
  .extend({
    /** In one sentence. */
    answer: z.string(),
    /** Of what the filters let through. */
    total: z.number().int(),
    fresh: z.number().int(),
    /** Of the service, whatever the filters. */
    all: z.number().int(),
    statements: z.array(statement),
    next: z.string().nullable(),
    groups: z.array(evidenceGroup),
    /** Groups that are not listed. */
    groupsLeftOut: z.number().int(),
    /** What can be chosen in the filters. */
    facets: z.object({ sources: z.array(z.string()), claims: z.array(z.string()), methods: z.array(method), subjects: z.array(z.string()) }),
  })
  .openapi('EvidenceList');
export type EvidenceList = z.infer<typeof evidenceList>;

export const evidenceOne = judgedAt
  .extend({
    answer: z.string(),
    statement,
    /** Canonical JSON as it was hashed, and its leaf hash. */
    canonical: z.string(),
    leafHash: z.string(),
    digest,
    /** 4 for a drill down to 0. */
    strength: z.number().int(),
    says: z.string().nullable(),
    longest: z.string().nullable(),
    rawKept: z.boolean(),
    /** Verdicts that rest on it. */
    decides: z.array(z.object({ control: z.string(), title: z.string(), subject: z.string(), verdict, why: z.string() })),
    /** Others of the same subject and claim, newest first, at most 20. */
    others: z.array(z.object({ seq, observedAt: moment, method, source: z.string(), value: json, state: z.enum(['fresh', 'expired', 'future']) })),
  })
  .openapi('EvidenceOne');
export type EvidenceOne = z.infer<typeof evidenceOne>;

export const lapsingQuery = { at: moment.optional(), days: z.coerce.number().int().min(1).max(366).default(30) };
export const lapsingAnswer = judgedAt
  .extend({
    answer: z.string(),
    until: moment,
    statements: z.number().int(),
    verdicts: z.number().int(),
    requirements: z.number().int(),
    moments: z.array(
      z.object({
        at: moment,
        statements: z.array(z.object({ seq, subject: z.string(), claim: z.string(), source: z.string(), method, observedAt: moment })),
        verdicts: z.array(z.object({ control: z.string(), title: z.string(), who: z.string(), subject: z.string(), from: verdict, to: verdict })),
        requirements: z.array(z.object({ standard: z.string(), requirement: z.string(), from: z.string(), to: z.string() })),
        goals: z.number().int(),
      }),
    ),
    /** Who has to look again, with how much hangs on it: sources and people. */
    renewals: z.array(z.object({ source: z.string(), who: z.array(z.string()), statements: z.number().int(), verdicts: z.number().int(), first: moment })),
  })
  .openapi('Lapsing');
export type LapsingAnswer = z.infer<typeof lapsingAnswer>;

export const sourcesAnswer = judgedAt
  .extend({
    answer: z.string(),
    sources: z.array(
      z.object({
        source: z.string(),
        statements: z.number().int(),
        fresh: z.number().int(),
        claims: z.array(z.string()),
        subjects: z.number().int(),
        methods: z.array(method),
        firstSeen: moment,
        lastSeen: moment,
        reports: z.number().int(),
        /** Milliseconds. */
        usualInterval: z.number().optional(),
        state: z.enum(['on-time', 'late', 'silent', 'unknown']),
      }),
    ),
  })
  .openapi('EvidenceSources');
export type SourcesAnswer = z.infer<typeof sourcesAnswer>;

export const claimsAnswer = z
  .object({
    claims: z.array(
      z.object({
        id: z.string(),
        layer,
        /** Completes "It was seen that the subject …". */
        says: z.string(),
        /** ISO 8601; the longest that a statement of it may be relied on. */
        validFor: z.string(),
        /** JSON Schema of its value. */
        value: json,
        statements: z.number().int(),
      }),
    ),
    /** What a statement may be about: every id of the map. Empty while there is no map. */
    subjects: z.array(z.object({ id: z.string(), name: z.string(), kind: z.string() })),
    size: z.number().int(),
  })
  .openapi('Claims');
export type ClaimsAnswer = z.infer<typeof claimsAnswer>;

/** The ledger's size when the sender looked: refused (412) where something was recorded since. */
const expectedSize = z.number().int().min(0).optional();

/** Bytes of a file, so that its digest is that of the file. 12 MiB of file at the most. */
const MOST_BASE64 = 16 * 1024 * 1024;
const base64 = z.base64().max(MOST_BASE64);
const fileName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^/\\\p{Cc}]+$/u, 'a file name without folders');
const file = z.strictObject({ name: fileName, base64 });

export const MOST_STATEMENTS = 5000;
export const recordBody = z
  .strictObject({
    /** Each in the one shape of evidence; held against its claim and the map by the server, so that every fault can be named. */
    statements: z.array(json).min(1).max(MOST_STATEMENTS),
    /** Raw inputs that the statements cite by digest, to be kept. */
    raw: z.array(base64).max(20).optional(),
    dryRun: z.boolean().optional(),
    expectedSize,
  })
  .openapi('RecordEvidence');
export type RecordBody = z.input<typeof recordBody>;

export const recorded = z
  .object({
    recorded: z.number().int(),
    alreadyKnown: z.number().int(),
    dryRun: z.boolean(),
    first: seq.nullable(),
    last: seq.nullable(),
    size: z.number().int(),
    statements: z.array(given),
  })
  .openapi('EvidenceRecorded');
export type RecordedAnswer = z.infer<typeof recorded>;

/** As the command line has them: ../../business/import/index.ts. */
export const FORMATS = [
  'sarif',
  'junit',
  'cyclonedx',
  'oscal',
  'csv',
  'scuba',
  'scorecard',
  'ocsf',
  'opengraph',
  'scim',
  'nmap',
  'osquery',
  'people',
  'backup',
] as const;
export const importBody = z
  .strictObject({
    /** By what each file looks like when absent. */
    kind: z.enum(FORMATS).optional(),
    files: z.array(file).min(1).max(20),
    mapping: file.optional(),
    /** What the files are about, where they name nothing that is on the map. */
    subject: short.optional(),
    /** They were asked for without a filter, where they cannot tell (SCIM): what they lack is gone. */
    whole: z.boolean().optional(),
    dryRun: z.boolean(),
    expectedSize,
  })
  .openapi('ImportEvidence');
export type ImportBody = z.input<typeof importBody>;

const why = z.object({ subject: z.string(), claim: z.string(), source: z.string(), why: z.string() });
export const importAnswer = z
  .object({
    recorded: z.number().int(),
    alreadyKnown: z.number().int(),
    dryRun: z.boolean(),
    first: seq.nullable(),
    last: seq.nullable(),
    /** Of the ledger that it was decided at, or that it made. */
    size: z.number().int(),
    /** What is or would be entered; at most 200 are listed. */
    statements: z.array(given),
    files: z.array(
      z.object({
        name: z.string(),
        digest,
        format: z.string(),
        items: z.number().int(),
        carried: z.number().int(),
        mapped: z.array(z.object({ from: z.string(), claim: z.string(), items: z.number().int() })),
        /** Items in no statement, by reason. */
        uncounted: z.array(z.object({ why: z.string(), items: z.number().int() })),
        unknownSubjects: z.array(z.object({ name: z.string(), items: z.number().int(), nearest: z.array(z.string()) })),
        withheld: z.array(z.object({ subject: z.string(), claim: z.string(), why: z.string() })),
        assumed: z.array(z.string()),
        lost: z.array(z.object({ field: z.string(), count: z.number().int() })),
      }),
    ),
    contradicted: z.array(why),
    outdated: z.array(why),
    /** Clean reports that would take back what another tool found. */
    othersStand: z.array(why),
    /** What reports of the office discovered: figures, and words that are about nobody. */
    discovered: z
      .array(
        z.object({
          name: z.string(),
          digest,
          /** The ledger did not have it. */
          new: z.boolean(),
          source: z.string(),
          observedAt: moment,
          things: z.number().int(),
          relations: z.number().int(),
        }),
      )
      .optional(),
    /** Of the inventory with this import in it, where something was discovered; else none. */
    inventory: z
      .object({
        unmapped: z.number().int(),
        missingLinks: z.number().int(),
        withheld: z.array(z.object({ subject: z.string(), claim: z.string(), why: z.string() })),
      })
      .optional(),
  })
  .openapi('EvidenceImported');
export type ImportAnswer = z.infer<typeof importAnswer>;
