import { Instant } from '../../core/index.ts';
import type { Flow, LogSource, Outcome, SecurityEvent, Transport } from '../event/model.ts';
import type { Application } from './application.ts';
import { Stream } from './stream.ts';

const FIN = 0x01;
const SYN = 0x02;
const RST = 0x04;
const ACK = 0x10;

const CONN: LogSource = { product: 'zeek', service: 'conn' };
const LIVING: LogSource = { product: 'assay', service: 'flow' };
/** Letters of a history, as Zeek keeps it: at most so many. */
const LONGEST_HISTORY = 32;

/** One side's counts, and what of them has been told. */
export class Side {
  bytes = 0;
  packets = 0;
  ipBytes = 0;
  toldBytes = 0;
  toldPackets = 0;
  syn = false;
  fin = false;
  rst = false;
  readonly stream = new Stream();
}

export interface Ends {
  readonly src: string;
  readonly srcPort: number;
  readonly dst: string;
  readonly dstPort: number;
  readonly transport: Transport;
  readonly srcMac: string | undefined;
  readonly dstMac: string | undefined;
  readonly protocol?: number;
  readonly icmp?: { readonly type: number; readonly code: number };
}

/** One conversation as it goes on: who began it, what each side sent, how it stands. */
export class Conversation {
  readonly out = new Side();
  readonly back = new Side();
  /** The handshake was seen whole. */
  established = false;
  /** Another host said that it cannot be reached (ICMP). */
  unreachable = false;
  told: 'nothing' | 'begun' = 'nothing';
  /** When it was last told of. */
  toldAt: number;
  last: number;
  service: string | undefined;
  application: Application | undefined;
  /** How often a protocol was sought, or -1 where none is sought any more. */
  sought = 0;
  history = '';
  /** Which side's reset came first. */
  private firstReset: 'out' | 'back' | undefined;
  readonly key: string;
  readonly ends: Ends;
  readonly start: number;
  readonly offset: number;
  readonly length: number;

  constructor(key: string, ends: Ends, start: number, offset: number, length: number) {
    this.key = key;
    this.ends = ends;
    this.start = start;
    this.offset = offset;
    this.length = length;
    this.last = start;
    this.toldAt = start;
  }

  get uid(): string {
    return `C${this.offset.toString(36)}`;
  }

  note(letter: string, outward: boolean) {
    const mark = outward ? letter.toUpperCase() : letter;
    if (this.history.length < LONGEST_HISTORY && !this.history.includes(mark)) this.history += mark;
  }

  /** The flags of a segment. */
  flags(flags: number, outward: boolean) {
    const side = outward ? this.out : this.back;
    if ((flags & SYN) !== 0) {
      side.syn = true;
      this.note((flags & ACK) === 0 ? 's' : 'h', outward);
    } else if ((flags & ACK) !== 0 && (flags & (FIN | RST)) === 0) this.note('a', outward);
    if (outward && this.out.syn && this.back.syn && (flags & ACK) !== 0 && (flags & RST) === 0) this.established = true;
    if ((flags & FIN) !== 0) {
      side.fin = true;
      this.note('f', outward);
    }
    if ((flags & RST) !== 0) {
      side.rst = true;
      this.firstReset ??= outward ? 'out' : 'back';
      this.note('r', outward);
    }
  }

  get over(): boolean {
    return this.out.rst || this.back.rst || (this.out.fin && this.back.fin);
  }

  /** In Zeek's words (base/protocols/conn, `conn_state`). */
  get state(): string {
    const { out, back } = this;
    if (this.ends.transport === 'udp') return back.packets === 0 ? 'S0' : out.packets === 0 ? 'SHR' : 'SF';
    if (this.ends.transport !== 'tcp') return 'OTH';
    if (out.syn && back.syn) {
      if (this.firstReset === 'out') return 'RSTO';
      if (this.firstReset === 'back') return this.established || back.bytes > 0 ? 'RSTR' : 'RSTRH';
      if (out.fin && back.fin) return 'SF';
      return out.fin ? 'S2' : back.fin ? 'S3' : 'S1';
    }
    if (out.syn) {
      if (back.rst) return 'REJ';
      return out.rst ? 'RSTOS0' : out.fin ? 'SH' : back.bytes > 0 ? 'OTH' : 'S0';
    }
    if (back.syn) return back.rst ? 'RSTRH' : back.fin ? 'SHR' : 'OTH';
    return 'OTH';
  }

  get outcome(): Outcome {
    const { out, back } = this;
    if (this.unreachable && back.packets === 0) return 'refused';
    if (this.ends.transport === 'tcp') {
      if (out.syn && back.rst && !back.syn) return 'refused';
      if (out.syn) return back.syn || back.bytes > 0 ? 'answered' : 'unanswered';
      return out.bytes > 0 && back.bytes > 0 ? 'answered' : 'unknown';
    }
    if (back.packets > 0) return 'answered';
    return this.ends.transport === 'udp' || this.ends.icmp?.type === 8 || this.ends.icmp?.type === 128 ? 'unanswered' : 'unknown';
  }

  private record(): Record<string, unknown> {
    const { ends, out, back } = this;
    const icmp = ends.icmp;
    const record: Record<string, unknown> = {
      ts: this.start / 1000,
      uid: this.uid,
      'id.orig_h': ends.src,
      'id.orig_p': icmp?.type ?? ends.srcPort,
      'id.resp_h': ends.dst,
      'id.resp_p': icmp?.code ?? ends.dstPort,
      proto: ends.transport === 'icmp6' ? 'icmp' : ends.transport,
      duration: (this.last - this.start) / 1000,
      orig_bytes: out.bytes,
      resp_bytes: back.bytes,
      conn_state: this.state,
      missed_bytes: out.stream.missed + back.stream.missed,
      history: this.history,
      orig_pkts: out.packets,
      orig_ip_bytes: out.ipBytes,
      resp_pkts: back.packets,
      resp_ip_bytes: back.ipBytes,
    };
    if (this.service !== undefined) record['service'] = this.service;
    if (ends.srcMac !== undefined) record['orig_l2_addr'] = ends.srcMac;
    if (ends.dstMac !== undefined) record['resp_l2_addr'] = ends.dstMac;
    return record;
  }

  /** The five things that all events of it share. */
  flow(): { -readonly [K in keyof Flow]: Flow[K] } {
    const { ends } = this;
    const flow: { -readonly [K in keyof Flow]: Flow[K] } = {
      src: ends.src,
      srcPort: ends.srcPort,
      dst: ends.dst,
      dstPort: ends.dstPort,
      transport: ends.transport,
      outcome: this.outcome,
    };
    if (this.service !== undefined) flow.service = this.service;
    if (ends.transport === 'tcp' && this.out.syn && [this.out.stream, this.back.stream].every(({ seen, missed, cut }) => seen > 0 && missed === 0 && !cut))
      flow.examined = true;
    if (ends.srcMac !== undefined) flow.srcMac = ends.srcMac;
    if (ends.dstMac !== undefined) flow.dstMac = ends.dstMac;
    if (ends.protocol !== undefined) flow.protocol = ends.protocol;
    if (ends.icmp !== undefined) flow.icmp = ends.icmp;
    return flow;
  }

  /** Tells of it: as a whole where this is the first and last time, else what is new since it was last told. Only the last is a line of Zeek's conn log. */
  event(ended: boolean, now: number): SecurityEvent {
    const { out, back } = this;
    const flow = this.flow();
    flow.bytesOut = out.bytes - out.toldBytes;
    flow.bytesIn = back.bytes - back.toldBytes;
    flow.packetsOut = out.packets - out.toldPackets;
    flow.packetsIn = back.packets - back.toldPackets;
    flow.duration = this.last - this.start;
    const whole = ended && this.told === 'nothing';
    if (!whole) flow.part = ended ? 'ended' : this.told === 'nothing' ? 'begun' : 'updated';
    for (const side of [out, back]) {
      side.toldBytes = side.bytes;
      side.toldPackets = side.packets;
    }
    const at = this.told === 'nothing' ? this.start : ended ? this.last : now;
    this.told = 'begun';
    this.toldAt = now;
    return {
      class: 'network-activity',
      time: Instant.of(at),
      logSource: ended ? CONN : LIVING,
      record: this.record(),
      flow,
      offset: this.offset,
      length: this.length,
    };
  }
}
