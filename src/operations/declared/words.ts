import type { Ace, End, MudFile, Ports, Who } from './model.ts';

const PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [1, 'ICMP'],
  [2, 'IGMP'],
  [6, 'TCP'],
  [17, 'UDP'],
  [58, 'ICMPv6'],
]);
const ETHERTYPES: ReadonlyMap<number, string> = new Map([
  [0x0806, 'ARP'],
  [0x888e, 'EAPOL'],
  [0x88cc, 'LLDP'],
]);

/** One sentence for each entry of a file's policies, in their order. */
export function entriesInWords(mud: MudFile): readonly string[] {
  return [...mud.from.flatMap(({ aces }) => aces.map((ace) => inWords(ace, true))), ...mud.to.flatMap(({ aces }) => aces.map((ace) => inWords(ace, false)))];
}

function inWords(ace: Ace, outward: boolean): string {
  const [peer, own] = outward ? [ace.destination, ace.source] : [ace.source, ace.destination];
  const may = ace.action === 'accept' ? 'may' : ace.action === 'drop' ? 'may not' : 'may not, and is told so,';
  const what = protocolOf(ace);
  const from = ports(own.ports, 'its own port');
  const others = othersOf(ace, peer);
  const verb = outward ? `it ${may} send ${what}${from} to ${others}` : `it ${may} be sent ${what} by ${others}${from}`;
  const began = ace.began === undefined ? '' : `, where ${ace.began === 'device' ? 'it' : 'the other side'} begins`;
  const icmp =
    ace.icmp === undefined
      ? ''
      : [['type', ace.icmp.type] as const, ['code', ace.icmp.code] as const]
          .flatMap(([name, value]) => (value === undefined ? [] : ` ${name} ${value}`))
          .join('');
  const unseen = ace.unseen.length === 0 ? '' : ` (and asks for what no flow tells: ${ace.unseen.join(', ')})`;
  const tls = ace.tls ? ' (with a profile of TLS, which is not judged)' : '';
  return `${ace.name}: ${verb}${icmp}${began}${unseen}${tls}`;
}

function protocolOf({ protocol, ethertype, family }: Ace): string {
  if (protocol !== undefined) return PROTOCOLS.get(protocol) ?? `protocol ${protocol}`;
  if (ethertype !== undefined && ethertype !== 0x0800 && ethertype !== 0x86dd)
    return ETHERTYPES.get(ethertype) ?? `frames of type 0x${ethertype.toString(16).padStart(4, '0')}`;
  return family === undefined ? 'anything' : `anything of IPv${family}`;
}

function othersOf({ who }: Ace, peer: End): string {
  const named = [peer.name, peer.network, peer.mac, ...who.map(whoInWords)].filter((one) => one !== undefined);
  return `${named.length === 0 ? 'anybody' : named.join(', of ')}${ports(peer.ports, 'port')}`;
}

function whoInWords(who: Who): string {
  switch (who.kind) {
    case 'local-networks':
      return 'the local networks';
    case 'my-controller':
      return 'its own controllers';
    case 'same-manufacturer':
      return 'devices of the same maker';
    case 'manufacturer':
      return `devices of the maker ${who.of}`;
    case 'model':
      return `devices of the model ${who.of}`;
    case 'controller':
      return `the controller ${who.of}`;
  }
}

function ports(asked: Ports | undefined, what: string): string {
  if (asked === undefined) return '';
  const { low, high, not } = asked;
  const range = low === high ? `${low}` : `${low} to ${high}`;
  return ` (${what} ${not === true ? 'other than ' : ''}${range})`;
}
