import { z } from '@hono/zod-openapi';
import { moment } from '../model.ts';
import { LEVELS } from './model.ts';

const list = <T extends z.ZodType>(of: T) => z.array(of).readonly();
const count = z.number().int().nonnegative();
const words = z.string().trim().min(1).max(10_000);
const level = z.enum(LEVELS);

export const incidentId = z.string().regex(/^incident-\d{1,15}$/);
const STATES = ['open', 'contained', 'recovered', 'closed', 'merged'] as const;
const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
const VERDICTS = ['true', 'benign', 'false', 'unknown'] as const;
const verdict = z.enum(VERDICTS);
const track = z.enum(['exploited-vulnerability', 'severe-incident', 'significant-incident', 'personal-data-breach']);
const stage = z.enum(['early-warning', 'notification', 'intermediate', 'progress', 'final', 'users', 'persons']);
/** IANA's name of the zone whose calendar counts days and months. */
export const zone = z.string().max(60).optional();
export const paperQuery = { track, stage, zone };

const clockState = z.enum(['undetermined', 'running', 'overdue', 'met', 'not-owed']);

const clock = z
  .object({
    track,
    law: z.string(),
    stage,
    title: z.string(),
    article: z.string(),
    state: clockState,
    started: moment.optional(),
    /** Absent of one that runs: without undue delay, and no date. */
    due: moment.optional(),
    latest: moment.optional(),
    submitted: moment.optional(),
    late: z.boolean().optional(),
    /** What starts it has not been recorded; this would. */
    waitsFor: z.string().optional(),
    /** Why it is not owed. */
    why: z.string().optional(),
  })
  .openapi('LawClock');
export type ClockShown = z.infer<typeof clock>;

const NEXT = ['submit', 'verify', 'judge', 'contain', 'recover', 'close', 'review', 'nothing'] as const;

const line = {
  id: incidentId,
  /** Absent where it was erased. */
  title: z.string().optional(),
  exercise: z.boolean(),
  state: z.enum(STATES),
  mergedInto: incidentId.optional(),
  severity: z.enum(SEVERITIES),
  openedAt: moment,
  first: moment,
  last: moment,
  /** Some of them; `deviceCount` counts all. */
  devices: list(z.string()),
  deviceCount: count,
  clocks: z.object({ running: count, overdue: count, undetermined: count }),
  /** The duty that is due first. */
  nextDue: clock.optional(),
  /** The one thing to do next. */
  next: z.enum(NEXT),
};

const incidentLine = z.object(line).openapi('IncidentLine');
export type IncidentLine = z.infer<typeof incidentLine>;

export const incidentList = z.object({ at: moment, incidents: list(incidentLine) }).openapi('Incidents');
export type IncidentList = z.infer<typeof incidentList>;

const entered = { seq: count, at: moment, by: z.string() };
const person = z.string();

export const oneIncident = z
  .object({
    ...line,
    at: moment,
    raised: moment,
    level,
    detectionCount: count,
    causes: list(z.string()),
    stages: list(
      z.object({
        rule: z.string(),
        title: z.string(),
        level,
        techniques: list(z.string()),
        first: moment,
        last: moment,
        detections: count,
        verdict: verdict.optional(),
        verified: z.object({ ...entered, reason: z.string().optional() }).optional(),
      }),
    ),
    /** What the ledger holds of the bytes that were read, by entry. */
    evidence: list(
      z.object({
        seq: count,
        inputs: list(z.object({ digest: z.string().optional(), bytes: count })),
        detections: list(
          z.object({
            rule: z.string(),
            device: z.string(),
            first: moment,
            last: moment,
            raised: moment,
            count,
            why: z.string().optional(),
            events: list(
              z.object({
                /** Of the inputs of this entry. */
                input: count,
                offset: count,
                length: count,
                digest: z.string().optional(),
                line: z.string().optional(),
              }),
            ),
          }),
        ),
      }),
    ),
    /** At most 500; what is lacking comes first. */
    affected: list(
      z.object({
        id: z.string(),
        name: z.string().optional(),
        contained: z.object({ ...entered, since: moment, heardUntil: moment }).optional(),
        firmware: z.object({ ...entered, same: z.boolean() }).optional(),
        credential: z.object({ ...entered, issuedAt: moment }).optional(),
        behaviour: z.object({ ...entered, since: moment, until: moment, heardUntil: moment }).optional(),
        /** Every alarm on it was false or harmless. */
        cleared: z.boolean(),
        waived: z.boolean(),
        /** Of what shows it to be well. */
        lacks: list(z.string()),
      }),
    ),
    figures: z.object({ named: count, cleared: count, contained: count, recovered: count, waived: count }),
    /** What stands between it and its end. `unnamed`: devices that are counted and not named. */
    missing: z.object({ verdicts: list(z.string()), devices: count, unnamed: count }),
    lawClocks: list(clock),
    tracks: list(
      z.object({
        track,
        law: z.string(),
        title: z.string(),
        to: z.string(),
        aware: z.boolean(),
        stages: list(z.object({ stage, title: z.string(), article: z.string() })),
      }),
    ),
    roles: list(z.object({ role: z.string(), to: person, ...entered })),
    /** Roles of the map, to assign and to own actions. */
    known: list(z.object({ id: z.string(), name: z.string() })),
    actions: list(
      z.object({
        ...entered,
        run: z.string(),
        playbook: z.string().optional(),
        call: z.string().optional(),
        outcome: z.enum(['begun', 'done', 'failed', 'undone']),
        devices: list(z.string()),
        text: z.string().optional(),
      }),
    ),
    verifiedAt: moment.optional(),
    closed: z.object({ ...entered, approvedBy: person.optional(), reason: z.string().optional() }).optional(),
    reviewed: z.object({ ...entered, text: z.string().optional() }).optional(),
    improvements: list(
      z.object({
        id: z.string(),
        owner: person,
        due: moment,
        controls: list(z.string()),
        text: z.string().optional(),
        done: moment.optional(),
        ...{ seq: count },
      }),
    ),
    /** The last of them, at most 1000. */
    timeline: list(z.object({ ...entered, recordedAt: moment, type: z.string(), says: z.string(), text: z.string().optional() })),
    erased: moment.optional(),
    /** Names of people, as far as whoever asks may see them. */
    people: z.record(z.string(), z.string()),
  })
  .openapi('OneIncident');
export type OneIncident = z.infer<typeof oneIncident>;

const when = moment.optional();
const fact = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('aware'), track, when }),
  z.strictObject({ kind: z.literal('decided-to-notify'), track, when }),
  z.strictObject({ kind: z.literal('decided-not-to-notify'), track, when, reason: words }),
  z.strictObject({ kind: z.literal('judged'), answer: z.boolean(), when, reason: words }),
  z.strictObject({ kind: z.literal('measure-available'), when }),
  z.strictObject({ kind: z.literal('handled'), when }),
  z.strictObject({ kind: z.literal('submitted'), track, stage, when, to: words, receipt: words.optional() }),
  z.strictObject({ kind: z.literal('requested'), track, when, due: moment.optional() }),
]);
export type FactAsked = z.infer<typeof fact>;

/** Words are kept beside the ledger, where they can be erased. */
export const incidentAct = z
  .discriminatedUnion('do', [
    z.strictObject({
      do: z.literal('verify'),
      verdict,
      why: words,
      rules: z.array(z.string().max(200)).max(100).optional(),
      device: z.string().max(300).optional(),
    }),
    z.strictObject({ do: z.literal('note'), text: words }),
    z.strictObject({ do: z.literal('assign'), role: z.string().max(80), to: z.string().max(80) }),
    z.strictObject({ do: z.literal('severity'), severity: z.enum(SEVERITIES), why: words }),
    z.strictObject({ do: z.literal('fact'), fact }),
    z.strictObject({ do: z.literal('say'), track, field: z.string().max(60), kind: z.enum(['said', 'none']), text: words }),
    z.strictObject({
      do: z.literal('recover'),
      device: z.string().max(300),
      firmware: z.strictObject({ digest: z.string().max(200), expected: z.string().max(200) }).optional(),
      credential: z.strictObject({ digest: z.string().max(200), issuedAt: moment }).optional(),
      behaviour: z.strictObject({ since: moment, until: moment, heardUntil: moment }).optional(),
    }),
    /** `letPass`: though recovery is not shown of every device; a second person agrees. */
    z.strictObject({ do: z.literal('close'), why: words, letPass: z.boolean() }),
    z.strictObject({ do: z.literal('reopen'), why: words }),
    z.strictObject({
      do: z.literal('review'),
      text: words,
      actions: z
        .array(z.strictObject({ text: words, owner: z.string().max(80), due: moment, controls: z.array(z.string().max(80)).max(50) }))
        .max(50)
        .default([]),
    }),
    z.strictObject({ do: z.literal('done'), action: z.string().max(40) }),
    z.strictObject({ do: z.literal('erase') }),
  ])
  .openapi('IncidentAct');
export type IncidentAct = z.infer<typeof incidentAct>;

export const incidentDone = z.object({ incident: incidentId, state: z.enum(STATES), entries: list(count) }).openapi('IncidentDone');

const answer = z.object({ kind: z.enum(['said', 'none']), text: z.string(), from: z.string() });

/** A draft: nothing of it was sent. */
export const paper = z
  .object({
    track,
    stage,
    law: z.string(),
    title: z.string(),
    article: z.string(),
    to: z.string(),
    at: moment,
    complete: z.boolean(),
    fields: list(
      z.object({
        id: z.string(),
        title: z.string(),
        article: z.string(),
        need: z.enum(['always', 'where-available', 'where-applicable', 'if-late']),
        answer: answer.optional(),
        complete: z.boolean(),
        lacks: z.string().optional(),
      }),
    ),
  })
  .openapi('IncidentPaper');
export type PaperShown = z.infer<typeof paper>;
