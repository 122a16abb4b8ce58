import type { Digest } from '../../core/index.ts';
import { CALLBACK } from '../../product/federation/edge/federation.ts';
import type { House } from '../house.ts';
import { type Route, route } from '../route.ts';
import { settingsChange, settingsView } from './model.ts';

const viewOf = ({ settings, publicUrl }: House) => ({
  settings: settings.now(),
  digest: settings.digest(),
  atStart: { publicUrl },
  callback: publicUrl + CALLBACK,
});

export const SETTINGS_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/api/settings',
    action: 'settings.read',
    summary: 'The settings of this office',
    answer: settingsView,
    handle: async ({ house }) => ({ body: viewOf(house), etag: house.settings.digest().slice(7) }),
  }),
  route({
    method: 'put',
    path: '/api/settings',
    action: 'settings.change',
    summary: 'Change the settings, whole',
    body: settingsChange,
    answer: settingsView,
    async handle({ house, body, record }) {
      // The schema has held it to the shape of a digest.
      await house.settings.change(body.settings, body.from as Digest, (drafts) => record(drafts));
      return { body: viewOf(house) };
    },
  }),
];
