import { describe, expect, it } from 'vitest';
import type { Detail, SecurityEvent } from '../event/model.ts';
import { flow, fresh, times } from './flows.fixture.ts';

type Access = Extract<Detail, { readonly kind: 'access' }>;

const broker = { dst: '10.0.0.1', dstPort: 8883, service: 'mqtt' } as const;
/** A decision of the endpoint, about a session from an address or from nowhere said. */
function decided(seconds: number, more: Partial<Access>, src?: string): SecurityEvent {
  const detail: Access = { kind: 'access', who: 'camera-1', action: 'publish', on: 'home/1', allowed: true, ...more };
  const event = flow(seconds, { ...broker, src: src ?? '10.0.0.9' }, detail);
  if (src !== undefined) return event;
  const { flow: _, ...without } = event;
  return without;
}
const connect = (seconds: number, clientId: string, src: string, accepted?: boolean) =>
  flow(seconds, { ...broker, src }, { kind: 'mqtt', act: 'connect', clientId, ...(accepted === undefined ? {} : { accepted }) });
const arp = (seconds: number, sender: string, senderMac: string) =>
  flow(seconds, { src: sender, dst: '192.168.1.1', transport: 'arp' }, { kind: 'arp', operation: 'reply', sender, senderMac, target: '192.168.1.1' });
const dhcp = (seconds: number, mac: string, requested: string): SecurityEvent => ({
  ...flow(seconds, { src: '192.168.1.5', dst: '192.168.1.1', transport: 'udp', dstPort: 67 }, { kind: 'dhcp', mac, message: 'REQUEST' }),
  record: { requested_addr: requested },
});

function summary(events: readonly SecurityEvent[]) {
  const engine = fresh();
  return [
    ...new Set(
      events.flatMap((event) => engine.observe(event, 'input')).map(({ rule, level, subject }) => `${rule.replace('behaviour/', '')} ${level} ${subject}`),
    ),
  ];
}

describe('credentials in use', () => {
  it.each<[string, readonly SecurityEvent[], readonly string[]]>([
    ['revoked, and refused', [decided(0, { action: 'connect', allowed: false, reason: 'certificate revoked' })], ['revoked-credential high camera-1']],
    ['revoked, and let in', [decided(0, { reason: 'revoked' })], ['revoked-credential critical camera-1']],
    ['expired, and refused', [decided(0, { action: 'connect', allowed: false, reason: 'expired' })], ['expired-credential medium camera-1']],
    ['expired, and let in', [decided(0, { reason: 'Expired yesterday' })], ['expired-credential high camera-1']],
    ['one by two names', [decided(0, { credential: 'a1' }), decided(60, { credential: 'a1', who: 'camera-2' })], ['shared-credential high camera-2']],
    [
      'one at two places in turns',
      times(5, (i) => decided(i * 60, { credential: 'a1' }, i % 2 === 0 ? '10.0.0.9' : '10.0.0.8')),
      ['two-places medium camera-1'],
    ],
    [
      'one that moves',
      [...times(3, (i) => decided(i * 60, { credential: 'a1' }, '10.0.0.9')), ...times(9, (i) => decided(600 + i, { credential: 'a1' }, '10.0.0.8'))],
      [],
    ],
    ['each its own', times(20, (i) => decided(i, { credential: `a${i % 2}`, who: `camera-${i % 2}` })), []],
  ])('%s', (_, events, expected) => {
    expect(summary(events)).toEqual(expected);
  });
});

describe('refusals', () => {
  it.each<[string, readonly SecurityEvent[], readonly string[]]>([
    ['again and again', times(25, (i) => decided(i * 10, { allowed: false })), ['refused-often medium camera-1']],
    ['for ever other things', times(25, (i) => decided(i * 10, { allowed: false, on: `home/${i}` })), ['searches-rights high camera-1']],
    ['now and then', times(25, (i) => decided(i * 60, { allowed: false })), []],
    ['of log-ins at the broker', times(12, (i) => connect(i, `guess-${i}`, '10.0.0.66', false)), ['broker-guessing high 10.0.0.66']],
    ['of three log-ins', times(3, (i) => connect(i, 'a', '10.0.0.66', false)), []],
  ])('%s', (_, events, expected) => {
    expect(summary(events)).toEqual(expected);
  });
});

describe('names that machines give themselves', () => {
  it.each<[string, readonly SecurityEvent[], readonly string[]]>([
    ['two clients with one id', times(4, (i) => connect(i * 30, 'cam', `10.0.0.${8 + (i % 2)}`)), ['client-id-conflict medium cam']],
    [
      'two clients with one id that throw one another out',
      times(12, (i) => connect(i * 5, 'cam', `10.0.0.${8 + (i % 2)}`)),
      ['client-id-conflict medium cam', 'client-id-conflict high cam'],
    ],
    ['one client that reconnects', times(30, (i) => connect(i * 30, 'cam', '10.0.0.8')), []],
    ['one client that goes through networks', times(5, (i) => connect(i * 30, 'cam', `10.0.0.${i + 8}`)), []],
    [
      'two machines that claim one address',
      times(8, (i) => arp(i * 5, '192.168.1.7', i % 2 === 0 ? '02:00:00:00:00:01' : '02:00:00:00:00:02')),
      ['address-claimed-twice medium 192.168.1.7', 'address-claimed-twice high 192.168.1.7'],
    ],
    ['a machine that asks for many addresses', times(8, (i) => dhcp(i, '02:00:00:00:00:01', `192.168.1.${i + 100}`)), ['dhcp-scan high 02:00:00:00:00:01']],
    ['a machine that asks for one again', times(30, (i) => dhcp(i * 60, '02:00:00:00:00:01', '192.168.1.100')), []],
  ])('%s', (_, events, expected) => {
    expect(summary(events)).toEqual(expected);
  });

  it('are remembered among a million others that come once', () => {
    const engine = fresh();
    const found: string[] = [];
    for (let turn = 0; turn < 8; turn += 1) {
      for (const { rule } of engine.observe(connect(turn * 60, 'cam', `10.0.0.${8 + (turn % 2)}`), 'input')) found.push(rule);
      for (let i = 0; i < 125_000; i += 1) engine.observe(connect(turn * 60 + 1 + i / 3000, `c${turn}-${i}`, '10.0.0.50'), 'input');
    }
    expect(found).toContain('behaviour/client-id-conflict');
  });
});

describe('an alarm of the device endpoint', () => {
  it('is a detection of the device', () => {
    const event: SecurityEvent = {
      class: 'detection-finding',
      time: flow(0).time,
      logSource: { product: 'assay', service: 'endpoint' },
      record: {},
      detail: { kind: 'finding', rule: 'ASSAY-ENDPOINT-010', title: 'one certificate of this device was used from two places in turns' },
      device: 'camera-1',
      offset: 0,
      length: 1,
    };
    expect(summary([event])).toEqual(['endpoint-alarm high camera-1']);
  });
});
