import type { Layer } from '../../core/index.ts';
import { claimOf } from '../../evidence/claims/index.ts';
import type { ControlId, Method } from '../../evidence/model.ts';
import { CONTROLS } from '../controls/index.ts';
import { edgesFrom } from '../crosswalk/index.ts';
import type { Check, Control, Outcome } from '../model.ts';

/** What has to be done: the first half of an application security control. */
export interface SecurityActivity {
  readonly what: string;
  readonly who: string;
  /** Person-days, an assumption to rank by. */
  readonly effort: number;
  /** Where in the process stack it is done. */
  readonly layer: Layer;
}

/** How it is seen that the activity was done and works: the second half. One for each check of the control. */
export interface VerificationMeasurement {
  readonly claim: string;
  /** Completes the sentence "It was seen that the subject …". */
  readonly holdsWhen: string;
  /** The weakest method of seeing that is enough. */
  readonly atLeast: Method;
  readonly passes?: NonNullable<Check['passes']>;
  /** How long one measurement may be relied on, ISO 8601. */
  readonly validFor: string;
}

/** An application security control (ASC), in the sense of ISO/IEC 27034-1: activity and verification, for a purpose. */
export interface ApplicationSecurityControl {
  readonly id: ControlId;
  readonly title: string;
  /** What it is there for. */
  readonly objective: string;
  readonly outcomes: readonly Outcome[];
  readonly activity: SecurityActivity;
  readonly verification: readonly VerificationMeasurement[];
  /** The requirements it answers, as `standard requirement`. */
  readonly answers: readonly string[];
}

/** A control as an ASC. */
export function asAsc(control: Control): ApplicationSecurityControl {
  return {
    id: control.id,
    title: control.title,
    objective: control.intent,
    outcomes: control.outcomes,
    activity: { what: control.remedy, who: control.who, effort: control.effort, layer: control.layer },
    verification: control.checks.map(measurement),
    answers: edgesFrom(control.id).map((edge) => `${edge.standard} ${edge.requirement}`),
  };
}

function measurement({ claim, atLeast, passes }: Check): VerificationMeasurement {
  const declared = claimOf(claim);
  return {
    claim,
    holdsWhen: declared?.whenTrue ?? '',
    atLeast: atLeast ?? 'attestation',
    ...(passes === undefined ? {} : { passes }),
    validFor: declared?.validFor ?? '',
  };
}

/** The organisation's library of application security controls: all that Assay holds, in its order. */
export function organisationLibrary(): readonly ApplicationSecurityControl[] {
  return CONTROLS.map(asAsc);
}
