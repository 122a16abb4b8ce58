import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../app/roots.tsx';
import { only, type RawSearch, text } from '../app/search.ts';
import { ownPath } from './own-path.ts';

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (raw: RawSearch) => only({ to: ownPath(raw['to']), error: text(raw['error'], 60) }),
  staticData: { title: 'Sign in', bare: true },
  component: lazyRouteComponent(() => import('./page.tsx'), 'SignInPage'),
});

export const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation',
  staticData: { title: 'Invitation', bare: true },
  component: lazyRouteComponent(() => import('./invitation-page.tsx'), 'InvitationPage'),
});
