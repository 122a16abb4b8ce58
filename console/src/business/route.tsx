import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { serviceRoute } from '../app/roots.tsx';
import { count, oneOf, only, type RawSearch, text, yes } from '../app/search.ts';
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
        from: text(raw['from']),
        to: text(raw['to']),
        foundation: text(raw['foundation']),
        review: text(raw['review']),
        start: text(raw['start']),
        of: text(raw['of']),
        all: yes(raw['all']),
        find: text(raw['find']),
        sort: text(raw['sort']),
        page: count(raw['page']),
      },
      raw,
    ),
  staticData: { title: 'Business' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'BusinessPage'),
});
