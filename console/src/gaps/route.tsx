import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { serviceRoute } from '../app/roots.tsx';
import type { RawSearch } from '../app/search.ts';
import { gapsSearch } from './view.ts';

export const gapsRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: 'gaps',
  validateSearch: (raw: RawSearch) => gapsSearch(raw),
  staticData: { title: 'Gaps' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'GapsPage'),
});
