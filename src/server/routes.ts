import { ACCOUNT_ROUTES } from './account/routes.ts';
import { ATTACK_ROUTES } from './attacks/routes.ts';
import { BREAK_GLASS_ROUTES } from './break-glass/routes.ts';
import { BUSINESS_ROUTES } from './business/routes.ts';
import { DEVELOPMENT_ROUTES } from './development/routes.ts';
import { EVIDENCE_ROUTES } from './evidence/routes.ts';
import { FEDERATION_ROUTES } from './federation/routes.ts';
import { CONTROL_ROUTES } from './gaps/controls.ts';
import { GAPS_ROUTES } from './gaps/routes.ts';
import { HOME_ROUTES } from './home/routes.ts';
import { LEDGER_ROUTES } from './ledger/routes.ts';
import { liveRoutes } from './live/routes.ts';
import { MAP_ROUTES } from './map/routes.ts';
import { INCIDENT_ROUTES } from './operations/incident-routes.ts';
import { OPERATIONS_ROUTES } from './operations/routes.ts';
import { PEOPLE_ROUTES } from './people/routes.ts';
import { POSITION_ROUTES } from './position/routes.ts';
import { POLICY_ROUTES } from './product/policy-routes.ts';
import { FLEET_ROUTES } from './product/routes.ts';
import { PROPOSAL_ROUTES } from './proposals/routes.ts';
import { REPORTS_ROUTES } from './reports/routes.ts';
import type { Route } from './route.ts';
import { SERVICE_ROUTES } from './services/routes.ts';
import { SETTINGS_ROUTES } from './settings/routes.ts';
import { SIGN_IN_ROUTES } from './sign-in/routes.ts';
import { STANDARD_ROUTES } from './standards/routes.ts';
import { statusRoutes } from './status/routes.ts';
import { TOKEN_ROUTES } from './tokens/routes.ts';

/** The table: everything that can be asked over HTTP. A room adds its line here, and is then guarded, described and walked like all others. */
export const ROUTES: readonly Route[] = [
  ...statusRoutes(() => ROUTES),
  ...SIGN_IN_ROUTES,
  ...ACCOUNT_ROUTES,
  ...SERVICE_ROUTES,
  ...MAP_ROUTES,
  ...ATTACK_ROUTES,
  ...BUSINESS_ROUTES,
  ...DEVELOPMENT_ROUTES,
  ...FLEET_ROUTES,
  ...POLICY_ROUTES,
  ...OPERATIONS_ROUTES,
  ...INCIDENT_ROUTES,
  ...HOME_ROUTES,
  ...liveRoutes(({ hub }) => hub),
  ...EVIDENCE_ROUTES,
  ...LEDGER_ROUTES,
  ...STANDARD_ROUTES,
  ...POSITION_ROUTES,
  ...GAPS_ROUTES,
  ...CONTROL_ROUTES,
  ...REPORTS_ROUTES,
  ...PEOPLE_ROUTES,
  ...PROPOSAL_ROUTES,
  ...BREAK_GLASS_ROUTES,
  ...TOKEN_ROUTES,
  ...FEDERATION_ROUTES,
  ...SETTINGS_ROUTES,
];
