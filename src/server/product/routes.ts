import { Duration, Instant, type Json, Refused } from '../../core/index.ts';
import { serverFaults } from '../faults.ts';
import type { House } from '../house.ts';
import { paging, serviceId } from '../model.ts';
import { type Route, route } from '../route.ts';
import {
  type Authority,
  authority,
  type Device,
  type DeviceLife,
  type Devices,
  deviceId,
  deviceLife,
  devices,
  devicesQuery,
  type ENDS,
  type Ending,
  ended,
  ending,
  introduced,
  introducing,
  type Overview,
  overview,
  type Receipt,
  receipt,
  revocation,
  revoked,
  type Unconfirmed,
  unconfirmed,
} from './model.ts';

const BASE = '/api/services/{service}/fleet' as const;
const params = { service: serviceId };
const one = { ...params, device: deviceId };

/** The rooms of the fleet give these shapes; each answer is held to its schema in tests. */
async function ask<Answer>(house: House, service: string, command: string, input: Json): Promise<Answer> {
  return (await house.services.get(service).fleet.ask(command, input)) as Answer;
}

/** Facts of one life that are shown. */
const MOST_FACTS = 1000;
const SOON: Readonly<Record<(typeof ENDS)[number], Duration>> = { over: Duration.days(0), week: Duration.days(7), month: Duration.days(30) };
const before = (house: House, ends: (typeof ENDS)[number]) => Instant.format(Instant.plus(house.now(), SOON[ends]));

const given = (fields: Readonly<Record<string, Json | undefined>>): Json =>
  Object.fromEntries(Object.entries(fields).filter((pair): pair is [string, Json] => pair[1] !== undefined));

/** What does not go by `code`, for questions that may have no answer. */
async function unless<T>(code: string, asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Refused && error.faults[0]?.code === code) return undefined;
    throw error;
  }
}

const NEVER_ENDED = 'ASSAY-RETIREMENT-001';
/** Of a process that is older than the question. */
const NO_SUCH_COMMAND = 'ASSAY-FLEET-005';

export const FLEET_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: BASE,
    summary: 'How many devices there are in each stage of their lives, and what somebody has to see to',
    action: 'fleet.read',
    params,
    answer: overview,
    async handle({ house, params: { service } }) {
      if (!house.services.get(service).fleet.exists()) return { body: { begun: false } };
      const [{ counts }, outlook] = await Promise.all([
        ask<{ readonly counts: readonly { readonly product: string; readonly life: Device['life']; readonly devices: number }[] }>(
          house,
          service,
          'device.counts',
          {},
        ),
        ask<Omit<Overview, 'begun' | 'products'>>(house, service, 'device.outlook', { soon: before(house, 'month') }),
      ]);
      const of = (product: string, life: Device['life']) => counts.find((each) => each.product === product && each.life === life)?.devices ?? 0;
      const products = [...new Set(counts.map(({ product }) => product))].map((product) => ({
        product,
        registered: of(product, 'registered'),
        inService: of(product, 'in-service'),
        retired: of(product, 'retired'),
      }));
      return { body: { begun: true, products, ...outlook } };
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/devices`,
    summary: 'Devices by a part of their id, stage, ownership and the end of their certificate, page by page',
    action: 'fleet.read',
    params,
    query: devicesQuery,
    answer: devices,
    async handle({ house, params: { service }, query: { ends, owned, unwiped, ...query } }) {
      const asked = given({
        ...query,
        owned: owned === undefined ? undefined : owned === 'yes',
        unwiped: unwiped === undefined ? undefined : true,
        expiringBefore: ends === undefined ? undefined : before(house, ends),
      });
      return { body: await ask<Devices>(house, service, 'device.search', asked) };
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/devices/{device}`,
    summary: 'One device: its life from its registration on, its certificates and what each may do now, its session, and its end',
    action: 'fleet.read',
    params: one,
    answer: deviceLife,
    async handle({ house, params: { service, device } }) {
      const [shown, end, session] = await Promise.all([
        ask<Omit<DeviceLife, 'session' | 'ending'>>(house, service, 'device.show', { device, facts: MOST_FACTS }),
        unless(NEVER_ENDED, unless('ASSAY-DEVICE-001', ask<Ending>(house, service, 'retirement.show', { device }))),
        unless(NO_SUCH_COMMAND, ask<{ readonly served: boolean; readonly open: boolean }>(house, service, 'endpoint.session', { device })),
      ]);
      const now: DeviceLife['session'] = session?.served !== true ? 'unserved' : session.open ? 'open' : 'none';
      return { body: { ...shown, session: now, ...(end === undefined ? {} : { ending: end }) } };
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/devices/{device}/introduce`,
    summary: 'Begins the introduction of a device to a household: whoever asks has made the secret of its code, and gives its digest alone',
    action: 'device.introduce',
    params: one,
    body: introducing,
    answer: introduced,
    async handle({ house, params: { service, device }, body: { digest } }) {
      const { until } = await ask<{ readonly until: string }>(house, service, 'introduction.begin', { device, digest });
      return { body: { device, until } };
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/devices/{device}/retire`,
    summary: 'Retires a device for ever: its certificates are revoked, its sessions closed, and what its household has of it is erased or kept for it',
    action: 'device.retire',
    params: one,
    body: ended,
    answer: ending,
    async handle({ house, params: { service, device }, body: { reason, data } }) {
      const { retired } = await ask<{ readonly retired: readonly (Ending & { readonly already: boolean })[] }>(house, service, 'retirement.retire', {
        devices: [device],
        reason,
        data,
      });
      const [end] = retired;
      if (end === undefined) throw new TypeError('a device that was retired is not told of');
      const { already, ...body } = end;
      return { body, ...(already ? { entered: 'nothing' as const } : {}) };
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/devices/{device}/transfer`,
    summary: 'Ends the ownership of a device, which stays in service and waits for its next introduction',
    action: 'device.transfer',
    params: one,
    body: ended,
    answer: ending,
    async handle({ house, params: { service, device }, body: { reason, data } }) {
      return { body: await ask<Ending>(house, service, 'retirement.transfer', { device, reason, data }) };
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/devices/{device}/revoke`,
    summary: 'Revokes one certificate of a device: its sessions close at once, and it is refused at each door',
    action: 'device.revoke',
    params: one,
    body: revoked,
    answer: revocation,
    async handle({ house, params: { service, device }, body: { serial, because } }) {
      // A number of another device would be revoked under this one's name.
      const { credentials } = await ask<Pick<DeviceLife, 'credentials'>>(house, service, 'device.show', { device, facts: 0 });
      if (!credentials.some((each) => each.serial === serial)) throw notOfThis(serial);
      const done = await ask<{ readonly serial: string; readonly at: string; readonly reason: string }>(house, service, 'ca.revoke', {
        serial,
        reason: because,
      });
      return { body: { serial: done.serial, at: done.at, reason: done.reason } };
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/devices/{device}/receipt`,
    summary: 'The signed receipt of the newest retirement or transfer, to be verified without Assay',
    action: 'fleet.read',
    params: one,
    answer: receipt,
    async handle({ house, params: { service, device } }) {
      return { body: await ask<Receipt>(house, service, 'retirement.receipt', { device }) };
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/unconfirmed`,
    summary: 'Retirements and transfers of which something is still missing, oldest first',
    action: 'fleet.read',
    params,
    query: paging,
    answer: unconfirmed,
    async handle({ house, params: { service }, query: { limit, after } }) {
      const found = await ask<Omit<Unconfirmed, 'next'> & { readonly next?: number }>(house, service, 'retirement.unconfirmed', {
        limit,
        ...(after === undefined ? {} : { after: cursorOf(after) }),
      });
      return { body: { retirements: found.retirements, ...(found.next === undefined ? {} : { next: String(found.next) }) } };
    },
  }),
  route({
    method: 'get',
    path: `${BASE}/authority`,
    summary: 'The certificate authorities of the fleet: their ends, lists, keys, what a roll-over leaves, and what somebody has to see to',
    action: 'fleet.read',
    params,
    answer: authority,
    async handle({ house, params: { service } }) {
      const [status, { profiles }] = await Promise.all([
        ask<Omit<Authority, 'profiles'> & { readonly folder: string }>(house, service, 'ca.status', {}),
        ask<Pick<Authority, 'profiles'>>(house, service, 'ca.profiles', {}),
      ]);
      // Where the folder lies on this machine is nobody's business outside.
      const { folder: _, ...told } = status;
      return { body: { ...told, profiles: profiles.map(({ name, days, graceDays }) => ({ name, days, graceDays })) } };
    },
  }),
];

function cursorOf(after: string): number {
  if (/^\d{1,15}$/.test(after)) return Number(after);
  throw new Refused(
    serverFaults.fault('001', {
      message: 'query.after is no cursor of this list',
      field: 'query.after',
      expected: 'what the page before gave as next',
      found: after.slice(0, 40),
      remedy: 'Leave it out to begin at the first page.',
    }),
  );
}

function notOfThis(serial: string): Refused {
  return new Refused(
    serverFaults.fault('001', {
      message: 'this device has no such certificate',
      field: 'body.serial',
      expected: 'the serial number of one of its certificates',
      found: serial,
      remedy: 'Look at the device again.',
    }),
  );
}
