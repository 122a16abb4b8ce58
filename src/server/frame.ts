import { Instant, type Json, Refused } from '../core/index.ts';
import type { Receipt } from '../ledger/model.ts';
import type { Eyes } from '../product/approval/alone.ts';
import { type ActionId, actionOf, type PersonId, type Principal, type Resource } from '../product/index.ts';
import { type Acting, enter } from './acts.ts';
import { serverFaults } from './faults.ts';
import { admit, type Identities, notSignedIn, reasonOf } from './guard/admission.ts';
import type { Agreed, CarriedOut, House, Waiting } from './house.ts';
import { actionsOf } from './openapi.ts';
import type { Call, FileReply, Recorded, Recording, Reply, Route, Shape, Status } from './route.ts';
import { noSuchService } from './services/registry.ts';
import { checked } from './shape.ts';

/** What the frame asks of the room where two must agree. */
export interface FourEyes {
  /** Keeps the request until a second person agrees, or it lapses. */
  propose(waiting: Waiting, by: Principal, resource: Resource, reason: string | undefined): Promise<{ readonly id: string; readonly expiresAt: Instant }>;
  /** How this act may run now; `proposal`: not before a second person has agreed. */
  eyes(by: Principal, action: ActionId): Eyes;
  /** Before an act runs behind broken glass: it is told of, and what cannot be told of does not run. */
  alone(by: Principal, action: ActionId, resource: Resource): Promise<void>;
}

export interface FrameOptions {
  readonly house: House;
  readonly identities: Identities;
  readonly fourEyes: FourEyes;
}

/** One request, as far as HTTP is behind it. */
export interface Asked {
  readonly principal: Principal | undefined;
  readonly params: unknown;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly address: string;
  readonly userAgent: string;
  readonly headers: Headers;
  readonly signal: AbortSignal;
  readonly sessionSecret: string | undefined;
}

export type Answered = { readonly kind: 'reply'; readonly reply: Reply<unknown, Status> | FileReply } | { readonly kind: 'proposed'; readonly body: unknown };

interface Ready {
  readonly params: never;
  readonly query: never;
  readonly body: unknown;
  readonly action: ActionId;
}

/** The order of docs/design/server.md, steps 4 to 7, for every route alike. Throws `Refused`. */
export async function answer({ house, fourEyes }: FrameOptions, route: Route, asked: Asked): Promise<Answered> {
  refuseRole(house, route, asked.principal);
  const ready = read(house, route, asked);
  const resource = resourceOf(house, route, ready, asked.principal);
  admit({ principal: asked.principal, action: ready.action, resource, now: house.now() }, (...question) => house.access.permits(...question));
  const reason = reasonOf(ready.action, ready.body);
  const acting: Acting = { action: ready.action, principal: asked.principal, reason, about: ready.params };
  if (actionOf(ready.action).fourEyes === true && asked.principal !== undefined && resource !== undefined) {
    const eyes = fourEyes.eyes(asked.principal, ready.action);
    if (eyes === 'one' || eyes === 'proposal') {
      if (route.rehearsed === true) await rehearse(house, route, ready, asked);
      const waiting: Waiting = {
        method: route.method,
        path: route.path,
        params: ready.params,
        query: ready.query,
        body: (ready.body ?? null) as Json,
        action: ready.action,
      };
      const { id, expiresAt } = await fourEyes.propose(waiting, asked.principal, resource, reason);
      return {
        kind: 'proposed',
        body: { proposal: id, action: ready.action, title: actionOf(ready.action).title, expiresAt: Instant.format(expiresAt) },
      };
    }
    if (eyes === 'break-glass') await fourEyes.alone(asked.principal, ready.action, resource);
    return { kind: 'reply', reply: await handle(house, route, ready, asked, { ...acting, without: eyes }) };
  }
  return { kind: 'reply', reply: await handle(house, route, ready, asked, acting) };
}

/** Whose roles allow none of a route's actions of anything learns nothing of the route's shape either. */
function refuseRole(house: House, route: Route, principal: Principal | undefined): void {
  const actions = actionsOf(route);
  if (principal === undefined || actions.some((action) => actionOf(action).kind === 'public')) return;
  const permitted = house.access.permitted(principal);
  if (!actions.some((action) => permitted.includes(action))) throw noSuchService();
}

/**
 * A proposal, read by the schemas as they are now. What an act is may hang on what it is about (an operator who is none any more), and nobody has proposed or agreed to the
 * other one. Throws `Refused`: what the shape refuses, and ASSAY-SERVER-008.
 */
export function reconsider({ house }: Pick<FrameOptions, 'house'>, routes: readonly Route[], proposal: Waiting, proposer?: Principal) {
  const route = routes.find(({ method, path }) => method === proposal.method && path === proposal.path);
  if (route === undefined) throw anotherAct('a route that there is no more');
  const asked: Asked = {
    principal: proposer,
    params: proposal.params,
    query: new URLSearchParams(Object.entries(proposal.query).map(([name, value]) => [name, String(value)])),
    body: proposal.body ?? undefined,
    address: '',
    userAgent: '',
    headers: new Headers(),
    signal: new AbortController().signal,
    sessionSecret: undefined,
  };
  const ready = read(house, route, asked);
  if (ready.action !== proposal.action) throw anotherAct(actionOf(ready.action).title);
  return { route, asked, ready };
}

/** Runs the very handler that a proposal waited for, by the schemas and the policy as they are now. */
export async function carryOut({ house }: Pick<FrameOptions, 'house'>, routes: readonly Route[], agreed: Agreed): Promise<CarriedOut> {
  const { route, asked, ready } = reconsider({ house }, routes, agreed, agreed.proposer);
  // The proposer's sign-in was fresh when they proposed; whether they still may is asked anew.
  const resource = resourceOf(house, route, ready, agreed.proposer);
  admit({ principal: { ...agreed.proposer, steppedUpAt: house.now() }, action: ready.action, resource, now: house.now() }, (...question) =>
    house.access.permits(...question),
  );
  const acting: Acting = {
    action: ready.action,
    principal: agreed.proposer,
    reason: reasonOf(ready.action, ready.body),
    approvedBy: agreed.approvedBy,
    proposal: agreed.proposal,
    about: ready.params,
  };
  const reply = await handle(house, route, ready, asked, acting);
  return 'file' in reply ? { status: 200, body: undefined } : { status: reply.status ?? 200, body: reply.body };
}

function read(house: House, route: Route, asked: Asked): Ready {
  const { params, query, body } = checked(route, asked);
  const action = route.actionFor?.({ params, body, house }) ?? actionsOf(route)[0];
  if (action === undefined || !actionsOf(route).includes(action)) throw new TypeError(`${route.path} asks for an action that it does not declare`);
  return { params, query, body, action };
}

function resourceOf(house: House, route: Route, { params, action }: Ready, principal: Principal | undefined): Resource | undefined {
  if (route.resource !== undefined && principal !== undefined) return route.resource({ params, house, principal });
  const { service } = params as { readonly service?: string };
  if (service !== undefined) return house.services.has(service) ? { kind: 'service', id: service } : undefined;
  return actionOf(action).on === 'service' ? { kind: 'service', id: '' } : { kind: 'office', id: 'office' };
}

/** Runs a handler up to where it would record. Throws what it refuses before that. */
async function rehearse(house: House, route: Route, ready: Ready, asked: Asked): Promise<void> {
  const reached = new Error('the handler would record');
  try {
    await route.handle(callOf(house, ready, asked, undefined, () => Promise.reject(reached)));
  } catch (error) {
    if (error !== reached) throw error;
  }
}

function callOf(
  house: House,
  { params, query, body }: Ready,
  asked: Asked,
  approvedBy: PersonId | undefined,
  record: Call<Shape, Shape, unknown>['record'],
): Call<Shape, Shape, unknown> {
  return {
    house,
    params,
    query,
    body,
    principal: asked.principal,
    who: () => {
      if (asked.principal === undefined) throw notSignedIn();
      return asked.principal;
    },
    ...(approvedBy === undefined ? {} : { approvedBy }),
    address: asked.address,
    userAgent: asked.userAgent,
    headers: asked.headers,
    signal: asked.signal,
    ...(asked.sessionSecret === undefined ? {} : { sessionSecret: asked.sessionSecret }),
    record,
  };
}

async function handle(house: House, route: Route, ready: Ready, asked: Asked, acting: Acting): Promise<Reply<unknown, Status> | FileReply> {
  const { params, action } = ready;
  let recorded = false;
  const append = (service: string | undefined): ((...given: Parameters<House['append']>) => Promise<readonly Receipt[]>) =>
    service === undefined ? house.append : house.services.get(service).append;
  const record = (drafts: Parameters<House['append']>[0], options: Recording = {}): Promise<Recorded> => {
    recorded = true;
    const own = (params as { readonly service?: string }).service;
    const place = options.service ?? (actionOf(action).on === 'service' ? own : undefined);
    return enter(append(place), acting, drafts, options);
  };
  const call = callOf(house, ready, asked, acting.approvedBy, record);
  const reply = await route.handle(call);
  // Every act stands on a ledger, also one that needed no fact of its own.
  if (!recorded && !('entered' in reply) && actionOf(action).kind === 'act') await record([]);
  return reply;
}

function anotherAct(found: string): Refused {
  return new Refused(
    serverFaults.fault('008', {
      message: 'what was proposed has become another act since',
      expected: 'the act that was proposed',
      found,
      remedy: 'Have the proposal taken back, and do it anew.',
    }),
  );
}
