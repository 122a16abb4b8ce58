import { Instant } from '../../core/index.ts';
import type { ServiceMap } from '../../map/model.ts';
import { clocks } from '../../operations/duty/clock.ts';
import { zoneNamed } from '../../operations/duty/edge/zone.ts';
import { LAWS } from '../../operations/duty/laws/index.ts';
import type { Clock } from '../../operations/duty/model.ts';
import type { Incident, IncidentDevice } from '../../operations/incident/model.ts';
import { concerning, nextStep } from '../../operations/incident/next.ts';
import { cleared, lacksOf, owing, unverified, verdictOn } from '../../operations/incident/recovery.ts';
import type { ClockShown, IncidentLine, OneIncident } from './incident-model.ts';

const NAMED = 5;
const MOST = { devices: 500, timeline: 1000, evidence: 100 };
const text = Instant.format;

/** Every clock that concerns it at a moment, by the calendar of a zone. Throws `Refused` for a zone that is not known. */
export const clocksOf = (incident: Incident, at: Instant, zone = 'UTC'): readonly Clock[] =>
  concerning(incident, clocks(incident.duties, at, { zone: zoneNamed(zone) }));

export const goesOn = ({ clock }: Clock): boolean => clock.state === 'running' || clock.state === 'overdue';

export function clockShown({ track, law, stage, title, article, clock }: Clock): ClockShown {
  const { state } = clock;
  const own = { track, law, stage, title, article, state };
  if (state === 'undetermined') return { ...own, waitsFor: clock.waitsFor };
  if (state === 'not-owed') return { ...own, why: clock.why };
  const due = clock.due === undefined ? {} : { due: text(clock.due) };
  const started = clock.started === undefined ? {} : { started: text(clock.started) };
  if (state === 'met') return { ...own, ...started, ...due, submitted: text(clock.submitted), late: clock.late };
  return { ...own, ...started, ...due, ...(clock.latest === undefined ? {} : { latest: text(clock.latest) }) };
}

export function lineShown(incident: Incident, at: Instant, zone?: string): IncidentLine {
  const running = clocksOf(incident, at, zone);
  const counted = (state: Clock['clock']['state']) => running.filter(({ clock }) => clock.state === state).length;
  const dueFirst = running
    .filter(goesOn)
    .map(clockShown)
    .sort((a, b) => (a.due ?? '9').localeCompare(b.due ?? '9'))[0];
  return {
    id: incident.id,
    ...(incident.title === undefined ? {} : { title: incident.title }),
    exercise: incident.exercise,
    state: incident.state,
    ...(incident.mergedInto === undefined ? {} : { mergedInto: incident.mergedInto }),
    severity: incident.severity,
    openedAt: text(incident.openedAt),
    first: text(incident.first),
    last: text(incident.last),
    devices: [...incident.devices.values()].slice(0, NAMED).map(nameOf),
    deviceCount: incident.deviceCount,
    clocks: { running: counted('running'), overdue: counted('overdue'), undetermined: counted('undetermined') },
    ...(dueFirst === undefined ? {} : { nextDue: dueFirst }),
    next: nextStep(incident, running),
  };
}

/** `people` is left to the route: who asks decides what names they see. */
export function incidentShown(incident: Incident, map: ServiceMap | undefined, at: Instant, zone?: string): OneIncident {
  const aware = new Set(incident.duties.flatMap((fact) => (fact.kind === 'aware' ? [fact.track] : [])));
  const all = [...incident.devices.values()];
  const owed = owing(incident);
  const named = (id: string) => nameOf(incident.devices.get(id) ?? { id });
  const shown = all.map((device) => deviceShown(incident, device)).sort((a, b) => b.lacks.length - a.lacks.length);
  const { closed, reviewed } = incident;
  return {
    ...lineShown(incident, at, zone),
    at: text(at),
    raised: text(incident.raised),
    level: incident.level,
    detectionCount: incident.detectionCount,
    causes: incident.causeNames.slice(0, 200),
    stages: incident.rules.map((stage) => stageShown(incident, stage)),
    evidence: incident.evidence.slice(-MOST.evidence).map((one) => evidenceShown(one, named)),
    affected: shown.slice(0, MOST.devices),
    figures: {
      named: all.length,
      cleared: shown.filter((one) => one.cleared).length,
      contained: shown.filter((one) => one.contained !== undefined).length,
      recovered: shown.filter((one) => !one.cleared && one.lacks.length === 0).length,
      waived: shown.filter((one) => one.waived).length,
    },
    missing: { verdicts: unverified(incident), devices: owed.length, unnamed: owed.length > 0 ? incident.deviceCount - all.length : 0 },
    lawClocks: clocksOf(incident, at, zone).map(clockShown),
    tracks: LAWS.map(({ track, law, title, to, duties }) => ({
      track,
      law,
      title,
      to,
      aware: aware.has(track),
      stages: duties.map((duty) => ({ stage: duty.stage, title: duty.title, article: duty.article })),
    })),
    roles: [...incident.roles].map(([role, one]) => ({ role, to: one.to, ...entered(one) })),
    known: (map?.parts ?? []).filter(({ kind }) => kind === 'role').map(({ id, name }) => ({ id, name: name ?? id })),
    actions: incident.actions.map((one) => ({
      ...entered(one),
      run: one.run,
      outcome: one.outcome,
      devices: one.devices.slice(0, MOST.devices).map(named),
      ...(one.playbook === undefined ? {} : { playbook: one.playbook }),
      ...(one.call === undefined ? {} : { call: one.call }),
      ...(one.text === undefined ? {} : { text: one.text }),
    })),
    ...(incident.verifiedAt === undefined ? {} : { verifiedAt: text(incident.verifiedAt) }),
    ...(closed === undefined
      ? {}
      : {
          closed: {
            ...entered(closed),
            ...(closed.approvedBy === undefined ? {} : { approvedBy: closed.approvedBy }),
            ...(closed.reason === undefined ? {} : { reason: closed.reason }),
          },
        }),
    ...(reviewed === undefined ? {} : { reviewed: { ...entered(reviewed), ...(reviewed.text === undefined ? {} : { text: reviewed.text }) } }),
    improvements: incident.improvements.map(({ id, owner, due, controls, seq, text: words, done }) => ({
      id,
      owner,
      due: text(due),
      controls: [...controls],
      seq,
      ...(words === undefined ? {} : { text: words }),
      ...(done === undefined ? {} : { done: text(done) }),
    })),
    timeline: incident.timeline.slice(-MOST.timeline).map(({ seq, at: when, by, recordedAt, type, says, text: words }) => ({
      seq,
      at: text(when),
      by,
      recordedAt: text(recordedAt),
      type,
      says: says.replace(/\b[0-9a-f]{16}\b/g, named),
      ...(words === undefined ? {} : { text: words }),
    })),
    ...(incident.erased === undefined ? {} : { erased: text(incident.erased) }),
    people: {},
  };
}

function nameOf({ id, name }: Pick<IncidentDevice, 'id' | 'name'>): string {
  return name ?? id;
}

function entered({ seq, at, by }: { readonly seq: number; readonly at: Instant; readonly by: string }) {
  return { seq, at: text(at), by };
}

function stageShown(incident: Incident, { rule, title, level, techniques, first, last, detections }: Incident['rules'][number]): OneIncident['stages'][number] {
  const verdict = verdictOn(incident, rule, '');
  const said = incident.verdicts.findLast((one) => one.rule === rule && one.device === undefined);
  return {
    rule,
    title,
    level,
    techniques: [...techniques],
    first: text(first),
    last: text(last),
    detections,
    ...(verdict === undefined ? {} : { verdict }),
    ...(said === undefined ? {} : { verified: { ...entered(said), ...(said.reason === undefined ? {} : { reason: said.reason }) } }),
  };
}

function deviceShown(incident: Incident, device: IncidentDevice): OneIncident['affected'][number] {
  const { id, name, contained, firmware, credential, behaviour, waived = false } = device;
  const isCleared = cleared(incident, id);
  return {
    id,
    ...(name === undefined ? {} : { name }),
    ...(contained === undefined ? {} : { contained: { ...entered(contained), since: text(contained.since), heardUntil: text(contained.heardUntil) } }),
    ...(firmware === undefined ? {} : { firmware: { ...entered(firmware), same: firmware.digest === firmware.expected } }),
    ...(credential === undefined ? {} : { credential: { ...entered(credential), issuedAt: text(credential.issuedAt) } }),
    ...(behaviour === undefined
      ? {}
      : { behaviour: { ...entered(behaviour), since: text(behaviour.since), until: text(behaviour.until), heardUntil: text(behaviour.heardUntil) } }),
    cleared: isCleared,
    waived,
    lacks: isCleared ? [] : lacksOf(incident, device),
  };
}

function evidenceShown({ seq, raw, sealed }: Incident['evidence'][number], named: (id: string) => string): OneIncident['evidence'][number] {
  return {
    seq,
    inputs: raw.inputs,
    detections: raw.detections.map(({ rule, device, first, last, raised, count, events }) => {
      const why = sealed?.why?.find((one) => one.rule === rule && one.device === device)?.why;
      return {
        rule,
        device: named(device),
        first,
        last,
        raised,
        count,
        ...(why === undefined ? {} : { why }),
        events: events.map((event) => {
          const found = event.digest === undefined ? undefined : sealed?.lines?.[event.digest];
          return { ...event, ...(found === undefined ? {} : { line: found }) };
        }),
      };
    }),
  };
}
