import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { serviceRoute } from '../app/roots.tsx';
import { only, type RawSearch, text } from '../app/search.ts';

export const gapsRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: 'gaps',
  validateSearch: (raw: RawSearch) => only({ find: text(raw['find']) }),
  staticData: { title: 'Gaps' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'GapsPage'),
});
