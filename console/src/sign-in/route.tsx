import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../app/roots.tsx';
import { type RawSearch, text } from '../app/search.ts';
import { ownPath } from './own-path.ts';

/** `to`: the page that the person wanted. */
type SignInSearch = Partial<{ to: string | undefined; error: string | undefined }>;

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  // Said even where it is nothing: the router lays this over the raw address, and what is left out here would come through as it was sent.
  validateSearch: (raw: RawSearch): SignInSearch => ({ to: ownPath(raw['to']), error: text(raw['error'], 60) }),
  staticData: { title: 'Sign in', bare: true },
  component: lazyRouteComponent(() => import('./page.tsx'), 'SignInPage'),
});

export const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation',
  staticData: { title: 'Invitation', bare: true },
  component: lazyRouteComponent(() => import('./invitation-page.tsx'), 'InvitationPage'),
});
