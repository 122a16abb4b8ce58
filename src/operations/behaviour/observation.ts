import type { Detail, Flow, SecurityEvent } from '../event/model.ts';
import type { Place } from './place.ts';

/** What one flow says of one device of ours. */
export interface Observation {
  readonly device: string;
  readonly peer: string;
  readonly peerPlace: Place;
  /** The port that was spoken to: the peer's where the device began it, the device's own where the peer did. */
  readonly port: number;
  readonly transport: Flow['transport'];
  readonly outward: boolean;
  /** `failed`: tried, and the other side did not take it. `open`: the source cannot say. */
  readonly outcome: 'answered' | 'failed' | 'open';
  readonly bytesOut: number;
  readonly bytesIn: number;
  readonly packetsOut: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly service: string | undefined;
  /** Whether this tells of its beginning, and of its end: both where one event tells the whole. */
  readonly begins: boolean;
  readonly ends: boolean;
  /** Whether it tells of the conversation itself, and not of something said within one that is told of by itself. */
  readonly conversation: boolean;
  /** Whether its protocol would be known if it were one that the source knows. */
  readonly examined: boolean;
  readonly icmp: Flow['icmp'];
  readonly detail: Detail | undefined;
}

/**
 * The devices of ours that a flow is about, each with what it says of it: one, or two where both ends are ours. Which address is whose comes before, by `deviceOf`: an id of the map where it is known, else the address.
 */
export function observations(
  event: SecurityEvent,
  placeOf: (address: string) => Place,
  deviceOf: (address: string, mac: string | undefined) => string,
): readonly Observation[] {
  const { flow } = event;
  if (flow === undefined) return [];
  const src = placeOf(flow.src);
  const dst = placeOf(flow.dst);
  const found: Observation[] = [];
  const failed = flow.outcome === 'refused' || flow.outcome === 'unanswered';
  const common = {
    port: flow.dstPort,
    transport: flow.transport,
    outcome: failed ? ('failed' as const) : flow.outcome === 'answered' ? ('answered' as const) : ('open' as const),
    duration: flow.duration ?? 0,
    service: flow.service,
    begins: flow.part === undefined || flow.part === 'begun',
    ends: flow.part === undefined || flow.part === 'ended',
    conversation: event.detail === undefined || event.detail.kind === 'arp',
    examined: flow.examined === true,
    icmp: flow.icmp,
    detail: event.detail,
  };
  if (src === 'inside') {
    found.push({
      ...common,
      device: deviceOf(flow.src, flow.srcMac),
      peer: flow.dst,
      peerPlace: dst,
      outward: true,
      bytesOut: flow.bytesOut ?? 0,
      bytesIn: flow.bytesIn ?? 0,
      packetsOut: flow.packetsOut ?? 0,
    });
  }
  if (dst === 'inside') {
    found.push({
      ...common,
      device: deviceOf(flow.dst, flow.dstMac),
      peer: flow.src,
      peerPlace: src,
      outward: false,
      bytesOut: flow.bytesIn ?? 0,
      bytesIn: flow.bytesOut ?? 0,
      packetsOut: flow.packetsIn ?? 0,
    });
  }
  return found;
}
