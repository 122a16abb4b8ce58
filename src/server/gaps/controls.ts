import { z } from '@hono/zod-openapi';
import { CONTROLS } from '../../assurance/controls/index.ts';
import { layer } from '../position/model.ts';
import { type Route, route } from '../route.ts';

export const controlNames = z.object({ controls: z.array(z.object({ id: z.string(), title: z.string(), layer })) }).openapi('ControlNames');
export type ControlNames = z.infer<typeof controlNames>;

/** Of the catalogue and of no service: how each stands somewhere is asked of that service. */
export const CONTROL_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/api/controls',
    action: 'service.read',
    summary: 'Every control that there is, by id and title: for finding one by its name',
    answer: controlNames,
    handle: async () => ({ body: { controls: CONTROLS.map(({ id, title, layer: on }) => ({ id, title, layer: on })) } }),
  }),
];
