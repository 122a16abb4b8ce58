import { Instant } from '../../core/index.ts';
import { type Glass, isOpen } from '../../product/break-glass/model.ts';
import { actionOf, type Principal, type Resource } from '../../product/index.ts';
import type { House } from '../house.ts';
import { nameOf } from '../people/name.ts';
import { type Route, route } from '../route.ts';
import { type GlassView, glass, glassId, history, loud, opening, review } from './model.ts';

const params = { glass: glassId };

function which({ params: { glass: id }, house }: { readonly params: { readonly glass: string }; readonly house: House }): Resource | undefined {
  const found = house.breakGlass.get(id);
  return found === undefined ? undefined : { kind: 'break-glass', id, owner: found.person };
}

function viewOf(house: House, one: Glass, asker: Principal): GlassView {
  const open = isOpen(one, house.now());
  const on: Resource = { kind: 'break-glass', id: one.id, owner: one.person };
  return {
    id: one.id,
    person: nameOf(house, one.person),
    reason: one.reason,
    openedAt: Instant.format(one.openedAt),
    until: Instant.format(one.until),
    open,
    ...(one.closedAt === undefined ? {} : { closedAt: Instant.format(one.closedAt) }),
    uses: one.uses.map(({ action, on: what, at }) => ({ action, title: actionOf(action).title, on: { kind: what.kind, id: what.id }, at: Instant.format(at) })),
    ...(one.review === undefined ? {} : { review: { ...one.review, by: nameOf(house, one.review.by), at: Instant.format(one.review.at) } }),
    mayClose: open && house.access.permits(asker, 'break-glass.close', on),
    mayReview: house.breakGlass.reviewable(one, asker.person) && house.access.permits(asker, 'break-glass.review', on),
  };
}

export const BREAK_GLASS_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/api/break-glass',
    action: 'break-glass.read',
    summary: 'Where the glass is broken now, and what nobody else has reviewed yet',
    answer: loud,
    async handle({ house, who }) {
      const mine = house.breakGlass.until(who().person);
      const mayOpen = mine === undefined && house.access.permits(who(), 'break-glass.open', { kind: 'office', id: 'office' });
      return {
        body: {
          glasses: house.breakGlass.loud().map((one) => viewOf(house, one, who())),
          mayOpen,
          ...(mine === undefined ? {} : { mine: Instant.format(mine) }),
        },
      };
    },
  }),
  route({
    method: 'get',
    path: '/api/break-glass/history',
    action: 'office.read',
    summary: 'Every time that the glass was broken, newest first',
    answer: history,
    handle: async ({ house, who }) => ({ body: { glasses: house.breakGlass.list().map((one) => viewOf(house, one, who())) } }),
  }),
  route({
    method: 'post',
    path: '/api/break-glass',
    action: 'break-glass.open',
    summary: 'Break the glass: for an hour your acts need no second person, and everybody sees it',
    body: opening,
    answer: glass,
    statuses: [201],
    async handle({ house, body, who, record }) {
      const { id } = await house.breakGlass.open(who().person, body.reason, (drafts) => record(drafts));
      const made = house.breakGlass.get(id);
      if (made === undefined) throw new TypeError('glass that was broken is known');
      return { status: 201, body: viewOf(house, made, who()) };
    },
  }),
  route({
    method: 'post',
    path: '/api/break-glass/{glass}/close',
    action: 'break-glass.close',
    summary: 'Close it again before its hour is over',
    params,
    resource: which,
    answer: glass,
    handle: async ({ house, params: { glass: id }, who, record }) => ({
      body: viewOf(house, await house.breakGlass.close(id, who().person, (drafts) => record(drafts)), who()),
    }),
  }),
  route({
    method: 'post',
    path: '/api/break-glass/{glass}/review',
    action: 'break-glass.review',
    summary: 'Say whether it had to be: only another person can',
    params,
    resource: which,
    body: review,
    answer: glass,
    async handle({ house, params: { glass: id }, body, who, record }) {
      return { body: viewOf(house, await house.breakGlass.review(id, who().person, body.finding, body.reason, (drafts) => record(drafts)), who()) };
    },
  }),
];
