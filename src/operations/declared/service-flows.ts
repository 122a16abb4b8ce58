import type { Flow, ServiceMap } from '../../map/model.ts';
import { networkOf } from '../event/network.ts';
import type { Ace, End } from './model.ts';
import { type Rule, ruleOf, type Table, tableOf } from './table.ts';

const TCP = 6;
const UDP = 17;
/** What carries a protocol of the map, and its usual port. */
const CARRIED: ReadonlyMap<string, readonly [number, number | undefined]> = new Map([
  ['http', [TCP, 80]],
  ['https', [TCP, 443]],
  ['wss', [TCP, 443]],
  ['mqtt', [TCP, 1883]],
  ['mqtts', [TCP, 8883]],
  ['amqps', [TCP, 5671]],
  ['ssh', [TCP, 22]],
  ['telnet', [TCP, 23]],
  ['rtsp', [TCP, 554]],
  ['modbus', [TCP, 502]],
  ['ftp', [TCP, 21]],
  ['smtp', [TCP, 25]],
  ['tcp', [TCP, undefined]],
  ['tls', [TCP, undefined]],
  ['coap', [UDP, 5683]],
  ['coaps', [UDP, 5684]],
  ['dns', [UDP, 53]],
  ['ntp', [UDP, 123]],
  ['syslog', [UDP, 514]],
  ['quic', [UDP, 443]],
  ['udp', [UDP, undefined]],
  ['dtls', [UDP, undefined]],
]);

/**
 * The table of what the map lets a part speak to: for each of its flows the peer, the protocol and the port that the map declares.
 * `hostsOf`: names, addresses or networks of a part, where they are known; by default those that the map names as targets. Where they are not, what fits otherwise is not known rather than denied.
 */
export function tableOfPart(map: ServiceMap, part: string, hostsOf: (part: string) => readonly string[] = targetsOf(map)): Table {
  const rules = (outward: boolean): readonly Rule[] =>
    map.flows
      .filter((flow) => (outward ? flow.from : flow.to) === part)
      .flatMap((flow) => acesOf(map, flow, outward, hostsOf(outward ? flow.to : flow.from)))
      .map((ace) => ruleOf(ace, outward, ''));
  return tableOf(rules(true), rules(false));
}

/** Hosts of each part, as the targets of the map say. */
export function targetsOf(map: ServiceMap): (part: string) => readonly string[] {
  const hosts = new Map<string, string[]>();
  for (const { part, host, also = [] } of map.targets) hosts.set(part, [...(hosts.get(part) ?? []), host, ...also]);
  return (part) => hosts.get(part) ?? [];
}

function acesOf(map: ServiceMap, flow: Flow, outward: boolean, hosts: readonly string[]): readonly Ace[] {
  const [protocol, usual] = CARRIED.get(flow.protocol.toLowerCase()) ?? [undefined, undefined];
  const port = map.parts.find(({ id }) => id === flow.to)?.interfaces?.find(({ id }) => id === flow.interface)?.port ?? usual;
  const called: End = port === undefined ? {} : { ports: { low: port, high: port } };
  const other = outward ? flow.to : flow.from;
  const common = {
    name: flow.id,
    action: 'accept' as const,
    ...(protocol === undefined ? {} : { protocol }),
    ...(protocol === TCP ? { began: outward ? ('device' as const) : ('peer' as const) } : {}),
    who: [],
    tls: false,
  };
  const ace = (peer: End, unseen: readonly string[]): Ace =>
    outward ? { ...common, source: {}, destination: { ...called, ...peer }, unseen } : { ...common, source: peer, destination: called, unseen };
  if (hosts.length === 0) return [ace({}, [`the map does not say which addresses ${other} has`])];
  return hosts.map((host) => ace(networkOf(host) === undefined ? { name: host.toLowerCase() } : { network: host }, []));
}
