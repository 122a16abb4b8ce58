import { Digest, Refused } from '../../core/index.ts';
import { personId } from '../../product/access/model.ts';
import type { PersonId, Principal } from '../../product/index.ts';
import type { House } from '../house.ts';
import { serviceId } from '../model.ts';
import { nameOf } from '../people/name.ts';
import { type Call, type Reply, type Route, route } from '../route.ts';
import { type Doing, doExceptionQuestion } from './exception-acts.ts';
import { type ActorShown, askBody, asOf, type Excepted, excepted, exceptionId, insertions, type OneRelease, oneQuery, oneRelease, releases } from './model.ts';
import { insertionsQuestion, oneReleaseQuestion, releasesQuestion, type WithNames } from './questions.ts';

const params = { service: serviceId };
const one = { ...params, exception: exceptionId };
const BASE = '/api/services/{service}/development' as const;
// Something else may be entered between deciding and entering; then it is decided again, so many times.
const ATTEMPTS = 3;

/** Policy, lifecycle and what was found of a release are files beside the ledger: what they came to is part of what the answer is bound to. */
function bound<Answer extends object>(asked: object, body: Answer): Reply<Answer> {
  return { body, etag: Digest.of(JSON.stringify(['development', asked, body])).slice('sha256:'.length, 'sha256:'.length + 32) };
}

type Acting = Pick<Call<typeof params, Record<never, never>, unknown>, 'house' | 'record' | 'signal'> & { readonly service: string; readonly doing: Doing };

async function act({ house, service, doing, record, signal }: Acting): Promise<Excepted> {
  const place = house.services.get(service);
  for (let left = ATTEMPTS; ; left -= 1) {
    const { exception, drafts, size } = await place.ask(doExceptionQuestion, doing, signal);
    try {
      const recorded = await record(drafts, { expectedSize: size, about: { exception } });
      return { exception, entry: recorded.first };
    } catch (error) {
      const changed = error instanceof Refused && error.faults[0]?.code === 'ASSAY-SERVER-008';
      if (!changed || left <= 1) throw error;
    }
  }
}

/** Names people to whoever may see people, and everybody to themselves; to others they are ids. */
function named({ insiders, ...answer }: WithNames, house: House, asker: Principal): OneRelease {
  const sees = house.access.permits(asker, 'people.read', { kind: 'office', id: 'office' });
  const name = (actor: ActorShown): ActorShown => {
    if (!personId.safeParse(actor.id).success) return actor;
    const self = actor.id === asker.person;
    const { name: known } = sees || self ? nameOf(house, actor.id as PersonId) : { name: undefined };
    return { id: actor.id, self, ...(known === undefined ? {} : { name: known }) };
  };
  return {
    ...answer,
    ...(insiders === undefined
      ? {}
      : { insiders: { ...insiders, list: insiders.list.map(({ who, personal, ...one }) => ({ ...one, ...(personal && !sees ? {} : { who }) })) } }),
    exceptions: answer.exceptions.map((each) => ({
      ...each,
      askedBy: name(each.askedBy),
      ...(each.grantedBy === undefined ? {} : { grantedBy: name(each.grantedBy) }),
    })),
  };
}

/** Releases as the gate sees them: what was recorded of each link, whether it may go out, and the exceptions that two people agreed on. */
export const DEVELOPMENT_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: `${BASE}/releases`,
    summary: 'Every release with what the gate says of it at a moment, by the policy in the folder of the service',
    action: 'service.read',
    params,
    query: asOf,
    answer: releases,
    async handle({ house, params: { service }, query, signal }) {
      return bound(query, await house.services.get(service).ask(releasesQuestion, query, signal));
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/release`,
    summary: 'One release: each link of its chain with the reasons, the answer of the gate, its lifecycle and support, and its exceptions',
    action: 'service.read',
    params,
    query: oneQuery,
    answer: oneRelease,
    async handle({ house, params: { service }, query, who, signal }) {
      return bound(query, named(await house.services.get(service).ask(oneReleaseQuestion, query, signal), house, who()));
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/insertions`,
    summary: 'Who may put something into code and where, by the attack steps of the map; what closes each, and what would notice it',
    action: 'service.read',
    params,
    query: asOf,
    answer: insertions,
    async handle({ house, params: { service }, query, signal }) {
      return bound(query, await house.services.get(service).ask(insertionsQuestion, query, signal));
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/exceptions`,
    summary: 'Ask for an exception of a link or a criterion, until a day; it counts once somebody else grants it',
    action: 'release.ask-exception',
    params,
    body: askBody,
    answer: excepted,
    statuses: [201],
    async handle({ house, params: { service }, body, who, record, signal }) {
      return { status: 201, body: await act({ house, service, doing: { do: 'ask', by: who().person, ...body }, record, signal }) };
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/exceptions/{exception}/grant`,
    summary: 'Grant what another person asked for; refused to whoever asked for it',
    action: 'release.grant-exception',
    params: one,
    answer: excepted,
    async handle({ house, params: { service, exception }, who, record, signal }) {
      return { body: await act({ house, service, doing: { do: 'grant', by: who().person, exception }, record, signal }) };
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/exceptions/{exception}/withdraw`,
    summary: 'Withdraw an exception: the gate asks for what it was of again',
    action: 'release.withdraw-exception',
    params: one,
    answer: excepted,
    async handle({ house, params: { service, exception }, who, record, signal }) {
      return { body: await act({ house, service, doing: { do: 'withdraw', by: who().person, exception }, record, signal }) };
    },
  }),
];
