import { Digest } from '../../core/index.ts';
import { serviceId } from '../model.ts';
import { type Reply, type Route, route } from '../route.ts';
import {
  asOf,
  foundations,
  inventory,
  inventoryPeople,
  links,
  linksQuery,
  matrix,
  nearest,
  oneSystem,
  partId,
  reached,
  reachQuery,
  systems,
  through,
} from './model.ts';
import {
  foundationsQuestion,
  inventoryPeopleQuestion,
  inventoryQuestion,
  linksQuestion,
  matrixQuestion,
  nearestQuestion,
  oneSystemQuestion,
  reachQuestion,
  systemsQuestion,
  throughQuestion,
} from './questions.ts';
import { REVIEW_ROUTES } from './review-routes.ts';

const params = { service: serviceId };
const BASE = '/api/services/{service}/business' as const;

const several = (text: string): readonly string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** Same head, same moment, same question: same bytes. */
function bound<Answer extends { readonly at: string; readonly head: { readonly size: number; readonly root: string } }>(
  asked: object,
  body: Answer,
): Reply<Answer> {
  const { at, head } = body;
  return { body, etag: Digest.of(JSON.stringify(['business', at, head.size, head.root, asked])).slice('sha256:'.length, 'sha256:'.length + 32) };
}

/** What can be asked of the business layer of a service: how its systems stand, what they reach in the product, and the reviews, which alone can be acted on. */
export const BUSINESS_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: BASE,
    summary: 'Every system of the business layer: how it stands, who administers it, and what it can reach',
    action: 'service.read',
    params,
    query: asOf,
    answer: systems,
    async handle({ house, params: { service }, query, signal }) {
      return bound(['systems', query], await house.services.get(service).ask(systemsQuestion, query, signal));
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/systems/{part}`,
    summary: 'One system: its controls with their evidence, what falls with it by which ways, and its links of power',
    action: 'service.read',
    params: { ...params, part: partId },
    query: asOf,
    answer: oneSystem,
    async handle({ house, params: { service, part }, query, signal }) {
      return bound(['system', part, query], await house.services.get(service).ask(oneSystemQuestion, { ...query, part }, signal));
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/nearest`,
    summary: 'From each system the cheapest way to a critical goal, and what it goes through',
    action: 'service.read',
    params,
    query: asOf,
    answer: nearest,
    rate: 'heavy',
    async handle({ house, params: { service }, query, signal }) {
      return bound(['nearest', query], await house.services.get(service).ask(nearestQuestion, query, signal));
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/matrix`,
    summary: 'Where systems of two layers meet, whether steps lead across, and how many critical goals follow',
    action: 'service.read',
    params,
    query: asOf,
    answer: matrix,
    async handle({ house, params: { service }, query, signal }) {
      return bound(['matrix', query], await house.services.get(service).ask(matrixQuestion, query, signal));
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/matrix/{row}/{column}`,
    summary: 'The cheapest ways that go through one cell of the matrix',
    action: 'service.read',
    params: { ...params, row: partId, column: partId },
    query: asOf,
    answer: through,
    async handle({ house, params: { service, row, column }, query, signal }) {
      return bound(['cell', row, column, query], await house.services.get(service).ask(throughQuestion, { ...query, row, column }, signal));
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/links`,
    summary: 'Links, flows, networks and gates between layers, by what closes or grows dearer without each',
    action: 'service.read',
    params,
    query: linksQuery,
    answer: links,
    rate: 'heavy',
    async handle({ house, params: { service }, query, signal }) {
      return bound(['links', query], await house.services.get(service).ask(linksQuestion, query, signal));
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/foundations`,
    summary: 'What controls rest on, and which goals are closed only by controls that rest on one thing',
    action: 'service.read',
    params,
    query: asOf,
    answer: foundations,
    rate: 'heavy',
    async handle({ house, params: { service }, query, signal }) {
      return bound(['foundations', query], await house.services.get(service).ask(foundationsQuestion, query, signal));
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/reach`,
    summary: 'The ways from one system to another, and the smallest change that cuts them',
    action: 'service.read',
    params,
    query: reachQuery,
    answer: reached,
    rate: 'heavy',
    async handle({ house, params: { service }, query, signal }) {
      const asked = { ...query, from: several(query.from), to: several(query.to) };
      return bound(['reach', asked], await house.services.get(service).ask(reachQuestion, asked, signal));
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/inventory`,
    summary: 'What was discovered, what of it is on the map by which rule, and what is not and has power; people are counted, never named',
    action: 'service.read',
    params,
    query: asOf,
    answer: inventory,
    async handle({ house, params: { service }, query, signal }) {
      const shown = await house.services.get(service).ask(inventoryQuestion, query, signal);
      // Rules and discoveries are files beside the ledger: what they came to is part of what the answer is bound to.
      return bound(['inventory', query, Digest.of(JSON.stringify(shown))], shown);
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/inventory/people`,
    summary: 'Whose accounts, tokens, devices and mail rules were discovered, and what those can do that are not on the map',
    action: 'inventory.read-people',
    params,
    query: asOf,
    answer: inventoryPeople,
    async handle({ house, params: { service }, query, signal }) {
      return { body: await house.services.get(service).ask(inventoryPeopleQuestion, query, signal) };
    },
  }),
  ...REVIEW_ROUTES,
];
