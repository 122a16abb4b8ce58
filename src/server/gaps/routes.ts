import { z } from '@hono/zod-openapi';
import { type ExclusionCommand, exclusionDecider } from '../../assurance/exclusion.ts';
import { type Json, Refused } from '../../core/index.ts';
import type { Seq } from '../../ledger/model.ts';
import { serviceId } from '../model.ts';
import { comparison, known } from '../position/model.ts';
import { ASKED, judgedFor, tagOf } from '../position/moment.ts';
import { judged } from '../position/routes.ts';
import { type Call, type Recorded, type Route, route, type Shape } from '../route.ts';
import type { Service } from '../services/registry.ts';
import { exclusionsQuestion, owedQuestion } from './exclusions.ts';
import { exclusionDone, exclusionGrant, exclusions, exclusionWithdrawal, gaps, gapsQuery, requirementAnswer, standards } from './model.ts';
import { compareQuestion, type Filters, gapsQuestion, requirementQuestion, type SideNamed, standardsQuestion } from './questions.ts';
import { sideNamed } from './side-named.ts';

const params = { service: serviceId };

/** Decides on the newest state, and enters the fact only if nobody else has entered anything meanwhile. */
async function decide(
  call: Pick<Call<Shape, Shape, unknown>, 'record' | 'signal'>,
  service: Service,
  control: string,
  command: (subjects: readonly string[]) => ExclusionCommand,
  proposer?: string,
): Promise<Recorded> {
  const owed = await service.ask(owedQuestion, { control }, call.signal);
  const decision = exclusionDecider.decide(command(owed.subjects), new Map(owed.exclusions));
  if (!decision.ok) throw new Refused(...decision.faults);
  const drafts = decision.events.map(({ type, ...body }) => ({ type, body: { ...body, ...(proposer === undefined ? {} : { proposer }) } as Json }));
  return call.record(drafts, { expectedSize: owed.size, about: { control } });
}

/** Where the answer says which entry it became. */
const done = ({ first, size }: Recorded, control: string, subject: string) => ({ control, subject, entry: first, size });

export const GAPS_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/api/services/{service}/gaps',
    action: 'service.read',
    summary: 'Requirements that are owed and not proven, best to close first; filtered, by cursor',
    params,
    query: { ...ASKED, ...gapsQuery },
    answer: gaps,
    handle: (call) => {
      const { at: _at, size: _size, ...filters } = call.query;
      return judged(call, gapsQuestion, given(filters) as Filters);
    },
  }),
  route({
    method: 'get',
    path: '/api/services/{service}/standards',
    action: 'service.read',
    summary: 'Where the service stands against each standard that it owes, or with all=true against every one at hand',
    params,
    query: { ...ASKED, all: z.enum(['true', 'false']).default('false') },
    answer: standards,
    handle: (call) => judged(call, standardsQuestion, { all: call.query.all === 'true' }),
  }),
  route({
    method: 'get',
    path: '/api/services/{service}/requirements/{standard}/{requirement}',
    action: 'service.read',
    summary: 'One requirement down to its controls, their elements, the evidence and the entries of the ledger',
    params: { ...params, standard: z.string().max(200), requirement: z.string().max(200) },
    query: ASKED,
    answer: requirementAnswer,
    handle: (call) => judged(call, requirementQuestion, { standard: call.params.standard, requirement: call.params.requirement }),
  }),
  route({
    method: 'get',
    path: '/api/services/{service}/exclusions',
    action: 'service.read',
    summary: 'Every exclusion that was granted: who proposed it, who agreed, until when, and whether it stands',
    params,
    query: ASKED,
    answer: exclusions,
    handle: (call) => judged(call, exclusionsQuestion, {}),
  }),
  route({
    method: 'post',
    path: '/api/services/{service}/exclusions',
    action: 'exclusion.grant',
    summary: 'Exclude a control at an element, for at most a year',
    params,
    body: exclusionGrant,
    rehearsed: true,
    answer: exclusionDone,
    statuses: [201],
    async handle(call) {
      const { control, subject, until, reason } = call.body;
      const proposer = call.who().person;
      // Where no second person had to agree, the act before it on the ledger says why, and the one who decided answers for it alone.
      const approver = call.approvedBy ?? proposer;
      const now = call.house.now();
      const service = call.house.services.get(call.params.service);
      const recorded = await decide(
        call,
        service,
        control,
        (subjects) => ({ kind: 'grant', control, subject, reason, approver, until, now, subjects }),
        proposer,
      );
      return { status: 201, body: done(recorded, control, subject) };
    },
  }),
  route({
    method: 'delete',
    path: '/api/services/{service}/exclusions',
    action: 'exclusion.withdraw',
    summary: 'Withdraw an exclusion: the control is owed there again',
    params,
    body: exclusionWithdrawal,
    answer: exclusionDone,
    async handle(call) {
      const { control, subject, reason } = call.body;
      const approver = call.who().person;
      const service = call.house.services.get(call.params.service);
      const recorded = await decide(call, service, control, () => ({ kind: 'withdraw', control, subject, reason, approver }));
      return { body: done(recorded, control, subject) };
    },
  }),
  route({
    method: 'get',
    path: '/api/services/{service}/compare',
    action: 'service.read',
    summary: 'What changed between two moments, or two sizes of the ledger (as @120), and what moved it',
    params,
    query: { from: z.string().max(40), to: z.string().max(40).optional(), known: known.default('seen'), standard: gapsQuery.standard },
    answer: comparison,
    async handle(call) {
      const service = call.house.services.get(call.params.service);
      const sides = comparedSides(call, service);
      const { known: by, standard } = call.query;
      const input = { ...sides, known: by, ...(standard === undefined ? {} : { standard }) };
      const etag = tagOf(service.id, sides.to, service.ledger, compareQuestion.name, input);
      return { body: await service.ask(compareQuestion, input, call.signal), etag };
    },
  }),
];

/** Both sides as they were named; the later one is the present when it was not. */
export function comparedSides(
  call: Pick<Call<Shape, Shape, unknown>, 'house'> & { readonly query: { readonly from: string; readonly to?: string | undefined } },
  service: Service,
): { readonly from: SideNamed; readonly to: SideNamed } {
  const present = judgedFor({}, call.house.now(), service.ledger);
  const recordedAt = (seq: number) => service.ledger?.read(seq as Seq, 1)[0]?.recordedAt;
  const from = sideNamed(call.query.from, 'query.from', present, recordedAt);
  return { from, to: call.query.to === undefined ? present : sideNamed(call.query.to, 'query.to', present, recordedAt) };
}

/** Without what was not given, as exact optional fields ask. */
function given<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
