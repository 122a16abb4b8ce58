import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { serviceRoute } from '../app/roots.tsx';
import { only, type RawSearch, text } from '../app/search.ts';

export const attacksRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: 'attacks',
  validateSearch: (raw: RawSearch) => only({ find: text(raw['find']) }),
  staticData: { title: 'Attacks' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'AttacksPage'),
});
