import type { Level } from '../detection/model.ts';
import type { Observation } from './observation.ts';
import { type Peer, rhythm } from './peers.ts';
import type { FailingPort } from './ports.ts';
import { LED_BY, PRODUCT_PORTS, type Thresholds, TLS_PORTS } from './thresholds.ts';

/** What a rule says of one device, before it is told as a detection. */
export interface Alarm {
  readonly rule: string;
  readonly title: string;
  readonly level: Level;
  readonly techniques: readonly string[];
  /** What would be the same on another device. */
  readonly cause: string;
  readonly why: string;
  readonly count: number;
}

/** What is known when the rules are asked. Moments in tenths of a second. */
export interface Known {
  readonly o: Observation;
  readonly limits: Thresholds;
  /** By the failing contacts on this port; where this one failed. */
  readonly port: FailingPort | undefined;
  /** By the contacts with this peer and port; where it came back. */
  readonly peer: Peer | undefined;
  /** By the failing contacts with this peer on whatever port. */
  readonly across: Peer | undefined;
  /** Conversations without an answer to this peer and port in this ten seconds. */
  readonly burst: number;
  /** Whether an answer over UDP was ever seen of this device. */
  readonly udpAnswers: boolean;
  /** Whether the device was not seen to ask for any name within a day: whom it speaks to it knows by address. */
  readonly nameless: boolean;
  /** The cause of the alarm that named the peer before, of another device or for another port. */
  readonly implicated: string | undefined;
}

const place = ({ peer, port, transport }: Observation) => `${peer.includes(':') ? `[${peer}]` : peer}:${port}/${transport}`;

/** Every rule on outward traffic of one device, each alone: what it needs is in `Known`. */
export function alarms(known: Known): readonly Alarm[] {
  let found: Alarm[] | undefined;
  for (const rule of RULES) {
    const alarm = rule(known);
    if (alarm === undefined) continue;
    if (found === undefined) found = [alarm];
    else found.push(alarm);
  }
  return found ?? NONE;
}

const NONE: readonly Alarm[] = [];

type Rule = (known: Known) => Alarm | undefined;

const across: Rule = ({ o, port, limits: T }) => {
  if (port === undefined || !['tcp', 'udp', 'icmp', 'icmp6', 'arp'].includes(o.transport)) return undefined;
  // Names and times are asked of many servers, some of which are gone.
  if (o.transport === 'udp' && PRODUCT_PORTS.has(o.port)) return undefined;
  const fast = port.fast >= T.scanFast;
  if (!fast && port.slow < T.scanSlow) return undefined;
  const what = o.transport === 'icmp' || o.transport === 'icmp6' ? 'by ICMP' : o.transport === 'arp' ? 'by ARP' : `on port ${o.port}/${o.transport}`;
  return {
    rule: 'behaviour/horizontal-scan',
    title: 'Scan of many machines on one port',
    level: o.transport === 'arp' ? 'medium' : 'high',
    techniques: ['T1046'],
    cause: `scan of ${o.transport}/${o.port}`,
    why: `${fast ? port.fast : port.slow} machines were tried ${what} within ${fast ? 'a minute' : 'a day'}, and none of them answered`,
    count: port.failed,
  };
};

const down: Rule = ({ o, across: peer, limits: T }) => {
  if (peer === undefined || peer.ports < T.portsFast) return undefined;
  return {
    rule: 'behaviour/vertical-scan',
    title: 'Scan of many ports of one machine',
    level: 'high',
    techniques: ['T1046'],
    cause: `scan of ports of ${o.peer}`,
    why: `about ${peer.ports} ports of ${o.peer} were tried, and did not answer`,
    count: peer.times,
  };
};

const callBack: Rule = ({ o, port, peer, limits: T }) => {
  if (port === undefined || o.transport !== 'tcp' || o.peerPlace !== 'outside' || PRODUCT_PORTS.has(o.port) || port.recent < T.callBacks) return undefined;
  // A server that once answered and is away now is a matter of operation.
  if (peer !== undefined && peer.answered > 0) return undefined;
  return {
    rule: 'behaviour/dead-call-back',
    title: 'Calls again and again at a machine that never answers',
    level: 'high',
    techniques: ['T1571', 'T1008'],
    cause: `call back to port ${o.port}/tcp`,
    why: `${port.recent} tries within a minute at ${place(o)} and its like, a port that products do not use; none was ever answered`,
    count: port.failed,
  };
};

const ledBy: Rule = ({ o, peer, port }) => {
  const by = o.transport === 'tcp' && o.peerPlace === 'outside' ? (LED_BY.get(o.port) ?? (o.service === 'irc' ? 'IRC' : undefined)) : undefined;
  if (by === undefined || o.outcome === 'open' || (o.outcome === 'failed' && (port?.failed ?? 0) < 3)) return undefined;
  return {
    rule: 'behaviour/led-from-outside',
    title: `Speaks ${by} to the Internet`,
    level: 'high',
    techniques: [by === 'IRC' ? 'T1071' : 'T1021'],
    cause: `${by} to ${o.peer}`,
    why: `${by} to ${place(o)}, ${o.outcome === 'answered' ? 'answered' : 'tried three times'}: a device has no such business with the Internet`,
    count: peer?.times ?? 1,
  };
};

const notTls: Rule = ({ o }) => {
  if (o.transport !== 'tcp' || !TLS_PORTS.has(o.port) || o.peerPlace !== 'outside' || !o.ends || !o.examined || o.outcome !== 'answered') return undefined;
  if (o.service !== undefined || o.bytesOut === 0 || o.bytesIn === 0) return undefined;
  return {
    rule: 'behaviour/not-tls',
    title: 'Something other than TLS on a port of TLS',
    level: 'high',
    techniques: ['T1571', 'T1573'],
    cause: `other than TLS to ${o.peer}:${o.port}`,
    why: `${o.bytesOut} bytes out and ${o.bytesIn} in with ${place(o)}, seen from the beginning, and no TLS among them`,
    count: 1,
  };
};

const loader: Rule = ({ o, peer, limits: T }) => {
  if (peer === undefined || o.transport !== 'tcp' || o.peerPlace !== 'outside' || (o.port !== 80 && o.port !== 8080)) return undefined;
  if (peer.answered < T.loaderFetches || peer.failed < T.loaderFails || peer.last - peer.first > T.loaderWithin || peer.bytesIn <= peer.bytesOut)
    return undefined;
  return {
    rule: 'behaviour/loader',
    title: 'Fetches programs from a machine that comes and goes',
    level: 'high',
    techniques: ['T1105'],
    cause: `loader at ${o.peer}`,
    why: `${peer.answered} fetches over plain HTTP from ${place(o)}, ${Math.round(peer.bytesIn)} bytes in, among ${peer.failed} tries that failed`,
    count: peer.times,
  };
};

const flood: Rule = ({ o, burst, udpAnswers, limits: T }) => {
  if (o.peerPlace !== 'outside' && o.peerPlace !== 'inside') return undefined;
  const seconds = Math.max(1, o.duration / 1000);
  const rate = o.packetsOut / seconds;
  const silent = o.bytesIn === 0 && (o.transport !== 'udp' || udpAnswers) && o.outcome !== 'answered';
  const torrent = rate >= T.torrentRate && o.packetsOut >= T.torrentPackets && o.bytesIn === 0;
  const packets = silent && rate >= T.floodRate && o.packetsOut >= T.floodPackets;
  if (!torrent && !packets && burst < T.floodFlows) return undefined;
  return {
    rule: 'behaviour/flood',
    title: 'Floods another machine',
    level: 'critical',
    techniques: ['T1498'],
    cause: `flood of ${o.peer}`,
    why:
      burst >= T.floodFlows
        ? `${burst} conversations with ${place(o)} within ten seconds, without an answer`
        : `${o.packetsOut} packets to ${place(o)}, ${Math.round(rate)} a second, and nothing back`,
    count: Math.max(burst, 1),
  };
};

const beacon: Rule = ({ o, peer, limits: T }) => {
  if (peer === undefined || o.transport !== 'tcp' || o.peerPlace !== 'outside' || peer.times < T.beaconTimes) return undefined;
  // Who is not answered tries again by the clock, as products do whose server is away.
  if (peer.answered * 2 < peer.times) return undefined;
  const even = rhythm(peer.moments());
  const lasting = peer.last - peer.first;
  if (even === undefined || even.mean < 5 || even.mean > T.beaconGap || even.deviation > T.beaconDeviation || lasting < T.beaconLasting) return undefined;
  // Steady all along, and not only in its last eight.
  const overall = lasting / (peer.times - 1);
  if (overall > 2 * even.mean) return undefined;
  return {
    rule: 'behaviour/beacon',
    title: 'New connections in a steady rhythm',
    level: 'high',
    techniques: ['T1071', 'T1029'],
    cause: `beacon to ${o.peer}`,
    why: `${peer.times} connections to ${place(o)}, one every ${(overall / 10).toFixed(1)} s for ${Math.round(lasting / 10)} s`,
    count: peer.times,
  };
};

const fetched: Rule = ({ o, nameless, limits: T }) => {
  if (!nameless || o.transport !== 'tcp' || o.peerPlace !== 'outside' || !o.ends || o.outcome !== 'answered') return undefined;
  if ((o.service !== 'http' && o.port !== 80 && o.port !== 8080) || o.bytesIn < T.fetched) return undefined;
  return {
    rule: 'behaviour/fetch-by-address',
    title: 'Fetches over plain HTTP from an address',
    level: 'medium',
    techniques: ['T1105'],
    cause: `fetch from ${o.peer}`,
    why: `${o.bytesIn} bytes over plain HTTP from ${place(o)}; the device was not seen to ask for any name within a day`,
    count: 1,
  };
};

const oddPort: Rule = ({ o, nameless }) => {
  if (!nameless || o.transport !== 'tcp' || o.peerPlace !== 'outside' || !o.ends || o.outcome !== 'answered') return undefined;
  if (PRODUCT_PORTS.has(o.port) || LED_BY.has(o.port) || o.bytesOut === 0 || o.bytesIn === 0) return undefined;
  return {
    rule: 'behaviour/odd-port-by-address',
    title: 'Converses with an address on a port that products do not use',
    level: 'medium',
    techniques: ['T1571'],
    cause: `conversation on port ${o.port}/tcp with ${o.peer}`,
    why: `${o.bytesOut} bytes out and ${o.bytesIn} in with ${place(o)}; the device was not seen to ask for any name within a day`,
    count: 1,
  };
};

const implicatedPeer: Rule = ({ o, implicated, peer }) => {
  if (implicated === undefined || !o.outward) return undefined;
  return {
    rule: 'behaviour/implicated-peer',
    title: 'Speaks to a machine that an alarm named',
    level: 'high',
    techniques: ['T1071'],
    cause: implicated,
    why: `${place(o)}: this address was named by an alarm before`,
    count: peer?.times ?? 1,
  };
};

const RULES: readonly Rule[] = [fetched, oddPort, implicatedPeer, across, down, callBack, ledBy, notTls, loader, flood, beacon];
