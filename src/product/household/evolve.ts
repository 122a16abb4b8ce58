import { Instant } from '../../core/index.ts';
import type { HouseholdId, MemberId } from '../fleet/model.ts';
import type { HouseholdEvent } from './events.ts';
import type { Consent, Household, Member, Share, Visit } from './model.ts';

export const NO_HOUSEHOLD: Household = {
  id: '' as HouseholdId,
  foundedAt: Instant.of(0),
  members: new Map(),
  shares: new Map(),
  visits: new Map(),
  consents: new Map(),
};

const till = (until: string | undefined) => (until === undefined ? {} : { until: Instant.parse(until) });

/** Whoever goes takes along what was shared with them here. A membership that is over does not come back under its id. */
export function evolve(state: Household, event: HouseholdEvent): Household {
  const at = Instant.parse(event.at);
  switch (event.type) {
    case 'household.founded':
      return { ...NO_HOUSEHOLD, id: event.household, foundedAt: at, members: new Map([[event.owner, { id: event.owner, role: 'owner', since: at }]]) };
    case 'household.dissolved':
      return {
        ...state,
        dissolvedAt: at,
        members: mapped(state.members, (member) => left(member, at)),
        shares: mapped(state.shares, (share) => ended(share, at)),
        visits: mapped(state.visits, (visit) => ended(visit, at)),
        consents: mapped(state.consents, (consent) => withdrawn(consent, at)),
      };
    case 'member.joined':
      return { ...state, members: put(state.members, event.member, { id: event.member, role: event.role, since: at, ...till(event.until) }) };
    case 'member.changed': {
      const since = state.members.get(event.member)?.since ?? at;
      return { ...state, members: put(state.members, event.member, { id: event.member, role: event.role, since, ...till(event.until) }) };
    }
    case 'member.left':
      return {
        ...state,
        members: changed(state.members, event.member, (member) => left(member, at)),
        shares: mapped(state.shares, (share) => (share.to === (event.member as MemberId) ? ended(share, at) : share)),
      };
    case 'share.given': {
      const { share: id, device, channel, to, from, until } = event;
      const share: Share = {
        id,
        device,
        to,
        from: Instant.parse(from),
        until: Instant.parse(until),
        ...(channel === undefined ? {} : { channel }),
      };
      return { ...state, shares: put(state.shares, id, share) };
    }
    case 'share.ended':
      return { ...state, shares: changed(state.shares, event.share, (share) => ended(share, at)) };
    case 'visit.asked': {
      const { visit: id, supporter, device, minutes } = event;
      const visit: Visit = { id, supporter, minutes, askedAt: at, ...(device === undefined ? {} : { device }) };
      return { ...state, visits: put(state.visits, id, visit) };
    }
    case 'visit.agreed':
      return { ...state, visits: changed(state.visits, event.visit, (visit) => ({ ...visit, agreedAt: at, until: Instant.parse(event.until) })) };
    case 'visit.ended':
      return { ...state, visits: changed(state.visits, event.visit, (visit) => ended(visit, at)) };
    case 'consent.given': {
      const consent: Consent = { purpose: event.purpose, dataClass: event.class, givenAt: at, ...till(event.until) };
      return { ...state, consents: put(state.consents, consentKey(event), consent) };
    }
    case 'consent.withdrawn':
      return { ...state, consents: changed(state.consents, consentKey(event), (consent) => withdrawn(consent, at)) };
  }
}

export const consentKey = (of: { readonly purpose: string; readonly class: string }): string => `${of.purpose}/${of.class}`;

// An end that came once stays: what ends a household does not change when a share of it ended.
const left = (member: Member, at: Instant): Member => (member.leftAt === undefined ? { ...member, leftAt: at } : member);
const ended = <T extends Share | Visit>(one: T, at: Instant): T => (one.endedAt === undefined ? { ...one, endedAt: at } : one);
const withdrawn = (consent: Consent, at: Instant): Consent => (consent.withdrawnAt === undefined ? { ...consent, withdrawnAt: at } : consent);

function put<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value);
}

function changed<K, V>(map: ReadonlyMap<K, V>, key: K, change: (value: V) => V): ReadonlyMap<K, V> {
  const value = map.get(key);
  return value === undefined ? map : put(map, key, change(value));
}

function mapped<K, V>(map: ReadonlyMap<K, V>, change: (value: V) => V): ReadonlyMap<K, V> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}
