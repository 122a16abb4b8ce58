import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../app/roots.tsx';
import { only, type RawSearch, text } from '../app/search.ts';

// Pages of the people at home, each without the shell of the office around it.

export const whoRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/at-home/$service',
  staticData: { bare: true },
  component: lazyRouteComponent(() => import('./who-page.tsx'), 'WhoPage'),
});

export const addRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/at-home/$service/add',
  validateSearch: (raw: RawSearch) => only({ device: text(raw['device'], 64) }, raw),
  staticData: { bare: true },
  component: lazyRouteComponent(() => import('./add-page.tsx'), 'AddPage'),
});

export const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/at-home/$service/join',
  staticData: { bare: true },
  component: lazyRouteComponent(() => import('./join-page.tsx'), 'JoinPage'),
});
