/** A control is knowingly not applied at a subject: who agreed, why, and until when. Without all three it does not exist. */
export interface ExclusionGranted {
  readonly type: 'exclusion.granted';
  readonly control: string;
  readonly subject: string;
  readonly reason: string;
  readonly approver: string;
  /** Who asked for it, where two had to agree. */
  readonly proposer?: string;
  /** RFC 3339; before it the exclusion did not stand. */
  readonly grantedAt: string;
  /** RFC 3339; from then on the exclusion counts for nothing. */
  readonly until: string;
}

export interface ExclusionWithdrawn {
  readonly type: 'exclusion.withdrawn';
  readonly control: string;
  readonly subject: string;
  readonly reason: string;
  readonly approver: string;
}

export type AssuranceEvent = ExclusionGranted | ExclusionWithdrawn;
