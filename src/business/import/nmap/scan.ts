import { elementsOf, Instant, parseXml, Refused, type XmlElement } from '../../../core/index.ts';
import { importFaults } from '../../../evidence/import/faults.ts';
import { businessImportFaults } from '../faults.ts';

// The XML of Nmap (docs/nmap.dtd of the tool). Names of hosts come from the DNS and banners from the hosts themselves: whoever runs those chose them.

const LIMITS = { bytes: 64 * 1024 * 1024, depth: 64, nodes: 4_000_000, bareDoctype: true } as const;
const LAST_SECOND = 253_402_300_799;

export interface ScannedPort {
  readonly at: string;
  readonly protocol: string;
  readonly port: number;
  /** `open`, `closed`, `filtered`, `unfiltered`, `open|filtered`, `closed|filtered`. */
  readonly state: string;
  readonly service: string;
  readonly product: string;
}

export interface ScannedHost {
  readonly at: string;
  readonly up: boolean;
  readonly reason: string;
  /** Of the network, not of the card. */
  readonly address: string;
  readonly names: readonly string[];
  readonly ports: readonly ScannedPort[];
  /** States of ports that are not listed one by one. */
  readonly extra: readonly { readonly state: string; readonly count: number }[];
  readonly timedOut: boolean;
}

export interface Scan {
  readonly version: string;
  readonly args: string;
  /** Text of the moment at which it ended, or at which it began where it does not say. */
  readonly momentText: string | undefined;
  readonly momentAt: string;
  readonly ranges: readonly { readonly protocol: string; readonly count: number; readonly services: string }[];
  readonly hosts: readonly ScannedHost[];
  /** Why it is not the whole scan, where it is not. */
  readonly unfinished?: string;
  /** As the tool counts them. */
  readonly down: number;
}

/** Throws `Refused` (ASSAY-XML-001 to -004; ASSAY-IMPORT-001, -003; ASSAY-BIMPORT-010, -013). */
export function readScan(text: string, file: string): Scan {
  const root = parseXml(text, file, LIMITS);
  if (root.name !== 'nmaprun') {
    throw new Refused(
      importFaults.fault('001', {
        message: `${file} is no scan of Nmap`,
        file,
        line: root.line,
        column: root.column,
        expected: '<nmaprun>',
        found: `<${root.name.slice(0, 80)}>`,
        remedy: 'Have Nmap write XML: nmap -oX scan.xml …',
      }),
    );
  }
  const elements = elementsOf(root);
  const hosts = elements.filter(({ name }) => name === 'host').map((host, i) => hostOf(host, `host[${i}]`, file));
  const [runstats] = elementsOf(root, 'runstats');
  const [finished] = runstats === undefined ? [] : elementsOf(runstats, 'finished');
  const [counts] = runstats === undefined ? [] : elementsOf(runstats, 'hosts');
  const ranges = elementsOf(root, 'scaninfo').map((info) => ({
    protocol: attribute(info, 'protocol'),
    count: whole(info, 'numservices', file, 'scaninfo'),
    services: attribute(info, 'services'),
  }));
  if (hosts.length === 0 && finished === undefined && ranges.length === 0) throw empty(file);
  const exit = finished?.attributes.get('exit');
  const up = counts?.attributes.get('up');
  const listed = hosts.filter((host) => host.up).length;
  // `--open` leaves out hosts without an open port, and counts them.
  const shown = attribute(root, 'args').includes('--open') ? up !== undefined && Number(up) < listed : Number(up) !== listed;
  if (up !== undefined && /^\d{1,9}$/.test(up) && shown) throw contradicts(file, up, listed);
  const ended = finished?.attributes.get('time');
  return {
    version: attribute(root, 'version'),
    args: attribute(root, 'args'),
    momentText: momentText(ended ?? root.attributes.get('start')),
    momentAt: ended === undefined ? 'nmaprun.start' : 'runstats.finished.time',
    ranges,
    hosts,
    down: Number(/^\d{1,9}$/.exec(counts?.attributes.get('down') ?? '')?.[0] ?? 0),
    ...(finished === undefined
      ? { unfinished: 'the scan has no end: it was interrupted' }
      : exit !== undefined && exit !== 'success'
        ? { unfinished: 'the scan ended with an error' }
        : {}),
  };
}

function hostOf(element: XmlElement, at: string, file: string): ScannedHost {
  const [status] = elementsOf(element, 'status');
  const addresses = elementsOf(element, 'address').filter((each) => attribute(each, 'addrtype') !== 'mac');
  const [ports] = elementsOf(element, 'ports');
  const address = addresses[0]?.attributes.get('addr') ?? '';
  if (address === '') throw wrong(file, `${at}.address`, 'the address of the host', 'nothing');
  return {
    at,
    up: attribute(status, 'state') === 'up',
    reason: attribute(status, 'reason'),
    address,
    names: elementsOf(element, 'hostnames').flatMap((names) => elementsOf(names, 'hostname').flatMap((each) => each.attributes.get('name') ?? [])),
    ports: ports === undefined ? [] : elementsOf(ports, 'port').map((port, i) => portOf(port, `${at}.port[${i}]`, file)),
    extra:
      ports === undefined ? [] : elementsOf(ports, 'extraports').map((each) => ({ state: attribute(each, 'state'), count: whole(each, 'count', file, at) })),
    timedOut: attribute(element, 'timedout') === 'true',
  };
}

function portOf(element: XmlElement, at: string, file: string): ScannedPort {
  const [state] = elementsOf(element, 'state');
  const [service] = elementsOf(element, 'service');
  const port = whole(element, 'portid', file, at);
  if (port > 65_535) throw wrong(file, `${at}.portid`, '0 to 65535', String(port));
  const said = attribute(state, 'state');
  return { at, protocol: attribute(element, 'protocol'), port, state: said, service: attribute(service, 'name'), product: attribute(service, 'product') };
}

function attribute(element: XmlElement | undefined, name: string): string {
  return element?.attributes.get(name) ?? '';
}

function whole(element: XmlElement, name: string, file: string, at: string): number {
  const text = attribute(element, name);
  if (!/^\d{1,9}$/.test(text)) throw wrong(file, `${at}.${name}`, 'a whole number', text === '' ? 'nothing' : text.slice(0, 40));
  return Number(text);
}

/** Seconds since 1970 as a moment; what is none is left for whoever reads moments to refuse. */
function momentText(seconds: string | undefined): string | undefined {
  if (seconds === undefined || !/^\d{1,12}$/.test(seconds) || Number(seconds) > LAST_SECOND) return seconds;
  return Instant.format(Instant.of(Number(seconds) * 1000));
}

function wrong(file: string, field: string, expected: string, found: string): Refused {
  return new Refused(
    importFaults.fault('003', { message: `${file} has something else at ${field}`, file, field, expected, found, remedy: 'Give the scan as Nmap wrote it.' }),
  );
}

/** Hosts that were taken out of a scan would be hosts that nobody misses. */
function contradicts(file: string, said: string, listed: number): Refused {
  return new Refused(
    businessImportFaults.fault('010', {
      message: `${file} says that ${said} hosts are up, and lists ${listed}`,
      file,
      field: 'runstats.hosts.up',
      expected: said,
      found: String(listed),
      remedy: 'Give the scan as Nmap wrote it, whole.',
    }),
  );
}

function empty(file: string): Refused {
  return new Refused(
    businessImportFaults.fault('013', {
      message: `${file} holds no scan`,
      file,
      expected: 'hosts, or the ports that were looked at',
      found: 'neither',
      remedy: 'Run the scan again, and see whether it ended well.',
    }),
  );
}
