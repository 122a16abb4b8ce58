import { z } from '@hono/zod-openapi';
import { FORMATS } from '../../operations/intake/formats.ts';
import { serviceId } from '../model.ts';
import { type Route, route } from '../route.ts';
import { offered, watchState } from './model.ts';

const BASE = '/api/services/{service}/operations' as const;
const params = { service: serviceId };

const MOST_BODY = 16 * 1024 * 1024;

/** Security operations: events come in, alerts and incidents are seen. */
export const OPERATIONS_ROUTES: readonly Route[] = [
  route({
    method: 'post',
    path: `${BASE}/events`,
    summary: 'Events of a sensor, plain or gzip: read, judged and counted before the answer. 429: nothing was taken, send it again after Retry-After',
    action: 'telemetry.send',
    params,
    query: {
      /** Recognised by the first bytes where it is not named. */
      format: z.enum(FORMATS).optional(),
      /** Which of Zeek's logs it is, where neither header nor records tell. */
      path: z
        .string()
        .regex(/^[a-z0-9_]{1,40}$/)
        .optional(),
    },
    bytesBody: 'application/octet-stream',
    most: MOST_BODY,
    answer: offered,
    async handle({ house, params: { service }, query: { format, path }, body, who }) {
      const place = house.services.get(service);
      const taken = await place.watch.offer(who().credential, {
        body: body as unknown as Uint8Array,
        ...(format === undefined ? {} : { format }),
        ...(path === undefined ? {} : { path }),
      });
      // What came is counted; an entry for each of thousands of requests a day would bury those that people read.
      return { body: taken, entered: 'nothing' };
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/watch`,
    summary:
      'What is watched at this moment: the account of what came (offered = evaluated + rejected + waiting), alerts latest first, and what they fold into',
    action: 'alert.read',
    params,
    answer: watchState,
    handle: async ({ house, params: { service } }) => ({ body: await house.services.get(service).watch.state() }),
  }),
];
