import { describe, expect, it } from 'vitest';
import { Instant } from '../../../core/index.ts';
import type { Credential } from '../model.ts';
import { closings, type Known } from './close.ts';
import { goOn, type Hands } from './going.ts';
import type { OrderDocument } from './model.ts';
import { isOpen, type Order, ordersOf } from './orders.ts';
import { planOf } from './plan.ts';

const AT = Instant.parse('2026-11-01T00:00:00Z');
const credential = (id: string, more: Partial<Credential> = {}): Credential => ({
  id,
  kind: 'other',
  name: id,
  source: 'declared',
  usedAt: [],
  issuedByAssay: false,
  by: [],
  ...more,
});
const device = (serial: string, name: string): Credential =>
  credential(`certificate:${serial}`, { kind: 'device-certificate', source: 'fleet', name, lineage: `device:${name}`, issuedAt: AT - 1000 });
const authority = (id: string, role: 'root' | 'issuing', issuedAt: number): Credential =>
  credential(`authority:${id}`, { kind: 'ca-key', source: 'fleet', lineage: `authority:${role}`, issuedAt });
const wifi = (refreshedAt?: number): Credential => credential('declared:wifi', { kind: 'wifi-secret', ...(refreshedAt === undefined ? {} : { refreshedAt }) });
const file = (mark: string, issuedAt: number): Credential =>
  credential(`file:${mark}`, { kind: 'server-certificate', source: 'file', lineage: 'file:web.pem:web', issuedAt });
const token = credential('token:t1', { kind: 'api-token', source: 'office' });
const map = credential('map:key', { source: 'map', element: 'key' });

describe('what an order asks for', () => {
  it('goes from anchors to accounts, and takes what one lineage has together', () => {
    const steps = planOf([
      credential('declared:admin', { kind: 'admin-account' }),
      wifi(),
      device('2', 'cam-1'),
      file('a', 1),
      device('1', 'cam-1'),
      authority('issuing-1', 'issuing', 1),
      authority('root-1', 'root', 1),
    ]);
    expect(steps.map(({ lineage, how, ids }) => [lineage, how, ids.length])).toEqual([
      ['authority:root', 'authority', 1],
      ['authority:issuing', 'authority', 1],
      ['file:web.pem:web', 'task', 1],
      ['device:cam-1', 'devices', 2],
      ['declared:wifi', 'task', 1],
      ['declared:admin', 'task', 1],
    ]);
  });
});

describe('what closes a step', () => {
  it.each<[string, Credential, readonly Credential[], string | undefined, Known['seen']?]>([
    ['nothing new', wifi(AT - 5), [wifi(AT - 5)], undefined],
    ['of unknown age', wifi(), [wifi()], undefined],
    ['refreshed later', wifi(AT - 5), [wifi(AT + 5)], 'renewed'],
    ['refreshed at that very moment', wifi(AT - 5), [wifi(AT)], undefined],
    ['refreshed in the future', wifi(AT - 5), [wifi(AT + 5000)], undefined],
    ['taken out of the register', wifi(AT - 5), [], undefined],
    ['a new certificate in its file', file('a', AT - 5), [file('b', AT + 5)], 'renewed'],
    ['another certificate that is older', file('a', AT - 5), [file('b', AT - 9)], undefined],
    ['a new one beside the old', file('a', AT - 5), [file('a', AT - 5), file('b', AT + 5)], undefined],
    ['a file that was not looked at', file('a', AT - 5), [], undefined],
    [
      'a new authority, the old one still there',
      authority('root-1', 'root', 1),
      [authority('root-1', 'root', 1), authority('root-2', 'root', AT + 5)],
      'renewed',
    ],
    ['the old authority alone', authority('root-1', 'root', 1), [authority('root-1', 'root', 1)], undefined],
    ['a new authority of another role', authority('root-1', 'root', 1), [authority('issuing-2', 'issuing', AT + 5)], undefined],
    ['the device uses a new one', device('1', 'cam'), [device('2', 'cam')], 'renewed'],
    ['the device has a new one that it has not used', device('1', 'cam'), [device('1', 'cam'), device('2', 'cam')], undefined],
    ['the device is retired', device('1', 'cam'), [], 'withdrawn'],
    ['another fleet was looked at', device('1', 'cam'), [], undefined, { fleet: 3 }],
    ['no fleet was looked at', device('1', 'cam'), [], undefined, {}],
    ['the token is no longer good', token, [], 'withdrawn'],
    ['the token is good', token, [token], undefined],
    ['what the map holds is declared as renewed', map, [credential('declared:key', { element: 'key', refreshedAt: AT + 5 })], 'renewed'],
    ['what the map holds is declared as old', map, [credential('declared:key', { element: 'key', refreshedAt: AT - 5 })], undefined],
  ])('%s', (_, before, now, expected, seen = { fleet: 10, office: 10 }) => {
    const known = { credentials: now, seen, at: AT + 1000 };
    expect(closings(planOf([before]), { at: AT, seen: { fleet: 10, office: 10 } }, known)).toEqual([expected]);
  });
});

/** A fleet and a register that do what they are told, and stop at the nth call where told to. */
function world(stopAt = Number.POSITIVE_INFINITY) {
  let [calls, clock, root, issuing] = [0, AT + 1, 1, 1];
  let credentials = [authority('root-1', 'root', 1), authority('issuing-1', 'issuing', 1), device('1', 'cam-1'), device('2', 'cam-2'), wifi(AT - 9)];
  const done: string[] = [];
  const facts = ordersOf();
  const document: OrderDocument = { salt: 's', reason: 'r', steps: [...planOf(credentials)] };
  facts.take({
    seq: 0,
    type: 'credential.refresh-ordered',
    body: {
      order: 'refresh-000000000000',
      at: Instant.format(AT),
      scope: 'all',
      steps: document.steps.length,
      deadline: '2026-11-15T00:00:00Z',
      people: 2,
      seen: { fleet: 4 },
      document: `sha256:${'0'.repeat(64)}`,
    },
  });
  const tick = () => {
    calls++;
    clock++;
    if (calls === stopAt) throw new Error('stopped');
  };
  const hands: Hands = {
    async look() {
      tick();
      return { credentials, seen: { fleet: 4 }, at: clock };
    },
    async devices(names) {
      tick();
      for (const name of names) if (!done.includes(name)) done.push(name);
    },
    async authority(role) {
      done.push(role);
      if (role === 'root') credentials = [...credentials, authority(`root-${++root}`, 'root', clock)];
      credentials = [...credentials, authority(`issuing-${++issuing}`, 'issuing', clock)];
      tick();
      return true;
    },
    async close(order, closed) {
      const indices = (how: string) => [...closed].flatMap(([index, each]) => (each === how ? [index] : []));
      facts.take({
        seq: 1,
        type: 'credential.refresh-closed',
        body: { order, at: Instant.format(Instant.of(clock)), renewed: indices('renewed'), withdrawn: indices('withdrawn') },
      });
      tick();
    },
  };
  const order = (): Order => facts.orders()[0] ?? expect.unreachable('the order stands');
  return {
    go: () => goOn(order(), document, hands),
    order,
    done,
    renew: (serial: string, name: string) => {
      credentials = [...credentials.filter((each) => each.name !== name), device(serial, name)];
    },
    set: (at: number) => {
      credentials = [...credentials.filter(({ id }) => id !== 'declared:wifi'), wifi(at)];
    },
    now: () => clock,
  };
}

describe('going on with an order for all', () => {
  it('does the next wave when the one above is shown to be done', async () => {
    const here = world();
    expect([(await here.go()).wave, here.done]).toEqual([3, ['root', 'cam-1', 'cam-2']]);
    here.renew('3', 'cam-1');
    expect((await here.go()).wave).toBe(3);
    here.renew('4', 'cam-2');
    expect((await here.go()).wave).toBe(4);
    here.set(here.now());
    expect([(await here.go()).wave, here.done, isOpen(here.order())]).toEqual([undefined, ['root', 'cam-1', 'cam-2'], false]);
  });

  it.each([1, 2, 3, 4, 5])('stopped at its call %i and begun again, does each thing once', async (stopAt) => {
    const here = world(stopAt);
    await here.go().catch((error: Error) => expect(error.message).toBe('stopped'));
    await here.go();
    expect([here.done, (await here.go()).wave]).toEqual([['root', 'cam-1', 'cam-2'], 3]);
  });
});
