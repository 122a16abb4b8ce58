import { CONTROLS } from '../../assurance/controls/index.ts';
import { type Route, route } from '../route.ts';
import { controlNames } from './model.ts';

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
