import { z } from '@hono/zod-openapi';

/** Whether the process answers at all: for whatever restarts it. */
export const health = z.object({ status: z.literal('ok') }).openapi('Health');

/** Whether it can do its work: for whatever sends it work. What is wrong stands in the log and, for who may see it, in the list of services. */
export const readiness = z
  .object({ ready: z.boolean(), services: z.object({ ready: z.number().int(), starting: z.number().int(), broken: z.number().int() }) })
  .openapi('Readiness');
