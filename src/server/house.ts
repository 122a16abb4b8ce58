import type { Instant } from '../core/index.ts';
import type { Ledger } from '../ledger/edge/open.ts';
import type { AccessPolicy } from '../product/index.ts';
import type { Services } from './services/services.ts';

/** Everything that a handler may reach. Made once at start, by start.ts. */
export interface House {
  readonly now: () => Instant;
  /** As browsers name it, without a slash at the end: http://localhost:8420 */
  readonly publicUrl: string;
  readonly dataDir: string;
  readonly services: Services;
  /** The office's ledger: people, roles, tokens, settings, by opaque ids. */
  readonly office: Ledger;
  readonly access: AccessPolicy;
  /** The moment that links of the console open at: the example's evidence is of October 2026. Absent: now. */
  readonly openAt?: string;
}
