import { type Json, Refused } from '../../core/index.ts';
import { householdFaults } from '../../product/household/faults.ts';
import type { House } from '../house.ts';
import { serviceId } from '../model.ts';
import { type Route, route } from '../route.ts';
import { adding, agreeing, type Home, home, homeQuery, type Introduction, introduction, joining, shareId, visitId } from './model.ts';
import { idsOf, type Member, memberNow, memberOf, sessionCookie } from './session.ts';

const BASE = '/api/home/{service}' as const;
const params = { service: serviceId };

async function ask<Answer>(house: House, service: string, command: string, input: Json): Promise<Answer> {
  return (await house.services.get(service).fleet.ask(command, input)) as Answer;
}

interface Claim {
  readonly device: string;
  readonly state: Introduction['state'];
  readonly household?: string;
  readonly until: string;
  readonly presentAt?: string;
}

const introductionOf = ({ device, state, until, presentAt }: Claim): Introduction => ({ device, state, until, pressed: presentAt !== undefined });

/** How it stands, where this home has shown the code: of another's introduction nothing is said. */
async function introductionBy(house: House, service: string, { household }: Member, device: string): Promise<Introduction | undefined> {
  try {
    const claim = await ask<Claim>(house, service, 'introduction.show', { device });
    return claim.household === household ? introductionOf(claim) : undefined;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

type Shown = { readonly [Key in 'devices' | 'members' | 'shares' | 'visits' | 'consents']: NonNullable<Home[Key]> } & Pick<Home, 'at' | 'name'>;

/** Who lives there sees everything of the home; a guest and a fitter what is shared with them, and whom to ask. */
function seenBy({ member, role }: Member, shown: Shown): Shown {
  if (role === 'owner' || role === 'household') return shown;
  const shares = shown.shares.filter(({ to }) => to === member);
  return {
    ...shown,
    shares,
    devices: shown.devices.filter(({ device }) => shares.some((share) => share.device === device)),
    members: shown.members.filter((one) => one.member === member || one.role === 'owner'),
    visits: [],
    consents: [],
  };
}

/** What the answer has of what the fleet says: nothing goes out that no page needs. */
function told(shown: Shown): Shown {
  return {
    ...(shown.at === undefined ? {} : { at: shown.at }),
    ...(shown.name === undefined ? {} : { name: shown.name }),
    devices: shown.devices.map(({ device, product }) => ({ device, product })),
    members: shown.members.map(({ member, name, role, until }) => ({
      member,
      role,
      ...(name === undefined ? {} : { name }),
      ...(until === undefined ? {} : { until }),
    })),
    shares: shown.shares.map(({ share, device, channel, to, name, from, until }) => ({
      share,
      device,
      to,
      from,
      until,
      ...(channel === undefined ? {} : { channel }),
      ...(name === undefined ? {} : { name }),
    })),
    visits: shown.visits.map(({ visit, name, device, minutes, until }) => ({
      visit,
      minutes,
      ...(name === undefined ? {} : { name }),
      ...(device === undefined ? {} : { device }),
      ...(until === undefined ? {} : { until }),
    })),
    consents: shown.consents,
  };
}

async function homeOf(house: House, service: string, who: Member): Promise<Home> {
  const shown = await ask<Shown>(house, service, 'household.show', { household: who.household });
  return { known: true, member: who.member, role: who.role, ...told(seenBy(who, shown)), uses: await usesAsked(house, service, who, shown) };
}

/** What somebody decides about their home, and how the home stands then. */
async function decided(
  house: House,
  service: string,
  headers: Headers,
  command: string,
  what: { readonly [field: string]: Json },
): Promise<{ readonly body: Home }> {
  const who = await memberNow(house, service, headers);
  await ask(house, service, command, { household: who.household, by: who.member, ...what });
  return { body: await homeOf(house, service, who) };
}

function settled() {
  return householdFaults.fault('015', {
    message: 'this browser belongs to a home already',
    expected: 'a browser that is of no home yet, or of one as a guest',
    found: 'one of somebody who lives in a home',
    remedy: 'Open the link in another browser: the invitation is as good as before.',
  });
}

interface Use {
  readonly purpose: string;
  readonly class: NonNullable<Home['consents']>[number]['class'];
}

/** What the operator declares that it would use of these products, and nobody has agreed to: asked of an owner alone. */
async function usesAsked(house: House, service: string, { role }: Member, { devices, consents }: Shown): Promise<readonly Use[]> {
  if (role !== 'owner' || devices.length === 0) return [];
  const products = [...new Set(devices.map(({ product }) => product))];
  try {
    const { uses } = await ask<{ readonly uses: readonly Use[] }>(house, service, 'access.uses', { products });
    return uses.filter((use) => !consents.some((one) => one.purpose === use.purpose && one.class === use.class));
  } catch (error) {
    // Policies that cannot be read, or a process that is older than the question: then nothing is asked, and the page is there.
    if (error instanceof Refused) return [];
    throw error;
  }
}

const NOT_OWNER = 'Only an owner can add a device.';

/** For the people of a home, at their own pages. Nobody of the office asks here: who asks is who the sealed cookie of their phone says, and the fleet says whether they are still of that home. */
export const HOME_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: BASE,
    summary: 'For somebody of a home, by the cookie of their phone: their devices, and who may see what. For everybody else: that they are of none',
    action: 'public.read',
    params,
    query: homeQuery,
    answer: home,
    async handle({ house, params: { service }, query: { device }, headers }) {
      const who = await memberOf(house, service, headers);
      if (who === undefined) return { body: { known: false } };
      const found = device === undefined ? undefined : await introductionBy(house, service, who, device);
      return { body: { ...(await homeOf(house, service, who)), ...(found === undefined ? {} : { introduction: found }) } };
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/join`,
    summary: 'For whoever holds an invitation to a home: opens it, and lets this phone in',
    action: 'public.sign-in',
    params,
    body: joining,
    answer: home,
    rate: 'guess',
    async handle({ house, params: { service }, body: { code }, headers }) {
      // Nothing else says who they are: a link that somebody sends them would put the people of a home out of it, for good.
      const before = await memberOf(house, service, headers);
      if (before?.role === 'owner' || before?.role === 'household') throw new Refused(settled());
      const { household, member, role } = await ask<Member>(house, service, 'household.join', { code });
      return { body: await homeOf(house, service, { household, member, role }), cookies: [sessionCookie(house, service, member, headers.get('cookie'))] };
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/devices`,
    summary: 'For an owner of a home, or for whoever has none yet: shows the code of a device. Whoever has none gets one with their first device',
    action: 'public.sign-in',
    params,
    body: adding,
    answer: introduction,
    rate: 'guess',
    async handle({ house, params: { service }, body: { code, attempt }, headers, address }) {
      const who = await memberOf(house, service, headers);
      if (who !== undefined && who.role !== 'owner')
        throw new Refused(householdFaults.fault('004', { message: NOT_OWNER, expected: 'an owner', found: who.role, remedy: 'Ask an owner of your home.' }));
      const fresh = idsOf(service, attempt);
      const household = who?.household ?? fresh.household;
      const claim = await ask<Claim>(house, service, 'introduction.scan', {
        household,
        payload: code,
        address: address === '' ? 'unknown' : address.slice(0, 64),
      });
      // Only now, so that nobody founds homes without a device; asked again, it founds once.
      if (who === undefined) await ask(house, service, 'household.found', { household, owner: fresh.owner });
      return { body: introductionOf(claim), ...(who === undefined ? { cookies: [sessionCookie(house, service, fresh.owner, headers.get('cookie'))] } : {}) };
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/shares/{share}/end`,
    summary: 'For an owner of the home, or whoever it is shared with: ends a share, from this moment on',
    action: 'public.sign-in',
    params: { ...params, share: shareId },
    answer: home,
    handle({ house, params: { service, share }, headers }) {
      return decided(house, service, headers, 'household.unshare', { share });
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/visits/{visit}/agree`,
    summary: 'For an owner of the home: lets support in, for the minutes that it asked for',
    action: 'public.sign-in',
    params: { ...params, visit: visitId },
    answer: home,
    handle({ house, params: { service, visit }, headers }) {
      return decided(house, service, headers, 'household.visit-agree', { visit });
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/visits/{visit}/end`,
    summary: 'For an owner of the home: ends the visit of support, from this moment on',
    action: 'public.sign-in',
    params: { ...params, visit: visitId },
    answer: home,
    handle({ house, params: { service, visit }, headers }) {
      return decided(house, service, headers, 'household.visit-end', { visit });
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/consents/give`,
    summary: 'For an owner of the home: agrees to a use of its data that the operator declares, until it is taken back',
    action: 'public.sign-in',
    params,
    body: agreeing,
    answer: home,
    handle({ house, params: { service }, body, headers }) {
      return decided(house, service, headers, 'household.consent', body);
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/consents/withdraw`,
    summary: 'For an owner of the home: takes a consent back, from this moment on',
    action: 'public.sign-in',
    params,
    body: agreeing,
    answer: home,
    handle({ house, params: { service }, body, headers }) {
      return decided(house, service, headers, 'household.withdraw', body);
    },
  }),
];
