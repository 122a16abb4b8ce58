import { createRootRoute, createRoute, retainSearchParams } from '@tanstack/react-router';
import { instant, only, type RawSearch } from './search.ts';
import { Shell } from './shell.tsx';
import { Lost, Stumbled } from './stumbled.tsx';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** Of the browser's tab, and what a screen reader is told after a move. */
    title?: string;
    /** Without the shell around it, for people who are not signed in. */
    bare?: true;
  }
}

export const rootRoute = createRootRoute({ component: Shell, notFoundComponent: Lost, errorComponent: Stumbled });

/** Everything that shows one service at one moment. `at` goes along from page to page. */
export const serviceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/services/$service',
  validateSearch: (raw: RawSearch) => only({ at: instant(raw['at']) }, raw),
  search: { middlewares: [retainSearchParams(['at'])] },
  errorComponent: Stumbled,
});
