import { figure, Instant } from '../../core/index.ts';
import type { Entered } from './evolve.ts';
import type { TimelineItem } from './model.ts';

/** One entry of an incident in a line. Devices by their keyed ids: who may see names puts them in. */
export function lineOf(fact: Entered): TimelineItem {
  const { seq, recordedAt, type, body, opened } = fact;
  const text = opened?.text ?? (type === 'incident.duty' ? opened?.receipt : undefined);
  return {
    seq,
    at: Instant.parse(body.at),
    recordedAt,
    type,
    by: 'by' in body ? body.by : type === 'incident.duty' ? fact.body.fact.by : 'assay',
    says: saysOf(fact),
    ...(text === undefined ? {} : { text }),
  };
}

function saysOf(fact: Entered): string {
  switch (fact.type) {
    case 'incident.opened':
    case 'incident.grown': {
      const { level, deviceCount, detectionCount, last } = fact.body;
      const how = fact.type === 'incident.grown' ? 'grew' : fact.body.exercise ? 'opened, as an exercise' : 'opened';
      return `${how}: ${level}, ${figure(deviceCount)} ${deviceCount === 1 ? 'device' : 'devices'}, ${figure(detectionCount)} ${detectionCount === 1 ? 'detection' : 'detections'}, last seen ${last}`;
    }
    case 'incident.merged':
      return `turned out to be ${fact.body.into}`;
    case 'incident.verified':
      return `${fact.body.rule}: ${fact.body.verdict}${fact.body.device === undefined ? '' : ` on ${fact.body.device}`}`;
    case 'incident.ranked':
      return `severity ${fact.body.severity}`;
    case 'incident.assigned':
      return `${fact.body.role} is ${fact.body.to}`;
    case 'incident.noted':
      return fact.body.audience === undefined ? 'note' : `told ${fact.body.audience}`;
    case 'incident.duty': {
      const { kind, track, stage, question, answer, approvedBy } = fact.body.fact;
      const what = [kind, track, stage, question, answer === undefined ? undefined : answer ? 'yes' : 'no'].filter((word) => word !== undefined);
      return `law: ${what.join(' ')}${approvedBy === undefined ? '' : `, approved by ${approvedBy}`}`;
    }
    case 'incident.said':
      return `${fact.body.track}: ${fact.body.field} ${fact.body.kind === 'said' ? 'said' : 'answered with none'}`;
    case 'incident.acted':
      return `${fact.body.call ?? fact.body.playbook ?? 'run'} ${fact.body.outcome} (${fact.body.run})`;
    case 'incident.placed':
      return `${fact.body.device} is of the part ${fact.body.part}`;
    case 'incident.contained':
      return `${fact.body.device} contained: silent since ${fact.body.since}, sensor heard of until ${fact.body.heardUntil}`;
    case 'incident.recovered':
      return `${fact.body.device}: ${['firmware', 'credential', 'behaviour'].filter((one) => one in fact.body).join(', ')} shown`;
    case 'incident.closed': {
      const { approvedBy, waived, running } = fact.body;
      const passed = waived.length === 0 ? '' : `, recovery of ${figure(waived.length)} let pass`;
      return `closed${approvedBy === undefined ? '' : `, approved by ${approvedBy}`}${passed}${running === 0 ? '' : `, with ${figure(running)} clocks of a law running`}`;
    }
    case 'incident.reopened':
      return 'opened again';
    case 'incident.reviewed':
      return `reviewed, ${figure(fact.body.actions.length)} ${fact.body.actions.length === 1 ? 'action' : 'actions'}`;
    case 'incident.action-done':
      return `action ${fact.body.action} done`;
    case 'incident.erased':
      return 'names and words erased';
  }
}
