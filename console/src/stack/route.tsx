import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { serviceRoute } from '../app/roots.tsx';
import { only, type RawSearch, text } from '../app/search.ts';

export const stackRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: 'stack',
  validateSearch: (raw: RawSearch) => only({ find: text(raw['find']) }),
  staticData: { title: 'Stack' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'StackPage'),
});
