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
 * What a flow says of the device of ours at one of its ends: of the one that began it (`outward`), or of the one that was spoken to. `device`: an id of the map where it is known, else the address. `peerPlace`: where the other end stands.
 */
export function observed(event: SecurityEvent, flow: Flow, device: string, peerPlace: Place, outward: boolean): Observation {
  const { part, outcome } = flow;
  const { detail } = event;
  const out = flow.bytesOut ?? 0;
  const back = flow.bytesIn ?? 0;
  return {
    device,
    peer: outward ? flow.dst : flow.src,
    peerPlace,
    port: flow.dstPort,
    transport: flow.transport,
    outward,
    outcome: outcome === 'refused' || outcome === 'unanswered' ? 'failed' : outcome === 'answered' ? 'answered' : 'open',
    bytesOut: outward ? out : back,
    bytesIn: outward ? back : out,
    packetsOut: (outward ? flow.packetsOut : flow.packetsIn) ?? 0,
    duration: flow.duration ?? 0,
    service: flow.service,
    begins: part === undefined || part === 'begun',
    ends: part === undefined || part === 'ended',
    conversation: detail === undefined || detail.kind === 'arp',
    examined: flow.examined === true,
    icmp: flow.icmp,
    detail,
  };
}
