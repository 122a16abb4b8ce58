import { macOf } from '../event/address.ts';
import { networkOf } from '../event/network.ts';
import type { Members, Reading } from './member.ts';
import type { AccessList, Ace, Action, End, Ports, Who } from './model.ts';

const MOST_ACES = 10_000;
/** Identities of RFC 8519 section 4.1, and which families of IP each is for. */
const TYPES: ReadonlyMap<string, 4 | 6 | undefined> = new Map([
  ['ipv4-acl-type', 4],
  ['ipv6-acl-type', 6],
  ['eth-acl-type', undefined],
  ['mixed-eth-ipv4-acl-type', undefined],
  ['mixed-eth-ipv6-acl-type', undefined],
  ['mixed-eth-ipv4-ipv6-acl-type', undefined],
]);
const ETHERTYPES: ReadonlyMap<string, number> = new Map([
  ['ipv4', 0x0800],
  ['arp', 0x0806],
  ['ipv6', 0x86dd],
  ['vlan', 0x8100],
  ['lldp', 0x88cc],
]);
const PER_PACKET: Readonly<Record<string, readonly string[]>> = {
  ipv4: ['dscp', 'ecn', 'length', 'ttl', 'ihl', 'flags', 'offset', 'identification'],
  ipv6: ['dscp', 'ecn', 'length', 'ttl', 'flow-label'],
  tcp: ['sequence-number', 'acknowledgement-number', 'data-offset', 'reserved', 'flags', 'window-size', 'urgent-pointer', 'options'],
  udp: ['length'],
  icmp: ['rest-of-header'],
};

/** The access lists of a file, by name. Faults go to `reading`; an entry with one is left out. */
export function accessLists(root: Members | undefined, reading: Reading): ReadonlyMap<string, AccessList> {
  const found = new Map<string, AccessList>();
  let aces = 0;
  for (const acl of root?.objects('acl') ?? []) {
    const name = acl.text('name', 64);
    const type = acl.text('type', 200) ?? '';
    const bare = type.slice(type.indexOf(':') + 1);
    if (name === undefined) {
      reading.fault('002', acl.at, 'an access list has no name', 'a name', 'none', 'Name it, so that a policy can.');
      continue;
    }
    if (!TYPES.has(bare)) reading.wrong(acl.path('type'), 'one of the types of RFC 8519', type);
    const read: Ace[] = [];
    const names = new Set<string>();
    const list = acl.object('aces');
    for (const ace of list?.objects('ace') ?? []) {
      aces += 1;
      if (aces > MOST_ACES) {
        reading.fault('007', ace.at, `there are more than ${MOST_ACES} entries`, `at most ${MOST_ACES}`, 'more', 'Split the file.');
        return found;
      }
      const one = aceOf(ace, TYPES.get(bare), reading);
      ace.rest();
      if (one === undefined) continue;
      if (names.has(one.name)) reading.fault('006', ace.at, `two entries are called ${one.name}`, 'names of their own', one.name, 'Rename one of them.');
      names.add(one.name);
      read.push(one);
    }
    list?.rest();
    acl.rest();
    if (found.has(name)) {
      reading.fault('006', acl.at, `two access lists are called ${name}`, 'names of their own', name, 'Rename one of them; the first is used.');
      continue;
    }
    found.set(name, { name, type: bare, aces: read });
  }
  root?.rest();
  return found;
}

interface Draft {
  family?: 4 | 6;
  protocol?: number;
  ethertype?: number;
  icmp?: { type?: number; code?: number };
  began?: 'device' | 'peer';
  tls: boolean;
  readonly source: { -readonly [key in keyof End]: End[key] };
  readonly destination: { -readonly [key in keyof End]: End[key] };
  readonly who: Who[];
  readonly unseen: string[];
}

function aceOf(ace: Members, family: 4 | 6 | undefined, reading: Reading): Ace | undefined {
  const before = reading.faults.length;
  const name = ace.text('name', 64) ?? ace.at;
  const draft: Draft = { tls: false, source: {}, destination: {}, who: [], unseen: [], ...(family === undefined ? {} : { family }) };
  const matches = ace.object('matches');
  if (matches !== undefined) {
    ethernet(matches.object('eth'), draft, reading);
    internet(matches.object('ipv4'), 4, draft, reading);
    internet(matches.object('ipv6'), 6, draft, reading);
    transport(matches.object('tcp'), 'tcp', draft, reading);
    transport(matches.object('udp'), 'udp', draft, reading);
    message(matches.object('icmp'), draft, reading);
    roles(matches.object('mud'), draft, reading);
    for (const inner of ['egress-interface', 'ingress-interface']) if (matches.take(inner) !== undefined) draft.unseen.push(inner);
    draft.tls = matches.left().some((left) => left.startsWith('ietf-acl-tls:'));
    const strange = reading.unknown.length;
    matches.rest();
    // What narrows an entry in a way that nobody here knows may not widen it.
    for (const at of reading.unknown.slice(strange)) draft.unseen.push(at.slice(matches.at.length + 1));
  }
  const action = actionOf(ace, reading);
  ace.take('statistics');
  if (reading.faults.length > before || action === undefined) {
    reading.fault(
      '005',
      ace.at,
      `the entry ${name} is left out`,
      'an entry without a fault',
      name,
      'Mend what is said of it; until then what only it allows is denied.',
    );
    return undefined;
  }
  return { name, action, ...draft };
}

function actionOf(ace: Members, reading: Reading): Action | undefined {
  const actions = ace.object('actions');
  const forwarding = actions?.text('forwarding', 100);
  actions?.take('logging');
  actions?.rest();
  const bare = forwarding?.slice(forwarding.indexOf(':') + 1);
  if (bare === 'accept' || bare === 'drop' || bare === 'reject') return bare;
  return reading.wrong(`${ace.at}.actions.forwarding`, 'accept, drop or reject', forwarding);
}

function ethernet(eth: Members | undefined, draft: Draft, reading: Reading) {
  if (eth === undefined) return;
  for (const [side, end] of sides(draft)) {
    for (const [key, name] of [
      ['mac', `${side}-mac-address`],
      ['macMask', `${side}-mac-address-mask`],
    ] as const) {
      const text = eth.text(name, 40);
      if (text === undefined) continue;
      const mac = macOf(text);
      if (mac === undefined) reading.wrong(eth.path(name), 'a hardware address', text);
      else end[key] = mac;
    }
  }
  const type = eth.take('ethertype');
  if (type !== undefined) {
    const number =
      typeof type === 'number'
        ? type
        : typeof type === 'string'
          ? (ETHERTYPES.get(type.toLowerCase()) ?? (/^(?:0x)?[0-9a-f]{4}$/i.test(type) ? Number.parseInt(type.replace(/^0x/i, ''), 16) : -1))
          : -1;
    if (Number.isInteger(number) && number >= 0 && number <= 0xffff) draft.ethertype = number;
    else reading.wrong(eth.path('ethertype'), 'an EtherType such as 0x0800', type);
  }
  narrows(eth, 'eth', draft, reading);
}

function internet(ip: Members | undefined, family: 4 | 6, draft: Draft, reading: Reading) {
  if (ip === undefined) return;
  const kind = `ipv${family}` as const;
  if (draft.family !== undefined && draft.family !== family) reading.wrong(ip.at, `IPv${draft.family}, as the entry or its list says`, kind);
  draft.family = family;
  const protocol = ip.number('protocol', 0, 255);
  if (protocol !== undefined) narrow(draft, protocol, ip.path('protocol'), reading);
  for (const [side, end] of sides(draft)) {
    const network = ip.text(`${side}-${kind}-network`, 50);
    if (network !== undefined) {
      const read = networkOf(network);
      if (read === undefined || read.groups.length !== (family === 4 ? 2 : 8))
        reading.wrong(ip.path(`${side}-${kind}-network`), `a network of IPv${family} such as ${family === 4 ? '192.0.2.0/24' : '2001:db8::/32'}`, network);
      else end.network = network;
    }
    const short = side === 'source' ? 'src-dnsname' : 'dst-dnsname';
    const host = ip.text(short, 255);
    if (host === undefined) continue;
    const name = host.toLowerCase().replace(/\.$/, '');
    if (/^(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)*[a-z0-9_](?:[a-z0-9_-]{0,62})$/.test(name)) end.name = name;
    else reading.wrong(ip.path(short), 'a name of DNS', host);
  }
  narrows(ip, kind, draft, reading);
}

function transport(of: Members | undefined, kind: 'tcp' | 'udp', draft: Draft, reading: Reading) {
  if (of === undefined) return;
  narrow(draft, kind === 'tcp' ? 6 : 17, of.at, reading);
  for (const [side, end] of sides(draft)) {
    const ports = of.object(`${side}-port`);
    if (ports === undefined) continue;
    const read = portsOf(ports, reading);
    ports.rest();
    if (read !== undefined) end.ports = read;
  }
  if (kind === 'tcp') {
    const began = of.text('direction-initiated', 40);
    if (began === 'from-device' || began === 'to-device') draft.began = began === 'from-device' ? 'device' : 'peer';
    else if (began !== undefined) reading.wrong(of.path('direction-initiated'), 'from-device or to-device', began);
  }
  narrows(of, kind, draft, reading);
}

/** RFC 8519, port-range-or-operator: from one to another, or one with an operator, which is `eq` where none is said. */
function portsOf(ports: Members, reading: Reading): Ports | undefined {
  const low = ports.number('lower-port', 0, 65_535);
  const high = ports.number('upper-port', 0, 65_535);
  const port = ports.number('port', 0, 65_535);
  const operator = ports.text('operator', 10) ?? 'eq';
  if (low !== undefined && port === undefined) {
    const end = high ?? low;
    return end < low ? reading.wrong(ports.at, 'an upper port that is not below the lower one', end) : { low, high: end };
  }
  if (port === undefined || low !== undefined || high !== undefined)
    return reading.wrong(ports.at, 'a port with an operator, or a lower and an upper port', null);
  if (operator === 'eq') return { low: port, high: port };
  if (operator === 'neq') return { low: port, high: port, not: true };
  if (operator === 'lte') return { low: 0, high: port };
  if (operator === 'gte') return { low: port, high: 65_535 };
  return reading.wrong(ports.path('operator'), 'eq, neq, lte or gte', operator);
}

function message(icmp: Members | undefined, draft: Draft, reading: Reading) {
  if (icmp === undefined) return;
  narrow(draft, draft.family === 6 ? 58 : 1, icmp.at, reading);
  const [type, code] = [icmp.number('type', 0, 255), icmp.number('code', 0, 255)];
  draft.icmp = { ...(type === undefined ? {} : { type }), ...(code === undefined ? {} : { code }) };
  narrows(icmp, 'icmp', draft, reading);
}

function roles(mud: Members | undefined, draft: Draft, reading: Reading) {
  if (mud === undefined) return;
  for (const kind of ['manufacturer', 'model', 'controller'] as const) {
    const of = mud.text(kind, 2000);
    if (of !== undefined) draft.who.push({ kind, of: kind === 'manufacturer' ? of.toLowerCase() : of });
  }
  for (const kind of ['same-manufacturer', 'local-networks', 'my-controller'] as const) if (mud.mark(kind)) draft.who.push({ kind });
  const began = mud.text('direction-initiated', 40);
  // Drafts before the RFC had it here; it means the same.
  if (began === 'from-device' || began === 'to-device') draft.began = began === 'from-device' ? 'device' : 'peer';
  else if (began !== undefined) reading.wrong(mud.path('direction-initiated'), 'from-device or to-device', began);
  const strange = reading.unknown.length;
  mud.rest();
  for (const at of reading.unknown.slice(strange)) draft.unseen.push(`mud/${at.slice(mud.at.length + 1)}`);
}

function narrow(draft: Draft, protocol: number, at: string, reading: Reading) {
  if (draft.protocol !== undefined && draft.protocol !== protocol) reading.wrong(at, `protocol ${draft.protocol}, as the entry says elsewhere`, protocol);
  draft.protocol = protocol;
}

function narrows(of: Members, kind: string, draft: Draft, reading: Reading) {
  for (const name of PER_PACKET[kind] ?? []) if (of.take(name) !== undefined) draft.unseen.push(`${kind}/${name}`);
  const strange = reading.unknown.length;
  of.rest();
  for (const at of reading.unknown.slice(strange)) draft.unseen.push(`${kind}/${at.slice(of.at.length + 1)}`);
}

function sides(draft: Draft) {
  return [
    ['source', draft.source],
    ['destination', draft.destination],
  ] as const;
}

/** Names of the access lists that a policy of the device names. */
export function namesOf(policy: Members | undefined, reading: Reading): readonly string[] {
  const lists = policy?.object('access-lists');
  const names = (lists?.objects('access-list') ?? []).flatMap((list) => {
    const name = list.text('name', 64);
    list.rest();
    return name ?? reading.fault('002', list.at, 'a policy names no access list', 'a name', 'none', 'Name the access list.') ?? [];
  });
  lists?.rest();
  policy?.rest();
  return names;
}
