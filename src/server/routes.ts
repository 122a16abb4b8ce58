import { liveRoutes } from './live/routes.ts';
import type { Route } from './route.ts';
import { statusRoutes } from './status/routes.ts';

/** The table: everything that can be asked over HTTP. A room adds its line here, and is then guarded, described and walked like all others. */
export const ROUTES: readonly Route[] = [
  ...statusRoutes(() => ROUTES),
  ...liveRoutes(({ hub }) => hub),
];
