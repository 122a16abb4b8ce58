import { ATTACK_ROUTES } from './attacks/routes.ts';
import { EVIDENCE_ROUTES } from './evidence/routes.ts';
import { GAPS_ROUTES } from './gaps/routes.ts';
import { LEDGER_ROUTES } from './ledger/routes.ts';
import { liveRoutes } from './live/routes.ts';
import { MAP_ROUTES } from './map/routes.ts';
import { POSITION_ROUTES } from './position/routes.ts';
import { REPORTS_ROUTES } from './reports/routes.ts';
import type { Route } from './route.ts';
import { SERVICE_ROUTES } from './services/routes.ts';
import { STANDARD_ROUTES } from './standards/routes.ts';
import { statusRoutes } from './status/routes.ts';

/** The table: everything that can be asked over HTTP. A room adds its line here, and is then guarded, described and walked like all others. */
export const ROUTES: readonly Route[] = [
  ...statusRoutes(() => ROUTES),
  ...SERVICE_ROUTES,
  ...MAP_ROUTES,
  ...ATTACK_ROUTES,
  ...liveRoutes(({ hub }) => hub),
  ...EVIDENCE_ROUTES,
  ...LEDGER_ROUTES,
  ...STANDARD_ROUTES,
  ...POSITION_ROUTES,
  ...GAPS_ROUTES,
  ...REPORTS_ROUTES,
];
