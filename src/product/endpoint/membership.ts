import { Instant } from '../../core/index.ts';
import type { HouseholdId, MemberId } from '../fleet/model.ts';
import { isMember, isShared, isVisiting, type Member, type Share, type Visit } from '../household/model.ts';

/** What is asked about a person. */
export interface PersonFacts {
  member(id: MemberId): (Member & { readonly household: HouseholdId }) | undefined;
  /** Ever given to this person. */
  sharedWith(id: MemberId): readonly Share[];
  /** Ever, in any household. */
  visitsBy(id: MemberId): readonly Visit[];
}

/** `until`: the first moment at which time alone may change this. */
export interface Belonging {
  readonly ok: boolean;
  readonly until?: Instant;
}

/**
 * Whether a person has any business here: they live in a household, something is shared with them, or they visit. What they may do with any one device is not said by this.
 * Whoever left a household is out, whatever was shared with them; guests are here for what is shared with them alone.
 */
export function belonging(id: MemberId, facts: PersonFacts, at: Instant): Belonging {
  const member = facts.member(id);
  if (member !== undefined && !isMember(member, at)) return { ok: false };
  const shares = facts.sharedWith(id).filter((share) => share.endedAt === undefined);
  const visits = facts.visitsBy(id).filter((visit) => visit.endedAt === undefined);
  const ends = [member?.until, ...shares.flatMap(({ from, until }) => [from, until]), ...visits.map(({ until }) => until)];
  const next = ends
    .filter((end): end is Instant => end !== undefined && end > at)
    .reduce<number>((first, end) => Math.min(first, end), Number.POSITIVE_INFINITY);
  const until = Number.isFinite(next) ? { until: Instant.of(next) } : {};
  const lives = member !== undefined && member.role !== 'guest';
  return { ok: lives || shares.some((share) => isShared(share, at)) || visits.some((visit) => isVisiting(visit, at)), ...until };
}
