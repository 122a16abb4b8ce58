import { z } from '@hono/zod-openapi';
import { MEDIA_TYPE } from '../metrics.ts';
import { openApiOf } from '../openapi.ts';
import { type Route, route } from '../route.ts';
import type { Readiness } from '../services/registry.ts';
import { health, readiness } from './model.ts';

/** Routes about the server itself. `all` is the whole table, this room's routes included: the OpenAPI document is of all of them. */
export function statusRoutes(all: () => readonly Route[]): readonly Route[] {
  let document: unknown;
  return [
    route({
      method: 'get',
      path: '/api/health',
      summary: 'Whether the process answers',
      action: 'public.read',
      answer: health,
      handle: async () => ({ body: { status: 'ok' as const } }),
    }),
    route({
      method: 'get',
      path: '/api/ready',
      summary: 'Whether every service can be judged, and which cannot',
      action: 'public.read',
      answer: readiness,
      statuses: [200, 503],
      handle: async ({ house }) => {
        const all = await Promise.all(house.services.list().map(async (service) => ({ service: service.id, ...(await service.readiness()) })));
        const counted = (state: Readiness['state']) => all.filter((one) => one.state === state).length;
        const notReady = all.flatMap((one) => (one.state === 'ready' ? [] : [{ service: one.service, code: one.state === 'broken' ? one.code : null }]));
        const ready = notReady.length === 0;
        return {
          status: ready ? 200 : 503,
          body: { ready, services: { ready: counted('ready'), starting: counted('starting'), broken: counted('broken') }, notReady },
        };
      },
    }),
    route({
      method: 'get',
      path: '/api/openapi.json',
      summary: 'This description of the interface',
      action: 'public.read',
      answer: z.unknown(),
      handle: async ({ house }) => {
        document ??= openApiOf(all(), house.publicUrl);
        return { body: document };
      },
    }),
    route({
      method: 'get',
      path: '/api/metrics',
      summary: 'Figures of the server, as Prometheus reads them',
      action: 'metrics.read',
      answer: { mediaTypes: [MEDIA_TYPE] },
      handle: async ({ house }) => ({ file: house.metrics.render(), mediaType: MEDIA_TYPE }),
    }),
  ];
}
