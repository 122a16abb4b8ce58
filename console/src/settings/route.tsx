import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../app/roots.tsx';
import { oneOf, only, type RawSearch, text } from '../app/search.ts';

export const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  validateSearch: (raw: RawSearch) =>
    only(
      {
        view: oneOf(raw['view'], ['server', 'tokens', 'all-tokens'] as const),
        /** `issue`: the form for a token is open. */
        do: oneOf(raw['do'], ['issue'] as const),
        find: text(raw['find']),
        sort: text(raw['sort'], 40),
      },
      raw,
    ),
  staticData: { title: 'Settings' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'SettingsPage'),
});
