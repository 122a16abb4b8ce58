import type { GoalMoved } from '../../attack/live/index.ts';
import type { Instant } from '../../core/index.ts';
import type { ControlId, RecordedEvidence } from '../../evidence/model.ts';
import type { ServiceMap } from '../../map/model.ts';
import type { Exclusions } from '../exclusion.ts';
import type { Standard, Verdict } from '../model.ts';
import type { ControlVerdict } from '../requirement.ts';

export interface LiveInput {
  readonly map: ServiceMap;
  readonly evidence: readonly RecordedEvidence[];
  readonly exclusions: Exclusions;
  readonly at: Instant;
  /** What the position is read against; those that Assay ships when absent. */
  readonly standards?: readonly Standard[];
}

/** What one happening changed. Everything that is not named here is as it was. */
export interface Change {
  readonly at: Instant;
  /** `from` or `to` absent where the control was, or is now, not owed there. */
  readonly subjects: readonly { readonly control: ControlId; readonly subject: string; readonly from?: Verdict; readonly to?: Verdict }[];
  readonly controls: readonly { readonly control: ControlId; readonly from: ControlVerdict; readonly to: ControlVerdict }[];
  readonly requirements: readonly RequirementMoved[];
  readonly goals: readonly GoalMoved[];
  /** Verdicts of a control at a subject, a variant or a member that were judged again. */
  readonly judged: number;
  /** The attack graph was made anew, because a class of members came that it had no place for. */
  readonly rebuilt: boolean;
}

export interface RequirementMoved {
  readonly standard: string;
  readonly requirement: string;
  readonly from: Verdict | 'not-applicable';
  readonly to: Verdict | 'not-applicable';
}
