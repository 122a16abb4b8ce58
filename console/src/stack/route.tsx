import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { serviceRoute } from '../app/roots.tsx';
import { count, oneOf, only, type RawSearch, text } from '../app/search.ts';
import { LAYER_IDS } from './words.ts';

export const stackRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: 'stack',
  validateSearch: (raw: RawSearch) =>
    only(
      {
        /** Opened into its controls. */
        layer: oneOf(raw['layer'], LAYER_IDS),
        /** Opened down to its evidence, at one element or at all. */
        control: text(raw['control']),
        subject: text(raw['subject'], 300),
        known: oneOf(raw['known'], ['recorded'] as const),
        find: text(raw['find']),
        sort: text(raw['sort']),
        page: count(raw['page']),
      },
      raw,
    ),
  staticData: { title: 'Stack' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'StackPage'),
});
