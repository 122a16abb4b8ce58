import { z } from '@hono/zod-openapi';
import type { MapDiff } from '../../map/diff.ts';
import type { ServiceMap } from '../../map/model.ts';
import { digest, judgedAt, moment, reason } from '../model.ts';

// What is asked of maps and answered. A map is read by `serviceMapSchema` behind these schemas, which would say of a fault neither line nor column.

/** Of a text over HTTP, where others wait for the thread that reads it (the command line takes 16 MiB); and room for its quotation marks inside JSON. */
export const MOST_TEXT = 6 * 1024 * 1024;
export const MOST_BODY = 8 * 1024 * 1024;

export const mapText = z.string().max(MOST_TEXT);
/** Whole maps in answers: their shape is docs/schema/service.schema.json. */
const wholeMap = z.custom<ServiceMap>().openapi({ type: 'object', description: 'A service map: see /api/map/schema' });

export const fault = z.object({
  code: z.string(),
  message: z.string(),
  file: z.string().optional(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
  field: z.string().optional(),
  expected: z.string().optional(),
  found: z.string().optional(),
  remedy: z.string(),
});
export type ShownFault = z.infer<typeof fault>;

export const MAP_LISTS = ['parts', 'zones', 'flows', 'links', 'gates', 'assets', 'parties', 'actors', 'policies', 'notes', 'targets'] as const;
export type MapList = (typeof MAP_LISTS)[number];
const counts = z.record(z.enum(MAP_LISTS), z.number().int());
export type MapCounts = z.infer<typeof counts>;

export const mapAnswer = z
  .object({
    digest,
    /** The version is the newest one. */
    newest: z.boolean(),
    /** The digest of the newest. */
    newestDigest: digest,
    map: wholeMap,
    /** Layers of all parts, as every page puts them: by the map, by kind, by what roles do. */
    layers: z.record(z.string(), z.string()),
    /** `given`: the text was kept as somebody wrote it. `written`: it is made from the map. */
    text: z.enum(['given', 'written']),
  })
  .openapi('Map');
export type MapAnswer = z.infer<typeof mapAnswer>;

const changes = z.custom<MapDiff>().openapi({ type: 'object', description: 'What was added, removed and changed, field by field' });
const difference = z.object({ changes, sentences: z.array(z.string()) });
export type Difference = z.infer<typeof difference>;

export const checkBody = z.strictObject({
  yaml: mapText,
  /** As faults name it. */
  file: z.string().max(200).default('service.yaml'),
});

export const checkAnswer = z
  .object({
    /** Empty where the text is a map that can be used. */
    faults: z.array(fault),
    /** What to look at; they keep nothing from being used. */
    warnings: z.array(fault),
    service: z.object({ id: z.string(), name: z.string() }).optional(),
    digest: digest.optional(),
    map: wholeMap.optional(),
    layers: z.record(z.string(), z.string()).optional(),
    counts: counts.optional(),
    /** From the version that was named to this text. */
    difference: difference.optional(),
  })
  .openapi('MapChecked');
export type CheckAnswer = z.infer<typeof checkAnswer>;

export const IMPORT_FORMATS = ['otm', 'threagile', 'threat-dragon', 'cyclonedx'] as const;
export type ModelFormat = (typeof IMPORT_FORMATS)[number];

export const importBody = z.strictObject({
  text: mapText,
  /** Absent: by what the text says of itself. `assay`: a map, taken as it is. */
  format: z.enum([...IMPORT_FORMATS, 'assay']).optional(),
  file: z.string().max(200).default('the model'),
});

const account = z.object({
  format: z.enum(IMPORT_FORMATS),
  carried: z.record(z.string(), z.number().int()),
  mapped: z.array(z.object({ from: z.string(), to: z.string(), how: z.string() })),
  lost: z.array(z.object({ at: z.string(), value: z.unknown(), why: z.string() })),
});
export type Account = z.infer<typeof account>;

export const importAnswer = checkAnswer
  .extend({
    format: z.enum([...IMPORT_FORMATS, 'assay']),
    /** The map as YAML: what can be looked over, changed, and given to POST /api/services. */
    yaml: z.string(),
    /** Absent for a map of Assay's own. */
    account: account.optional(),
  })
  .openapi('MapImported');
export type ImportAnswer = z.infer<typeof importAnswer>;

/** Either the text or the map. */
export const putBody = z.strictObject({ reason, yaml: mapText.optional(), map: z.record(z.string(), z.unknown()).optional() });
export const putAnswer = z
  .object({
    digest,
    /** Whether there is a new version. */
    changed: z.boolean(),
    /** Sequence number of the entry that names it; absent where nothing was new. */
    seq: z.number().int().optional(),
  })
  .openapi('MapSaved');
export type PutAnswer = z.infer<typeof putAnswer>;

const version = z.object({
  seq: z.number().int(),
  recordedAt: moment,
  digest,
  /** Opaque id; absent where no person stands behind it, as with the command line. */
  actor: z.string().optional(),
  via: z.string().optional(),
  reason: z.string().optional(),
  /** Absent where the data folder has not kept it as it was recorded. */
  counts: counts.optional(),
  newest: z.boolean(),
});
export const versionsAnswer = z.object({ versions: z.array(version), after: z.string().optional() }).openapi('MapVersions');
export type MapVersion = z.infer<typeof version>;
export type VersionsAnswer = z.infer<typeof versionsAnswer>;

export const compareAnswer = difference.extend({ from: digest, to: digest }).openapi('MapCompared');
export type CompareAnswer = z.infer<typeof compareAnswer>;

const VERDICT = z.enum(['proven', 'failing', 'stale', 'unproven', 'excluded']);
/** For every element of the map that owes a control: how many stand where. */
export const standingAnswer = judgedAt
  .extend({ elements: z.record(z.string(), z.partialRecord(VERDICT, z.number().int())), notAnalysed: z.array(z.string()) })
  .openapi('MapStanding');
export type StandingAnswer = z.infer<typeof standingAnswer>;

export const elementAnswer = judgedAt
  .extend({
    id: z.string(),
    controls: z.array(
      z.object({
        control: z.string(),
        title: z.string(),
        layer: z.string(),
        verdict: VERDICT,
        why: z.string().optional(),
        remedy: z.string(),
        evidence: z.array(z.number().int()),
      }),
    ),
    evidence: z.array(
      z.object({
        seq: z.number().int(),
        subject: z.string(),
        claim: z.string(),
        value: z.unknown(),
        observedAt: moment,
        method: z.string(),
        source: z.string(),
        freshness: z.enum(['fresh', 'expired']),
      }),
    ),
    /** Of how many statements those shown are the newest. */
    statements: z.number().int(),
    /** What an attacker may hold here, and by how many steps that evidence has not closed. */
    attacks: z.array(
      z.object({
        state: z.string(),
        title: z.string(),
        open: z.number().int(),
        undecided: z.number().int(),
        closed: z.number().int(),
        onward: z.number().int(),
      }),
    ),
  })
  .openapi('MapElement');
export type ElementAnswer = z.infer<typeof elementAnswer>;
