import type { Frame } from './frames.ts';

/** Where the network's packet begins in a frame, of what kind it is, and where the hardware addresses are (-1: nowhere). */
export interface Network {
  type: number;
  at: number;
  end: number;
  srcMac: number;
  dstMac: number;
}

export const ETHER = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd } as const;

const VLANS = new Set([0x8100, 0x88a8, 0x9100]);
const MOST_TAGS = 4;

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** Behind the tags of VLANs, one or several (IEEE 802.1Q, 802.1ad), and LLC with SNAP in frames that carry a length. */
function ether(frame: Frame, at: number, type: number, srcMac: number, dstMac: number): Network | string {
  let [from, kind] = [at, type];
  for (let tags = 0; VLANS.has(kind); tags += 1) {
    if (tags === MOST_TAGS || from + 4 > frame.end) return 'tags of VLANs without end';
    kind = u16(frame.bytes, from + 2);
    from += 4;
  }
  if (kind <= 1500) return llc(frame, from, Math.min(frame.end, from + kind), srcMac, dstMac);
  return { type: kind, at: from, end: frame.end, srcMac, dstMac };
}

function llc(frame: Frame, at: number, end: number, srcMac: number, dstMac: number): Network | string {
  const { bytes } = frame;
  if (end - at >= 8 && bytes[at] === 0xaa && bytes[at + 1] === 0xaa && bytes[at + 2] === 3)
    return { type: u16(bytes, at + 6), at: at + 8, end, srcMac, dstMac };
  return 'a frame of LLC';
}

function raw(frame: Frame, at: number): Network | string {
  const version = (frame.bytes[at] ?? 0) >> 4;
  if (version !== 4 && version !== 6) return 'neither IPv4 nor IPv6';
  return { type: version === 4 ? ETHER.ipv4 : ETHER.ipv6, at, end: frame.end, srcMac: -1, dstMac: -1 };
}

/** IEEE 802.11: data frames that are not encrypted; all else is management, control, or nobody's to read. */
function wireless(frame: Frame, at: number): Network | string {
  const { bytes, end } = frame;
  if (end - at < 24) return 'a frame of 802.11 that is cut';
  const [control, flags] = [bytes[at] ?? 0, bytes[at + 1] ?? 0];
  if ((control & 0x0c) !== 0x08) return 'a frame of 802.11 without data';
  if ((flags & 0x40) !== 0) return 'a frame of 802.11 that is encrypted';
  const subtype = control >> 4;
  if ((subtype & 4) !== 0) return 'a frame of 802.11 without data';
  const [toDs, fromDs] = [(flags & 1) !== 0, (flags & 2) !== 0];
  const four = toDs && fromDs;
  const head = at + 24 + (four ? 6 : 0) + ((subtype & 8) === 0 ? 0 : 2);
  const dst = toDs ? at + 16 : at + 4;
  const src = four ? at + 24 : fromDs ? at + 16 : at + 10;
  return llc(frame, head, end, src, dst);
}

/** What a frame carries, or in words why it is not read. */
export function networkOf(frame: Frame): Network | string {
  const { bytes, at, end, link } = frame;
  switch (link) {
    case 1:
      return end - at < 14 ? 'an Ethernet frame that is cut' : ether(frame, at + 14, u16(bytes, at + 12), at + 6, at);
    case 0:
    case 108: {
      if (end - at < 4) return 'a frame of a loopback that is cut';
      // The address family, in the byte order of whoever captured: 2 is IPv4 everywhere, IPv6 is 10, 24, 28 or 30.
      const family = (bytes[at] ?? 0) | (bytes[at + 3] ?? 0);
      return family === 2 || family === 10 || family === 24 || family === 28 || family === 30 ? raw(frame, at + 4) : 'neither IPv4 nor IPv6';
    }
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return end === at ? 'an empty packet' : raw(frame, at);
    case 113:
      // LINUX_SLL: packet type, kind of hardware, length of the address, eight bytes of address, protocol.
      return end - at < 16 ? 'a cooked frame that is cut' : ether(frame, at + 16, u16(bytes, at + 14), u16(bytes, at + 4) === 6 ? at + 6 : -1, -1);
    case 276:
      // LINUX_SLL2: the protocol comes first.
      return end - at < 20 ? 'a cooked frame that is cut' : ether(frame, at + 20, u16(bytes, at), bytes[at + 11] === 6 ? at + 12 : -1, -1);
    case 105:
      return wireless(frame, at);
    case 127: {
      const head = (bytes[at + 2] ?? 0) | ((bytes[at + 3] ?? 0) << 8);
      return end - at < 8 || head < 8 || at + head > end ? 'a radiotap header that is cut' : wireless(frame, at + head);
    }
    default:
      return `link type ${link}`;
  }
}
