import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../app/roots.tsx';
import { oneOf, only, type RawSearch, text } from '../app/search.ts';

export const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/people',
  validateSearch: (raw: RawSearch) =>
    only(
      {
        view: oneOf(raw['view'], ['people', 'invite', 'proposals', 'roles', 'break-glass'] as const),
        person: text(raw['person'], 40),
        proposal: text(raw['proposal'], 40),
        find: text(raw['find']),
        sort: text(raw['sort'], 40),
      },
      raw,
    ),
  staticData: { title: 'People' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'PeoplePage'),
});
