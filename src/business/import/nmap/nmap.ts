import { Digest, Instant } from '../../../core/index.ts';
import type { ImportContext, Kept } from '../../../evidence/import/index.ts';
import { momentOf } from '../../../evidence/import/moment.ts';
import { resolveSubject } from '../../../evidence/import/resolve.ts';
import { refuseNul, worded } from '../../../evidence/import/wording.ts';
import type { Discovery } from '../../inventory/model.ts';
import { coverageOf } from '../../inventory/scope.ts';
import { aliasesOf, attributesOf, bookOf } from '../discovery/book.ts';
import { counted, tellerOf } from '../discovery/told.ts';
import { unmapped } from '../discovery/unmapped.ts';
import type { BusinessImported, BusinessImporter } from '../model.ts';
import { type Reach, reachOf } from './arguments.ts';
import { readScan, type Scan, type ScannedHost, type ScannedPort } from './scan.ts';

const MEDIA_TYPE = 'application/xml';
const ALL_PORTS = 65_535;
const FEW_UDP = 1000;
const MOST_NAMED = 12;

/** Scans of Nmap. The items are the hosts and the ports that are listed one by one. */
export const nmap: BusinessImporter = {
  format: 'nmap',
  about: 'XML of Nmap (-oX): hosts, and which of their ports are open',
  recognises: (text) => /<nmaprun[\s>]/.test(text.slice(0, 20_000)),
  read: (text, context, mapping) => unmapped(read(text, context), mapping),
};

function read(text: string, context: ImportContext): BusinessImported {
  refuseNul(text, context.file);
  const scan = readScan(text.startsWith('\ufeff') ? text.slice(1) : text, context.file);
  const assumed = new Set<string>();
  const at = momentOf(scan.momentText, scan.momentAt, context, assumed);
  const reach = reachOf(scan.args);
  const teller = tellerOf(context, `Nmap ${scan.version}`.trim(), MEDIA_TYPE);
  const network = networkOf(context, assumed);
  if (network !== undefined) tellOfNetwork(network, scan, reach, context, at, { teller, assumed });
  const { discovery, carried, unclaimed } = discovered(scan, reach, at, context, network);
  if (scan.unfinished !== undefined) assumed.add(`${scan.unfinished}: nothing counts as gone`);
  return {
    format: nmap.format,
    carried,
    items: scan.hosts.reduce((sum, { ports }) => sum + 1 + ports.length, 0),
    ...teller.end(),
    unclaimed,
    unknownSubjects: [],
    lost: [],
    assumed: [...assumed],
    discovered: discovery,
  };
}

/** The network that the scan is about: as the command says. A scan of whatever is near is about none. */
function networkOf({ subject, kinds }: ImportContext, assumed: Set<string>): string | undefined {
  if (subject !== undefined && kinds?.get(subject) === 'network') return subject;
  assumed.add(
    subject === undefined ? 'no network is named, so that nothing is said of one: --subject NETWORK' : `"${subject}" is no network: nothing is said of one`,
  );
  return undefined;
}

function tellOfNetwork(
  network: string,
  scan: Scan,
  reach: Reach,
  context: ImportContext,
  at: Instant,
  { teller, assumed }: { readonly teller: ReturnType<typeof tellerOf>; readonly assumed: Set<string> },
): void {
  const claim = 'network.segmented';
  const from = 'open ports against the interfaces of the map';
  const part = partOf(context);
  const undeclared: string[] = [];
  let strange = 0;
  let unsure: string | undefined;
  let open = 0;
  const heard = new Map<string, boolean>();
  for (const host of scan.hosts) {
    if (!host.up) continue;
    const subject = part(host);
    if (subject !== undefined) heard.set(subject, heard.get(subject) === true || answers(host));
    for (const port of host.ports.filter(isOpen)) {
      open += 1;
      if (subject === undefined) {
        strange += 1;
        continue;
      }
      const declared = (context.listens?.get(subject) ?? []).filter((each) => each.port === port.port);
      if (declared.some(({ on }) => on.includes(network))) continue;
      if (declared.some(({ on }) => on.length === 0)) unsure ??= `the map does not say from where port ${port.port} of ${subject} can be reached`;
      else undeclared.push(`${port.port}/${worded(port.protocol, 10)} open at ${subject}`);
    }
  }
  const faults = [...new Set(undeclared)];
  if (faults.length + strange > 0) {
    const parts = [
      ...(faults.length === 0
        ? []
        : [`${faults.slice(0, MOST_NAMED).join(', ')}${faults.length > MOST_NAMED ? ` and ${faults.length - MOST_NAMED} more` : ''}, not on the map`]),
      ...(strange === 0 ? [] : [`${counted(strange, 'open port')} at hosts that are not on the map`]),
    ];
    teller.say(network, claim, false, {
      at,
      from,
      items: open,
      finding: { id: 'open-port-not-on-the-map', title: worded(parts.join('; '), 480), severity: 'high' },
    });
    return;
  }
  const expected = [...(context.listens ?? [])].filter(([, each]) => each.some(({ on }) => on.includes(network))).map(([id]) => id);
  const why = unsure ?? shortOf({ scan, reach, expected, heard, ranges: context.ranges?.get(network) });
  if (why !== undefined) teller.withhold(network, claim, why);
  else {
    assumed.add('the scan shows what the machine that it ran on could reach');
    teller.say(network, claim, true, { at, from, items: open });
  }
}

/** Why a scan that found nothing else does not show that there is nothing else. */
function shortOf({ scan, reach, expected, heard, ranges }: Shortness): string | undefined {
  if (ranges === undefined) return 'joins.yaml does not declare which addresses this network has: networks: - { part: NETWORK, ranges: [10.20.0.0/24] }';
  if (expected.length === 0) return 'the map has nothing that listens on this network, so that a scan which finds nothing may have been of anything';
  if (scan.unfinished !== undefined) return scan.unfinished;
  if (!scan.hosts.some(({ up }) => up)) return 'the scan found no host';
  if (reach.targets === undefined) return 'the scan does not say what it was to look at: its targets came from a list or from chance';
  if (reach.excludes) return 'the scan left hosts or ports out';
  const covered = coverageOf([`hosts:${reach.targets.join(',')}`]);
  const outside = ranges.find((range) => !covered.covers(`hosts:${range}`));
  if (outside !== undefined) return `its targets do not cover ${outside}, which joins.yaml declares of this network`;
  const tcp = scan.ranges.filter(({ protocol }) => protocol === 'tcp').reduce((most, { count }) => Math.max(most, count), 0);
  const udp = scan.ranges.filter(({ protocol }) => protocol === 'udp').reduce((most, { count }) => Math.max(most, count), 0);
  if (tcp < ALL_PORTS) return `it looked at ${tcp} of the ${ALL_PORTS} ports of TCP`;
  if (udp < FEW_UDP) return `it looked at ${udp} ports of UDP, where at least the ${FEW_UDP} most used are asked for`;
  if (scan.hosts.some(({ timedOut }) => timedOut)) return 'a host did not answer in time';
  const unclear = scan.hosts.some(({ up, extra, ports }) => up && [...extra, ...ports].some(({ state }) => !KNOWN.has(state)));
  if (unclear) return 'of some ports the scan could not tell whether they are open';
  const unlooked = scan.hosts.find(({ up, extra, ports }) => up && extra.length + ports.length === 0);
  if (unlooked !== undefined) return 'the ports of a host were not looked at';
  if (!addsUp(scan)) return 'the ports of a host do not add up to those that the scan was to look at';
  if (!scan.hosts.some((host) => host.up && answers(host))) return 'every port was filtered: what listens behind the filter cannot be told';
  if (!askedAll(scan, reach)) return 'hosts that did not answer were not looked at: -Pn looks at them all the same';
  const missing = expected.filter((id) => !heard.has(id));
  if (missing.length > 0) return `the scan did not find ${missing.slice(0, 5).join(', ')}, which the map has on this network`;
  const mute = expected.filter((id) => heard.get(id) !== true);
  if (mute.length > 0) return `every port of ${mute.slice(0, 5).join(', ')} was filtered, and the map has it listen there`;
  return undefined;
}

interface Shortness {
  readonly scan: Scan;
  readonly reach: Reach;
  /** Parts that the map has listening on the network. */
  readonly expected: readonly string[];
  /** Parts that were found, and whether any of their ports answered. */
  readonly heard: ReadonlyMap<string, boolean>;
  readonly ranges: readonly string[] | undefined;
}

/** Whether each host that is up has as many ports, listed or summed up, as the scan says that it looked at. */
function addsUp({ hosts, ranges }: Scan): boolean {
  const most = new Map<string, number>();
  for (const { protocol, count } of ranges) most.set(protocol, Math.max(most.get(protocol) ?? 0, count));
  const wanted = [...most.values()].reduce((sum, count) => sum + count, 0);
  return hosts.every(({ up, ports, extra }) => !up || ports.length + extra.reduce((sum, { count }) => sum + count, 0) >= wanted);
}

/** Whether hosts that did not answer were looked at as well, or could not but answer: on its own network a machine is asked by its card. */
function askedAll({ hosts, down }: Scan, { everyHost }: Reach): boolean {
  const near = hosts.every(({ up, reason }) => !up || reason === 'arp-response' || reason === 'nd-response' || reason === 'localhost-response');
  return down === 0 || everyHost || near;
}

/** Whether anything but a filter was heard of it. */
function answers({ ports, extra }: ScannedHost): boolean {
  return ports.some(({ state }) => HEARD.has(state)) || extra.some(({ state, count }) => count > 0 && HEARD.has(state));
}

const HEARD: ReadonlySet<string> = new Set(['open', 'closed', 'unfiltered']);

/** `open|filtered` is what UDP answers by silence: it may be either. */
const KNOWN: ReadonlySet<string> = new Set(['open', 'closed', 'filtered']);

function isOpen({ state }: ScannedPort): boolean {
  return state === 'open';
}

/** Which part of the map a host is: by a rule of the operator's, its address, its name, or the first label of its name. */
function partOf(context: ImportContext): (host: ScannedHost) => string | undefined {
  return (host) => {
    const words = wordsOf(host);
    const joined = context.joined?.(words, nmap.format);
    if (joined !== undefined) return 'part' in joined ? joined.part : undefined;
    return words.map((word) => resolveSubject(word, context)).find((subject) => subject !== undefined);
  };
}

function wordsOf({ address, names }: ScannedHost): readonly string[] {
  const labels = names.map((name) => name.slice(0, Math.max(0, name.indexOf('.')))).filter((label) => label.length > 1 && !/^\d+$/.test(label));
  return [address, ...names, ...labels].map((word) => worded(word, 400)).filter((word) => word !== '');
}

function discovered(
  scan: Scan,
  reach: Reach,
  at: Instant,
  context: ImportContext,
  network: string | undefined,
): { readonly discovery: Discovery; readonly carried: number; readonly unclaimed: readonly Kept[] } {
  const book = bookOf(context.file);
  const unclaimed: Kept[] = [];
  let carried = 0;
  const targets = reach.targets === undefined ? 'unsaid' : worded(reach.targets.join(','), 300);
  const hosts = `hosts:${targets}`;
  // What was looked at in another range of ports is not looked at by this one.
  const ranges = new Map(scan.ranges.map(({ protocol, services }) => [protocol, `${hosts}/${worded(protocol, 10)}:${short(services)}`]));
  const scopeOf = (protocol: string) => ranges.get(protocol) ?? `${hosts}/${worded(protocol, 10) || 'port'}`;
  for (const host of scan.hosts) {
    if (!host.up) {
      unclaimed.push({ at: host.at, why: 'it did not answer', item: { state: 'down' } });
      for (const port of host.ports) unclaimed.push({ at: port.at, why: 'its host did not answer', item: { port: port.port } });
      continue;
    }
    const key = `host:${worded(host.address, 100)}`;
    carried += 1;
    book.thing({
      key,
      kind: 'host',
      name: worded(host.names[0] ?? host.address, 400),
      scope: hosts,
      ...aliasesOf(wordsOf(host)),
      ...attributesOf({ network }),
    });
    for (const port of host.ports) {
      if (!isOpen(port)) {
        unclaimed.push({
          at: port.at,
          why: `it is ${worded(port.state, 40) || 'in no state'}, and nothing of the inventory`,
          item: { port: port.port, protocol: worded(port.protocol, 10) },
        });
        continue;
      }
      carried += 1;
      const name = `${port.port}/${worded(port.protocol, 10)}`;
      const portKey = `port:${worded(host.address, 100)}:${name}`;
      book.thing({
        key: portKey,
        kind: 'open-port',
        name,
        scope: scopeOf(port.protocol),
        ...attributesOf({ port: port.port, service: port.service, product: port.product }),
      });
      book.relation({ from: key, to: portKey, power: 'contains' });
    }
  }
  const timedOut = scan.hosts.some((host) => host.timedOut);
  const whole = scan.unfinished === undefined && reach.targets !== undefined && !timedOut && !reach.excludes && askedAll(scan, reach);
  const ports = addsUp(scan) ? [] : [...new Set(ranges.values())];
  const scopes = [hosts, ...new Set([...ranges.values()])];
  return {
    carried,
    unclaimed,
    discovery: {
      assay: 'discovery/1',
      format: nmap.format,
      source: worded(`nmap ${targets}`, 300),
      observedAt: Instant.format(at),
      scopes: whole ? scopes.filter((scope) => !ports.includes(scope)) : [],
      ...(whole && ports.length === 0 ? {} : { uncovered: whole ? ports : scopes }),
      things: book.things(),
      relations: book.relations(),
      raw: { digest: context.digest as Digest, mediaType: MEDIA_TYPE },
    },
  };
}

/** A list of a thousand ports by its digest. */
function short(services: string): string {
  return services.length <= 60 ? worded(services, 60) : Digest.of(services).slice(7, 23);
}
