import type { Frame } from './frames.ts';
import { ETHER, type Network } from './link.ts';

/** A packet of the internet layer: where its addresses (4 or 16 bytes each) and its payload are. `bytes` is the frame's, or of its own where fragments were put together. */
export interface Packet {
  bytes: Uint8Array;
  /** 4 or 16: how long an address is. */
  width: 4 | 16;
  srcAt: number;
  dstAt: number;
  protocol: number;
  at: number;
  /** Behind the last byte that was captured, and behind the last that was sent. */
  end: number;
  sent: number;
  /** Length of the packet with its head. */
  total: number;
}

const MOST_HEADS = 8;
const MOST_DATAGRAMS = 256;
const LARGEST = 65_535;
/** RFC 8200 section 4.5: sixty seconds for a packet's fragments. */
const FRAGMENTS_MS = 60_000;

interface Pending {
  readonly first: number;
  readonly pieces: { readonly from: number; readonly bytes: Uint8Array }[];
  have: number;
  /** Known once the last fragment came. */
  whole: number;
}

/** What came of a packet: itself, a fragment that waits for others, or in words why it is not read. */
export type Reading = Packet | 'waiting' | { readonly why: string };

/** Reads IPv4 (RFC 791) and IPv6 (RFC 8200), with fragments put together in bounded room. */
export class Internet {
  private readonly pending = new Map<string, Pending>();
  /** Fragments given up as others did not come in time, or there was no room. */
  abandoned = 0;
  /** Fragments that became one packet with another. */
  joined = 0;

  get waiting(): number {
    let count = 0;
    for (const { pieces } of this.pending.values()) count += pieces.length;
    return count;
  }

  read(frame: Frame, network: Network): Reading {
    return network.type === ETHER.ipv4 ? this.four(frame, network) : this.six(frame, network);
  }

  private four(frame: Frame, { at, end }: Network): Reading {
    const { bytes } = frame;
    if (end - at < 20) return { why: 'IPv4 that is cut' };
    const head = ((bytes[at] ?? 0) & 0x0f) * 4;
    if ((bytes[at] ?? 0) >> 4 !== 4 || head < 20 || head > end - at) return { why: 'IPv4 with a head that cannot be' };
    const said = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    // Nought where the sender's network card was to cut it (TSO): then it is what was captured.
    const total = said === 0 ? end - at : said;
    if (total < head) return { why: 'IPv4 with a length that cannot be' };
    const packet: Packet = {
      bytes,
      width: 4,
      srcAt: at + 12,
      dstAt: at + 16,
      protocol: bytes[at + 9] ?? 0,
      at: at + head,
      end: Math.min(end, at + total),
      sent: at + total,
      total,
    };
    const flags = ((bytes[at + 6] ?? 0) << 8) | (bytes[at + 7] ?? 0);
    if ((flags & 0x3fff) === 0) return packet;
    const id = ((bytes[at + 4] ?? 0) << 8) | (bytes[at + 5] ?? 0);
    return this.fragment(packet, id, (flags & 0x1fff) * 8, (flags & 0x2000) !== 0, frame.time);
  }

  private six(frame: Frame, { at, end }: Network): Reading {
    const { bytes } = frame;
    if (end - at < 40 || (bytes[at] ?? 0) >> 4 !== 6) return { why: 'IPv6 that is cut' };
    const said = ((bytes[at + 4] ?? 0) << 8) | (bytes[at + 5] ?? 0);
    const sent = said === 0 ? end : at + 40 + said;
    const packet: Packet = {
      bytes,
      width: 16,
      srcAt: at + 8,
      dstAt: at + 24,
      protocol: bytes[at + 6] ?? 0,
      at: at + 40,
      end: Math.min(end, sent),
      sent,
      total: sent - at,
    };
    for (let heads = 0; heads < MOST_HEADS; heads += 1) {
      const next = bytes[packet.at] ?? 0;
      const size = bytes[packet.at + 1] ?? 0;
      switch (packet.protocol) {
        // Hop by hop, routing, destination, mobility: in units of eight bytes beyond the first.
        case 0:
        case 43:
        case 60:
        case 135:
          packet.at += (size + 1) * 8;
          break;
        // Authentication (RFC 4302): in units of four, less two.
        case 51:
          packet.at += (size + 2) * 4;
          break;
        case 44: {
          if (packet.end - packet.at < 8) return { why: 'IPv6 that is cut' };
          const flags = ((bytes[packet.at + 2] ?? 0) << 8) | (bytes[packet.at + 3] ?? 0);
          const id = new DataView(bytes.buffer, bytes.byteOffset).getUint32(packet.at + 4);
          packet.at += 8;
          packet.protocol = next;
          // A fragment that is the whole (RFC 6946) is no fragment.
          if ((flags & 0xfff9) === 0) continue;
          return this.fragment(packet, id, flags & 0xfff8, (flags & 1) !== 0, frame.time);
        }
        default:
          return packet.at > packet.end ? { why: 'IPv6 that is cut' } : packet;
      }
      packet.protocol = next;
      if (packet.at > packet.end) return { why: 'IPv6 that is cut' };
    }
    return { why: 'IPv6 with heads without end' };
  }

  private fragment(packet: Packet, id: number, from: number, more: boolean, time: number): Reading {
    const { bytes, srcAt, width, protocol } = packet;
    const length = packet.end - packet.at;
    if (packet.end < packet.sent || length <= 0 || from + length > LARGEST) return { why: 'a fragment that cannot be put together' };
    const key = `${id} ${protocol} ${bytes.subarray(srcAt, srcAt + 2 * width).join(' ')}`;
    let held = this.pending.get(key);
    if (held !== undefined && time - held.first > FRAGMENTS_MS) {
      this.giveUp(key, held);
      held = undefined;
    }
    if (held === undefined) {
      for (const [oldest, gone] of this.pending) {
        if (this.pending.size < MOST_DATAGRAMS) break;
        this.giveUp(oldest, gone);
      }
      held = { first: time, pieces: [], have: 0, whole: -1 };
      this.pending.set(key, held);
    }
    // What overlaps is not used (RFC 5722): the packet could say two things.
    if (held.pieces.some((piece) => from < piece.from + piece.bytes.length && piece.from < from + length)) return { why: 'fragments that overlap' };
    held.pieces.push({ from, bytes: bytes.slice(packet.at, packet.end) });
    held.have += length;
    if (!more) held.whole = from + length;
    if (held.whole === -1 || held.have < held.whole) return 'waiting';
    this.pending.delete(key);
    this.joined += held.pieces.length - 1;
    const joined = new Uint8Array(2 * width + held.have);
    joined.set(bytes.subarray(srcAt, srcAt + 2 * width));
    for (const piece of held.pieces) if (piece.from + piece.bytes.length <= held.have) joined.set(piece.bytes, 2 * width + piece.from);
    return {
      bytes: joined,
      width,
      srcAt: 0,
      dstAt: width,
      protocol,
      at: 2 * width,
      end: joined.length,
      sent: joined.length,
      total: held.have + (width === 4 ? 20 : 40),
    };
  }

  private giveUp(key: string, { pieces }: Pending) {
    this.pending.delete(key);
    this.abandoned += pieces.length;
  }
}
