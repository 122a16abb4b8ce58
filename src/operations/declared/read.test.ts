import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { ACE, aceWith, mudText } from './mud.fixture.ts';
import { readMud } from './read.ts';

const codes = (text: string): readonly string[] => {
  try {
    return readMud(text, 'x.json').faults.map(({ code }) => code);
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code }) => `refused ${code}`);
    throw error;
  }
};
const only = (matches: unknown) => readMud(mudText({ from: [aceWith(matches)] }), 'x.json');

describe('a MUD file', () => {
  it('is read whole', () => {
    const { mud, faults, unknown } = readMud(
      mudText({
        from: [ACE],
        container: {
          'cache-validity': 24,
          systeminfo: 'A lamp',
          'mfg-name': 'Example',
          'model-name': 'L1',
          'firmware-rev': '1.2',
          'software-rev': '3.4',
          documentation: 'https://example.org/doc',
          'mud-signature': 'https://example.org/lamp.p7s',
          extensions: ['transparency'],
        },
      }),
      'x.json',
    );
    expect(faults).toEqual([]);
    expect(unknown).toEqual([]);
    expect(mud).toMatchObject({
      version: 1,
      url: 'https://example.org/lamp.json',
      cacheValidity: 24,
      isSupported: true,
      systemInfo: 'A lamp',
      manufacturer: 'Example',
      model: 'L1',
      firmware: '1.2',
      software: '3.4',
      documentation: 'https://example.org/doc',
      signature: 'https://example.org/lamp.p7s',
      extensions: ['transparency'],
    });
    expect(mud.from.flatMap(({ aces }) => aces)).toHaveLength(1);
    expect(readMud(mudText({}), 'x.json').mud.cacheValidity).toBe(48);
  });

  it.each([
    ['no JSON', '{', 'refused ASSAY-JSON-001'],
    ['another document', '{"a":1}', 'refused ASSAY-MUD-001'],
    ['a list', '[]', 'refused ASSAY-MUD-001'],
    ['nobody’s', mudText({ container: { 'mud-url': undefined } }), 'refused ASSAY-MUD-002'],
    ['without a date', mudText({ container: { 'last-update': undefined } }), 'ASSAY-MUD-002'],
    ['kept for too long', mudText({ container: { 'cache-validity': 169 } }), 'ASSAY-MUD-003'],
    ['kept for no time', mudText({ container: { 'cache-validity': 0 } }), 'ASSAY-MUD-003'],
    ['of another version', mudText({ container: { 'mud-version': 2 } }), 'ASSAY-MUD-003'],
    ['without TLS', mudText({ container: { 'mud-url': 'http://example.org/x' } }), 'ASSAY-MUD-003'],
    [
      'with a list that is not there',
      mudText({ container: { 'to-device-policy': { 'access-lists': { 'access-list': [{ name: 'other' }] } } } }),
      'ASSAY-MUD-004',
    ],
    ['with an entry twice', mudText({ from: [ACE, ACE] }), 'ASSAY-MUD-006'],
    ['with a list that nobody names', mudText({ from: [ACE], container: { 'from-device-policy': undefined } }), 'ASSAY-MUD-008'],
    ['with more than is read', mudText({ from: Array.from({ length: 10_001 }, (_, i) => ({ name: `${i}`, actions: ACE.actions })) }), 'ASSAY-MUD-007'],
  ])('%s is said', (_, text, code) => {
    expect(codes(text)).toContain(code);
  });

  it.each([
    ['a port that is none', { tcp: { 'destination-port': { operator: 'eq', port: 65_536 } } }],
    ['an operator that is none', { udp: { 'destination-port': { operator: 'gt', port: 1 } } }],
    ['a range that ends before it begins', { udp: { 'source-port': { 'lower-port': 5, 'upper-port': 4 } } }],
    ['a port and a range', { udp: { 'source-port': { 'lower-port': 5, port: 4 } } }],
    ['a network that is none', { ipv4: { 'destination-ipv4-network': '10.0.0.0/33' } }],
    ['a network of the other family', { ipv6: { 'destination-ipv6-network': '10.0.0.0/8' } }],
    ['a name that is none', { ipv4: { 'ietf-acldns:dst-dnsname': 'a b' } }],
    ['two protocols', { ipv4: { protocol: 17 }, tcp: {} }],
    ['a hardware address that is none', { eth: { 'source-mac-address': 'zz' } }],
    ['an EtherType that is none', { eth: { ethertype: 'cheese' } }],
    ['a direction that is none', { tcp: { 'ietf-mud:direction-initiated': 'both' } }],
    ['a mark with a value', { 'ietf-mud:mud': { 'local-networks': true } }],
  ])('leaves out an entry with %s, and says so', (_, matches) => {
    const { mud, faults } = only(matches);
    expect(mud.from[0]?.aces).toEqual([]);
    expect(faults.map(({ code }) => code)).toEqual(expect.arrayContaining(['ASSAY-MUD-003', 'ASSAY-MUD-005']));
  });

  it.each([
    [
      { operator: 'lte', port: 9 },
      { low: 0, high: 9 },
    ],
    [
      { operator: 'gte', port: 9 },
      { low: 9, high: 65_535 },
    ],
    [
      { operator: 'neq', port: 9 },
      { low: 9, high: 9, not: true },
    ],
    [{ port: 9 }, { low: 9, high: 9 }],
    [
      { 'lower-port': 3, 'upper-port': 9 },
      { low: 3, high: 9 },
    ],
    [{ 'lower-port': 3 }, { low: 3, high: 3 }],
  ])('reads ports %j', (ports, read) => {
    expect(only({ udp: { 'destination-port': ports } }).mud.from[0]?.aces[0]?.destination.ports).toEqual(read);
  });

  it('lists what it does not know, never widens an entry by it, and names the extensions', () => {
    const { mud, unknown, recognised } = readMud(
      mudText({
        from: [aceWith({ tcp: {}, 'vendor:colour': 'red', 'ietf-acl-tls:client-profiles': {} }), { ...ACE, name: 'b', note: 1 }],
        container: { valueOf: 1, 'ietf-mud-transparency:transparency': {}, 'ietf-mud-tls:is-tls-dtls-profile-supported': true },
      }),
      'x.json',
    );
    expect(unknown).toEqual([
      'ietf-mud:mud.valueOf'.replace('ietf-mud:', ''),
      'access-lists.acl[0].aces.ace[0].matches.vendor:colour',
      'access-lists.acl[0].aces.ace[1].note',
    ]);
    expect(mud.from[0]?.aces[0]).toMatchObject({ tls: true, unseen: ['vendor:colour'] });
    expect(recognised.map((text) => text.slice(0, text.indexOf(': ') + 10))).toEqual([
      'ietf-mud-transparency:transparency: RFC 9472',
      'ietf-mud-tls:is-tls-dtls-profile-supported: RFC 9761',
      'ietf-acl-tls:client-profiles: RFC 9761',
    ]);
  });

  it('throws nothing but refusals, whatever the file', () => {
    const whole = mudText({ from: [ACE] });
    for (let i = 0; i < whole.length; i += 1) codes(whole.slice(0, i));
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue(), fc.jsonValue(), (any, other, third) => {
        const text = (value: unknown) => JSON.stringify(value) ?? '0';
        codes(text(any));
        codes(`{"ietf-mud:mud":${text(any)},"access-lists":${text(other)}}`);
        codes(mudText({ from: [any, { ...ACE, matches: { tcp: other, ipv4: third, mud: any, eth: other, icmp: third } }], container: { extensions: other } }));
      }),
    );
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(12), fc.string({ maxLength: 5 }), (at, cut, put) => {
        codes(whole.slice(0, at) + put + whole.slice(at + cut));
      }),
    );
  });
});
