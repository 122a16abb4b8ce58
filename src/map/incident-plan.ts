import { z } from 'zod';
import { duration, idSchema, name, text } from './field.ts';

// The plan of the CSIRT, as a part of the map. Ids of its roles, channels, steps and severities are its own: they need be unique within their list alone. Who holds
// a role is a part of kind role; how many people that is, its population says. No person is named: that belongs beside the map, where it can be erased.

const few = <T extends z.ZodType>(item: T) => z.array(item).max(200);

export const PLAN_DUTIES = ['triage', 'lead', 'investigate', 'contain', 'recover', 'communicate', 'report', 'decide'] as const;

const roleSchema = z.strictObject({
  id: idSchema,
  name,
  /** What whoever holds it does. `decide`: may stop the service, spend money, speak for the operator. */
  duties: z.array(z.enum(PLAN_DUTIES)).min(1).max(PLAN_DUTIES.length),
  /** Parts of kind role. */
  holders: few(idSchema).default([]),
  deputies: few(idSchema).optional(),
});

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const clock = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time of day such as 08:00, to 24:00');

const hoursSchema = z.strictObject({
  days: z.array(z.enum(WEEKDAYS)).min(1).max(7),
  from: clock,
  /** Up to and without this moment; before `from`, it is of the day after. */
  to: clock,
});

const rotaSchema = z.strictObject({
  /** Name of the time zone in which its hours are told, such as `Europe/Berlin`. */
  zone: z.string().min(1).max(60),
  /** When somebody is to be there: the whole week, or the hours named. */
  covers: z.union([z.literal('always'), few(hoursSchema)]),
  shifts: few(
    z.strictObject({
      id: idSchema,
      /** Of the plan. */
      role: idSchema,
      /** `always`, or its hours. */
      hours: z.union([z.literal('always'), few(hoursSchema)]),
      /** How many people take turns at it, where they are fewer than hold the role. */
      people: z.int().min(1).max(10_000).optional(),
      /** Who is called where nobody answers: a role of the plan. */
      deputy: idSchema.optional(),
    }),
  ),
});

const severitySchema = z.strictObject({
  id: idSchema,
  name,
  /** By what one knows that it is one. */
  criteria: few(text).default([]),
  /** Levels of a detection that begin as this severity, until a person says otherwise. */
  levels: z
    .array(z.enum(['low', 'medium', 'high', 'critical']))
    .max(4)
    .optional(),
  /** How soon a person has looked and said what it is. */
  triage: duration,
  /** Where passing it up begins: a step of the escalation. */
  escalates: idSchema.optional(),
  /** What is done first, in this order. */
  firstMoves: few(text).default([]),
  /** Playbooks, by file or id. */
  playbooks: few(z.string().max(300)).optional(),
});

const stepSchema = z.strictObject({
  id: idSchema,
  /** How long after the incident opened, if nobody before has taken it. */
  after: duration,
  /** Roles of the plan. */
  to: few(idSchema).min(1),
  /** Channels by which they are called. */
  by: few(idSchema).default([]),
});

const channelSchema = z.strictObject({
  id: idSchema,
  name,
  kind: z.enum(['mail', 'phone', 'pager', 'chat', 'messenger', 'radio', 'in-person', 'web', 'post']),
  /** Parts without which it does not work, or by which others could listen. None: it needs nothing on this map. */
  uses: few(idSchema).default([]),
});

const audienceSchema = z.strictObject({
  id: idSchema,
  name,
  /** Parties, roles or suppliers of the map, where they are on it. */
  who: few(idSchema).optional(),
  /** The role of the plan that tells them. */
  role: idSchema,
  by: few(idSchema).default([]),
  within: duration.optional(),
});

export const REPORT_TRACKS = ['exploited-vulnerability', 'severe-incident', 'significant-incident', 'personal-data-breach'] as const;
export type ReportTrack = (typeof REPORT_TRACKS)[number];

const authoritySchema = z.strictObject({
  track: z.enum(REPORT_TRACKS),
  /** Whom: the authority or platform. */
  to: name,
  /** Where its line is found: an address of the authority, never a person's. */
  contact: z.string().min(1).max(500),
  role: idSchema,
  by: few(idSchema).default([]),
});

const evidenceKeepingSchema = z.strictObject({
  /** Parts where copies are kept. */
  at: few(idSchema).min(1),
  role: idSchema,
  keep: duration,
  /** How it is shown that nobody changed them: who took, handed on, looked. */
  custody: text.min(1),
});

export const incidentPlanSchema = z.strictObject({
  roles: few(roleSchema).default([]),
  onCall: rotaSchema.optional(),
  /** In the order in which it is passed up. */
  escalation: few(stepSchema).default([]),
  /** The worst first. */
  severities: few(severitySchema).default([]),
  channels: few(channelSchema).default([]),
  audiences: few(audienceSchema).default([]),
  authorities: few(authoritySchema).default([]),
  evidence: evidenceKeepingSchema.optional(),
});

export type IncidentPlan = z.infer<typeof incidentPlanSchema>;
export type Hours = z.infer<typeof hoursSchema>;
