import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { serviceRoute } from '../app/roots.tsx';
import { count, only, type RawSearch, text } from '../app/search.ts';

export const ledgerRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: 'ledger',
  validateSearch: (raw: RawSearch) => only({ find: text(raw['find']), entry: count(raw['entry']) }),
  staticData: { title: 'Ledger' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'LedgerPage'),
});
