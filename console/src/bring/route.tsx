import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../app/roots.tsx';

export const bringRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/bring',
  staticData: { title: 'Bring a service' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'BringPage'),
});
