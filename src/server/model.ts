import { z } from '@hono/zod-openapi';

/** RFC 9457 with the faults of the house: what the console, a script and the command line read of a refusal. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string().optional(),
    /** Of the request, as the log has it. */
    request: z.string(),
    faults: z.array(
      z.object({
        code: z.string(),
        message: z.string(),
        file: z.string().optional(),
        line: z.number().int().optional(),
        column: z.number().int().optional(),
        field: z.string().optional(),
        expected: z.string().optional(),
        found: z.string().optional(),
        remedy: z.string(),
      }),
    ),
  })
  .openapi('Problem');
export type Problem = z.infer<typeof problem>;

/** Any value. It holds itself, so it needs a name: a schema of `z.json()` without one has no end when it is written down. */
export const json = z.json().openapi('Json');

/** RFC 3339 in UTC. */
export const moment = z.iso.datetime().openapi({ example: '2026-11-01T00:00:00Z' });
export const serviceId = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/);
export const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

/** What every answer that was judged says of itself: for when, and from which entries of the ledger. */
export const judgedAt = z.object({
  at: moment,
  head: z.object({ size: z.number().int(), root: z.string(), origin: z.string() }),
});

/** An answer to a request that a second person has to agree to first (202). */
export const proposed = z.object({ proposal: z.string(), action: z.string(), title: z.string(), expiresAt: moment }).openapi('Proposed');
export type Proposed = z.infer<typeof proposed>;

/** In characters: what a colleague can follow a year later. */
export const REASON = { shortest: 10, longest: 1000 } as const;

/** Why somebody does what they do, the same for every act. It stays on a ledger for ever, so it names nobody. */
export const reason = z.string().trim().min(REASON.shortest).max(REASON.longest);

/** Cursors are opaque: where to go on, not how far along. */
export const paging = { after: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(500).default(100) };
