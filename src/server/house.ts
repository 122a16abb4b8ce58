import type { Instant, Json } from '../core/index.ts';
import type { Ledger } from '../ledger/edge/open.ts';
import type { Draft, Receipt } from '../ledger/model.ts';
import type { Proposals } from '../product/approval/edge/proposals.ts';
import type { BreakGlass } from '../product/break-glass/edge/break-glass.ts';
import type { Federation } from '../product/federation/edge/federation.ts';
import type { AccessPolicy, ActionId, PersonId, Principal } from '../product/index.ts';
import type { PeopleDesk } from '../product/people/edge/desk.ts';
import type { SettingsDesk } from '../product/settings/edge/settings-desk.ts';
import type { Tokens } from '../product/tokens/edge/tokens.ts';
import type { Hub } from './live/hub.ts';
import type { Metrics } from './metrics.ts';
import type { Services } from './services/registry.ts';

/** Everything that a handler may reach. Made once at start, by start.ts. */
export interface House {
  readonly now: () => Instant;
  /** As browsers name it, without a slash at the end: http://localhost:8420 */
  readonly publicUrl: string;
  readonly https: boolean;
  readonly dataDir: string;
  readonly services: Services;
  /** The office's ledger: people, roles, tokens, settings, by opaque ids. */
  readonly office: Ledger;
  readonly access: AccessPolicy;
  readonly people: PeopleDesk;
  readonly proposals: Proposals;
  readonly breakGlass: BreakGlass;
  readonly tokens: Tokens;
  readonly federation: Federation;
  readonly settings: SettingsDesk;
  /** Who somebody is now, with the glass that they have broken; `undefined` for all but active people. */
  standing(person: PersonId): Principal | undefined;
  /** The moment that links of the console open at: the example's evidence is of October 2026. Absent: now. */
  readonly openAt?: string;
  readonly metrics: Metrics;
  readonly hub: Hub;
  /** Whether a proposal is still the act that was proposed, by the routes and what they decide on as they are now. Throws what is not (ASSAY-SERVER-001, -008). */
  reconsider(proposal: Waiting): void;
  /** Carries out, as the proposer's act, what a second person has agreed to. Only the room of proposals calls it. Throws what the route refuses. */
  carryOut(agreed: Agreed): Promise<CarriedOut>;
  /** Enters facts on the office's ledger: of the server's own doing, where no request stands behind them. Handlers use `call.record`. */
  append(drafts: readonly Draft[], expectedSize?: number): Promise<readonly Receipt[]>;
}

/** A request that waited for a second person, byte for byte as it was proposed. */
export interface Waiting {
  readonly method: string;
  /** As the route declares it. */
  readonly path: string;
  readonly params: Readonly<Record<string, Json>>;
  readonly query: Readonly<Record<string, Json>>;
  readonly body: Json;
  readonly action: ActionId;
}

export interface Agreed extends Waiting {
  readonly proposal: string;
  /** The proposer as they stand now: their roles may have changed since. */
  readonly proposer: Principal;
  readonly approvedBy: PersonId;
}

export interface CarriedOut {
  readonly status: number;
  readonly body: unknown;
}
