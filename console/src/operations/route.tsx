import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { serviceRoute } from '../app/roots.tsx';
import { oneOf, only, type RawSearch, text } from '../app/search.ts';

export const alertsRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: 'alerts',
  validateSearch: (raw: RawSearch) =>
    only(
      {
        view: oneOf(raw['view'], ['incidents'] as const),
        alert: text(raw['alert'], 40),
        incident: text(raw['incident'], 40),
        find: text(raw['find'], 80),
        sort: text(raw['sort'], 20),
      },
      raw,
    ),
  staticData: { title: 'Alerts' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'AlertsPage'),
});
