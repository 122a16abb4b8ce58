import { describe, expect, it } from 'vitest';
import { places } from '../behaviour/place.ts';
import { addressGroups, networkOf } from '../event/network.ts';
import { compiled } from './compile.ts';
import { aceWith, mudText } from './mud.fixture.ts';
import { readMud } from './read.ts';
import type { Asked, World } from './table.ts';
import { judged } from './verdict.ts';

const { placeOf } = places([]);
const PLUG = 'https://example.org/plug.json';
const world: World = {
  named: (name, address) => (name === 'cloud.example.org' && address === '203.0.113.7' ? 'yes' : name === 'old.example.org' ? 'old' : 'no'),
  controller: (of) => (of === 'https://hub.example.org' || of === 'my-controller' ? [networkOf('10.0.0.9')].flatMap((one) => one ?? []) : undefined),
  makerOf: (address) => (address === '10.0.0.20' ? PLUG : address === '10.0.0.21' ? 'https://other.example/x.json' : undefined),
};

function asked(peer: string, more: Partial<Asked> = {}): Asked {
  return {
    outward: true,
    begun: true,
    peer,
    peerAt: addressGroups(peer),
    peerPlace: placeOf(peer),
    peerPort: 443,
    ownAt: addressGroups('10.0.0.5'),
    ownPort: 50_000,
    protocol: 6,
    ethertype: peer.includes(':') ? 0x86dd : 0x0800,
    peerMac: undefined,
    ownMac: undefined,
    icmp: undefined,
    ...more,
  };
}

const port = (n: number) => ({ 'destination-port': { operator: 'eq', port: n } });
const from = (n: number) => ({ 'source-port': { operator: 'eq', port: n } });
const says = (entries: { readonly from?: readonly unknown[]; readonly to?: readonly unknown[] }, flow: Asked) =>
  judged(compiled(readMud(mudText(entries), 'x').mud), flow, world);
const out = (matches: unknown, flow: Asked) => says({ from: [aceWith(matches)] }, flow).is;

describe('what an entry lets the device send', () => {
  it.each([
    ['an address', { ipv4: { 'destination-ipv4-network': '203.0.113.0/24' } }, asked('203.0.113.9'), 'allowed'],
    ['another address', { ipv4: { 'destination-ipv4-network': '203.0.113.0/24' } }, asked('203.0.114.9'), 'denied'],
    ['all addresses', { ipv4: { 'destination-ipv4-network': '0.0.0.0/0' } }, asked('8.8.8.8'), 'allowed'],
    ['an address of IPv6', { ipv6: { 'destination-ipv6-network': '2001:db8::/33' } }, asked('2001:db8:7fff::1'), 'allowed'],
    ['another of IPv6', { ipv6: { 'destination-ipv6-network': '2001:db8::/33' } }, asked('2001:db8:8000::1'), 'denied'],
    ['the other family', { ipv6: { protocol: 6 } }, asked('203.0.113.9'), 'denied'],
    ['a protocol', { ipv4: { protocol: 17 } }, asked('203.0.113.9'), 'denied'],
    ['a port', { tcp: port(443) }, asked('203.0.113.9'), 'allowed'],
    ['another port', { tcp: port(444) }, asked('203.0.113.9'), 'denied'],
    ['a port of UDP', { udp: port(443) }, asked('203.0.113.9'), 'denied'],
    ['all but a port', { tcp: { 'destination-port': { operator: 'neq', port: 443 } } }, asked('203.0.113.9'), 'denied'],
    ['its own ports', { tcp: { 'source-port': { 'lower-port': 49_152, 'upper-port': 65_535 } } }, asked('203.0.113.9'), 'allowed'],
    ['its own address', { ipv4: { 'source-ipv4-network': '10.0.0.0/24' } }, asked('203.0.113.9'), 'allowed'],
    ['another address of its own', { ipv4: { 'source-ipv4-network': '10.0.1.0/24' } }, asked('203.0.113.9'), 'denied'],
    ['a message of ICMP', { icmp: { type: 8, code: 0 } }, asked('203.0.113.9', { protocol: 1, icmp: { type: 8, code: 0 } }), 'allowed'],
    ['another message', { icmp: { type: 8 } }, asked('203.0.113.9', { protocol: 1, icmp: { type: 13, code: 0 } }), 'denied'],
    ['a message of ICMPv6', { ipv6: {}, icmp: { type: 128 } }, asked('2001:db8::1', { protocol: 58, icmp: { type: 128, code: 0 } }), 'allowed'],
    ['a name', { ipv4: { 'ietf-acldns:dst-dnsname': 'Cloud.example.org.' } }, asked('203.0.113.7'), 'allowed'],
    ['another name', { ipv4: { 'ietf-acldns:dst-dnsname': 'cloud.example.org' } }, asked('203.0.113.8'), 'denied'],
    ['a name told long ago', { ipv4: { 'ietf-acldns:dst-dnsname': 'old.example.org' } }, asked('203.0.113.8'), 'not known'],
    ['its own name', { ipv4: { 'ietf-acldns:src-dnsname': 'me.example.org' } }, asked('203.0.113.8'), 'not known'],
    ['a frame’s address', { eth: { 'destination-mac-address': '02-00-00-00-00-01' } }, asked('10.0.0.8', { peerMac: '02:00:00:00:00:01' }), 'allowed'],
    ['another frame’s address', { eth: { 'destination-mac-address': '02:00:00:00:00:01' } }, asked('10.0.0.8', { peerMac: '02:00:00:00:00:02' }), 'denied'],
    ['one that nobody tells', { eth: { 'destination-mac-address': '02:00:00:00:00:01' } }, asked('10.0.0.8'), 'not known'],
    [
      'a maker’s addresses',
      { eth: { 'destination-mac-address': '02:aa:00:00:00:00', 'destination-mac-address-mask': 'ff:ff:00:00:00:00' } },
      asked('10.0.0.8', { peerMac: '02:aa:01:02:03:04' }),
      'allowed',
    ],
    ['to all', { eth: { 'destination-mac-address': 'ff:ff:ff:ff:ff:ff', ethertype: '0x0800' } }, asked('255.255.255.255', { protocol: 17 }), 'allowed'],
    ['what no flow tells', { ipv4: { ttl: 1 } }, asked('203.0.113.8'), 'not known'],
    ['local networks', { 'ietf-mud:mud': { 'local-networks': [null] } }, asked('10.0.0.8'), 'allowed'],
    ['a local group', { 'ietf-mud:mud': { 'local-networks': [null] } }, asked('224.0.0.251', { protocol: 17 }), 'allowed'],
    ['networks elsewhere', { 'ietf-mud:mud': { 'local-networks': [null] } }, asked('203.0.113.8'), 'denied'],
    ['a controller', { 'ietf-mud:mud': { controller: 'https://hub.example.org' } }, asked('10.0.0.9'), 'allowed'],
    ['not the controller', { 'ietf-mud:mud': { controller: 'https://hub.example.org' } }, asked('10.0.0.8'), 'denied'],
    ['a controller that nobody named', { 'ietf-mud:mud': { controller: 'urn:x' } }, asked('10.0.0.8'), 'not known'],
    ['one that nobody named, outside', { 'ietf-mud:mud': { controller: 'urn:x' } }, asked('203.0.113.8'), 'denied'],
    ['its own controllers', { 'ietf-mud:mud': { 'my-controller': [null] } }, asked('10.0.0.9'), 'allowed'],
    ['local servers of names', { 'ietf-mud:mud': { controller: 'urn:ietf:params:mud:dns' } }, asked('10.0.0.1'), 'allowed'],
    ['a maker', { 'ietf-mud:mud': { manufacturer: 'Example.org' } }, asked('10.0.0.20'), 'allowed'],
    ['another maker', { 'ietf-mud:mud': { manufacturer: 'example.org' } }, asked('10.0.0.21'), 'denied'],
    ['a maker who is not known', { 'ietf-mud:mud': { manufacturer: 'example.org' } }, asked('10.0.0.22'), 'not known'],
    ['the same maker', { 'ietf-mud:mud': { 'same-manufacturer': [null] } }, asked('10.0.0.20'), 'allowed'],
    ['not the same maker', { 'ietf-mud:mud': { 'same-manufacturer': [null] } }, asked('10.0.0.21'), 'denied'],
    ['a model', { 'ietf-mud:mud': { model: PLUG } }, asked('10.0.0.20'), 'allowed'],
    ['another model', { 'ietf-mud:mud': { model: PLUG } }, asked('10.0.0.21'), 'denied'],
    ['ARP', { eth: { ethertype: '0x0806' } }, asked('10.0.0.8', { protocol: -1, ethertype: 0x0806 }), 'allowed'],
  ] as const)('%s', (_, matches, flow, verdict) => {
    expect(out(matches, flow)).toBe(verdict);
  });

  it('is by the first entry that fits', () => {
    const drop = aceWith({ ipv4: { 'destination-ipv4-network': '203.0.113.8/32' } }, 'drop', 'no');
    const accept = aceWith({ tcp: port(443) }, 'accept', 'yes');
    expect(says({ from: [drop, accept] }, asked('203.0.113.8'))).toMatchObject({ is: 'denied', why: 'the entry no drops it' });
    expect(says({ from: [accept, drop] }, asked('203.0.113.8'))).toEqual({ is: 'allowed', by: 'entry yes' });
    const perhaps = aceWith({ ipv4: { ttl: 1 } }, 'reject', 'perhaps');
    expect(says({ from: [perhaps, accept] }, asked('203.0.113.8')).is).toBe('not known');
    expect(says({ from: [perhaps] }, asked('203.0.113.8')).is).toBe('denied');
    expect(says({ from: [aceWith({ ipv4: { ttl: 1 } }), accept] }, asked('203.0.113.8')).is).toBe('allowed');
  });

  it('says whether the peer or the port is not declared', () => {
    const entries = { from: [aceWith({ ipv4: { 'destination-ipv4-network': '203.0.113.8/32' }, tcp: port(443) })] };
    expect(says(entries, asked('203.0.113.8', { peerPort: 23 }))).toMatchObject({ is: 'denied', of: 'port' });
    expect(says(entries, asked('203.0.113.8', { peerPort: 443, protocol: 17 }))).toMatchObject({ is: 'denied', of: 'port' });
    expect(says(entries, asked('203.0.113.9'))).toMatchObject({ is: 'denied', of: 'peer' });
  });
});

describe('who begins', () => {
  const pair = {
    from: [aceWith({ tcp: { ...port(443), 'ietf-mud:direction-initiated': 'from-device' } })],
    to: [aceWith({ tcp: from(443) })],
  };
  const served = { from: [aceWith({ tcp: from(8080) })], to: [aceWith({ tcp: port(8080) })] };
  const inward = (peerPort: number, ownPort: number, more: Partial<Asked> = {}) => asked('203.0.113.9', { outward: false, peerPort, ownPort, ...more });

  it.each([
    ['the device, as declared', pair, asked('203.0.113.9'), 'allowed'],
    ['somebody who hides behind the port of answers', pair, inward(443, 23), 'denied'],
    ['nobody saw who', pair, inward(443, 50_000, { begun: false }), 'allowed'],
    ['nobody saw who, and nothing is declared', pair, inward(444, 50_000, { begun: false }), 'denied'],
    ['somebody, to a service that is declared', served, inward(50_000, 8080), 'allowed'],
    ['somebody, to one that is not', served, inward(50_000, 8081), 'denied'],
    ['an answer of UDP that was seen before its question', { from: [aceWith({ udp: port(123) })] }, inward(123, 50_000, { protocol: 17 }), 'allowed'],
    ['somebody over UDP, where no port of answers is said', { from: [aceWith({ udp: {} })] }, inward(123, 50_000, { protocol: 17 }), 'denied'],
    ['the device, where the other side has to', { from: [aceWith({ tcp: { 'ietf-mud:direction-initiated': 'to-device' } })] }, asked('203.0.113.9'), 'denied'],
  ] as const)('%s', (_, entries, flow, verdict) => {
    expect(says(entries, flow).is).toBe(verdict);
  });

  it('is not known with a name that may have been asked for before', () => {
    const entries = { from: [aceWith({ ipv4: { 'ietf-acldns:dst-dnsname': 'cloud.example.org' } })] };
    expect(says(entries, asked('203.0.113.8', { begun: false })).is).toBe('not known');
    expect(says(entries, asked('203.0.113.8'))).toMatchObject({ is: 'denied', names: ['cloud.example.org'] });
  });
});

describe('without an entry', () => {
  it.each([
    ['ARP', asked('10.0.0.8', { protocol: -1, ethertype: 0x0806 }), 'allowed'],
    ['DHCP', asked('255.255.255.255', { protocol: 17, peerPort: 67, ownPort: 68 }), 'allowed'],
    ['neighbour discovery', asked('ff02::1', { protocol: 58, icmp: { type: 135, code: 0 } }), 'allowed'],
    ['an echo of ICMPv6', asked('fe80::1', { protocol: 58, icmp: { type: 128, code: 0 } }), 'denied'],
    ['membership of a group', asked('224.0.0.22', { protocol: 2 }), 'allowed'],
    ['local DNS', asked('10.0.0.1', { protocol: 17, peerPort: 53 }), 'allowed'],
    ['DNS elsewhere', asked('8.8.8.8', { protocol: 17, peerPort: 53 }), 'denied'],
    ['local NTP', asked('10.0.0.1', { protocol: 17, peerPort: 123 }), 'allowed'],
    ['NTP elsewhere', asked('8.8.8.8', { protocol: 17, peerPort: 123 }), 'denied'],
    ['a question of DNS to the device', asked('10.0.0.1', { outward: false, protocol: 17, peerPort: 53, ownPort: 5000 }), 'denied'],
    ['a group', asked('239.255.255.250', { protocol: 17, peerPort: 1900 }), 'denied'],
    ['anything else', asked('10.0.0.8'), 'denied'],
  ] as const)('%s', (_, flow, verdict) => {
    expect(says({}, flow).is).toBe(verdict);
  });

  it('DNS and NTP are of the servers that were named', () => {
    const named: World = { ...world, controller: (of) => (of === 'urn:ietf:params:mud:dns' ? [networkOf('8.8.8.8')].flatMap((one) => one ?? []) : undefined) };
    const { mud } = readMud(mudText({}), 'x');
    expect(judged(compiled(mud), asked('8.8.8.8', { protocol: 17, peerPort: 53 }), named).is).toBe('allowed');
    expect(judged(compiled(mud), asked('10.0.0.1', { protocol: 17, peerPort: 53 }), named).is).toBe('denied');
  });
});
