import type { Instant } from '../../core/index.ts';
import type { ActionId } from '../access/actions.ts';
import type { PersonId } from '../access/model.ts';

/** How long the glass stays broken: enough to act and to write down why, too short to get used to. */
export const OPEN_MS = 3_600_000;
/** Of one person within a day: an hour each. */
export const MOST_A_DAY = 24;
export const DAY_MS = 86_400_000;
/** Acts behind one glass, which another person has to go through one by one. */
export const MOST_USES = 200;

export interface GlassUse {
  readonly action: ActionId;
  readonly on: { readonly kind: string; readonly id: string };
  readonly at: Instant;
}

export interface Glass {
  readonly id: string;
  readonly person: PersonId;
  readonly reason: string;
  readonly openedAt: Instant;
  readonly until: Instant;
  readonly closedAt?: Instant;
  readonly closedBy?: PersonId;
  readonly uses: readonly GlassUse[];
  readonly review?: { readonly by: PersonId; readonly at: Instant; readonly finding: 'justified' | 'unjustified'; readonly reason: string };
}

/** By id, in the order of breaking. */
export type Glasses = ReadonlyMap<string, Glass>;

export function isOpen(glass: Glass, at: Instant): boolean {
  return glass.closedAt === undefined && at < glass.until;
}

/** What everybody has to be shown: what is open, and what no second person has looked at yet. */
export function isLoud(glass: Glass): boolean {
  return glass.review === undefined;
}
