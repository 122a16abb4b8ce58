import { Duration, Instant } from '../../core/index.ts';
import type { IncidentPlan } from '../../map/incident-plan.ts';
import type { Incident } from '../incident/model.ts';
import { severityOf } from '../incident/severity.ts';
import type { Shown, ShownBy } from './shown.ts';

const WINDOW = Duration.parse('P35D');

interface Looked {
  readonly at: Instant;
  readonly lack?: string;
}

/**
 * Whether the alarms of the last 35 days were verified within the times of the plan, by the ledger's clock, exercises and what happened alike: no rehearsal makes good for an alarm that waited. Nothing where no time has ended yet.
 */
export function triageShown({ plan, incidents, now }: ShownBy): Shown | undefined {
  const looked = incidents
    .filter(({ openedAt, mergedInto }) => mergedInto === undefined && openedAt <= now && now - openedAt <= WINDOW)
    .flatMap((incident) => {
      const one = lookedAt(incident, plan, now);
      return one === undefined ? [] : [{ incident: incident.id, ...one }];
    });
  if (looked.length === 0) return undefined;
  const lacks = looked.flatMap(({ incident, lack }) => (lack === undefined ? [] : [{ incident, lack }]));
  return {
    claim: 'csirt.triage-timely',
    value: lacks.length === 0,
    observedAt: Instant.of(Math.max(...looked.map(({ at }) => at))),
    validFor: 'P35D',
    method: 'runtime',
    lacks,
    incidents: looked.map(({ incident }) => incident),
  };
}

function lookedAt(incident: Incident, plan: IncidentPlan, now: Instant): Looked | undefined {
  const time = triageTime(incident, plan);
  const verified = verifiedAt(incident);
  if (time === undefined) return { at: verified ?? incident.openedAt, lack: `the plan has no time for the severity ${incident.severity}` };
  const due = Instant.of(incident.openedAt + time);
  if (verified !== undefined && verified <= now)
    return verified <= due ? { at: verified } : { at: verified, lack: `verified ${minutes(verified - due)} too late` };
  return now > due ? { at: due, lack: 'its time has passed, and nobody has verified it' } : undefined;
}

/** The shorter of the times for what the detections said and for what people ranked it: to rank it lower later does not stretch the time that it had. */
function triageTime({ level, severity }: Incident, plan: IncidentPlan): Duration | undefined {
  const times = plan.severities.flatMap(({ levels, triage }) =>
    levels?.includes(severityOf(level)) === true || levels?.includes(severity) === true ? [Duration.parse(triage)] : [],
  );
  return times.sort((a, b) => a - b)[0];
}

/** By the ledger's clock: the entry by which everything that was seen then had a verdict for the first time. */
function verifiedAt({ verifiedAt: said, timeline }: Incident): Instant | undefined {
  return said === undefined ? undefined : timeline.findLast(({ type, at }) => type === 'incident.verified' && at === said)?.recordedAt;
}

const minutes = (length: number): string => `${Math.ceil(length / 60_000)} min`;
