import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../app/roots.tsx';
import { oneOf, only, type RawSearch } from '../app/search.ts';

export const bringRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/bring',
  validateSearch: (raw: RawSearch) => only({ way: oneOf(raw['way'], ['model', 'yaml', 'draw'] as const) }, raw),
  staticData: { title: 'Bring a service' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'BringPage'),
});
