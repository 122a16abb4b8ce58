import type { Interface, ServiceMap, Target, TargetProbe } from '../../map/model.ts';
import { portsOf } from '../../map/targets.ts';
import type { ThingKind } from './model.ts';
import { order } from './order.ts';
import type { PowerFound } from './powers.ts';
import type { InventoryThing } from './view.ts';

// What scans of a network show besides who may do what: doors of parts that the map does not have, and machines that it does not have.

export interface UndeclaredPort {
  readonly part: string;
  readonly port: number;
  readonly protocol: string;
  /** Id of the open port. */
  readonly thing: string;
  readonly source: string;
  readonly lastSeen: string;
}

/** Where a protocol listens that a map names without its port (IANA's registry of service names). */
const USUAL: Readonly<Record<string, readonly number[]>> = {
  ssh: [22],
  telnet: [23],
  smtp: [25, 465, 587],
  dns: [53],
  http: [80],
  https: [443],
  smb: [445],
  imaps: [993],
  rtsp: [554],
  ldaps: [636],
  mqtt: [1883],
  rdp: [3389],
  mqtts: [8883],
};

/** Open ports of what is joined to a part that neither an interface nor a target of the part has, each once a part, in order. */
export function undeclaredPorts(things: readonly InventoryThing[], map: ServiceMap): readonly UndeclaredPort[] {
  const parts = new Map(map.parts.map(({ id, interfaces = [] }) => [id, interfaces]));
  const targets = Map.groupBy(map.targets, ({ part }) => part);
  const found = new Map<string, UndeclaredPort>();
  for (const { id, kind, name, state, join, attributes, source, lastSeen } of things) {
    const port = attributes['port'];
    if (kind !== PORT || state === 'gone' || join.to !== 'part' || typeof port !== 'number') continue;
    const { part } = join;
    if ((parts.get(part) ?? []).some((one) => listensOn(one, port, attributes['service']))) continue;
    if ((targets.get(part) ?? []).some((one) => visits(one, port))) continue;
    const protocol = name.slice(name.indexOf('/') + 1);
    const key = `${part} ${port} ${protocol}`;
    if (!found.has(key)) found.set(key, { part, port, protocol, thing: id, source, lastSeen });
  }
  return [...found.values()].sort((a, b) => order(a.part, b.part) || a.port - b.port || order(a.protocol, b.protocol));
}

const PORT: ThingKind = 'open-port';

function listensOn({ port, protocol }: Interface, asked: number, service: string | number | boolean | undefined): boolean {
  if (port !== undefined) return port === asked;
  return USUAL[protocol]?.includes(asked) === true || protocol === service;
}

function visits(target: Target, port: number): boolean {
  const { https, http, smtp, tls } = portsOf(target);
  const visited: Readonly<Record<TargetProbe, readonly number[]>> = { dns: [], web: [https, http], mail: [smtp], tls };
  return target.probes.some((probe) => visited[probe].includes(port));
}

/** What hosts that are on a network of the map and are not on the map can reach: the parts that listen there, else the network. */
export function strangersOn(things: readonly InventoryThing[], map: ServiceMap): readonly PowerFound[] {
  const networks = new Set(map.parts.filter(({ kind }) => kind === 'network').map(({ id }) => id));
  const listening = (network: string) => map.parts.filter(({ interfaces = [] }) => interfaces.some(({ on }) => on.includes(network))).map(({ id }) => id);
  return things.flatMap(({ id, kind, state, join, attributes }) => {
    const network = attributes['network'];
    if (kind !== 'host' || state === 'gone' || typeof network !== 'string' || !networks.has(network)) return [];
    if (join.to === 'part' || join.to === 'left') return [];
    const reached = listening(network);
    return (reached.length === 0 ? [network] : reached).map((part): PowerFound => ({ thing: id, power: 'none', part, over: id, through: [] }));
  });
}
