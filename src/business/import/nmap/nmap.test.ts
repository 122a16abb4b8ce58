import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codesOf, goodOf, importBy, said } from '../discovery/reading.fixture.ts';
import { reachOf } from './arguments.ts';
import { nmap } from './nmap.ts';

interface Given {
  readonly args?: string;
  readonly tcp?: number;
  readonly udp?: number;
  readonly hosts?: readonly string[];
  readonly end?: string;
}

const port = (id: number, state = 'open', protocol = 'tcp') =>
  `<port protocol="${protocol}" portid="${id}"><state state="${state}" reason="syn-ack" reason_ttl="64"/><service name="ssh" method="table" conf="3"/></port>`;
/** Ports of each host that the scan below looks at. */
const LOOKED_AT = 65_535 + 1000;
const host = (address: string, name: string, ports: string, more = '') =>
  `<host starttime="1793400000" endtime="1793400100"${more}><status state="up" reason="arp-response" reason_ttl="0"/><address addr="${address}" addrtype="ipv4"/>` +
  `<address addr="DE:AD:BE:EF:00:01" addrtype="mac"/><hostnames><hostname name="${name}" type="PTR"/></hostnames>` +
  `<ports><extraports state="closed" count="${LOOKED_AT - ports.split('<port ').length + 1}"><extrareasons reason="resets" count="2"/></extraports>${ports}</ports></host>`;
const BUILD = host('10.20.0.7', 'build-server.office.example', port(22) + port(8080));
const END = '<runstats><finished time="1793400200" exit="success" elapsed="200"/><hosts up="1" down="0" total="1"/></runstats>';

function scan({ args = 'nmap -sS -sU -p T:1-65535 -oX scan.xml 10.20.0.0/24', tcp = 65_535, udp = 1000, hosts = [BUILD], end = END }: Given = {}): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>\n<?xml-stylesheet href="file:///usr/share/nmap/nmap.xsl" type="text/xsl"?>
<nmaprun scanner="nmap" args="${args}" start="1793400000" version="7.95" xmloutputversion="1.05">
<scaninfo type="syn" protocol="tcp" numservices="${tcp}" services="1-${tcp}"/><scaninfo type="udp" protocol="udp" numservices="${udp}" services="1-${udp}"/>
<verbose level="0"/><debugging level="0"/>${hosts.join('')}${end}</nmaprun>`;
}

const LISTENS = new Map([
  [
    'build-server',
    [
      { port: 22, protocol: 'ssh', on: ['office-network'] },
      { port: 8080, protocol: 'http', on: ['office-network'] },
    ],
  ],
]);
const RANGES = new Map([['office-network', ['10.20.0.0/24']]]);
const read = (given: Given = {}, more = {}) => importBy(nmap, scan(given), { subject: 'office-network', listens: LISTENS, ranges: RANGES, ...more });
const STRANGER = host('10.20.0.99', 'laptop-of-jane.office.example', port(445));

describe('a scan of a network', () => {
  it('is good where every port of every host was looked at, and the map has those that are open', () => {
    expect(said(read())).toEqual(['office-network network.segmented true']);
    expect(read().evidence[0]?.observedAt).toBe('2026-10-30T22:43:20Z');
  });

  it.each<[string, Given, object, RegExp]>([
    [
      'a port that the map does not have',
      { hosts: [host('10.20.0.7', 'build-server.x', port(22) + port(23))] },
      {},
      /^23\/tcp open at build-server, not on the map$/,
    ],
    [
      'a port that the map has elsewhere',
      {},
      { listens: new Map([['build-server', [{ port: 22, protocol: 'ssh', on: ['cameras'] }]]]) },
      /^22\/tcp open at build-server, 8080/,
    ],
    [
      'a host that the map does not have',
      { hosts: [BUILD, STRANGER], end: END.replace('up="1"', 'up="2"') },
      {},
      /^1 open port at hosts that are not on the map$/,
    ],
    ['few ports, and one too many', { tcp: 1000, hosts: [host('10.20.0.7', 'build-server.x', port(23))] }, {}, /^23\/tcp/],
  ])('%s is a finding', (_, given, more, title) => {
    const imported = read(given, more);
    expect(said(imported)).toEqual(['office-network network.segmented false']);
    expect(imported.evidence[0]?.finding?.title).toMatch(title);
    expect(JSON.stringify([imported.evidence, imported.assumed, imported.unclaimed])).not.toMatch(/jane|10\.20\.0\.99/);
  });

  it.each<[string, Given, object]>([
    ['a thousand ports', { tcp: 1000 }, {}],
    ['no UDP', { udp: 0 }, {}],
    ['an end that is missing', { end: '' }, {}],
    ['an end in error', { end: END.replace('success', 'error') }, {}],
    ['targets from a list', { args: 'nmap -p- -iL list.txt' }, {}],
    ['hosts left out', { args: 'nmap -p- --exclude 10.20.0.9 10.20.0.0/24' }, {}],
    ['a host that did not answer in time', { hosts: [BUILD.replace('<host ', '<host timedout="true" ')] }, {}],
    ['a port that may be open', { hosts: [host('10.20.0.7', 'build-server.x', port(22) + port(161, 'open|filtered', 'udp'))] }, {}],
    ['hosts that were not asked', { hosts: [BUILD.replace('arp-response', 'echo-reply')], end: END.replace('down="0"', 'down="254"') }, {}],
    [
      'a part of the network that was not found',
      {},
      { listens: new Map([...LISTENS, ['builder', [{ port: 443, protocol: 'https', on: ['office-network'] }]]]) },
    ],
    ['a map that does not say from where', {}, { listens: new Map([['build-server', [22, 8080].map((each) => ({ port: each, protocol: 'x', on: [] }))]]) }],
    ['a network whose addresses nobody declares', {}, { ranges: undefined }],
    ['a scan of somewhere else', { args: 'nmap -sS -sU -p T:1-65535 203.0.113.9' }, {}],
    ['a scan of a part of it', { args: 'nmap -sS -sU -p T:1-65535 10.20.0.0/25' }, {}],
    ['one of two ranges', {}, { ranges: new Map([['office-network', ['10.20.0.0/24', '10.21.0.0/24']]]) }],
    ['ports that do not add up', { hosts: [BUILD.replace(/count="6\d+"/, 'count="3"')] }, {}],
    ['nothing but filtered ports', { hosts: [host('10.20.0.7', 'build-server.x', '').replace('state="closed"', 'state="filtered"')] }, {}],
    [
      'a listener of which nothing was heard',
      {
        hosts: [host('10.20.0.7', 'build-server.x', '').replace('state="closed"', 'state="filtered"'), host('10.20.0.1', 'gateway', '')],
        end: END.replace('up="1"', 'up="2"'),
      },
      {},
    ],
    ['a network on which nothing listens', { hosts: [host('10.20.0.7', 'build-server.x', '')] }, { listens: new Map() }],
    ['no host at all', { hosts: [], end: END.replace('up="1"', 'up="0"') }, {}],
  ])('%s keeps the good back', (_, given, more) => {
    const imported = read(given, more);
    expect(said(imported)).toEqual([]);
    expect(imported.withheld).toHaveLength(1);
  });

  it('says nothing of a network that nobody named', () => {
    expect(said(importBy(nmap, scan(), { listens: LISTENS }))).toEqual([]);
    expect(said(importBy(nmap, scan(), { listens: LISTENS, subject: 'build-server' }))).toEqual([]);
  });

  it('asks the rules of the operator first', () => {
    const joined = (words: readonly string[]) => (words.includes('10.20.0.7') ? { part: 'build-server', why: 'rule 1' } : undefined);
    expect(said(read({ hosts: [host('10.20.0.7', 'x', port(22))] }, { joined }))).toEqual(['office-network network.segmented true']);
  });

  it('never speaks well of what was taken out of it', () =>
    fc.assert(
      fc.property(fc.subarray(['tcp', 'udp', 'end', 'targets', 'host'] as const, { minLength: 1 }), (out) => {
        const given: Given = {
          ...(out.includes('tcp') ? { tcp: 100 } : {}),
          ...(out.includes('udp') ? { udp: 1 } : {}),
          ...(out.includes('end') ? { end: '' } : {}),
          ...(out.includes('targets') ? { args: 'nmap -p-' } : {}),
          ...(out.includes('host') ? { hosts: [], end: out.includes('end') ? '' : END.replace('up="1"', 'up="0"') } : {}),
        };
        expect(goodOf(read(given))).toEqual([]);
      }),
    ));
});

describe('what it discovers', () => {
  it('covers what it was to look at, in the range of ports that it looked at', () => {
    const { discovered } = read();
    expect(discovered?.scopes).toEqual(['hosts:10.20.0.0/24', 'hosts:10.20.0.0/24/tcp:1-65535', 'hosts:10.20.0.0/24/udp:1-1000']);
    expect(discovered?.things.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'host build-server.office.example',
      'open-port 22/tcp',
      'open-port 8080/tcp',
    ]);
    expect(discovered?.things[0]?.aliases).toContain('10.20.0.7');
    expect(discovered?.things[0]?.attributes).toEqual({ network: 'office-network' });
    expect(importBy(nmap, scan(), { listens: LISTENS }).discovered?.things[0]?.attributes).toBeUndefined();
  });

  it('covers no ports where those of a host do not add up, and no hosts where the silent were not asked', () => {
    const short = read({ hosts: [BUILD.replace(/count="6\d+"/, 'count="3"')] }).discovered;
    expect([short?.scopes, short?.uncovered]).toEqual([['hosts:10.20.0.0/24'], ['hosts:10.20.0.0/24/tcp:1-65535', 'hosts:10.20.0.0/24/udp:1-1000']]);
    const silent = { hosts: [BUILD.replace('arp-response', 'echo-reply')], end: END.replace('down="0"', 'down="254"') };
    expect(read(silent).discovered?.scopes).toEqual([]);
  });

  it.each([{ end: '' }, { end: END.replace('success', 'error') }, { args: 'nmap -iL x' }, { hosts: [BUILD.replace('<host ', '<host timedout="true" ')] }])(
    'covers nothing where it was not whole',
    (given) => expect(read(given).discovered?.scopes).toEqual([]),
  );

  it.each([
    ['nmap -p 1-100 -oX out.xml 10.0.0.1 10.0.0.2', ['10.0.0.1', '10.0.0.2']],
    ['nmap -T4 --script default -sV fern.example', ['fern.example']],
    ['nmap --top-ports 100 --min-rate=50 10.0.0.0/8', ['10.0.0.0/8']],
    ['nmap -iR 100', undefined],
    ['nmap', undefined],
  ])('%s', (args, targets) => expect(reachOf(args).targets).toEqual(targets));
});

describe('what is no scan, or a hostile one', () => {
  const bomb = '<!DOCTYPE nmaprun [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><nmaprun>&b;</nmaprun>';
  it.each<[string, string, string]>([
    ['another document', '<report/>', 'ASSAY-IMPORT-001'],
    ['an entity bomb', bomb, 'ASSAY-XML-004'],
    ['a file to be fetched', '<!DOCTYPE nmaprun SYSTEM "file:///etc/passwd"><nmaprun/>', 'ASSAY-XML-004'],
    ['cut off', scan().slice(0, -12), 'ASSAY-XML-001'],
    ['nested without end', `<nmaprun>${'<a>'.repeat(1000)}`, 'ASSAY-XML-002'],
    ['of a day to come', scan({ end: END.replace('1793400200', '1993400200') }), 'ASSAY-IMPORT-010'],
    ['of no day', scan({ end: END.replace('1793400200', '121453017190000') }), 'ASSAY-IMPORT-003'],
    ['with a host taken out', scan({ hosts: [BUILD] }).replace('up="1"', 'up="3"'), 'ASSAY-BIMPORT-010'],
    ['with a port beyond all', scan({ hosts: [host('10.0.0.1', 'x', port(70_000))] }), 'ASSAY-IMPORT-003'],
    ['without anything', '<nmaprun scanner="nmap"/>', 'ASSAY-BIMPORT-013'],
  ])('%s', (_, text, code) => expect(codesOf(() => importBy(nmap, text))).toEqual([code]));
});
