import { Instant } from '../../core/index.ts';
import type { DutyTold, HandleIncident, RecordIncident, Traces } from '../../operations/incident/command.ts';
import { decidedEvents } from '../../operations/incident/edge/desk.ts';
import { placeKey } from '../../operations/incident/edge/traces.ts';
import type { IncidentEvent } from '../../operations/incident/events.ts';
import type { FoldedIncident, Incident } from '../../operations/incident/model.ts';
import type { Desk } from '../judge/desk.ts';
import { question } from '../judge/question.ts';
import type { FactAsked, IncidentAct } from './incident-model.ts';
import { incidentsNow } from './incident-past.ts';
import { clocksOf, goesOn } from './incident-shown.ts';

// What would be entered of an incident, decided in the judge's thread at one size of the ledger. The main thread seals what names people, and appends.

interface Decided {
  readonly events: readonly IncidentEvent[];
  readonly size: number;
}

/** `by`, `approvedBy`: opaque ids of people. `secret`: by which names are keyed. */
interface IncidentDoing {
  readonly incident: string;
  readonly by: string;
  readonly approvedBy?: string;
  readonly act: IncidentAct;
  readonly secret: string;
}

/** Throws `Refused` (ASSAY-INCIDENT-…, ASSAY-DUTY-…). */
export const doIncidentQuestion = question('operations.incident-do', (desk, doing: IncidentDoing): Decided => {
  const { size } = desk.folded.head;
  const state = incidentsNow(desk, size);
  const at = desk.now();
  const before = state.get(doing.incident);
  const events = decidedEvents([commandOf(doing, before, at)], asked(desk, at, doing.secret), state);
  return { events, size };
});

/** What the watch found, and where in which input the events of it stand. */
export interface Grown {
  readonly incidents: readonly FoldedIncident[];
  readonly inputs: Traces['inputs'];
  /** By input and place: what was read there. */
  readonly places: ReadonlyMap<string, { readonly digest: string; readonly line: string }>;
}

export const placeOf = (input: string, offset: number, length: number): string => `${input} ${placeKey({ offset, length })}`;

/** What of it the ledger has not. Throws `Refused` (ASSAY-INCIDENT-…). */
export const recordIncidentsQuestion = question(
  'operations.incidents-record',
  (desk, { grown, secret }: { readonly grown: Grown; readonly secret: string }): Decided => {
    const { size } = desk.folded.head;
    const commands = grown.incidents.map((folded): RecordIncident => {
      const named = new Set(folded.detections.flatMap(({ events }) => events.map(({ input }) => input)));
      const traces: Traces = {
        inputs: grown.inputs.filter(({ name }) => named.has(name)),
        at: (input, offset, length) => grown.places.get(placeOf(input, offset, length)),
      };
      return { type: 'record', folded, traces };
    });
    return { events: decidedEvents(commands, asked(desk, desk.now(), secret), incidentsNow(desk, size)), size };
  },
);

function asked({ map }: Pick<Desk, 'map'>, at: Instant, secret: string) {
  return { at, roles: (map?.parts ?? []).filter(({ kind }) => kind === 'role').map(({ id }) => id), secret };
}

function commandOf({ incident, by, approvedBy, act }: IncidentDoing, before: Incident | undefined, at: Instant): HandleIncident {
  const told = { incident, by };
  const approved = approvedBy === undefined ? {} : { approvedBy };
  switch (act.do) {
    case 'verify': {
      const { verdict, why, rules, device } = act;
      return { ...told, type: 'verify', verdict, reason: why, ...(rules === undefined ? {} : { rules }), ...(device === undefined ? {} : { device }) };
    }
    case 'note':
      return { ...told, type: 'note', text: act.text };
    case 'assign':
      return { ...told, type: 'assign', role: act.role, to: act.to };
    case 'severity':
      return { ...told, type: 'rank', severity: act.severity, reason: act.why };
    case 'fact':
      return { ...told, type: 'duty', fact: factOf(act.fact, at, approved) };
    case 'say':
      return { ...told, type: 'say', track: act.track, field: act.field, kind: act.kind, text: act.text };
    case 'recover': {
      const { device, firmware, credential, behaviour } = act;
      return {
        ...told,
        type: 'recover',
        device,
        ...(firmware === undefined ? {} : { firmware }),
        ...(credential === undefined ? {} : { credential: { digest: credential.digest, issuedAt: Instant.parse(credential.issuedAt) } }),
        ...(behaviour === undefined
          ? {}
          : {
              behaviour: {
                since: Instant.parse(behaviour.since),
                until: Instant.parse(behaviour.until),
                heardUntil: Instant.parse(behaviour.heardUntil),
              },
            }),
      };
    }
    case 'close': {
      const running = before === undefined ? 0 : clocksOf(before, at).filter(goesOn).length;
      return { ...told, type: 'close', reason: act.why, running, ...approved };
    }
    case 'reopen':
      return { ...told, type: 'reopen', reason: act.why };
    case 'review':
      return { ...told, type: 'review', text: act.text, actions: act.actions.map((one) => ({ ...one, due: Instant.parse(one.due) })) };
    case 'done':
      return { ...told, type: 'action-done', action: act.action };
    case 'erase':
      return { ...told, type: 'erase' };
  }
}

function factOf(fact: FactAsked, now: Instant, approved: { readonly approvedBy?: string }): DutyTold {
  const at = fact.when === undefined ? now : Instant.parse(fact.when);
  switch (fact.kind) {
    case 'aware':
    case 'decided-to-notify':
      return { kind: fact.kind, track: fact.track, at };
    case 'measure-available':
    case 'handled':
      return { kind: fact.kind, at };
    case 'judged':
      return { kind: 'judged', question: 'high-risk', answer: fact.answer, reason: fact.reason, at, ...approved };
    case 'submitted': {
      const { kind, track, stage, to, receipt } = fact;
      return { kind, track, stage, to, at, ...(receipt === undefined ? {} : { receipt }) };
    }
    case 'requested':
      return { kind: 'requested', track: fact.track, at, ...(fact.due === undefined ? {} : { due: Instant.parse(fact.due) }) };
    case 'decided-not-to-notify':
      // Without a second person it would be one's own word twice, and is refused as such.
      return { kind: 'decided-not-to-notify', track: fact.track, reason: fact.reason, at, approvedBy: approved.approvedBy ?? '' };
  }
}
