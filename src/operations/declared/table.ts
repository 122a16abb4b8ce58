import type { Place } from '../behaviour/place.ts';
import { holds, type Network, networkOf } from '../event/network.ts';
import type { Ace, Action, Ports, Who } from './model.ts';

/** One flow as the device's policy sees it: the device on one side, its peer on the other. */
export interface Asked {
  readonly outward: boolean;
  /** Whether who began it was seen. Where it was not, either may have. */
  readonly begun: boolean;
  readonly peer: string;
  readonly peerAt: readonly number[] | undefined;
  readonly peerPlace: Place;
  readonly peerPort: number;
  readonly ownAt: readonly number[] | undefined;
  readonly ownPort: number;
  /** Protocol of IP; -1 for what is none, such as ARP. */
  readonly protocol: number;
  readonly ethertype: number;
  readonly peerMac: string | undefined;
  readonly ownMac: string | undefined;
  readonly icmp: { readonly type: number; readonly code: number } | undefined;
}

/** What is known besides the flow when a table is asked. */
export interface World {
  /** Whether the device was told that `address` has the name: `old` where that was so long ago that it may have changed. */
  named(name: string, address: string): 'yes' | 'no' | 'old';
  /** Addresses that stand for a controller; `undefined` where nobody said. */
  controller(of: string): readonly Network[] | undefined;
  /** The URL of the MUD file of who has an address; `undefined` where that is not known. */
  makerOf(address: string): string | undefined;
}

export const MY_CONTROLLER = 'my-controller';
const LOCAL_BY_DEFAULT = new Set(['urn:ietf:params:mud:dns', 'urn:ietf:params:mud:ntp']);
const ALL = 'ff:ff:ff:ff:ff:ff';

export interface Rule {
  /** The entry that it comes from, for who asks why. */
  readonly name: string;
  readonly action: Action;
  readonly protocol: number | undefined;
  readonly ethertype: number | undefined;
  readonly peerNet: Network | undefined;
  readonly peerName: string | undefined;
  readonly peerPorts: Ports | undefined;
  readonly peerMac: Mac | undefined;
  readonly ownNet: Network | undefined;
  readonly ownPorts: Ports | undefined;
  readonly ownMac: Mac | undefined;
  readonly icmp: Ace['icmp'];
  readonly began: 'device' | 'peer' | undefined;
  readonly who: readonly Who[];
  readonly unseen: string | undefined;
  readonly url: string;
}

interface Mac {
  readonly of: string;
  readonly mask: string | undefined;
}

/** Rules of one direction, by protocol: those of a protocol and those of any, in their order. */
export interface Rules {
  of(protocol: number): readonly Rule[];
  readonly all: readonly Rule[];
}

export interface Table {
  readonly outward: Rules;
  readonly inward: Rules;
  /** Every name that a rule asks for. */
  readonly names: ReadonlySet<string>;
}

/** A rule from an entry: `outward` where it is of what the device sends. `url`: of the file that it stands in. */
export function ruleOf(ace: Ace, outward: boolean, url: string): Rule {
  const [peer, own] = outward ? [ace.destination, ace.source] : [ace.source, ace.destination];
  const mac = (end: typeof peer): Mac | undefined => (end.mac === undefined ? undefined : { of: end.mac, mask: end.macMask });
  // A name of the device itself is nothing that an answer to the device tells of.
  const unseen = own.name === undefined ? ace.unseen : [...ace.unseen, 'the name of the device itself'];
  return {
    name: ace.name,
    action: ace.action,
    protocol: ace.protocol,
    ethertype: ace.ethertype ?? (ace.family === undefined ? undefined : ace.family === 4 ? 0x0800 : 0x86dd),
    peerNet: peer.network === undefined ? undefined : networkOf(peer.network),
    peerName: peer.name,
    peerPorts: peer.ports,
    peerMac: mac(peer),
    ownNet: own.network === undefined ? undefined : networkOf(own.network),
    ownPorts: own.ports,
    ownMac: mac(own),
    icmp: ace.icmp,
    began: ace.began,
    who: ace.who,
    unseen: unseen.length === 0 ? undefined : unseen.join(', '),
    url,
  };
}

export function rulesOf(all: readonly Rule[]): Rules {
  const any = all.filter(({ protocol }) => protocol === undefined);
  const by = new Map<number, readonly Rule[]>();
  for (const protocol of new Set(all.flatMap(({ protocol }) => protocol ?? []))) {
    by.set(
      protocol,
      all.filter((rule) => rule.protocol === undefined || rule.protocol === protocol),
    );
  }
  return { all, of: (protocol) => by.get(protocol) ?? any };
}

export function tableOf(outward: readonly Rule[], inward: readonly Rule[]): Table {
  return { outward: rulesOf(outward), inward: rulesOf(inward), names: new Set([...outward, ...inward].flatMap(({ peerName }) => peerName ?? [])) };
}

/** How a rule fits a flow: not, wholly, all but the name of the peer, all but who began it, or as far as can be known. */
export type Fit = 'no' | 'yes' | 'name' | 'barred' | { readonly open: string };

/** A rule against a flow. What is cheap is asked first. */
export function fits(rule: Rule, asked: Asked, world: World): Fit {
  if (rule.ethertype !== undefined && rule.ethertype !== asked.ethertype) return 'no';
  if (rule.peerPorts !== undefined && !within(rule.peerPorts, asked.peerPort)) return 'no';
  if (rule.ownPorts !== undefined && !within(rule.ownPorts, asked.ownPort)) return 'no';
  const { icmp } = rule;
  if (icmp !== undefined) {
    if (icmp.type !== undefined && icmp.type !== asked.icmp?.type) return 'no';
    if (icmp.code !== undefined && icmp.code !== asked.icmp?.code) return 'no';
  }
  if (rule.ownNet !== undefined && !holds(rule.ownNet, asked.ownAt)) return 'no';
  const peer = peerFits(rule, asked, world);
  if (peer === 'no') return 'no';
  let open = typeof peer === 'string' ? undefined : peer.open;
  const mac = macFits(rule.ownMac, asked.ownMac, false);
  if (mac === 'no') return 'no';
  if (mac === 'unseen') open ??= 'the source tells no hardware addresses';
  if (rule.unseen !== undefined) open ??= `the entry ${rule.name} asks for what no flow tells: ${rule.unseen}`;
  if (rule.began !== undefined && asked.begun && (rule.began === 'device') !== asked.outward) return 'barred';
  if (peer === 'name') return 'name';
  return open === undefined ? 'yes' : { open };
}

/** Only what a rule asks of the peer's identity, not of ports. */
export function peerFits(rule: Rule, asked: Asked, world: World): Exclude<Fit, 'barred'> {
  if (rule.peerNet !== undefined && !holds(rule.peerNet, asked.peerAt)) return 'no';
  let open: string | undefined;
  const mac = macFits(rule.peerMac, asked.peerMac, asked.peerPlace === 'group');
  if (mac === 'no') return 'no';
  if (mac === 'unseen') open = 'the source tells no hardware addresses';
  for (const who of rule.who) {
    const is = isWho(who, rule, asked, world);
    if (is === 'no') return 'no';
    if (is !== 'yes') open ??= is.open;
  }
  if (rule.peerName !== undefined) {
    const named = world.named(rule.peerName, asked.peer);
    if (named === 'no') return 'name';
    if (named === 'old') open ??= `${asked.peer} was an answer for ${rule.peerName}, long ago`;
  }
  return open === undefined ? 'yes' : { open };
}

/** Whether a rule says anything of who the peer is. */
export function namesPeer(rule: Rule): boolean {
  return rule.peerNet !== undefined || rule.peerName !== undefined || rule.who.length > 0;
}

function isWho(who: Who, rule: Rule, { peer, peerAt, peerPlace }: Asked, world: World): 'yes' | 'no' | { readonly open: string } {
  switch (who.kind) {
    case 'local-networks':
      return peerPlace === 'inside' || peerPlace === 'group' ? 'yes' : 'no';
    case 'controller':
    case 'my-controller': {
      const of = who.kind === 'controller' ? who.of : MY_CONTROLLER;
      const networks = world.controller(of);
      if (networks !== undefined) return networks.some((network) => holds(network, peerAt)) ? 'yes' : 'no';
      if (peerPlace !== 'inside') return 'no';
      return LOCAL_BY_DEFAULT.has(of) ? 'yes' : { open: `nobody said which addresses ${of === MY_CONTROLLER ? 'the device’s controllers have' : `${of} has`}` };
    }
    default: {
      if (peerPlace !== 'inside') return 'no';
      const maker = world.makerOf(peer);
      if (maker === undefined) return { open: `who made ${peer} is not known` };
      if (who.kind === 'model') return maker === who.of ? 'yes' : 'no';
      return authorityOf(maker) === (who.kind === 'manufacturer' ? who.of : authorityOf(rule.url)) ? 'yes' : 'no';
    }
  }
}

/** The authority of a MUD URL, by which RFC 8520 tells makers apart. */
function authorityOf(url: string): string {
  const from = url.indexOf('://') + 3;
  const to = url.indexOf('/', from);
  return url.slice(from, to === -1 ? undefined : to).toLowerCase();
}

function within({ low, high, not }: Ports, port: number): boolean {
  return (port >= low && port <= high) !== (not === true);
}

function macFits(rule: Mac | undefined, mac: string | undefined, toAll: boolean): 'yes' | 'no' | 'unseen' {
  if (rule === undefined) return 'yes';
  if (mac === undefined) return rule.of === ALL && toAll ? 'yes' : 'unseen';
  if (rule.mask === undefined) return mac === rule.of ? 'yes' : 'no';
  for (let i = 0; i < 17; i += 3) {
    const byte = (text: string): number => Number.parseInt(text.slice(i, i + 2), 16);
    if (((byte(mac) ^ byte(rule.of)) & byte(rule.mask)) !== 0) return 'no';
  }
  return 'yes';
}
