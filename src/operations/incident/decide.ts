import { type Decider, type Decision, Digest, type Fault, Instant, nearest } from '../../core/index.ts';
import { refusals } from '../duty/decide.ts';
import { lawOf } from '../duty/laws/index.ts';
import type { DutyFact } from '../duty/model.ts';
import { actorFaults } from './actor.ts';
import { close } from './closing.ts';
import type { Asked, HandleIncident, IncidentCommand } from './command.ts';
import type { IncidentBody, IncidentEvent, IncidentFactType } from './events.ts';
import { evolveOne } from './evolve.ts';
import { incidentFaults } from './faults.ts';
import { keyedBy } from './keyed.ts';
import type { Incident, Incidents } from './model.ts';
import { record } from './recording.ts';

/**
 * The life of incidents as two pure functions. What machines saw is recorded; everything else is somebody's word or a measurement, and says whose. An incident is closed once its alarms are verified and each affected device was
 * shown to be well, or two people let that pass.
 */
export const incidentDecider: Decider<IncidentCommand, Incidents, IncidentEvent> = { initial: new Map(), decide, evolve };

function decide(command: IncidentCommand, state: Incidents): Decision<IncidentEvent> {
  if (command.type === 'record') return record(command, state);
  const incident = state.get(command.incident);
  if (incident === undefined) return refuse(noSuch(command.incident, state));
  const faults = [
    ...actorFaults('by', command.by, command.roles),
    ...overFaults(command, incident),
    ...wordsFaults(command),
    ...deviceFaults(command, incident),
  ];
  if (faults.length > 0) return refuse(...faults);
  return handle(command, incident);
}

function handle(command: HandleIncident & Asked, incident: Incident): Decision<IncidentEvent> {
  const moment = Instant.format(command.at);
  const about = { incident: incident.id, at: moment, by: command.by };
  const keyed = keyedBy(command.secret);
  const known = (device: string) => (incident.devices.has(device) ? device : keyed(device));
  switch (command.type) {
    case 'verify': {
      const { verdict, reason, device } = command;
      const on = device === undefined ? {} : { device: known(device) };
      const rules = command.rules ?? incident.rules.map(({ rule }) => rule);
      const wrong = rules.find((rule) => !incident.rules.some((one) => one.rule === rule));
      if (wrong !== undefined) return refuse(noRule(wrong, incident));
      return accept(...rules.map((rule) => fact('incident.verified', { ...about, rule, ...on, verdict }, { text: reason })));
    }
    case 'rank':
      return accept(fact('incident.ranked', { ...about, severity: command.severity }, { text: command.reason }));
    case 'assign': {
      const wrong = actorFaults('to', command.to, command.roles);
      return wrong.length > 0 ? refuse(...wrong) : accept(fact('incident.assigned', { ...about, role: command.role, to: command.to }));
    }
    case 'note':
      return accept(fact('incident.noted', { ...about, ...(command.audience === undefined ? {} : { audience: command.audience }) }, { text: command.text }));
    case 'duty':
      return duty(command, incident);
    case 'say': {
      const fields = lawOf(command.track).duties.flatMap((one) => one.fields.map(({ id }) => id));
      if (!fields.includes(command.field)) return refuse(noField(command.field, fields));
      return accept(fact('incident.said', { ...about, track: command.track, field: command.field, kind: command.kind }, { text: command.text }));
    }
    case 'act': {
      const { run, playbook, call, outcome, text } = command;
      const more = { ...(playbook === undefined ? {} : { playbook: playbook.slice(0, 200) }), ...(call === undefined ? {} : { call: call.slice(0, 200) }) };
      return accept(
        fact('incident.acted', { ...about, run, ...more, outcome, devices: command.devices.map(known) }, text === undefined ? undefined : { text }),
      );
    }
    case 'place':
      return accept(fact('incident.placed', { ...about, device: known(command.device), part: command.part }));
    case 'contain': {
      const { since, heardUntil, method, text } = command;
      const wrong = measuredFaults('heardUntil', since, heardUntil, command.at);
      if (wrong.length > 0) return refuse(...wrong);
      const body = { ...about, device: known(command.device), since: Instant.format(since), heardUntil: Instant.format(heardUntil), method };
      return accept(fact('incident.contained', body, text === undefined ? undefined : { text }));
    }
    case 'recover': {
      const { firmware, credential, behaviour, text } = command;
      const wrong = [
        ...(behaviour === undefined ? [] : measuredFaults('behaviour', behaviour.since, behaviour.until, command.at)),
        ...[firmware?.digest, firmware?.expected, credential?.digest].flatMap((digest) =>
          digest === undefined || Digest.isText(digest) ? [] : [noDigest(digest)],
        ),
        ...(firmware === undefined && credential === undefined && behaviour === undefined ? [nothingShown()] : []),
      ];
      if (wrong.length > 0) return refuse(...wrong);
      const body = {
        ...about,
        device: known(command.device),
        ...(firmware === undefined ? {} : { firmware }),
        ...(credential === undefined ? {} : { credential: { digest: credential.digest, issuedAt: Instant.format(credential.issuedAt) } }),
        ...(behaviour === undefined
          ? {}
          : {
              behaviour: {
                since: Instant.format(behaviour.since),
                until: Instant.format(behaviour.until),
                heardUntil: Instant.format(behaviour.heardUntil),
              },
            }),
      };
      return accept(fact('incident.recovered', body, text === undefined ? undefined : { text }));
    }
    case 'close':
      return close(command, incident);
    case 'reopen':
      return accept(fact('incident.reopened', about, { text: command.reason }));
    case 'review': {
      const begin = incident.improvements.length;
      const named = command.actions.map((one, i) => ({ ...one, id: `action-${begin + i + 1}` }));
      const wrong = named.flatMap(({ owner, due }) => [...actorFaults('owner', owner, command.roles), ...dueFaults(due, command.at)]);
      if (wrong.length > 0) return refuse(...wrong);
      const actions = named.map(({ id, owner, due, controls }) => ({ id, owner, due: Instant.format(due), controls: [...controls] }));
      const texts = Object.fromEntries(named.map(({ id, text }) => [id, text]));
      return accept(fact('incident.reviewed', { ...about, actions }, { text: command.text, actions: texts }));
    }
    case 'action-done':
      return incident.improvements.some(({ id }) => id === command.action)
        ? accept(fact('incident.action-done', { ...about, action: command.action }))
        : refuse(
            incidentFaults.fault('010', {
              message: `the review of ${incident.id} has no ${command.action}`,
              expected: incident.improvements.map(({ id }) => id).join(', ') || 'an action of its review',
              found: command.action,
              remedy: `See them with: assay operations incident show ${incident.id}`,
            }),
          );
    case 'erase':
      return accept(fact('incident.erased', about));
  }
}

function duty(command: Extract<HandleIncident, { type: 'duty' }> & Asked, incident: Incident): Decision<IncidentEvent> {
  const id = `${incident.id}/duty-${incident.duties.length + 1}`;
  const told = { ...command.fact, id, by: command.by } as DutyFact;
  const approver = 'approvedBy' in told && told.approvedBy !== undefined ? actorFaults('approvedBy', told.approvedBy, command.roles) : [];
  const faults = [...refusals(incident.duties, told, command.at), ...approver];
  if (faults.length > 0) return refuse(...faults);
  const {
    at,
    due: _,
    reason,
    to,
    receipt,
    ...open
  } = told as DutyFact & { readonly due?: Instant; readonly reason?: string; readonly to?: string; readonly receipt?: string };
  const due = 'due' in told && told.due !== undefined ? { due: Instant.format(told.due) } : {};
  const sealed = { ...(reason === undefined ? {} : { text: reason }), ...(to === undefined ? {} : { to }), ...(receipt === undefined ? {} : { receipt }) };
  const body = { incident: incident.id, at: Instant.format(command.at), fact: { ...open, at: Instant.format(at), ...due } };
  return accept(fact('incident.duty', body, Object.keys(sealed).length === 0 ? undefined : sealed));
}

/** After it was closed an incident still has clocks that run, papers, notes and a review. */
const AFTER: ReadonlySet<string> = new Set(['reopen', 'review', 'action-done', 'note', 'duty', 'say', 'erase']);

function overFaults({ type }: HandleIncident, { id, state, mergedInto }: Incident): readonly Fault[] {
  const over = (message: string, remedy: string) => [incidentFaults.fault('002', { message, expected: 'an incident that goes on', found: state, remedy })];
  if (mergedInto !== undefined && type !== 'erase') return over(`${id} turned out to be ${mergedInto}`, `Name that one: ${mergedInto}`);
  if (state === 'closed' && !AFTER.has(type)) return over(`${id} is closed`, `Open it again: assay operations incident reopen ${id}`);
  return state !== 'closed' && type === 'reopen' ? over(`${id} is not closed`, 'There is nothing to open again.') : [];
}

const MOST_WORDS = 10_000;

function wordsFaults(command: HandleIncident): readonly Fault[] {
  const words: readonly (readonly [string, string | undefined])[] = [
    ['reason', 'reason' in command ? command.reason : undefined],
    ['text', 'text' in command ? command.text : undefined],
    ...(command.type === 'review' ? command.actions.map(({ text }, i) => [`actions[${i}]`, text] as const) : []),
  ];
  return words.flatMap(([field, text]) =>
    text === undefined || (text.trim() !== '' && text.length <= MOST_WORDS)
      ? []
      : [
          incidentFaults.fault('008', {
            message: 'what is decided or said is kept with its words',
            field,
            expected: `1 to ${MOST_WORDS} characters`,
            found: `${text.trim().length} characters`,
            remedy: 'Say it in words that hold in two years.',
          }),
        ],
  );
}

function deviceFaults(command: HandleIncident & Asked, { id, devices }: Incident): readonly Fault[] {
  const named = 'device' in command && command.device !== undefined ? [command.device] : 'devices' in command ? command.devices : [];
  const keyed = keyedBy(command.secret);
  return named
    .filter((device) => !devices.has(device) && !devices.has(keyed(device)))
    .map((device) =>
      incidentFaults.fault('006', {
        message: `${id} names no device ${device.slice(0, 100)}`,
        field: 'device',
        expected:
          nearest(
            device,
            [...devices.values()].flatMap(({ name }) => (name === undefined ? [] : [name])),
          ).join(' or ') || 'a device of the incident',
        found: device.slice(0, 100),
        remedy: `See its devices with: assay operations incident show ${id}`,
      }),
    );
}

function measuredFaults(field: string, since: Instant, until: Instant, now: Instant): readonly Fault[] {
  if (since < until && until <= now) return [];
  return [
    incidentFaults.fault('009', {
      message: 'what is measured has a beginning, an end after it, and has happened',
      field,
      expected: `a time that ends by ${Instant.format(now)}`,
      found: `from ${Instant.format(since)} to ${Instant.format(until)}`,
      remedy: 'Measure for longer; a sensor that was not heard of since shows nothing.',
    }),
  ];
}

function dueFaults(due: Instant, now: Instant): readonly Fault[] {
  if (due > now) return [];
  return [
    incidentFaults.fault('007', {
      message: 'an action of a review is still to be done',
      field: 'due',
      expected: `a moment after ${Instant.format(now)}`,
      found: Instant.format(due),
      remedy: 'Say by when it is to be done.',
    }),
  ];
}

function nothingShown(): Fault {
  return incidentFaults.fault('009', {
    message: 'nothing is shown of the device',
    expected: 'a firmware digest, a new credential or watched behaviour',
    found: 'none of them',
    remedy: 'Bring at least one.',
  });
}

function noDigest(found: string): Fault {
  return incidentFaults.fault('009', {
    message: 'what a device runs and holds is named by its digest',
    field: 'digest',
    expected: 'sha256: and 64 hex digits',
    found: found.slice(0, 100),
    remedy: 'Give the digest of the firmware, of the certificate or of the public key. Never a secret.',
  });
}

function noSuch(id: string, state: Incidents): Fault {
  return incidentFaults.fault('001', {
    message: `there is no incident "${id.slice(0, 80)}"`,
    expected: nearest(id, state.keys()).join(' or ') || 'the id of an incident',
    found: id.slice(0, 80),
    remedy: 'List them with: assay operations incidents',
  });
}

function noRule(rule: string, { id, rules }: Incident): Fault {
  return incidentFaults.fault('006', {
    message: `${rule.slice(0, 100)} said nothing of ${id}`,
    field: 'rule',
    expected: rules.map((one) => one.rule).join(', '),
    found: rule.slice(0, 100),
    remedy: 'Name a rule of the incident, or none for all of them.',
  });
}

function noField(field: string, fields: readonly string[]): Fault {
  return incidentFaults.fault('011', {
    message: `no paper of this track asks for "${field.slice(0, 60)}"`,
    field: 'field',
    expected: [...new Set(fields)].join(', '),
    found: field.slice(0, 60),
    remedy: 'Name a field as the draft lists it.',
  });
}

function evolve(state: Incidents, event: IncidentEvent): Incidents {
  const { sealed, ...fact } = event;
  const before = state.get(event.body.incident);
  const at = Instant.parse(event.body.at);
  // Not yet entered: its place is known once it is.
  const after = evolveOne(before, { ...fact, seq: -1, recordedAt: at, ...(sealed === undefined ? {} : { opened: sealed }) });
  return after === undefined || after === before ? state : new Map(state).set(after.id, after);
}

function fact<T extends IncidentFactType>(type: T, body: IncidentBody<T>, sealed?: IncidentEvent['sealed']): IncidentEvent {
  // The pair of type and body is held by the parameters.
  return { type, body, ...(sealed === undefined ? {} : { sealed }) } as unknown as IncidentEvent;
}
const accept = (...events: readonly IncidentEvent[]): Decision<IncidentEvent> => ({ ok: true, events });
const refuse = (...faults: readonly Fault[]): Decision<IncidentEvent> => ({ ok: false, faults });
