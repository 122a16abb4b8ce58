import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { serviceRoute } from '../app/roots.tsx';
import { only, type RawSearch, text } from '../app/search.ts';

export const mapRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: 'map',
  validateSearch: (raw: RawSearch) => only({ find: text(raw['find']) }),
  staticData: { title: 'Map' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'MapPage'),
});
