import { z } from '@hono/zod-openapi';
import type { Question } from '../judge/question.ts';
import { serviceId } from '../model.ts';
import { type Call, type Reply, type Route, route, type Shape } from '../route.ts';
import { changes, controlAnswer, due, known, layer, layerAnswer, position } from './model.ts';
import { ASKED, type Judged, judgedFor, tagOf } from './moment.ts';
import { changesQuestion, controlQuestion, dueQuestion, layerQuestion, lengthOf, positionQuestion } from './questions.ts';

/** Asks the service's judge for one moment and one head, and names the bytes of the answer by them. Throws what the question refuses. */
export async function judged<Input extends object, Answer>(
  call: Pick<Call<Shape, Shape, unknown>, 'house' | 'signal'> & {
    readonly params: { readonly service: string };
    readonly query: { readonly at?: string | undefined; readonly size?: number | undefined };
  },
  question: Question<Input & Judged, Answer>,
  rest: Input,
): Promise<Reply<Answer>> {
  const service = call.house.services.get(call.params.service);
  const asked = judgedFor(call.query, call.house.now(), service.ledger);
  const etag = tagOf(service.id, asked, service.ledger, question.name, rest);
  return { body: await service.ask(question, { ...rest, ...asked }, call.signal), etag };
}

const params = { service: serviceId };
const DAYS_BACK = 366;

export const POSITION_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/api/services/{service}/position',
    action: 'service.read',
    summary: 'Where the service stands: the answer in a sentence, its layers with their trend, goals and next moves',
    params,
    query: { ...ASKED, known: known.default('seen') },
    answer: position,
    handle: (call) => judged(call, positionQuestion, { known: call.query.known }),
  }),
  route({
    method: 'get',
    path: '/api/services/{service}/position/changes',
    action: 'service.read',
    summary: 'What changed since some time before the moment, and what moved it',
    params,
    query: { ...ASKED, known: known.default('seen'), since: z.string().max(40).default('P1D') },
    answer: changes,
    handle: (call) => judged(call, changesQuestion, { known: call.query.known, since: lengthOf(call.query.since, 'query.since', DAYS_BACK) }),
  }),
  route({
    method: 'get',
    path: '/api/services/{service}/position/due',
    action: 'service.read',
    summary: 'What goes stale soon if nobody looks again, and what falls with it',
    params,
    query: { ...ASKED, within: z.string().max(40).default('P30D') },
    answer: due,
    handle: (call) => judged(call, dueQuestion, { within: lengthOf(call.query.within, 'query.within', DAYS_BACK) }),
  }),
  route({
    method: 'get',
    path: '/api/services/{service}/layers/{layer}',
    action: 'service.read',
    summary: 'The controls of one layer, each with its verdict, its elements, its entries and its last change',
    params: { ...params, layer },
    query: ASKED,
    answer: layerAnswer,
    handle: (call) => judged(call, layerQuestion, { layer: call.params.layer }),
  }),
  route({
    method: 'get',
    path: '/api/services/{service}/controls/{control}',
    action: 'service.read',
    summary: 'One control down to its evidence and the entries of the ledger',
    params: { ...params, control: z.string().max(100) },
    query: { ...ASKED, subject: z.string().max(300).optional() },
    answer: controlAnswer,
    handle: (call) =>
      judged(call, controlQuestion, {
        control: call.params.control,
        ...(call.query.subject === undefined ? {} : { subject: call.query.subject }),
      }),
  }),
];
