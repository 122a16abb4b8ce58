import type { ControlId } from '../../evidence/model.ts';
import type { ControlState } from '../model.ts';

/** A control's state without the entries it rests on: what steps are decided from. */
export type Bare = Pick<ControlState, 'verdict' | 'complete'> & { readonly own?: Pick<ControlState, 'verdict' | 'complete'> };

/** The verdicts as they stand, asked again whenever some have moved. */
export interface StatesNow {
  at(control: ControlId, subject: string): Bare;
  /** Subjects with a member that evidence names (`camera/fw-1#7`), by what they are members of; sorted. */
  membersOf(whole: string): readonly string[];
}

/** Where a control's state may be another than before: at some members of an element alone, or anywhere about it. */
export interface Moved {
  readonly control: ControlId;
  readonly element: string;
  readonly members?: readonly string[];
}

const VERDICTS = ['proven', 'failing', 'stale', 'unproven', 'excluded'] as const;

/** A state as a small number: equal where no step can tell two states apart. */
export function codeOf({ verdict, complete }: Pick<ControlState, 'verdict' | 'complete'>): number {
  return VERDICTS.indexOf(verdict) * 2 + (complete === true ? 1 : 0);
}

/** The state of a code, without evidence. */
export const STATE_OF: readonly ControlState[] = VERDICTS.flatMap((verdict) => [
  { verdict, evidence: [] },
  { verdict, evidence: [], complete: true },
]);
