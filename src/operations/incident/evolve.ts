import { Instant } from '../../core/index.ts';
import type { DutyFact } from '../duty/model.ts';
import type { IncidentBody, IncidentFact, Sealed } from './events.ts';
import type { Incident, IncidentDevice, IncidentState, Stage } from './model.ts';
import { cleared, lacksOf, unverified } from './recovery.ts';
import { higher, severityOf } from './severity.ts';
import { lineOf } from './timeline.ts';

/** An entry of the ledger, with what is sealed beside it, where that is there still. */
export type Entered = IncidentFact & { readonly seq: number; readonly recordedAt: Instant; readonly opened?: Sealed };

const at = (text: string): Instant => Instant.parse(text);
const MOST_TIMELINE = 10_000;

/** What an incident is after one more fact. Facts of an incident that was never opened are left out. */
export function evolveOne(before: Incident | undefined, fact: Entered): Incident | undefined {
  if (before === undefined) return fact.type === 'incident.opened' ? withLine(begun(fact), fact) : undefined;
  return withLine(stated(changed(before, fact)), fact);
}

function withLine(incident: Incident, fact: Entered): Incident {
  return incident.timeline.length < MOST_TIMELINE ? { ...incident, timeline: [...incident.timeline, lineOf(fact)] } : incident;
}

function begun({ seq, recordedAt, opened, body }: Extract<Entered, { type: 'incident.opened' }>): Incident {
  const empty: Incident = {
    id: body.incident,
    exercise: body.exercise,
    state: 'open',
    level: body.level,
    severity: severityOf(body.level),
    openedAt: recordedAt,
    first: at(body.first),
    raised: at(body.raised),
    last: at(body.last),
    origins: new Map(),
    absorbed: new Set(),
    devices: new Map(),
    deviceCount: 0,
    causes: new Set(),
    causeNames: [],
    rules: [],
    detectionCount: 0,
    evidence: [],
    verdicts: [],
    roles: new Map(),
    duties: [],
    said: [],
    actions: [],
    told: [],
    improvements: [],
    timeline: [],
  };
  return grown(empty, body, seq, opened);
}

function grown(before: Incident, body: Omit<IncidentBody<'incident.grown'>, 'incident'>, seq: number, opened: Sealed | undefined): Incident {
  const absorbed = new Set([...before.absorbed, ...body.absorbed]);
  const origins = new Map(before.origins);
  for (const gone of body.absorbed) origins.delete(gone);
  origins.set(body.origin, body.detectionCount);
  const latest = new Map<string, Instant>();
  for (const { device, last } of body.evidence.detections) latest.set(device, Instant.of(Math.max(at(last), latest.get(device) ?? 0)));
  const devices = new Map(before.devices);
  for (const id of body.devices) {
    const name = opened?.devices?.[id];
    const known = devices.get(id);
    devices.set(id, seenAgain({ ...known, id, ...(name === undefined ? {} : { name }) }, latest.get(id)));
  }
  const level = higher(before.level, body.level);
  const title = before.title ?? opened?.title;
  return {
    ...before,
    level,
    severity: before.severity === severityOf(before.level) ? severityOf(level) : before.severity,
    ...(title === undefined ? {} : { title }),
    first: Instant.of(Math.min(before.first, at(body.first))),
    raised: Instant.of(Math.min(before.raised, at(body.raised))),
    last: Instant.of(Math.max(before.last, at(body.last))),
    origins,
    absorbed,
    devices,
    deviceCount: Math.max(before.deviceCount, body.deviceCount, devices.size),
    causes: new Set([...before.causes, ...body.causes]),
    causeNames: [...new Set([...before.causeNames, ...(opened?.causes ?? [])])],
    rules: stages(before.rules, body, opened),
    detectionCount: [...origins.values()].reduce((sum, count) => sum + count, 0),
    evidence: [...before.evidence, { seq, raw: body.evidence, ...(opened === undefined ? {} : { sealed: opened }) }],
  };
}

/** What was measured of a device holds until it is seen again. */
function seenAgain(device: IncidentDevice, last: Instant | undefined): IncidentDevice {
  if (last === undefined) return device;
  const { contained, behaviour, ...rest } = device;
  return {
    ...rest,
    ...(contained === undefined || contained.since < last ? {} : { contained }),
    ...(behaviour === undefined || behaviour.since < last ? {} : { behaviour }),
  };
}

function stages(before: readonly Stage[], { rules }: Pick<IncidentBody<'incident.grown'>, 'rules'>, opened: Sealed | undefined): readonly Stage[] {
  const all = new Map(before.map((one) => [one.rule, one]));
  for (const { rule, level, techniques, first, last, detections } of rules) {
    const known = all.get(rule);
    all.set(rule, {
      rule,
      title: opened?.rules?.[rule] ?? known?.title ?? rule,
      level: known === undefined ? level : higher(known.level, level),
      techniques,
      first: known === undefined ? at(first) : Instant.of(Math.min(known.first, at(first))),
      last: known === undefined ? at(last) : Instant.of(Math.max(known.last, at(last))),
      detections: Math.max(known?.detections ?? 0, detections),
    });
  }
  return [...all.values()].sort((a, b) => a.first - b.first || (a.rule < b.rule ? -1 : 1));
}

function changed(before: Incident, fact: Entered): Incident {
  const { seq, opened } = fact;
  const entered = () => ({ seq, at: at(fact.body.at), by: 'by' in fact.body ? fact.body.by : 'assay' });
  const text = opened?.text === undefined ? {} : { text: opened.text };
  const reason = opened?.text === undefined ? {} : { reason: opened.text };
  switch (fact.type) {
    case 'incident.opened':
      return before;
    case 'incident.grown':
      return grown(before, fact.body, seq, opened);
    case 'incident.merged':
      return { ...before, state: 'merged', mergedInto: fact.body.into };
    case 'incident.verified': {
      const { rule, device, verdict } = fact.body;
      const verdicts = [
        ...before.verdicts.filter((one) => one.rule !== rule || one.device !== device),
        { ...entered(), rule, ...(device === undefined ? {} : { device }), verdict, ...reason },
      ];
      const done = before.verifiedAt ?? (unverified({ rules: before.rules, verdicts }).length === 0 ? at(fact.body.at) : undefined);
      return { ...before, verdicts, ...(done === undefined ? {} : { verifiedAt: done }) };
    }
    case 'incident.ranked':
      return { ...before, severity: fact.body.severity };
    case 'incident.assigned':
      return { ...before, roles: new Map(before.roles).set(fact.body.role, { ...entered(), to: fact.body.to }) };
    case 'incident.noted': {
      const { audience, by } = fact.body;
      return audience === undefined ? before : { ...before, told: [...before.told, { audience, by, recordedAt: fact.recordedAt, seq }] };
    }
    case 'incident.duty':
      return { ...before, duties: [...before.duties, dutyOf(fact.body.fact, opened)] };
    case 'incident.said': {
      const { track, field, kind } = fact.body;
      return { ...before, said: [...before.said.filter((one) => one.track !== track || one.field !== field), { ...entered(), track, field, kind, ...text }] };
    }
    case 'incident.acted': {
      const { run, playbook, call, outcome, devices } = fact.body;
      const more = { ...(playbook === undefined ? {} : { playbook }), ...(call === undefined ? {} : { call }) };
      return { ...before, actions: [...before.actions, { ...entered(), run, ...more, outcome, devices, ...text }] };
    }
    case 'incident.placed':
      return withDevice(before, fact.body.device, { part: fact.body.part });
    case 'incident.contained': {
      const { device, since, heardUntil } = fact.body;
      return withDevice(before, device, { contained: { ...entered(), since: at(since), heardUntil: at(heardUntil) } });
    }
    case 'incident.recovered': {
      const { device, firmware, credential, behaviour } = fact.body;
      return withDevice(before, device, {
        ...(firmware === undefined ? {} : { firmware: { ...entered(), ...firmware } }),
        ...(credential === undefined ? {} : { credential: { ...entered(), digest: credential.digest, issuedAt: at(credential.issuedAt) } }),
        ...(behaviour === undefined
          ? {}
          : { behaviour: { ...entered(), since: at(behaviour.since), until: at(behaviour.until), heardUntil: at(behaviour.heardUntil) } }),
      });
    }
    case 'incident.closed': {
      const { approvedBy, waived } = fact.body;
      const devices = new Map(before.devices);
      for (const id of waived) devices.set(id, { ...devices.get(id), id, waived: true });
      return { ...before, devices, closed: { ...entered(), ...(approvedBy === undefined ? {} : { approvedBy }), ...reason } };
    }
    case 'incident.reopened': {
      const { closed: _, ...rest } = before;
      return { ...rest, devices: new Map([...before.devices].map(([id, { waived: __, ...device }]) => [id, device])) };
    }
    case 'incident.reviewed': {
      const added = fact.body.actions.map(({ id, owner, due, controls }) => {
        const said = opened?.actions?.[id];
        return { id, owner, due: at(due), controls, seq, ...(said === undefined ? {} : { text: said }) };
      });
      return { ...before, reviewed: { ...entered(), ...text }, improvements: [...before.improvements, ...added] };
    }
    case 'incident.action-done':
      return { ...before, improvements: before.improvements.map((one) => (one.id === fact.body.action ? { ...one, done: at(fact.body.at) } : one)) };
    case 'incident.erased':
      return { ...before, erased: at(fact.body.at) };
  }
}

function withDevice(before: Incident, id: string, more: Partial<IncidentDevice>): Incident {
  const known = before.devices.get(id);
  return known === undefined ? before : { ...before, devices: new Map(before.devices).set(id, { ...known, ...more }) };
}

const GONE = 'erased, or not kept';

function dutyOf({ at: when, due, ...fact }: IncidentBody<'incident.duty'>['fact'], opened: Sealed | undefined): DutyFact {
  // Words are the people's, and may have been erased: which fact it is, and when, decides the clocks.
  const words = fact.kind === 'judged' || fact.kind === 'decided-not-to-notify' ? { reason: opened?.text ?? GONE } : {};
  const receipt = opened?.receipt === undefined ? {} : { receipt: opened.receipt };
  const told = fact.kind === 'submitted' ? { to: opened?.to ?? GONE, ...receipt } : {};
  return { ...fact, ...words, ...told, at: at(when), ...(due === undefined ? {} : { due: at(due) }) } as DutyFact;
}

function stated(incident: Incident): Incident {
  const state = stateOf(incident);
  return state === incident.state ? incident : { ...incident, state };
}

function stateOf(incident: Incident): IncidentState {
  if (incident.mergedInto !== undefined) return 'merged';
  if (incident.closed !== undefined) return 'closed';
  const devices = [...incident.devices.values()].filter(({ id }) => !cleared(incident, id));
  // Of devices that are counted and not named nobody can have measured anything.
  if (devices.length === 0 || incident.deviceCount > incident.devices.size) return 'open';
  if (devices.every((device) => lacksOf(incident, device).length === 0)) return 'recovered';
  return devices.every(({ contained }) => contained !== undefined) ? 'contained' : 'open';
}
