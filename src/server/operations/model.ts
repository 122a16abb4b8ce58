import { z } from '@hono/zod-openapi';
import { digest, moment } from '../model.ts';

const list = <T extends z.ZodType>(of: T) => z.array(of).readonly();
const count = z.number().int().nonnegative();

export const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const;
const level = z.enum(LEVELS);
const ref = z.object({
  /** Digest of the request that it came in. */
  input: z.string(),
  offset: count,
  length: count,
});

/** offered = evaluated + all that is rejected + waiting, at every moment. */
export const account = z
  .object({ offered: count, evaluated: count, waiting: count, rejected: z.record(z.string(), count), lost: count })
  .openapi('IntakeAccount');

export const offered = z
  .object({
    /** Of the body as it came: alerts name their events by it. */
    input: digest,
    format: z.string(),
    /** Of this request alone. */
    account,
    /** Detections that it made. */
    detections: count,
    /** The same bytes came before, and were not evaluated again: nobody is counted twice because an answer was lost. */
    repeated: z.boolean(),
  })
  .openapi('EventsTaken');
export type Offered = z.infer<typeof offered>;

const stage = z.object({ rule: z.string(), title: z.string(), level, techniques: list(z.string()), first: moment, last: moment, detections: count });

export const alert = z
  .object({
    id: z.string(),
    rule: z.string(),
    engine: z.enum(['sigma', 'declared', 'behaviour']),
    title: z.string(),
    level,
    techniques: list(z.string()),
    cause: z.string(),
    first: moment,
    raised: moment,
    last: moment,
    /** At most a hundred, of `deviceCount`. */
    devices: list(z.string()),
    deviceCount: count,
    detections: count,
    why: z.string(),
    events: list(ref),
    /** What it is part of; absent where it is shown and no more. */
    incident: z.string().optional(),
  })
  .openapi('Alert');
export type AlertShown = z.infer<typeof alert>;

export const suspected = z
  .object({
    id: z.string(),
    title: z.string(),
    level,
    first: moment,
    raised: moment,
    last: moment,
    devices: list(z.string()),
    deviceCount: count,
    causeCount: count,
    stages: list(stage),
    detectionCount: count,
  })
  .openapi('FoldedIncident');
export type Suspected = z.infer<typeof suspected>;

export const watchState = z
  .object({
    /** Whether anything ever came to this server since it began, or was kept from before. */
    begun: z.boolean(),
    /** From when on the account counts: the start of the watch. */
    since: moment.optional(),
    account: account.optional(),
    /** Devices of which behaviour keeps a record. */
    devices: count.optional(),
    rules: count.optional(),
    policies: count.optional(),
    /** What stands in the folder of the service and cannot be used. */
    leftOut: count.optional(),
    detections: count.optional(),
    /** Latest first; `alertCount` counts all. */
    alerts: list(alert),
    alertCount: count,
    /** Let go, because there were too many; of the lowest level first. */
    dropped: count,
    incidents: list(suspected),
  })
  .openapi('Watch');
export type WatchState = z.infer<typeof watchState>;
