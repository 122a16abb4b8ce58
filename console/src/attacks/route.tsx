import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { serviceRoute } from '../app/roots.tsx';
import { count, oneOf, only, type RawSearch, text } from '../app/search.ts';
import { VIEWS } from './view.ts';

/** Lists stand with commas, as the server takes them. */
const LONG = 4000;

export const attacksRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: 'attacks',
  validateSearch: (raw: RawSearch) =>
    only(
      {
        view: oneOf(raw['view'], VIEWS),
        from: text(raw['from'], LONG),
        to: text(raw['to'], LONG),
        /** From 1; 0 is the way that a supposition would leave. */
        way: count(raw['way']),
        prove: text(raw['prove'], LONG),
        fail: text(raw['fail'], LONG),
        fall: text(raw['fall'], LONG),
        /** The part whose blast radius is shown. */
        of: text(raw['of']),
        find: text(raw['find']),
        sort: text(raw['sort']),
        page: count(raw['page']),
      },
      raw,
    ),
  staticData: { title: 'Attacks' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'AttacksPage'),
});
