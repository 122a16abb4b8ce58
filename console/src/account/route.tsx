import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../app/roots.tsx';

export const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account',
  staticData: { title: 'Your account' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'AccountPage'),
});
