import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { serviceRoute } from '../app/roots.tsx';
import { oneOf, only, type RawSearch, text } from '../app/search.ts';
import { VIEWS } from './view.ts';

export const devicesRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: 'devices',
  validateSearch: (raw: RawSearch) =>
    only(
      {
        view: oneOf(raw['view'], VIEWS),
        find: text(raw['find'], 64),
        product: text(raw['product'], 64),
        life: oneOf(raw['life'], ['registered', 'in-service', 'retired'] as const),
        owned: oneOf(raw['owned'], ['yes', 'no'] as const),
        ends: oneOf(raw['ends'], ['over', 'week', 'month'] as const),
        unwiped: oneOf(raw['unwiped'], ['yes'] as const),
        after: text(raw['after'], 80),
        device: text(raw['device'], 64),
      },
      raw,
    ),
  staticData: { title: 'Devices' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'FleetPage'),
});
