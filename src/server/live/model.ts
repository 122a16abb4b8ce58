import { z } from '@hono/zod-openapi';
import { serviceId } from '../model.ts';

/**
 * What is told to an open console: that something changed, and where, never what. It then asks again for what it shows, by the routes that check who
 * may see it. `resync`: something was missed, so ask for everything that is shown. `stopping`: the server goes away, and the browser comes back by itself.
 */
export const liveEvent = z
  .discriminatedUnion('event', [
    z.object({ event: z.literal('head'), data: z.object({ service: serviceId, size: z.number().int() }) }),
    // Verdicts moved, by what was recorded or by time alone: at this moment, on a ledger of this size.
    z.object({ event: z.literal('position'), data: z.object({ service: serviceId, at: z.string(), size: z.number().int() }) }),
    // Something was detected.
    z.object({ event: z.literal('alerts'), data: z.object({ service: serviceId }) }),
    z.object({ event: z.literal('break-glass'), data: z.object({}) }),
    z.object({ event: z.literal('services'), data: z.object({}) }),
    z.object({ event: z.literal('judge'), data: z.object({ service: serviceId, state: z.enum(['ready', 'starting', 'stopped', 'record-broken']) }) }),
    z.object({ event: z.literal('people'), data: z.object({}) }),
    z.object({ event: z.literal('proposals'), data: z.object({ waiting: z.number().int() }) }),
    z.object({ event: z.literal('self'), data: z.object({}) }),
    z.object({ event: z.literal('settings'), data: z.object({}) }),
    z.object({ event: z.literal('resync'), data: z.object({}) }),
    z.object({ event: z.literal('stopping'), data: z.object({}) }),
  ])
  .openapi('LiveEvent');
export type LiveEvent = z.infer<typeof liveEvent>;
export type LiveEventName = LiveEvent['event'];
