import { z } from '@hono/zod-openapi';

/** Whether the process answers at all: for whatever restarts it. */
export const health = z.object({ status: z.literal('ok') }).openapi('Health');

/**
 * Whether every service can be judged: for whatever watches. Those that cannot are named, each with the code of what is wrong (docs/errors.md); `null` while its
 * ledger is still being read. What else is wrong with one stands in the log and, for who may see it, in the list of services.
 */
export const readiness = z
  .object({
    ready: z.boolean(),
    services: z.object({ ready: z.number().int(), starting: z.number().int(), broken: z.number().int() }),
    notReady: z.array(z.object({ service: z.string(), code: z.string().nullable() })),
  })
  .openapi('Readiness');
