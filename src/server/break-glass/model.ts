import { z } from '@hono/zod-openapi';
import { moment, reason } from '../model.ts';
import { named } from '../people/model.ts';

export const glassId = z.string().regex(/^bg_[a-z0-9]{20}$/);

export const glass = z
  .object({
    id: glassId,
    person: named,
    reason: z.string(),
    openedAt: moment,
    until: moment,
    open: z.boolean(),
    closedAt: moment.optional(),
    /** What was done behind it without a second person. */
    uses: z.array(z.object({ action: z.string(), title: z.string(), on: z.object({ kind: z.string(), id: z.string() }), at: moment })),
    review: z.object({ by: named, at: moment, finding: z.enum(['justified', 'unjustified']), reason: z.string() }).optional(),
    mayClose: z.boolean(),
    mayReview: z.boolean(),
  })
  .openapi('BrokenGlass');
export type GlassView = z.infer<typeof glass>;

/** What everybody is shown: what is open, and what nobody else has reviewed. `mine`: until when it is broken for who asks. */
export const loud = z.object({ glasses: z.array(glass), mine: moment.optional(), mayOpen: z.boolean() }).openapi('BreakGlass');
export const history = z.object({ glasses: z.array(glass) }).openapi('BreakGlassHistory');
export const opening = z.strictObject({ reason });
export const review = z.strictObject({ finding: z.enum(['justified', 'unjustified']), reason });
