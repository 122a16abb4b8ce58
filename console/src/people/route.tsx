import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../app/roots.tsx';
import { only, type RawSearch, text } from '../app/search.ts';

export const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/people',
  validateSearch: (raw: RawSearch) => only({ view: text(raw['view'], 40), proposal: text(raw['proposal'], 80) }),
  staticData: { title: 'People' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'PeoplePage'),
});
