import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { serviceRoute } from '../app/roots.tsx';
import { count, oneOf, only, type RawSearch, text } from '../app/search.ts';
import { VIEWS } from './view.ts';

export const businessRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: 'business',
  validateSearch: (raw: RawSearch) =>
    only(
      {
        view: oneOf(raw['view'], VIEWS),
        system: text(raw['system']),
        cell: text(raw['cell']),
        find: text(raw['find']),
        sort: text(raw['sort']),
        page: count(raw['page']),
      },
      raw,
    ),
  staticData: { title: 'Business' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'BusinessPage'),
});
