import { Refused } from '../../core/index.ts';
import { draftsOf } from '../../operations/incident/edge/desk.ts';
import { eraseSealed, secretOf } from '../../operations/incident/edge/sealed.ts';
import { personId } from '../../product/access/model.ts';
import type { ActionId, PersonId, Principal } from '../../product/index.ts';
import type { House } from '../house.ts';
import { serviceId } from '../model.ts';
import { nameOf } from '../people/name.ts';
import { type Call, type Recorded, type Route, route } from '../route.ts';
import { doIncidentQuestion } from './incident-acts.ts';
import {
  type IncidentAct,
  incidentAct,
  incidentDone,
  incidentId,
  incidentList,
  type OneIncident,
  oneIncident,
  paper,
  paperQuery,
  zone,
} from './incident-model.ts';
import { incidentsQuestion, oneIncidentQuestion, paperQuestion, timelineQuestion } from './incident-questions.ts';

const BASE = '/api/services/{service}/operations/incidents' as const;
const params = { service: serviceId };
const one = { ...params, incident: incidentId };
/** Something else may be entered between deciding and entering; then it is decided again, so many times. */
const ATTEMPTS = 5;
const MOST_BODY = 256 * 1024;

/** What one person may do alone, and what two have to: to let an unproven recovery pass, not to tell whom the law names, and to erase. */
function actionFor(act: IncidentAct): ActionId {
  if (act.do === 'erase') return 'incident.erase';
  if (act.do === 'close') return act.letPass ? 'incident.let-pass' : 'incident.handle';
  if (act.do !== 'fact') return 'incident.handle';
  const { fact } = act;
  return fact.kind === 'decided-not-to-notify' || (fact.kind === 'judged' && !fact.answer) ? 'incident.let-pass' : 'incident.handle';
}

/** Decides, seals what names people and things, and enters: a crash between leaves a file that nothing names. */
async function act(
  { house, params: { service, incident }, who, approvedBy, record, signal }: Call<typeof one, Record<never, never>, unknown>,
  doing: IncidentAct,
): Promise<Recorded & { readonly count: number }> {
  const place = house.services.get(service);
  const told = { incident, by: who().person, ...(approvedBy === undefined ? {} : { approvedBy }), act: doing, secret: secretOf(place.dataDir) };
  for (let left = ATTEMPTS; ; left -= 1) {
    const { events, size } = await place.ask(doIncidentQuestion, told, signal);
    try {
      const recorded = await record(draftsOf(place.dataDir, events), { expectedSize: size });
      if (doing.do === 'erase') eraseSealed(place.dataDir, incident);
      return { ...recorded, count: events.length };
    } catch (error) {
      if (left <= 1 || !(error instanceof Refused) || error.faults[0]?.code !== 'ASSAY-SERVER-008') throw error;
    }
  }
}

/** Names people to whoever may see people, and everybody to themselves. */
function withPeople(house: House, asker: Principal, shown: OneIncident): OneIncident {
  const sees = house.access.permits(asker, 'people.read', { kind: 'office', id: 'office' });
  const { timeline, roles, improvements, closed } = shown;
  const all = new Set([...timeline.map(({ by }) => by), ...roles.map(({ to }) => to), ...improvements.map(({ owner }) => owner), closed?.approvedBy ?? '']);
  const people: Record<string, string> = {};
  for (const id of all) {
    if (!personId.safeParse(id).success || !(sees || id === asker.person)) continue;
    const { name } = nameOf(house, id as PersonId);
    if (name !== undefined) people[id] = name;
  }
  return { ...shown, people };
}

/** Incidents: opened by the watch, handled by people. Answers have no ETag: clocks run. */
export const INCIDENT_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: BASE,
    summary: 'Incidents: what goes on first, with state, severity, the clocks of the law and the one thing to do next',
    action: 'incident.read',
    params,
    query: { zone },
    answer: incidentList,
    handle: async ({ house, params: { service }, query, signal }) => ({ body: await house.services.get(service).ask(incidentsQuestion, query, signal) }),
  }),
  route({
    method: 'get',
    path: `${BASE}/{incident}`,
    summary: 'One incident: timeline, stages with the places of their events, devices, clocks, what is missing to close it, and what was learnt',
    action: 'incident.read',
    params: one,
    query: { zone },
    answer: oneIncident,
    async handle({ house, params: { service, incident }, query, who, signal }) {
      return { body: withPeople(house, who(), await house.services.get(service).ask(oneIncidentQuestion, { ...query, incident }, signal)) };
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/{incident}/acts`,
    summary:
      'Verify, note, assign, rank, tell a clock of the law what happened, answer a field of a paper, bring what shows a device to be well, close, reopen, review or erase',
    action: ['incident.handle', 'incident.let-pass', 'incident.erase'],
    actionFor: ({ body }) => actionFor(body),
    params: one,
    body: incidentAct,
    most: MOST_BODY,
    answer: incidentDone,
    async handle(call) {
      const { first, count } = await act(call, call.body);
      const { service, incident } = call.params;
      const { state } = await call.house.services.get(service).ask(oneIncidentQuestion, { incident }, call.signal);
      return { body: { incident, state, entries: Array.from({ length: count }, (_, i) => first + i) } };
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/{incident}/paper`,
    summary: 'A draft of what the law wants told, field by field with its clause and what is missing; nothing of it was sent',
    action: 'incident.read',
    params: one,
    query: paperQuery,
    answer: paper,
    async handle({ house, params: { service, incident }, query, signal }) {
      return { body: await house.services.get(service).ask(paperQuestion, { ...query, incident }, signal) };
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/{incident}/timeline`,
    summary: 'The timeline as a file, one entry of the ledger a line, tab-separated',
    action: 'incident.read',
    params: one,
    answer: { mediaTypes: ['text/tab-separated-values'] },
    async handle({ house, params: { service, incident }, signal }) {
      const file = await house.services.get(service).ask(timelineQuestion, { incident }, signal);
      return { file, mediaType: 'text/tab-separated-values; charset=utf-8', name: `${incident}-timeline.tsv` };
    },
  }),
];
