import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { serviceRoute } from '../app/roots.tsx';
import { evidenceSearch } from './view.ts';

export const evidenceRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: 'evidence',
  validateSearch: evidenceSearch,
  staticData: { title: 'Evidence' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'EvidencePage'),
});
