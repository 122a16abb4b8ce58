import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../app/roots.tsx';
import { signInSearch } from './search.ts';

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: signInSearch,
  staticData: { title: 'Sign in', bare: true },
  component: lazyRouteComponent(() => import('./page.tsx'), 'SignInPage'),
});

export const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation',
  staticData: { title: 'Invitation', bare: true },
  component: lazyRouteComponent(() => import('./invitation-page.tsx'), 'InvitationPage'),
});
