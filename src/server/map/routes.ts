import { z } from '@hono/zod-openapi';
import { Refused } from '../../core/index.ts';
import { keepMap, keptText } from '../../map/edge/kept.ts';
import { keepText } from '../../map/edge/text.ts';
import type { MapUsed } from '../../map/events.ts';
import { mapJsonSchema } from '../../map/schema.ts';
import { writeMap } from '../../map/write.ts';
import { serverFaults } from '../faults.ts';
import type { House } from '../house.ts';
import { digest, moment, paging, serviceId } from '../model.ts';
import { type Route, route } from '../route.ts';
import { givenText } from './checked.ts';
import { versionFaults } from './faults.ts';
import {
  checkAnswer,
  checkBody,
  compareAnswer,
  elementAnswer,
  importAnswer,
  importBody,
  MOST_BODY,
  mapAnswer,
  putAnswer,
  putBody,
  standingAnswer,
  versionsAnswer,
} from './model.ts';
import {
  checkQuestion,
  compareQuestion,
  editedQuestion,
  elementQuestion,
  mapQuestion,
  mapYamlQuestion,
  standingQuestion,
  versionsQuestion,
} from './questions.ts';
import { checkedReading, importedReading, usableReading } from './readings.ts';
import { inTurn } from './turn.ts';

const params = { service: serviceId };
/** Of these, `at` chooses nothing: it is taken because every page of the console has one. Of the map itself it chooses the version that was in use. */
const atAnyMoment = { at: moment.optional() };

export const MAP_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/api/map/schema',
    action: 'service.read',
    summary: 'The shape of a service map, as JSON Schema',
    answer: z.unknown(),
    handle: async () => ({ body: mapJsonSchema() }),
  }),
  route({
    method: 'post',
    path: '/api/map/check',
    action: 'service.read',
    summary: 'Whether a text is a map, and everything that keeps it from being one. Records nothing.',
    body: checkBody,
    most: MOST_BODY,
    rate: 'heavy',
    answer: checkAnswer,
    handle: async ({ house, body, signal }) => ({ body: await house.services.read(checkedReading, { text: body.yaml, file: body.file }, signal) }),
  }),
  route({
    method: 'post',
    path: '/api/map/import',
    action: 'service.read',
    summary: "What would come of another tool's model: the map, its YAML, and what was carried, mapped and lost. Records nothing, fetches nothing.",
    body: importBody,
    most: MOST_BODY,
    rate: 'heavy',
    answer: importAnswer,
    handle: async ({ house, body: { text, file, format }, signal }) => ({ body: await house.services.read(importedReading, { text, file, format }, signal) }),
  }),
  route({
    method: 'get',
    path: '/api/services/{service}/map',
    action: 'service.read',
    summary: 'The map; an earlier version of it by digest',
    params,
    query: { ...atAnyMoment, version: digest.optional() },
    answer: mapAnswer,
    async handle({ house, params: { service }, query: { version, at }, signal }) {
      const body = await house.services.get(service).ask(mapQuestion, { version, at }, signal);
      // Of an old version, too, the answer says which is the newest.
      return { body, etag: body.newest && version === undefined ? body.digest : `${body.digest} ${body.newestDigest}` };
    },
  }),
  route({
    method: 'get',
    path: '/api/services/{service}/map/yaml',
    action: 'service.read',
    summary: 'The map as YAML: as it was given, comments and all, where that was kept',
    params,
    query: { ...atAnyMoment, version: digest.optional() },
    answer: { mediaTypes: ['application/yaml'] },
    async handle({ house, params: { service }, query: { version }, signal }) {
      const given = await house.services.get(service).ask(mapYamlQuestion, { version }, signal);
      // The map's digest, so that a text can be sent back by If-Match: what matches is the map and not its comments.
      return { file: given.yaml, mediaType: 'application/yaml; charset=utf-8', name: `${given.service}.yaml`, etag: given.digest };
    },
  }),
  route({
    method: 'put',
    path: '/api/services/{service}/map',
    action: 'map.edit',
    summary: 'A new version of the map. If-Match names the version that was changed.',
    params,
    headers: { 'if-match': 'The version that was changed, as its ETag names it.' },
    body: putBody,
    most: MOST_BODY,
    rate: 'heavy',
    answer: putAnswer,
    handle: (call) => inTurn(call.params.service, () => save(call.house, call)),
  }),
  route({
    method: 'post',
    path: '/api/services/{service}/map/check',
    action: 'service.read',
    summary: 'Whether a text can be the next version of the map, and what it would change. Records nothing.',
    params,
    query: { ...atAnyMoment, against: digest.optional() },
    body: checkBody,
    most: MOST_BODY,
    answer: checkAnswer,
    async handle({ house, params: { service }, query: { against }, body, signal }) {
      return { body: await house.services.get(service).ask(checkQuestion, { ...body, against }, signal) };
    },
  }),
  route({
    method: 'get',
    path: '/api/services/{service}/map/versions',
    action: 'service.read',
    summary: 'Versions of the map, newest first: when, by whom and why',
    params,
    query: { ...atAnyMoment, ...paging },
    answer: versionsAnswer,
    async handle({ house, params: { service }, query: { after, limit }, signal }) {
      return { body: await house.services.get(service).ask(versionsQuestion, { before: cursor(after), limit }, signal) };
    },
  }),
  route({
    method: 'get',
    path: '/api/services/{service}/map/compare',
    action: 'service.read',
    summary: 'What changed from one version of the map to another, or to the newest',
    params,
    query: { ...atAnyMoment, from: digest, to: digest.optional() },
    answer: compareAnswer,
    async handle({ house, params: { service }, query: { from, to }, signal }) {
      const body = await house.services.get(service).ask(compareQuestion, { from, to }, signal);
      return { body, etag: `${body.from} ${body.to}` };
    },
  }),
  route({
    method: 'get',
    path: '/api/services/{service}/map/standing',
    action: 'service.read',
    summary: 'How many controls stand where, for every element of the map',
    params,
    query: { at: moment.optional() },
    answer: standingAnswer,
    async handle({ house, params: { service }, query, signal }) {
      return { body: await house.services.get(service).ask(standingQuestion, query, signal) };
    },
  }),
  route({
    method: 'get',
    path: '/api/services/{service}/map/elements/{element}',
    action: 'service.read',
    summary: 'One element of the map: its controls, the evidence about it, what an attacker may make of it',
    params: { ...params, element: z.string().max(80) },
    query: { at: moment.optional() },
    answer: elementAnswer,
    async handle({ house, params: { service, element }, query, signal }) {
      return { body: await house.services.get(service).ask(elementQuestion, { ...query, id: element }, signal) };
    },
  }),
];

type Saving = Parameters<Parameters<typeof route<typeof params, Record<never, never>, typeof putBody, typeof putAnswer>>[0]['handle']>[0];

async function save(house: House, { params: { service: id }, body, headers, record }: Saving) {
  const service = house.services.get(id);
  const edited = await service.ask(editedQuestion, {});
  mustMatch(headers.get('if-match'), edited.digest);
  const { text, file } = givenText(body);
  const map = await house.services.read(usableReading, { text, file, standards: edited.standards });
  if (map.service.id !== edited.service) {
    throw new Refused(
      versionFaults.fault('001', {
        message: 'this map is of another service',
        field: 'service.id',
        expected: edited.service,
        found: map.service.id,
        remedy: 'Leave service.id as it is; a new service is brought on the page Bring a service.',
      }),
    );
  }
  const changed = keptText(map).digest !== edited.digest;
  const fact = draftOf(service.dataDir, map, body.yaml);
  const sameText = (fact.body.text ?? null) === edited.text || fact.body.text === undefined;
  if (!changed && sameText) return { body: { digest: edited.digest, changed }, etag: edited.digest };
  const { first } = await record([{ type: fact.type, body: { ...fact.body } }], { about: { from: edited.digest, to: fact.body.digest } });
  return { body: { digest: fact.body.digest, changed, ...(changed ? { seq: first } : {}) }, etag: fact.body.digest };
}

/** Keeps a map, and its text where that says more than the map, and gives the fact that names them. */
export function draftOf(dataDir: string, map: Parameters<typeof keepMap>[1], yaml: string | undefined): MapUsed {
  const fact = keepMap(dataDir, map);
  if (yaml === undefined || yaml === writeMap(map)) return fact;
  return { ...fact, body: { ...fact.body, text: keepText(dataDir, yaml) } };
}

function mustMatch(header: string | null, current: string): void {
  if (header === null) {
    throw new Refused(
      serverFaults.fault('001', {
        message: 'it is not said which version of the map was changed',
        field: 'headers.If-Match',
        expected: 'the ETag that GET …/map gave',
        found: 'none',
        remedy: 'Read the map, and send its ETag along.',
      }),
    );
  }
  const named = header.split(',').map((one) => one.trim().replace(/^"|"$/g, ''));
  if (named.includes(current)) return;
  throw new Refused(
    serverFaults.fault('008', {
      message: 'somebody else has changed the map since you read it',
      field: 'headers.If-Match',
      expected: current,
      found: (named[0] ?? '').slice(0, 80),
      remedy: 'See what they changed, bring your change to it, and save again.',
    }),
  );
}

function cursor(after: string | undefined): number | undefined {
  if (after === undefined) return undefined;
  if (/^\d{1,15}$/.test(after)) return Number(after);
  throw new Refused(
    serverFaults.fault('001', {
      message: 'this cursor was not given by the list',
      field: 'query.after',
      expected: '"after" of the page before',
      found: after.slice(0, 40),
      remedy: 'Leave it out, and begin anew.',
    }),
  );
}
