import { z } from 'zod';
import { Digest, isInstantText } from '../../core/index.ts';

// What the ledger says of an incident: ids, figures, moments and digests. Names of devices, addresses and words of people stand sealed beside the ledger, where they can be erased;
// `sealed` is the digest of that document, salt included, so that nobody finds short words by trying.

const id = z.string().min(1).max(80);
/** Keyed by a secret of the data folder: the same device has the same one in every incident, and who has no secret learns nothing from it. */
const keyed = z.string().regex(/^[0-9a-f]{16,64}$/);
const moment = z.string().refine(isInstantText, 'RFC 3339 in UTC');
const digest = z.string().refine((value): boolean => Digest.isText(value), 'sha256: and 64 hex digits');
const count = z.int().min(0);
const level = z.enum(['informational', 'low', 'medium', 'high', 'critical']);

/** A role of the map, an opaque id of the register of people, or `assay` for what nobody did by hand. */
export const actorSchema = z
  .string()
  .max(80)
  .regex(/^[a-z0-9](?:[a-z0-9._:-]*[a-z0-9])?$/i);

const about = { incident: id, at: moment, sealed: digest.optional() };
const acted = { ...about, by: actorSchema };

/** Bytes of an input: `digest` is of these bytes alone; absent where they could not be read again. */
const placeSchema = z.object({ input: count, offset: count, length: count, digest: digest.optional() });

const rawSchema = z.object({
  /** Of the bytes as they came; absent of a stream that has not ended. */
  inputs: z.array(z.object({ digest: digest.optional(), bytes: count })).max(1000),
  detections: z
    .array(z.object({ rule: z.string().max(200), device: keyed, first: moment, last: moment, raised: moment, count, events: z.array(placeSchema).max(3) }))
    .max(24),
});

const seen = {
  ...about,
  /** The folded incident, keyed, and those that turned out to be it. */
  origin: keyed,
  absorbed: z.array(keyed).max(100),
  level,
  first: moment,
  raised: moment,
  last: moment,
  rules: z
    .array(z.object({ rule: z.string().max(200), level, techniques: z.array(z.string().max(20)).max(10), first: moment, last: moment, detections: count }))
    .max(100),
  devices: z.array(keyed).max(1000),
  deviceCount: count,
  causes: z.array(keyed).max(100),
  causeCount: count,
  detectionCount: count,
  evidence: rawSchema,
};

const duty = z.object({
  id,
  kind: z.enum(['aware', 'judged', 'measure-available', 'submitted', 'requested', 'handled', 'decided-not-to-notify', 'decided-to-notify']),
  track: z.enum(['exploited-vulnerability', 'severe-incident', 'significant-incident', 'personal-data-breach']).optional(),
  stage: z.enum(['early-warning', 'notification', 'intermediate', 'progress', 'final', 'users', 'persons']).optional(),
  question: z.enum(['high-risk']).optional(),
  answer: z.boolean().optional(),
  at: moment,
  by: actorSchema,
  approvedBy: actorSchema.optional(),
  due: moment.optional(),
});

/** Every fact of an incident, by the type of its entry. */
export const INCIDENT_SCHEMAS = {
  'incident.opened': z.object({ ...seen, exercise: z.boolean() }),
  'incident.grown': z.object(seen),
  'incident.merged': z.object({ ...about, into: id }),
  /** `device` absent: of every device. Reason sealed. */
  'incident.verified': z.object({ ...acted, rule: z.string().max(200), device: keyed.optional(), verdict: z.enum(['true', 'benign', 'false', 'unknown']) }),
  'incident.ranked': z.object({ ...acted, severity: z.enum(['low', 'medium', 'high', 'critical']) }),
  'incident.assigned': z.object({ ...acted, role: z.string().max(80), to: actorSchema }),
  /** `audience`: an id of the incident plan, of those who were told. */
  'incident.noted': z.object({ ...acted, audience: z.string().max(80).optional() }),
  /** A fact that starts, stops or meets a clock of a law. Reason, receiver and receipt sealed. */
  'incident.duty': z.object({ ...about, fact: duty }),
  /** What was said for a field of a paper; the words sealed. */
  'incident.said': z.object({ ...acted, track: duty.shape.track.unwrap(), field: z.string().max(60), kind: z.enum(['said', 'none']) }),
  /** A playbook, or one call of it. What it did in words sealed. */
  'incident.acted': z.object({
    ...acted,
    run: z.string().max(120),
    playbook: z.string().max(200).optional(),
    call: z.string().max(200).optional(),
    outcome: z.enum(['begun', 'done', 'failed', 'undone']),
    devices: z.array(keyed).max(1000),
  }),
  /** Which part of the map the device is, as a person says. */
  'incident.placed': z.object({ ...acted, device: keyed, part: z.string().min(1).max(200) }),
  /** Measured: nothing of the device since then, by a sensor that was heard of until `heardUntil`. */
  'incident.contained': z.object({ ...acted, device: keyed, since: moment, heardUntil: moment, method: z.enum(['runtime', 'drill', 'import']) }),
  /** What shows a device to be well again; `complete` where all three were shown. */
  'incident.recovered': z.object({
    ...acted,
    device: keyed,
    firmware: z.object({ digest, expected: digest }).optional(),
    credential: z.object({ digest, issuedAt: moment }).optional(),
    behaviour: z.object({ since: moment, until: moment, heardUntil: moment }).optional(),
  }),
  /** `waived`: devices whose recovery two people let pass. Reason sealed. */
  'incident.closed': z.object({ ...acted, approvedBy: actorSchema.optional(), waived: z.array(keyed).max(1000), running: count }),
  'incident.reopened': z.object(acted),
  /** The words of the review and of its actions sealed. */
  'incident.reviewed': z.object({
    ...acted,
    actions: z.array(z.object({ id, owner: actorSchema, due: moment, controls: z.array(z.string().max(80)).max(50) })).max(50),
  }),
  'incident.action-done': z.object({ ...acted, action: id }),
  'incident.erased': z.object(acted),
} as const;

export type IncidentFactType = keyof typeof INCIDENT_SCHEMAS;
export type IncidentBody<T extends IncidentFactType> = z.infer<(typeof INCIDENT_SCHEMAS)[T]>;
export type IncidentFact = { [T in IncidentFactType]: { readonly type: T; readonly body: IncidentBody<T> } }[IncidentFactType];
export type RawEvidence = z.infer<typeof rawSchema>;

/** A fact before it is entered, with what is to be sealed beside the ledger. */
export type IncidentEvent = IncidentFact & { readonly sealed?: Sealed };

/** What stands beside the ledger, by kind of fact. All of it can be gone. */
export interface Sealed {
  /** A note, a reason, what was said for a field, what an action did. */
  readonly text?: string;
  /** Of what was handed in. */
  readonly to?: string;
  readonly receipt?: string;
  readonly title?: string;
  /** By keyed id. */
  readonly devices?: Readonly<Record<string, string>>;
  readonly causes?: readonly string[];
  readonly rules?: Readonly<Record<string, string>>;
  /** The detections in words, as many as were kept: by rule and device, why. */
  readonly why?: readonly { readonly rule: string; readonly device: string; readonly why: string }[];
  readonly inputs?: readonly string[];
  /** The raw lines of the events on the ledger, by digest. */
  readonly lines?: Readonly<Record<string, string>>;
  /** The actions of a review, by id. */
  readonly actions?: Readonly<Record<string, string>>;
}
