import type { House } from '../house.ts';
import { type Route, route } from '../route.ts';
import type { Hub } from './hub.ts';

/**
 * The stream of what changes. `EventSource` sends cookies and no other header of ours, so that a session is enough; what it tells of is named and not shown,
 * and each thing is asked for by its own route.
 */
export const liveRoutes = (hubOf: (house: House) => Hub): readonly Route[] => [
  route({
    method: 'get',
    path: '/api/live',
    action: 'self.read',
    summary: 'What changes, as server-sent events: see LiveEvent',
    headers: { 'last-event-id': 'The last event that was heard: what was missed since is told first.' },
    answer: { mediaTypes: ['text/event-stream'] },
    async handle(call) {
      const stream = hubOf(call.house).open(call.who(), call.headers.get('last-event-id') ?? undefined, call.signal);
      return { file: stream, mediaType: 'text/event-stream' };
    },
  }),
];
