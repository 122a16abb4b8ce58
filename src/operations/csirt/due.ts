import type { Instant } from '../../core/index.ts';
import type { Clock } from '../duty/model.ts';
import type { Incident } from '../incident/model.ts';

/** Something that somebody has to do about an incident, by a moment. */
export interface DueNext {
  readonly incident: string;
  readonly exercise: boolean;
  /** A report that a law asks for, or an action of a review. */
  readonly kind: 'report' | 'action';
  readonly what: string;
  readonly due: Instant;
  readonly overdue: boolean;
  /** When to remind of it next; absent where each of these moments has passed. */
  readonly remind?: Instant;
}

/** What is due of an incident. A report without a date, which the law asks for without undue delay, has none here: its clock is listed with the incident. */
export function dueIn(incident: Incident, clocks: readonly Clock[], now: Instant): readonly DueNext[] {
  if (incident.mergedInto !== undefined) return [];
  const about = { incident: incident.id, exercise: incident.exercise };
  const reports = clocks.flatMap(({ law, stage, article, clock }): readonly DueNext[] => {
    const what = `${law} ${stage} (${article})`;
    if (clock.state === 'overdue') return [{ ...about, kind: 'report', what, due: clock.due, overdue: true }];
    if (clock.state !== 'running' || clock.due === undefined) return [];
    const remind = clock.remind.find((moment) => moment > now);
    return [{ ...about, kind: 'report', what, due: clock.due, overdue: false, ...(remind === undefined ? {} : { remind }) }];
  });
  const actions = incident.improvements
    .filter(({ done }) => done === undefined)
    .map(({ id, owner, due }): DueNext => ({ ...about, kind: 'action', what: `${id}, ${owner}`, due, overdue: now > due }));
  return [...reports, ...actions];
}
