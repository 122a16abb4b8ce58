import { z } from '@hono/zod-openapi';
import { ANSWER_METHODS, actorSchema, FIGURE_KINDS, figureSchema } from '../../business/review/model.ts';
import { PART_KINDS } from '../../map/model.ts';
import { digest, json, judgedAt, moment, reason } from '../model.ts';

// Reviews over HTTP: what is due, one of them with its tasks and evidence, and the acts on them.

const list = <T extends z.ZodType>(of: T) => z.array(of).readonly();
const count = z.number().int();
const ids = list(z.string());

export const reviewId = z.string().min(1).max(120);
export const taskId = z.string().min(1).max(60);

/** A role of the map by its name there, or a person: by name for whoever may see people, and for themselves. */
const actor = z.object({ id: z.string(), name: z.string().optional(), self: z.boolean() });
export type ActorShown = z.infer<typeof actor>;
const subject = z.object({ id: z.string(), name: z.string() });
const figures = z.record(z.string(), figureSchema);
const state = z.enum(['open', 'closed', 'abandoned']);

const due = z.object({
  kind: z.string(),
  title: z.string(),
  subject,
  /** The open review; absent where the next has to be started. */
  review: z.string().optional(),
  owner: actor,
  dueAt: moment,
  late: z.boolean(),
  /** Milliseconds until it is due; negative where it is late. */
  inMs: z.number(),
});
export type DueShown = z.infer<typeof due>;

const line = z.object({
  id: z.string(),
  kind: z.string(),
  title: z.string(),
  subjects: list(subject),
  owner: actor,
  startedAt: moment,
  dueAt: moment,
  state,
  late: z.boolean(),
  endedAt: moment.optional(),
  /** Tasks that are answered and lack nothing, of all. */
  answered: count,
  tasks: count,
});
export type ReviewLine = z.infer<typeof line>;

const measure = z.object({
  review: z.string(),
  closedAt: moment,
  onTime: z.boolean(),
  daysToClose: z.number(),
  /** Shares from 0 to 1; days with their fractions. By the model's own words. */
  figures: z.record(z.string(), z.number()),
});
const rollOut = z.object({ subject, share: z.number(), target: moment.optional(), reachedAt: moment.optional(), onTrack: z.boolean().optional() });
const measures = z.object({
  kind: z.string(),
  title: z.string(),
  closed: count,
  abandoned: count,
  onTimeShare: z.number().optional(),
  medianDaysToClose: z.number().optional(),
  /** Oldest first. */
  over: list(measure),
  /** Of a roll-out: how far it is for each part, and when all would have it at this pace. */
  rollOut: list(rollOut).optional(),
});
export type MeasuresShown = z.infer<typeof measures>;

const figureKind = z.enum(FIGURE_KINDS);
const task = z.object({
  id: z.string(),
  title: z.string(),
  file: z.boolean(),
  figures: z.record(z.string(), figureKind),
  /** Figures that an answer may bring besides. */
  further: z.record(z.string(), figureKind).optional(),
  table: ids.optional(),
  /** Figures that are typed in are no answer: they are counted in the table. */
  drawnOnly: z.boolean(),
});
export type TaskShown = z.infer<typeof task>;

const kind = z.object({
  id: z.string(),
  title: z.string(),
  for: list(z.enum(PART_KINDS)),
  /** ISO 8601. */
  cadence: z.string(),
  takes: z.string(),
  /** It needs items to decide on: of a list, else of the inventory. */
  decides: z.boolean(),
  tasks: list(task),
  claims: ids,
  /** Parts of the map that it can be of. */
  subjects: list(subject),
});
export type KindShown = z.infer<typeof kind>;

/** What a closed review was to take away and is not shown to be gone; counts alone. */
const remaining = z.object({
  review: z.string(),
  title: z.string(),
  subjects: list(subject),
  decided: count,
  gone: count,
  present: count,
  unconfirmed: count,
  unlisted: count,
  /** Of the look that showed it; absent where none covered it. */
  observedAt: moment.optional(),
});
export type RemainingShown = z.infer<typeof remaining>;

/** A kind that controls of the service ask for, and that was never started for these parts. */
const never = z.object({ kind: z.string(), title: z.string(), subjects: list(subject) });

export const reviews = judgedAt
  .extend({
    /** The latest first. */
    due: list(due),
    /** Owed and never begun: it has no due date. */
    never: list(never),
    /** The newest first. */
    reviews: list(line),
    /** What is still there first. */
    remaining: list(remaining),
    measures: list(measures),
    kinds: list(kind),
    /** Roles of the map, who can own one. */
    roles: list(subject),
  })
  .openapi('BusinessReviews');
export type ReviewsShown = z.infer<typeof reviews>;

const answer = z.object({
  by: actor,
  /** When it was given, and when what it says was so. */
  at: moment,
  observedAt: moment,
  figures,
  method: z.enum(ANSWER_METHODS),
  /** The file that was brought along, by its digest. It is in the data folder. */
  raw: z.object({ digest: z.string(), mediaType: z.string() }).optional(),
  /** The entry of the ledger. */
  entry: count,
});
const statement = z.object({
  subject,
  claim: z.string(),
  value: json,
  observedAt: moment,
  finding: z.string().optional(),
  /** Entries of the ledger; absent where it was closed by an older version that entered none. */
  entry: count.optional(),
});

/** What later looks show of what a task was to take away. */
const check = z.object({ at: moment, observedAt: moment.optional(), decided: count, gone: count, present: count, unconfirmed: count, unlisted: count });

export const oneReview = judgedAt
  .extend({
    review: line.extend({
      reason: z.string().optional(),
      items: z.object({ count, digest: z.string(), kept: z.boolean(), source: z.enum(['file', 'inventory']).optional() }).optional(),
      entry: count,
    }),
    tasks: list(task.extend({ lacking: ids, answer: answer.optional(), check: check.optional() })),
    /** What closing states, or stated. */
    statements: list(statement),
    /** Of the rounds before, of any of the same parts. */
    before: measures,
  })
  .openapi('BusinessReview');
export type OneReview = z.infer<typeof oneReview>;

/** In characters of base64: 12 MiB of a file. */
const MOST_BASE64 = 16 * 1024 * 1024;
const file = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^/\\\p{Cc}]+$/u, 'a file name without folders'),
  base64: z.base64().max(MOST_BASE64),
});

export const startBody = z
  .strictObject({
    kind: z.string().max(60),
    subjects: z.array(z.string().min(1).max(300)).min(1).max(100),
    /** A role of the map; whoever starts it, when absent. */
    owner: actorSchema.optional(),
    dueAt: moment.optional(),
    /** What is to be decided on, a CSV with a column `item`. */
    items: file.optional(),
  })
  .openapi('StartReview');
export type StartBody = z.input<typeof startBody>;

export const answerBody = z
  .strictObject({
    figures,
    /** When it was so; now, when absent. */
    observedAt: moment.optional(),
    /** What shows it. Its digest is computed here. */
    file: file.optional(),
  })
  .openapi('AnswerReview');

export const abandonBody = z.strictObject({ reason }).openapi('AbandonReview');

/** What was done: entered as these, and what the file came to. */
export const done = z.object({ review: z.string(), entry: count, size: count, statements: count, file: digest.optional() }).openapi('ReviewDone');
export type Done = z.infer<typeof done>;

/** What an access review is about. Names of people: for whoever may see them. */
export const items = z.object({ review: z.string(), items: ids }).openapi('ReviewItems');
export type ItemsShown = z.infer<typeof items>;
