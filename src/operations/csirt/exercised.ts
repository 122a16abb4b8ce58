import type { IncidentPlan } from '../../map/incident-plan.ts';
import type { Incident } from '../incident/model.ts';
import { cleared, lacksOf, unverified } from '../incident/recovery.ts';
import { mayDo } from './holders.ts';
import { closedExercises, type Shown, type ShownBy } from './shown.ts';

/** Whether the last exercise that was closed was verified, contained, recovered and closed, each step by those who hold its role. */
export function exerciseShown(given: ShownBy): Shown | undefined {
  const [incident, at] = closedExercises(given).at(-1) ?? [];
  if (incident === undefined || at === undefined) return undefined;
  const lacks = [...steps(incident), ...others(incident, given.plan)].map((lack) => ({ incident: incident.id, lack }));
  return { claim: 'csirt.plan-exercised', value: lacks.length === 0, observedAt: at, validFor: 'P180D', method: 'drill', lacks, incidents: [incident.id] };
}

function steps(incident: Incident): readonly string[] {
  const devices = [...incident.devices.values()].filter(({ id }) => !cleared(incident, id));
  const lacks: string[] = [];
  if (unverified(incident).length > 0) lacks.push('alarms were not verified');
  if (devices.length === 0) lacks.push('every alarm was cleared: nothing was there to contain and to recover');
  const loose = devices.filter(({ contained }) => contained === undefined).length;
  if (loose > 0) lacks.push(`${loose} of ${devices.length} devices were not measured to be contained`);
  const ill = devices.filter((device) => lacksOf(incident, device).length > 0).length;
  if (ill > 0) lacks.push(`${ill} of ${devices.length} devices were not shown to be recovered`);
  if (incident.deviceCount > incident.devices.size) lacks.push('devices were counted and not named');
  return lacks;
}

const DONE_BY = [
  ['incident.verified', 'verified', ['triage', 'investigate']],
  ['incident.contained', 'contained', ['contain']],
  ['incident.recovered', 'recovered', ['recover']],
  ['incident.closed', 'closed', ['lead', 'decide']],
] as const;

function others(incident: Incident, plan: IncidentPlan): readonly string[] {
  return DONE_BY.flatMap(([type, done, duties]) => {
    const by = new Set(incident.timeline.filter((one) => one.type === type).map((one) => one.by));
    // That nothing was measured was said already.
    if (by.size === 0 && type === 'incident.contained') return [];
    // What a playbook does and measures is the work of who was assigned to it.
    if (by.delete('assay')) {
      const assigned = plan.roles.flatMap(({ id, duties: own }) =>
        own.some((duty) => (duties as readonly string[]).includes(duty)) ? [incident.roles.get(id)?.to] : [],
      );
      for (const one of assigned) if (one !== undefined) by.add(one);
      if (by.size === 0) return [`a playbook ${done} it, and nobody was assigned who does so`];
    }
    const strangers = [...by].filter((one) => !mayDo(plan, duties, one, incident));
    if (by.size === 0) return [`nobody ${done} it`];
    return strangers.length === 0 ? [] : [`it was ${done} by who holds no role of the plan that does so`];
  });
}
