import type { Clock } from '../duty/model.ts';
import type { Incident } from './model.ts';
import { cleared, owing, unverified } from './recovery.ts';

type NextStep = 'submit' | 'verify' | 'judge' | 'contain' | 'recover' | 'close' | 'review' | 'nothing';

/** The clocks that concern an incident: of tracks that somebody recorded awareness of. */
export function concerning({ duties }: Pick<Incident, 'duties'>, clocks: readonly Clock[]): readonly Clock[] {
  const aware = new Set(duties.flatMap((fact) => (fact.kind === 'aware' ? [fact.track] : [])));
  return clocks.filter(({ track }) => aware.has(track));
}

/**
 * The one thing to do next: what the law says is late before all else, then whether it is true, then what the law asks of what is true, then the devices, the end and what was learnt. `clocks`: those that concern it, at the moment
 * that is asked of.
 */
export function nextStep(incident: Incident, clocks: readonly Clock[]): NextStep {
  if (incident.mergedInto !== undefined) return 'nothing';
  if (clocks.some(({ clock }) => clock.state === 'overdue')) return 'submit';
  if (incident.state === 'closed')
    return clocks.some(({ clock }) => clock.state === 'running') ? 'submit' : incident.reviewed === undefined ? 'review' : 'nothing';
  if (unverified(incident).length > 0) return 'verify';
  const concerned = [...incident.devices.values()].filter(({ id }) => !cleared(incident, id));
  if (concerned.length > 0 && incident.duties.length === 0 && !incident.exercise) return 'judge';
  if (concerned.some(({ contained }) => contained === undefined)) return 'contain';
  return owing(incident).length > 0 ? 'recover' : 'close';
}
