import { holds } from '../event/network.ts';
import { type Asked, fits, namesPeer, peerFits, type Rule, type Rules, type Table, type World } from './table.ts';

/** What a policy says of a flow. `names`: those that an entry asks for which fits but for the name. */
export type Verdict =
  | { readonly is: 'allowed'; readonly by: string }
  | { readonly is: 'denied'; readonly of: 'peer' | 'port' | 'service'; readonly why: string; readonly names: readonly string[] }
  | { readonly is: 'not known'; readonly why: string };

interface Answer {
  readonly action: 'accept' | 'drop' | 'none';
  readonly by?: Rule;
  /** Why an entry that would decide may fit or not. */
  readonly open?: string;
  /** An entry fits but for who began the connection. */
  readonly barred?: Rule;
  readonly names: readonly string[];
}

const NO_NAMES: readonly string[] = [];

/** The first entry that fits decides (RFC 8519 section 2). One that may fit leaves open what comes after it, unless that says the same. */
function ask(rules: Rules, asked: Asked, world: World): Answer {
  let open: { readonly why: string; readonly accepts: boolean } | undefined;
  let barred: Rule | undefined;
  const names: string[] = [];
  for (const rule of rules.of(asked.protocol)) {
    const fit = fits(rule, asked, world);
    if (fit === 'no') continue;
    const accepts = rule.action === 'accept';
    if (fit === 'barred') {
      if (accepts) barred ??= rule;
    } else if (fit === 'name') {
      if (accepts) names.push(rule.peerName ?? '');
    } else if (typeof fit === 'object') open ??= { why: fit.open, accepts };
    else if (open !== undefined && open.accepts !== accepts) return { action: 'none', open: open.why, names: names };
    else return { action: accepts ? 'accept' : 'drop', by: rule, names: names };
  }
  return {
    action: 'none',
    names,
    ...(open?.accepts === true ? { open: open.why } : {}),
    ...(barred === undefined ? {} : { barred }),
  };
}

const DHCP = new Set([67, 68, 546, 547]);
/** Neighbour discovery and membership of groups: RFC 4861, RFC 2710, RFC 3810. */
const NEIGHBOUR = new Set([130, 131, 132, 133, 134, 135, 136, 137, 143]);
const DNS = 'urn:ietf:params:mud:dns';
const NTP = 'urn:ietf:params:mud:ntp';

/**
 * What holds without an entry: what brings a device onto its link, in which the URL of its MUD file itself travels (RFC 8520 section 10), and by section 4 DNS and NTP of the local network.
 */
function byDefault(asked: Asked, world: World): string | undefined {
  const { protocol, peerPlace, peerPort, ownPort } = asked;
  if (asked.ethertype === 0x0806) return 'the link (ARP)';
  if (peerPlace === 'outside') return local(asked, world, false);
  if (protocol === 17 && DHCP.has(peerPort) && DHCP.has(ownPort)) return 'the link (DHCP)';
  if (protocol === 58 && NEIGHBOUR.has(asked.icmp?.type ?? -1)) return 'the link (neighbour discovery)';
  if (protocol === 2 && peerPlace === 'group') return 'the link (membership of groups)';
  return local(asked, world, peerPlace === 'inside');
}

function local({ outward, begun, protocol, peerPort, peerAt }: Asked, world: World, inside: boolean): string | undefined {
  if (!outward && begun) return undefined;
  const of = peerPort === 53 && (protocol === 17 || protocol === 6) ? DNS : peerPort === 123 && protocol === 17 ? NTP : undefined;
  if (of === undefined) return undefined;
  const is = world.controller(of)?.some((network) => holds(network, peerAt)) ?? inside;
  return is ? `default (local ${of === DNS ? 'DNS' : 'NTP'})` : undefined;
}

/** What a table says of a flow, from whoever began it. What nothing allows is denied. */
export function judged(table: Table, asked: Asked, world: World): Verdict {
  const { outward, begun } = asked;
  const [there, back] = outward ? [table.outward, table.inward] : [table.inward, table.outward];
  const first = ask(there, asked, world);
  const tcp = asked.protocol === 6;
  // Who began is not seen, or the answer may have been seen before the question: then what the other side may begin is asked as well.
  const other = !begun || asked.protocol === 17 || (tcp && !outward) ? ask(back, asked, world) : undefined;
  if (first.action === 'accept') {
    // Answers to this could not be sent: the device may only begin the connection itself.
    const answers = tcp && begun && !outward && other?.action === 'none' ? other.barred : undefined;
    if (answers === undefined) return { is: 'allowed', by: `entry ${first.by?.name ?? ''}` };
    return { is: 'denied', of: 'service', why: `the entry ${answers.name} lets the device begin such a connection, and nobody else`, names: NO_NAMES };
  }
  if (other?.action === 'accept' && (!begun || (asked.protocol === 17 && answering(other.by, outward)))) {
    return { is: 'allowed', by: `entry ${other.by?.name ?? ''}${begun ? ', as the answer' : ''}` };
  }
  if (first.action === 'none') {
    const without = byDefault(asked, world);
    if (without !== undefined) return { is: 'allowed', by: without };
  }
  const names = begun ? first.names : [...first.names, ...(other?.names ?? NO_NAMES)];
  if (first.action === 'none') {
    const open = first.open ?? (begun ? undefined : other?.open);
    if (open !== undefined) return { is: 'not known', why: open };
    if (!begun && names.length > 0) return { is: 'not known', why: 'the connection began before it was seen, and so may have the question for its name' };
  }
  if (first.action === 'drop') return { is: 'denied', of: kindOf(there, asked, world), why: `the entry ${first.by?.name ?? ''} drops it`, names: NO_NAMES };
  if (first.barred !== undefined) {
    return { is: 'denied', of: outward ? 'port' : 'service', why: `the entry ${first.barred.name} allows it only where the other side begins`, names };
  }
  const of = kindOf(there, asked, world);
  const why = of === 'service' ? 'no entry lets anybody begin it' : of === 'port' ? 'the peer is declared, but not this port' : 'no entry allows this peer';
  return { is: 'denied', of, why, names };
}

/** Whether an entry for one direction names the port that answers come from. */
function answering(rule: Rule | undefined, outward: boolean): boolean {
  return (outward ? rule?.ownPorts : rule?.peerPorts) !== undefined;
}

function kindOf(rules: Rules, asked: Asked, world: World): 'peer' | 'port' | 'service' {
  if (!asked.outward) return 'service';
  return rules.all.some((rule) => rule.action === 'accept' && namesPeer(rule) && peerFits(rule, asked, world) === 'yes') ? 'port' : 'peer';
}
