import { createRouter } from '@tanstack/react-router';
import { accountRoute } from '../account/route.tsx';
import { attacksRoute } from '../attacks/route.tsx';
import { bringRoute } from '../bring/route.tsx';
import { businessRoute } from '../business/route.tsx';
import { releasesRoute } from '../development/route.tsx';
import { evidenceRoute } from '../evidence/route.tsx';
import { gapsRoute } from '../gaps/route.tsx';
import { helpRoute } from '../help/route.tsx';
import { addRoute, joinRoute, whoRoute } from '../home/route.tsx';
import { ledgerRoute } from '../ledger/route.tsx';
import { mapRoute } from '../map/route.tsx';
import { alertsRoute } from '../operations/route.tsx';
import { peopleRoute } from '../people/route.tsx';
import { devicesRoute } from '../product/route.tsx';
import { settingsRoute } from '../settings/route.tsx';
import { setupRoute } from '../setup/route.tsx';
import { invitationRoute, signInRoute } from '../sign-in/route.tsx';
import { stackRoute } from '../stack/route.tsx';
import { homeRoute } from './home.tsx';
import { rootRoute, serviceRoute } from './roots.tsx';

// One line a page.
const tree = rootRoute.addChildren([
  homeRoute,
  serviceRoute.addChildren([
    stackRoute,
    mapRoute,
    attacksRoute,
    businessRoute,
    releasesRoute,
    devicesRoute,
    alertsRoute,
    gapsRoute,
    evidenceRoute,
    ledgerRoute,
  ]),
  bringRoute,
  peopleRoute,
  settingsRoute,
  helpRoute,
  accountRoute,
  signInRoute,
  setupRoute,
  invitationRoute,
  whoRoute,
  addRoute,
  joinRoute,
]);

/** Every value in the URL is plain text, so that it can be read and typed by a person: `layer=product,business`. */
function written(search: Record<string, unknown>): string {
  const parts = new URLSearchParams();
  for (const [key, value] of Object.entries(search))
    if (value !== undefined && value !== '') parts.set(key, Array.isArray(value) ? value.join(',') : String(value));
  const text = parts.toString();
  return text === '' ? '' : `?${text}`;
}

export const router = createRouter({
  routeTree: tree,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: written,
  defaultPreload: 'intent',
  defaultPreloadDelay: 60,
  scrollRestoration: true,
  defaultPendingMs: 150,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
