import type { Place } from '../behaviour/place.ts';
import type { Flow, SecurityEvent } from '../event/model.ts';
import { addressGroups } from '../event/network.ts';
import type { Asked } from './table.ts';

const PROTOCOLS: Readonly<Record<Exclude<Flow['transport'], 'other' | 'arp'>, number>> = { tcp: 6, udp: 17, icmp: 1, icmp6: 58 };

/** One end of a flow that may be a device with a policy. */
export interface OwnEnd {
  readonly address: string;
  readonly mac: string | undefined;
  readonly outward: boolean;
}

/** The ends of a flow that stand inside; one without an address yet is known by its hardware address. */
export function ownEnds(flow: Flow, placeOf: (address: string) => Place): readonly OwnEnd[] {
  const [src, dst] = [placeOf(flow.src), placeOf(flow.dst)];
  const found: OwnEnd[] = [];
  if (src === 'inside' || (src === 'none' && flow.srcMac !== undefined)) found.push({ address: flow.src, mac: flow.srcMac, outward: true });
  if (dst === 'inside') found.push({ address: flow.dst, mac: flow.dstMac, outward: false });
  return found;
}

/** Whether the event tells of a conversation itself, and not of something said within one that is told of by itself. */
export function isConversation({ detail }: SecurityEvent): boolean {
  return detail === undefined || detail.kind === 'arp';
}

/** Whether the source saw how it began. Zeek and our captures write it down letter by letter; who does not is believed. */
function beganInView(event: SecurityEvent, flow: Flow): boolean {
  if (!isConversation(event)) return false;
  const history = event.record['history'];
  if (flow.transport !== 'tcp' || typeof history !== 'string' || history === '' || history === '-') return true;
  return history.includes('S') || history.includes('s') || history.includes('H') || history.includes('h');
}

/** The flow of an event as the policy of one of its ends sees it. */
export function askedOf(event: SecurityEvent, flow: Flow, own: OwnEnd, placeOf: (address: string) => Place): Asked {
  const peer = own.outward ? flow.dst : flow.src;
  const protocol = flow.transport === 'arp' ? -1 : flow.transport === 'other' ? (flow.protocol ?? -2) : PROTOCOLS[flow.transport];
  const [peerPort, ownPort] = own.outward ? [flow.dstPort, flow.srcPort] : [flow.srcPort, flow.dstPort];
  const begun = beganInView(event, flow);
  return {
    // Of a conversation whose beginning nobody saw, the lower port is taken for the one that was called.
    outward: begun || !isConversation(event) || peerPort === ownPort ? own.outward : peerPort < ownPort,
    begun,
    peer,
    peerAt: addressGroups(peer),
    peerPlace: placeOf(peer),
    peerPort,
    ownAt: addressGroups(own.address),
    ownPort,
    protocol,
    ethertype: protocol === -1 ? 0x0806 : peer.includes(':') ? 0x86dd : 0x0800,
    peerMac: own.outward ? flow.dstMac : flow.srcMac,
    ownMac: own.mac,
    icmp: flow.icmp,
  };
}
