import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { serviceRoute } from '../app/roots.tsx';
import { count, instant, oneOf, only, type RawSearch, text } from '../app/search.ts';

export const ledgerRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: 'ledger',
  validateSearch: (raw: RawSearch) =>
    only(
      {
        view: oneOf(raw['view'], ['entries', 'verify'] as const),
        /** The service's own ledger when absent. */
        of: oneOf(raw['of'], ['office'] as const),
        find: text(raw['find']),
        type: text(raw['type'], 100),
        actor: text(raw['actor'], 60),
        from: instant(raw['from']),
        to: instant(raw['to']),
        before: count(raw['before']),
        entry: count(raw['entry']),
      },
      raw,
    ),
  staticData: { title: 'Ledger' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'LedgerPage'),
});
