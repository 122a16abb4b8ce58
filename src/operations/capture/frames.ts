import type { Gathering } from '../event/gathering.ts';
import type { ByteQueue } from '../event/queue.ts';

/** One packet of a capture: its bytes in the queue's `bytes`, its place in the file, when, on which kind of link. */
export interface Frame {
  bytes: Uint8Array;
  at: number;
  end: number;
  /** As it was on the wire, which may be more than was captured. */
  wire: number;
  link: number;
  /** Milliseconds since 1970, with a fraction. */
  time: number;
  /** First byte of the packet in the file. */
  offset: number;
}

/** What a sensor says of itself within its capture. */
export type FrameSink = { packet(frame: Frame): void; dropped(count: number, offset: number, length: number): void };

// The largest packet that libpcap writes; what claims more is no packet.
const LARGEST = 262_144;
const LARGEST_BLOCK = 16 * 1024 * 1024;
const MOST_INTERFACES = 1024;

interface Interface {
  readonly link: number;
  /** Units of a time stamp in a millisecond, and an offset in milliseconds. */
  readonly perMilli: number;
  readonly shift: number;
}

/**
 * Takes captures apart into packets: pcap of both byte orders, in microseconds and nanoseconds (draft-ietf-opsawg-pcap), and pcapng (draft-ietf-opsawg-pcapng) with several sections and interfaces.
 * A length that cannot be ends what can be read: the rest is rejected whole, as nothing says where the next packet begins.
 */
export class Frames {
  private kind: 'none' | 'pcap' | 'pcapng' | 'lost' = 'none';
  private little = true;
  private perSecond = 1e6;
  private link = 0;
  private interfaces: Interface[] = [];
  private lostAt = 0;
  private said = '';
  private readonly queue: ByteQueue;
  private readonly into: Gathering;
  private readonly sink: FrameSink;

  constructor(queue: ByteQueue, into: Gathering, sink: FrameSink) {
    this.queue = queue;
    this.into = into;
    this.sink = sink;
  }

  /** Reads what is whole. */
  drain() {
    while (this.one());
  }

  end() {
    const { queue } = this;
    if (this.kind === 'lost') this.into.reject('not-readable', this.lostAt, queue.place(queue.end) - this.lostAt, this.said);
    else if (queue.waiting > 0)
      this.into.reject(
        'truncated',
        queue.place(queue.start),
        queue.waiting,
        this.kind === 'none' ? 'no header of a capture' : 'the capture ends within a packet',
      );
    queue.pass(queue.end);
  }

  private one(): boolean {
    switch (this.kind) {
      case 'none':
        return this.header();
      case 'pcap':
        return this.record();
      case 'pcapng':
        return this.block();
      case 'lost':
        this.queue.pass(this.queue.end);
        return false;
    }
  }

  private lose(said: string): boolean {
    this.kind = 'lost';
    this.lostAt = this.queue.place(this.queue.start);
    this.said = said;
    return true;
  }

  private u32(at: number): number {
    const b = this.queue.bytes;
    const [p, q, r, s] = [b[at] ?? 0, b[at + 1] ?? 0, b[at + 2] ?? 0, b[at + 3] ?? 0];
    return (this.little ? (s << 24) | (r << 16) | (q << 8) | p : (p << 24) | (q << 16) | (r << 8) | s) >>> 0;
  }

  private u16(at: number): number {
    const [p, q] = [this.queue.bytes[at] ?? 0, this.queue.bytes[at + 1] ?? 0];
    return this.little ? (q << 8) | p : (p << 8) | q;
  }

  private header(): boolean {
    const { queue } = this;
    if (queue.waiting < 4) return false;
    this.little = false;
    const magic = this.u32(queue.start);
    if (magic === 0x0a0d0d0a) {
      this.kind = 'pcapng';
      return true;
    }
    const nano = magic === 0xa1b23c4d || magic === 0x4d3cb2a1;
    if (!nano && magic !== 0xa1b2c3d4 && magic !== 0xd4c3b2a1) return this.lose('neither pcap nor pcapng');
    if (queue.waiting < 24) return false;
    this.little = magic === 0xd4c3b2a1 || magic === 0x4d3cb2a1;
    this.perSecond = nano ? 1e9 : 1e6;
    // The upper bits say whether packets end with a check sum of the link, which nobody here reads.
    this.link = this.u32(queue.start + 20) & 0xffff;
    this.kind = 'pcap';
    queue.pass(queue.start + 24);
    return true;
  }

  private record(): boolean {
    const { queue } = this;
    if (queue.waiting < 16) return false;
    const at = queue.start;
    const captured = this.u32(at + 8);
    if (captured > LARGEST) return this.lose('a packet of more bytes than there can be');
    if (queue.waiting < 16 + captured) return false;
    const time = this.u32(at) * 1000 + (this.u32(at + 4) * 1000) / this.perSecond;
    const from = at + 16;
    this.sink.packet({ bytes: queue.bytes, at: from, end: from + captured, wire: this.u32(at + 12), link: this.link, time, offset: queue.place(from) });
    queue.pass(from + captured);
    return true;
  }

  private block(): boolean {
    const { queue } = this;
    if (queue.waiting < 12) return false;
    const at = queue.start;
    // The section's header says its own byte order behind its length, so it is read first.
    const section = queue.bytes[at] === 0x0a && queue.bytes[at + 1] === 0x0d && queue.bytes[at + 2] === 0x0d && queue.bytes[at + 3] === 0x0a;
    if (section) {
      this.little = true;
      const order = this.u32(at + 8);
      if (order !== 0x1a2b3c4d && order !== 0x4d3c2b1a) return this.lose('a section without a byte order');
      this.little = order === 0x1a2b3c4d;
      this.interfaces = [];
    }
    const length = this.u32(at + 4);
    if (length < 12 || length % 4 !== 0 || length > LARGEST_BLOCK) return this.lose('a block of a length that cannot be');
    if (queue.waiting < length) return false;
    if (this.u32(at + length - 4) !== length) return this.lose('a block whose two lengths differ');
    if (!section) this.inside(this.u32(at), at + 8, at + length - 4);
    queue.pass(at + length);
    return true;
  }

  private inside(type: number, at: number, end: number) {
    const { queue, into } = this;
    switch (type) {
      case 1: {
        if (this.interfaces.length >= MOST_INTERFACES || end - at < 8)
          return into.reject('not-readable', queue.place(at), end - at, 'an interface that cannot be');
        this.interfaces.push(this.interface(at, end));
        return;
      }
      case 2:
        return this.enhanced(this.u16(at), at, end);
      case 3:
        // A simple packet has no time (section 4.4).
        return into.reject('no-time', queue.place(at), end - at, 'a packet without a time');
      case 5:
        return this.statistics(at, end);
      case 6:
        return this.enhanced(this.u32(at), at, end);
      default:
        return;
    }
  }

  /** Options: code, length, value, padded to four bytes. */
  private *options(from: number, end: number): Generator<readonly [code: number, at: number, length: number]> {
    for (let at = from; at + 4 <= end; ) {
      const [code, length] = [this.u16(at), this.u16(at + 2)];
      if (code === 0 || at + 4 + length > end) return;
      yield [code, at + 4, length];
      at += 4 + length + ((4 - (length % 4)) % 4);
    }
  }

  private interface(at: number, end: number): Interface {
    let perMilli = 1000;
    let shift = 0;
    for (const [code, value, length] of this.options(at + 8, end)) {
      // if_tsresol: a power of ten, or of two where the highest bit is set.
      const resolution = this.queue.bytes[value] ?? 6;
      if (code === 9 && length === 1) perMilli = ((resolution & 0x80) === 0 ? 10 ** (resolution & 0x7f) : 2 ** (resolution & 0x7f)) / 1000;
      if (code === 14 && length === 8) shift = this.u32(this.little ? value : value + 4) * 1000;
    }
    return { link: this.u16(at), perMilli, shift };
  }

  private enhanced(id: number, at: number, end: number) {
    const { queue, into } = this;
    const on = this.interfaces[id];
    const captured = this.u32(at + 12);
    const from = at + 20;
    if (on === undefined || end - at < 20 || captured > end - from)
      return into.reject(
        'not-readable',
        queue.place(at),
        end - at,
        on === undefined ? 'a packet of an interface that is not declared' : 'a packet longer than its block',
      );
    const time = (this.u32(at + 4) * 2 ** 32 + this.u32(at + 8)) / on.perMilli + on.shift;
    this.sink.packet({ bytes: queue.bytes, at: from, end: from + captured, wire: this.u32(at + 16), link: on.link, time, offset: queue.place(from) });
  }

  // isb_ifdrop and isb_osdrop (section 4.6): packets that the interface or the system lost.
  private statistics(at: number, end: number) {
    let dropped = 0;
    for (const [code, value, length] of this.options(at + 12, end)) {
      if ((code === 5 || code === 7) && length === 8) dropped += this.u32(this.little ? value : value + 4);
    }
    this.sink.dropped(dropped, this.queue.place(at), end - at);
  }
}
