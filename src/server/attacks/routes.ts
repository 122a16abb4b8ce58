import { Digest } from '../../core/index.ts';
import { serviceId } from '../model.ts';
import { type Reply, type Route, route } from '../route.ts';
import {
  asOf,
  blast,
  blastQuery,
  choices,
  chokepoints,
  found,
  foundQuery,
  fromQuery,
  fromTo,
  paths,
  pathsQuery,
  times,
  timesQuery,
  whatIf,
  whatIfQuery,
} from './model.ts';
import { blastQuestion, choicesQuestion, chokepointsQuestion, foundQuestion, pathsQuestion, timesQuestion, whatIfQuestion } from './questions.ts';

const params = { service: serviceId };
const BASE = '/api/services/{service}/attacks' as const;

/** `a,b` of a query. */
const several = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** Same head, same moment, same question: same bytes. */
function bound<Answer extends { readonly at: string; readonly head: { readonly size: number; readonly root: string } }>(
  asked: object,
  body: Answer,
): Reply<Answer> {
  const { at, head } = body;
  return { body, etag: Digest.of(JSON.stringify([at, head.size, head.root, asked])).slice('sha256:'.length, 'sha256:'.length + 32) };
}

/** What can be asked of the attacks on a service. All of it reads, at a moment (`at`) and on as many entries as the ledger then had (`size`). */
export const ATTACK_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: BASE,
    summary: 'From whom and to what attacks can be asked about, and what stands of each target',
    action: 'service.read',
    params,
    query: { ...asOf, ...fromQuery },
    answer: choices,
    async handle({ house, params: { service }, query, signal }) {
      const asked = { ...query, from: several(query.from) };
      return bound(['choices', asked], await house.services.get(service).ask(choicesQuestion, asked, signal));
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/found`,
    summary: 'States that can be targets and parts that can fall, by words',
    action: 'service.read',
    params,
    query: foundQuery,
    answer: found,
    async handle({ house, params: { service }, query, signal }) {
      return bound(['found', query], await house.services.get(service).ask(foundQuestion, query, signal));
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/paths`,
    summary: 'The cheapest different ways to each target, told and on the map, and what would close each step',
    action: 'service.read',
    params,
    query: pathsQuery,
    answer: paths,
    async handle({ house, params: { service }, query, signal }) {
      const asked = { ...query, from: several(query.from), to: several(query.to) };
      return bound(['paths', asked], await house.services.get(service).ask(pathsQuestion, asked, signal));
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/chokepoints`,
    summary: 'The steps that no attack can do without, for every target at once',
    action: 'service.read',
    params,
    query: { ...asOf, ...fromTo },
    answer: chokepoints,
    async handle({ house, params: { service }, query, signal }) {
      const asked = { ...query, from: several(query.from), to: several(query.to) };
      return bound(['chokepoints', asked], await house.services.get(service).ask(chokepointsQuestion, asked, signal));
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/blast`,
    summary: 'What falls when a part, a state or an actor’s starting position has fallen',
    action: 'service.read',
    params,
    query: blastQuery,
    answer: blast,
    async handle({ house, params: { service }, query, signal }) {
      const asked = { ...query, of: several(query.of) };
      return bound(['blast', asked], await house.services.get(service).ask(blastQuestion, asked, signal));
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/what-if`,
    summary: 'What would change if controls were proven or failing, or parts had fallen',
    action: 'service.read',
    params,
    query: whatIfQuery,
    answer: whatIf,
    async handle({ house, params: { service }, query, signal }) {
      const { from, to, prove, fail, fall, ...when } = query;
      const asked = { ...when, from: several(from), to: several(to), prove: several(prove), fail: several(fail), fall: several(fall) };
      return bound(['what-if', asked], await house.services.get(service).ask(whatIfQuestion, asked, signal));
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/times`,
    summary: 'How long attacks would take, sampled under stated assumptions',
    action: 'service.read',
    params,
    query: timesQuery,
    answer: times,
    rate: 'heavy',
    async handle({ house, params: { service }, query, signal }) {
      const asked = { ...query, from: several(query.from), to: several(query.to) };
      return bound(['times', asked], await house.services.get(service).ask(timesQuestion, asked, signal));
    },
  }),
];
