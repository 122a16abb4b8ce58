import { z } from '@hono/zod-openapi';
import { MEDIA_TYPE } from '../metrics.ts';
import { openApiOf } from '../openapi.ts';
import { type Route, route } from '../route.ts';
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
      summary: 'Whether the server can do its work',
      action: 'public.read',
      answer: readiness,
      statuses: [200, 503],
      handle: async ({ house }) => {
        const services = house.services.list();
        const broken = services.filter(({ faults }) => faults !== undefined).length;
        const ready = services.filter(({ judge, faults }) => faults === undefined && judge?.ready === true).length;
        const all = { ready, starting: services.length - ready - broken, broken };
        return { status: all.starting === 0 ? 200 : 503, body: { ready: all.starting === 0, services: all } };
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
