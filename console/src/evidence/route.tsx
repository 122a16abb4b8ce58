import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { serviceRoute } from '../app/roots.tsx';
import { only, type RawSearch, text } from '../app/search.ts';

export const evidenceRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: 'evidence',
  validateSearch: (raw: RawSearch) => only({ find: text(raw['find']) }),
  staticData: { title: 'Evidence' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'EvidencePage'),
});
