import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../app/roots.tsx';
import { only, type RawSearch, text } from '../app/search.ts';

export const helpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/help',
  validateSearch: (raw: RawSearch) => only({ term: text(raw['term'], 60) }, raw),
  staticData: { title: 'Help' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'HelpPage'),
});
