import type { Instant } from '../../core/index.ts';
import type { Method } from '../../evidence/model.ts';
import type { IncidentPlan } from '../../map/incident-plan.ts';
import type { Incident } from '../incident/model.ts';

/** What incidents of the ledger show of one claim. */
export interface Shown {
  readonly claim: string;
  readonly value: boolean;
  /** Of the last deed on which it rests, or of the moment at which a time had passed without one. */
  readonly observedAt: Instant;
  readonly validFor: string;
  readonly method: Method;
  /** By incident, in plain words, without names of devices or people. */
  readonly lacks: readonly { readonly incident: string; readonly lack: string }[];
  readonly incidents: readonly string[];
}

export interface ShownBy {
  readonly plan: IncidentPlan;
  readonly incidents: readonly Incident[];
  readonly now: Instant;
}

/** When the last entry of a kind was made, by the ledger's clock; what people say of when they did something does not count. */
export function lastOf({ timeline }: Incident, type: Incident['timeline'][number]['type']): Instant | undefined {
  return timeline.findLast((one) => one.type === type)?.recordedAt;
}

/** The exercises that were closed, the last to be closed at the end. One that was opened again is not over. */
export function closedExercises({ incidents, now }: ShownBy): readonly (readonly [Incident, Instant])[] {
  return incidents
    .flatMap((incident): readonly (readonly [Incident, Instant])[] => {
      const closed = incident.closed === undefined ? undefined : lastOf(incident, 'incident.closed');
      return incident.exercise && incident.mergedInto === undefined && closed !== undefined && closed <= now ? [[incident, closed]] : [];
    })
    .sort(([, a], [, b]) => a - b);
}
