import type { Instant } from '../../core/index.ts';
import { clocks } from '../duty/clock.ts';
import { lawOf } from '../duty/laws/index.ts';
import type { Clock, DutyFact, Track } from '../duty/model.ts';
import type { Calendar } from '../duty/term.ts';
import type { Incident } from '../incident/model.ts';
import { closedExercises, type Shown, type ShownBy } from './shown.ts';

/**
 * Whether the reports of each law for which the plan names an authority were handed in, in time, in the last exercise that was closed and in which somebody became aware of such a thing. By the ledger's clock: a paper that is entered
 * late was late, whatever it says of itself.
 */
export function reportingShown(given: ShownBy, calendar: Calendar): Shown | undefined {
  const tracks = [...new Set(given.plan.authorities.map(({ track }) => track))];
  const [incident, at] = closedExercises(given).findLast(([one]) => one.duties.some(({ kind }) => kind === 'aware')) ?? [];
  if (incident === undefined || at === undefined || tracks.length === 0) return undefined;
  const facts = byTheLedger(incident);
  const states = clocks(facts, given.now, calendar);
  const lacks = tracks.flatMap((track) => lacksOfTrack(track, facts, states)).map((lack) => ({ incident: incident.id, lack }));
  const handed = facts.flatMap((fact) => (fact.kind === 'submitted' ? [fact.at] : []));
  return {
    claim: 'csirt.reporting-rehearsed',
    value: lacks.length === 0,
    observedAt: Math.max(at, ...handed) as Instant,
    validFor: 'P180D',
    method: 'drill',
    lacks,
    incidents: [incident.id],
  };
}

function lacksOfTrack(track: Track, facts: readonly DutyFact[], states: readonly Clock[]): readonly string[] {
  if (!facts.some((fact) => fact.kind === 'aware' && fact.track === track)) return [`nobody rehearsed the reports on ${track}`];
  return states.filter((one) => one.track === track).flatMap(lacksOfClock);
}

function lacksOfClock({ law, track, stage, clock }: Clock): readonly string[] {
  const what = `${law} ${stage} (${track})`;
  switch (clock.state) {
    case 'met':
      return clock.late ? [`${what} was handed in late`] : [];
    case 'not-owed':
      return [];
    case 'overdue':
      return [`${what} is overdue`];
    case 'running':
      return [`${what} was not handed in`];
    case 'undetermined':
      // An authority that asked for nothing is answered nothing.
      return lawOf(track).duties.find((duty) => duty.stage === stage)?.start.fact === 'requested' ? [] : [`${what} waits for ${clock.waitsFor}`];
  }
}

/** The facts, each paper handed in when that was entered, if it says an earlier moment. */
function byTheLedger({ duties, timeline }: Incident): readonly DutyFact[] {
  const entered = timeline.filter(({ type }) => type === 'incident.duty');
  return duties.map((fact, i) => {
    const recordedAt = entered[i]?.recordedAt;
    return fact.kind === 'submitted' && recordedAt !== undefined && recordedAt > fact.at ? { ...fact, at: recordedAt } : fact;
  });
}
