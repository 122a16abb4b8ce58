import { Instant } from '../../core/index.ts';
import { ipv4Text, ipv6Text, macText } from '../event/address.ts';
import { Gathering } from '../event/gathering.ts';
import type { Batch, Detail, LogSource, OcsfClass, Reader, SecurityEvent, Transport } from '../event/model.ts';
import { ByteQueue } from '../event/queue.ts';
import { type Seen, type Teller, u16 } from './application.ts';
import type { Conversation, Ends } from './conversation.ts';
import { datagram } from './datagrams.ts';
import { FLOW_LIMITS, type FlowLimits, Flows } from './flows.ts';
import { type Frame, Frames } from './frames.ts';
import { Internet, type Packet } from './internet.ts';
import { ETHER, type Network, networkOf } from './link.ts';
import { listen } from './listening.ts';

/** What became of the packets of a capture: `packets = conversing + arp + rejected + waiting + abandoned + joined`. */
export interface CaptureTally {
  readonly packets: number;
  readonly conversing: number;
  readonly arp: number;
  readonly rejected: number;
  /** Fragments that wait for others, and those that were given up. */
  readonly waiting: number;
  readonly abandoned: number;
  /** Fragments that became one packet with another. */
  readonly joined: number;
  readonly conversations: number;
  /** Conversations ended before their time, as there was no room. */
  readonly evicted: number;
}

export interface CaptureReader extends Reader {
  readonly tally: CaptureTally;
}

const ARP: LogSource = { product: 'assay', service: 'arp' };
const SENSOR: LogSource = { product: 'assay', service: 'sensor' };
const WEIRD: LogSource = { product: 'zeek', service: 'weird' };
const SOURCES = new Map<string, LogSource>();

function sourceOf(log: string): LogSource {
  const before = SOURCES.get(log);
  if (before !== undefined) return before;
  const source: LogSource = { product: 'zeek', service: log };
  SOURCES.set(log, source);
  return source;
}

const [ICMP, TCP, UDP, ICMP6] = [1, 6, 17, 58];

/** Ports of services, for telling who began a conversation of which the beginning was missed. */
function serves(port: number): boolean {
  return port < 1024 || port === 1883 || port === 8883 || port === 5683 || port === 8080 || port === 8443 || port === 5222;
}

/** The two ends as one key, whichever spoke: the smaller first. Text of 16-bit units, which is quick to make and to look up. */
function keyOf(bytes: Uint8Array, low: number, lowPort: number, high: number, highPort: number, width: number, protocol: number): string {
  if (width === 4) return String.fromCharCode(u16(bytes, low), u16(bytes, low + 2), u16(bytes, high), u16(bytes, high + 2), lowPort, highPort, protocol);
  let key = String.fromCharCode(lowPort, highPort, protocol);
  for (let i = 0; i < 16; i += 2) key += String.fromCharCode(u16(bytes, low + i), u16(bytes, high + i));
  return key;
}

/**
 * Reads captures: flows as Zeek tells them (who began, how it ended, bytes each way without what was sent twice), and what the first protocols of devices say. Long conversations are told of while they live.
 * Never throws on input; a capture that is cut gives what it holds and says where it ends.
 */
export function captureReader(limits: FlowLimits = FLOW_LIMITS): CaptureReader {
  const queue = new ByteQueue();
  const into = new Gathering();
  const internet = new Internet();
  // What ICMP quotes is read apart, so that it never becomes part of what was sent.
  const quotes = new Internet();
  const flows = new Flows(limits, (event) => into.event(event));
  const counts = { packets: 0, conversing: 0, arp: 0, rejected: 0 };

  const refuse = (why: 'not-readable' | 'no-event' | 'unknown-kind' | 'truncated', frame: Frame, detail: string) => {
    counts.rejected += 1;
    into.reject(why, frame.offset, frame.end - frame.at, detail);
  };

  const tellerOf = (conversation: Conversation): Teller => ({
    service(name) {
      conversation.service = name;
    },
    tell(log: string, of: OcsfClass, fields, detail: Detail | undefined, seen: Seen, device?: string) {
      const flow = conversation.flow();
      const record: Record<string, unknown> = {
        ts: seen.time / 1000,
        uid: conversation.uid,
        'id.orig_h': flow.src,
        'id.orig_p': flow.srcPort,
        'id.resp_h': flow.dst,
        'id.resp_p': flow.dstPort,
      };
      for (const name of Object.keys(fields)) if (fields[name] !== undefined) record[name] = fields[name];
      const event: { -readonly [K in keyof SecurityEvent]: SecurityEvent[K] } = {
        class: of,
        time: Instant.of(seen.time),
        logSource: sourceOf(log),
        record,
        flow,
        offset: seen.offset,
        length: seen.length,
      };
      if (detail !== undefined) event.detail = detail;
      if (device !== undefined && device !== '') event.device = device;
      into.event(event);
    },
    weird(name, found, seen) {
      const flow = conversation.flow();
      const record = {
        ts: seen.time / 1000,
        uid: conversation.uid,
        'id.orig_h': flow.src,
        'id.orig_p': flow.srcPort,
        'id.resp_h': flow.dst,
        'id.resp_p': flow.dstPort,
        name,
        addl: found,
        notice: false,
      };
      into.event({
        class: 'detection-finding',
        time: Instant.of(seen.time),
        logSource: WEIRD,
        record,
        flow,
        detail: { kind: 'finding', rule: `weird/${name}`, title: found, severity: 1 },
        offset: seen.offset,
        length: seen.length,
      });
    },
  });

  const arp = (frame: Frame, { at, end }: Network) => {
    const { bytes } = frame;
    // RFC 826, of Ethernet and IPv4, which is all there is.
    if (end - at < 28 || bytes[at + 4] !== 6 || bytes[at + 5] !== 4) return refuse('not-readable', frame, 'ARP that is cut or of other addresses');
    const operation = bytes[at + 7] === 1 ? 'request' : bytes[at + 7] === 2 ? 'reply' : undefined;
    if (operation === undefined) return refuse('unknown-kind', frame, 'ARP that neither asks nor answers');
    const [sender, senderMac, target] = [ipv4Text(bytes, at + 14), macText(bytes, at + 8), ipv4Text(bytes, at + 24)];
    counts.arp += 1;
    into.event({
      class: 'network-activity',
      time: Instant.of(frame.time),
      logSource: ARP,
      record: { ts: frame.time / 1000, operation, sender, sender_mac: senderMac, target },
      flow: { src: sender, srcPort: 0, dst: target, dstPort: 0, transport: 'arp', outcome: operation === 'reply' ? 'answered' : 'unknown', srcMac: senderMac },
      detail: { kind: 'arp', operation, sender, senderMac, target },
      offset: frame.offset,
      length: frame.end - frame.at,
    });
  };

  /** The conversation of a packet, and whether it goes with who began it. `flip`: it came from who did not begin. */
  const conversing = (
    frame: Frame,
    network: Network,
    packet: Packet,
    srcPort: number,
    dstPort: number,
    key: readonly [number, number],
    transport: Transport,
    flip: boolean,
    icmp?: Ends['icmp'],
  ): readonly [Conversation, boolean] => {
    const { bytes, srcAt, dstAt, width } = packet;
    let order = key[0] - key[1];
    for (let i = 0; order === 0 && i < width; i += 1) order = (bytes[srcAt + i] ?? 0) - (bytes[dstAt + i] ?? 0);
    const forward = order <= 0;
    const name = forward
      ? keyOf(bytes, srcAt, key[0], dstAt, key[1], width, packet.protocol)
      : keyOf(bytes, dstAt, key[1], srcAt, key[0], width, packet.protocol);
    const found = flows.find(name);
    const text = (at: number): string => (width === 4 ? ipv4Text(bytes, at) : ipv6Text(bytes, at));
    const source = text(srcAt);
    if (found !== undefined) return [found, found.ends.src === source && (found.ends.srcPort === srcPort || transport === 'icmp' || transport === 'icmp6')];
    const [srcMac, dstMac] = [network.srcMac, network.dstMac].map((at) => (at === -1 ? undefined : macText(frame.bytes, at)));
    const target = text(dstAt);
    const ends: Ends = flip
      ? { src: target, srcPort: dstPort, dst: source, dstPort: srcPort, transport, srcMac: dstMac, dstMac: srcMac }
      : { src: source, srcPort, dst: target, dstPort, transport, srcMac, dstMac };
    const made = flows.open(
      name,
      { ...ends, ...(icmp === undefined ? {} : { icmp }), ...(transport === 'other' ? { protocol: packet.protocol } : {}) },
      { time: frame.time, offset: frame.offset, length: frame.end - frame.at },
    );
    return [made, !flip];
  };

  const count = (conversation: Conversation, outward: boolean, packet: Packet) => {
    const side = outward ? conversation.out : conversation.back;
    side.packets += 1;
    side.ipBytes += packet.total;
    counts.conversing += 1;
  };

  const tcp = (frame: Frame, network: Network, packet: Packet) => {
    const { bytes, at, end } = packet;
    const head = ((bytes[at + 12] ?? 0) >> 4) * 4;
    if (end - at < 20 || head < 20) return refuse('truncated', frame, 'TCP that is cut');
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const [srcPort, dstPort, sequence, flags] = [view.getUint16(at), view.getUint16(at + 2), view.getUint32(at + 4), bytes[at + 13] ?? 0];
    const [syn, ack] = [(flags & 2) !== 0, (flags & 16) !== 0];
    const flip = syn ? ack : serves(srcPort) && !serves(dstPort);
    let [conversation, outward] = conversing(frame, network, packet, srcPort, dstPort, [srcPort, dstPort], 'tcp', flip);
    // The same two ports anew, after the connection before was over.
    if (syn && !ack && conversation.over) {
      flows.close(conversation);
      [conversation, outward] = conversing(frame, network, packet, srcPort, dstPort, [srcPort, dstPort], 'tcp', false);
    }
    count(conversation, outward, packet);
    conversation.flags(flags, outward);
    const side = outward ? conversation.out : conversation.back;
    if (syn && !side.stream.begun) side.stream.begin((sequence + 1) >>> 0);
    const from = at + head;
    const length = packet.sent - from;
    if (length > 0 && !syn) {
      conversation.note('d', outward);
      const seen: Seen = { time: frame.time, offset: frame.offset, length: frame.end - frame.at };
      const keep = conversation.application !== undefined || conversation.sought !== -1;
      side.stream.segment(
        sequence,
        length,
        bytes.subarray(Math.min(from, end), end),
        keep,
        (data) => listen(conversation, outward, data, seen, tellerOf),
        () => conversation.application?.gap(outward),
      );
      side.bytes = side.stream.seen;
    }
    flows.touched(conversation, frame.time);
  };

  const udp = (frame: Frame, network: Network, packet: Packet) => {
    const { bytes, at, end } = packet;
    if (end - at < 8) return refuse('truncated', frame, 'UDP that is cut');
    const [srcPort, dstPort] = [u16(bytes, at), u16(bytes, at + 2)];
    const [conversation, outward] = conversing(frame, network, packet, srcPort, dstPort, [srcPort, dstPort], 'udp', false);
    count(conversation, outward, packet);
    (outward ? conversation.out : conversation.back).bytes += Math.max(0, packet.sent - at - 8);
    conversation.note('d', outward);
    datagram(conversation, outward, bytes.subarray(at + 8, end), { time: frame.time, offset: frame.offset, length: frame.end - frame.at }, tellerOf);
    flows.touched(conversation, frame.time);
  };

  /** ICMP: what asks and what answers are one conversation; what says that something cannot be reached counts for the conversation that it quotes. */
  const icmp = (frame: Frame, network: Network, packet: Packet) => {
    const { bytes, at, end } = packet;
    if (end - at < 4) return refuse('truncated', frame, 'ICMP that is cut');
    const [type, code] = [bytes[at] ?? 0, bytes[at + 1] ?? 0];
    const six = packet.protocol === ICMP6;
    const answer = six ? type === 129 : type === 0 || type === 14 || type === 18;
    const asked = six ? (type === 129 ? 128 : type) : type === 0 ? 8 : type === 14 ? 13 : type === 18 ? 17 : type;
    const id = asked === 8 || asked === 128 ? u16(bytes, at + 4) : asked;
    const [conversation, outward] = conversing(frame, network, packet, 0, 0, [id, id], six ? 'icmp6' : 'icmp', answer, {
      type: asked,
      code: answer ? 0 : code,
    });
    count(conversation, outward, packet);
    (outward ? conversation.out : conversation.back).bytes += Math.max(0, packet.sent - at - 8);
    if ((six && type === 1) || (!six && type === 3)) quoted(frame, packet, at + 8);
    flows.touched(conversation, frame.time);
  };

  const quoted = (frame: Frame, { bytes, end }: Packet, from: number) => {
    const version = (bytes[from] ?? 0) >> 4;
    const inner = quotes.read({ ...frame, bytes, at: from, end }, { type: version === 4 ? ETHER.ipv4 : ETHER.ipv6, at: from, end, srcMac: -1, dstMac: -1 });
    if (inner === 'waiting' || 'why' in inner || (inner.protocol !== TCP && inner.protocol !== UDP) || inner.end - inner.at < 4) return;
    const ports = [u16(inner.bytes, inner.at), u16(inner.bytes, inner.at + 2)] as const;
    for (const [low, lowPort, high, highPort] of [
      [inner.srcAt, ports[0], inner.dstAt, ports[1]],
      [inner.dstAt, ports[1], inner.srcAt, ports[0]],
    ] as const) {
      const found = flows.find(keyOf(inner.bytes, low, lowPort, high, highPort, inner.width, inner.protocol));
      if (found !== undefined) found.unreachable = true;
    }
  };

  const packet = (frame: Frame) => {
    counts.packets += 1;
    if (!(frame.time > 0 && frame.time < 8.64e15)) return refuse('not-readable', frame, 'a time that cannot be');
    flows.sweep(frame.time);
    const network = networkOf(frame);
    if (typeof network === 'string') return refuse(frame.link === 1 || frame.link === 105 || frame.link === 127 ? 'no-event' : 'unknown-kind', frame, network);
    if (network.type === ETHER.arp) return arp(frame, network);
    if (network.type !== ETHER.ipv4 && network.type !== ETHER.ipv6)
      return refuse('no-event', frame, `EtherType 0x${network.type.toString(16).padStart(4, '0')}`);
    const read = internet.read(frame, network);
    if (read === 'waiting') return;
    if ('why' in read) return refuse('not-readable', frame, read.why);
    if (read.protocol === TCP) return tcp(frame, network, read);
    if (read.protocol === UDP) return udp(frame, network, read);
    if (read.protocol === ICMP || read.protocol === ICMP6) return icmp(frame, network, read);
    const [conversation, outward] = conversing(frame, network, read, 0, 0, [0, 0], 'other', false);
    count(conversation, outward, read);
    (outward ? conversation.out : conversation.back).bytes += Math.max(0, read.sent - read.at);
    flows.touched(conversation, frame.time);
  };

  let latest = 0;
  const frames = new Frames(queue, into, {
    packet(frame) {
      latest = frame.time;
      packet(frame);
    },
    dropped(dropped, offset, length) {
      into.event({ class: 'base', time: Instant.of(latest), logSource: SENSOR, record: { dropped }, detail: { kind: 'sensor', dropped }, offset, length });
    },
  });

  return {
    feed(bytes: Uint8Array): Batch {
      queue.append(bytes);
      frames.drain();
      return into.take();
    },
    end(): Batch {
      frames.drain();
      frames.end();
      flows.closeAll();
      return into.take();
    },
    get tally(): CaptureTally {
      return {
        ...counts,
        waiting: internet.waiting,
        abandoned: internet.abandoned,
        joined: internet.joined,
        conversations: flows.size,
        evicted: flows.evicted,
      };
    },
  };
}
