import { Duration, Instant } from '../../core/index.ts';
import type { Incident } from '../incident/model.ts';
import { lastOf, type Shown, type ShownBy } from './shown.ts';

const WINDOW = Duration.parse('P180D');

/**
 * Whether each incident that was closed in the last 180 days, and of which something was true, can be gone over again: its bytes by digest, and the cause in somebody's words. Of exercises the last counts. A rehearsal makes good for no
 * incident that was left unexplained.
 */
export function investigationShown({ incidents, now }: ShownBy): Shown | undefined {
  const closed = incidents.flatMap((incident) => {
    const at = incident.closed === undefined ? undefined : lastOf(incident, 'incident.closed');
    const counts = incident.mergedInto === undefined && incident.verdicts.some(({ verdict }) => verdict === 'true' || verdict === 'unknown');
    return counts && at !== undefined && at <= now && now - at <= WINDOW ? [{ incident, at: Instant.of(Math.max(at, causeSaid(incident) ?? at)) }] : [];
  });
  const rehearsed = closed.filter(({ incident }) => incident.exercise).sort((a, b) => a.at - b.at);
  const judged = [...closed.filter(({ incident }) => !incident.exercise), ...rehearsed.slice(-1)];
  if (judged.length === 0) return undefined;
  const lacks = judged.flatMap(({ incident }) => lacksOfTraces(incident).map((lack) => ({ incident: incident.id, lack })));
  return {
    claim: 'csirt.investigation-recorded',
    value: lacks.length === 0,
    observedAt: Instant.of(Math.max(...judged.map(({ at }) => at))),
    validFor: 'P180D',
    method: judged.every(({ incident }) => incident.exercise) ? 'drill' : 'runtime',
    lacks,
    incidents: judged.map(({ incident }) => incident.id),
  };
}

function lacksOfTraces(incident: Incident): readonly string[] {
  const { evidence, erased } = incident;
  const readings = evidence.map(({ raw }) => raw);
  const events = readings.flatMap(({ detections }) => detections.flatMap((one) => one.events));
  const lacks: string[] = [];
  if (readings.some(({ inputs }) => inputs.length === 0 || inputs.some(({ digest }) => digest === undefined))) lacks.push('what was read has no digest');
  if (events.length === 0) lacks.push('no event is named');
  else if (events.some(({ digest }) => digest === undefined)) lacks.push('events have no digest: they came by a stream');
  // Erased on request, what was kept beside the ledger is no defect: the digests are there.
  else if (erased === undefined && !evidence.every(({ raw, sealed }) => raw.detections.length === 0 || sealed?.lines !== undefined))
    lacks.push('the lines of its events are gone');
  if (causeSaid(incident) === undefined) lacks.push('nobody has said what caused it');
  return lacks;
}

/** When the root cause was said, for the papers of any law. */
function causeSaid({ said }: Incident): Instant | undefined {
  return said.findLast(({ field, kind }) => field === 'root-cause' && kind === 'said')?.at;
}
