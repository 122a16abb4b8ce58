import { z } from 'zod';
import { isInstantText } from '../../core/index.ts';
import { ANSWER_METHODS, actorSchema, figureSchema, rawSchema } from './model.ts';

// What the ledger says of a review. Ids, figures and digests: whose accounts were looked at stands in a file that can be erased.

const id = z.string().min(1).max(120);
const moment = z.string().refine(isInstantText, 'RFC 3339 in UTC');

export const startedSchema = z.object({
  review: id,
  kind: z.string().max(60),
  subjects: z.array(z.string().max(300)).min(1).max(100),
  links: z.array(z.string().max(300)).max(200),
  owner: actorSchema,
  at: moment,
  dueAt: moment,
  items: z.object({ count: z.int().min(0), digest: z.string().max(80), source: z.enum(['file', 'inventory']).optional() }).optional(),
});

export const answeredSchema = z.object({
  review: id,
  task: z.string().max(60),
  by: actorSchema,
  at: moment,
  observedAt: moment,
  figures: z.record(z.string().max(60), figureSchema),
  raw: rawSchema.optional(),
  method: z.enum(ANSWER_METHODS),
});

export const closedSchema = z.object({ review: id, by: actorSchema, at: moment });
export const abandonedSchema = z.object({ review: id, by: actorSchema, at: moment, reason: z.string().min(1).max(200) });

const count = z.int().min(0);
export const checkedSchema = z.object({
  review: id,
  task: z.string().max(60),
  at: moment,
  observedAt: moment.optional(),
  decided: count,
  gone: count,
  present: count,
  unconfirmed: count,
  unlisted: count,
  raw: rawSchema.optional(),
});
const digests = z.array(z.string().max(80)).max(10_000);
export const erasedSchema = z.object({ review: id, by: actorSchema, at: moment, items: z.string().max(80).optional(), files: digests });

export const REVIEW_STARTED = 'review.started' as const;
export const REVIEW_ANSWERED = 'review.answered' as const;
export const REVIEW_CLOSED = 'review.closed' as const;
export const REVIEW_ABANDONED = 'review.abandoned' as const;
export const REVIEW_CHECKED = 'review.checked' as const;
export const REVIEW_ERASED = 'review.erased' as const;

export type ReviewEvent =
  | { readonly type: typeof REVIEW_STARTED; readonly body: z.infer<typeof startedSchema> }
  | { readonly type: typeof REVIEW_ANSWERED; readonly body: z.infer<typeof answeredSchema> }
  | { readonly type: typeof REVIEW_CLOSED; readonly body: z.infer<typeof closedSchema> }
  | { readonly type: typeof REVIEW_CHECKED; readonly body: z.infer<typeof checkedSchema> }
  | { readonly type: typeof REVIEW_ERASED; readonly body: z.infer<typeof erasedSchema> }
  | { readonly type: typeof REVIEW_ABANDONED; readonly body: z.infer<typeof abandonedSchema> };
