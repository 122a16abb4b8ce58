// Captures of our own making, for tests.

const text = new TextEncoder();

export function bytes(...parts: readonly (number | string | Uint8Array | readonly number[])[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => (typeof part === 'number' ? [part] : typeof part === 'string' ? [...text.encode(part)] : [...part])));
}

export const word = (value: number): readonly number[] => [(value >> 8) & 0xff, value & 0xff];
export const long = (value: number): readonly number[] => [(value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];

export const A = [10, 0, 0, 1];
export const B = [10, 0, 0, 2];
const MAC_A = [2, 0, 0, 0, 0, 1];
const MAC_B = [2, 0, 0, 0, 0, 2];

export function ipv4(src: readonly number[], dst: readonly number[], protocol: number, payload: Uint8Array, { id = 1, fragment = 0 } = {}): Uint8Array {
  return bytes(0x45, 0, word(20 + payload.length), word(id), word(fragment), 64, protocol, 0, 0, src, dst, payload);
}

export function ipv6(payload: Uint8Array, next: number, src = 1, dst = 2): Uint8Array {
  const address = (last: number): readonly number[] => [0x20, 0x01, 0x0d, 0xb8, ...Array.from({ length: 11 }, () => 0), last];
  return bytes(0x60, 0, 0, 0, word(payload.length), next, 64, address(src), address(dst), payload);
}

export const [FIN, SYN, RST, PSH, ACK] = [1, 2, 4, 8, 16];

export function tcp(srcPort: number, dstPort: number, sequence: number, flags: number, payload: Uint8Array | string = ''): Uint8Array {
  return bytes(word(srcPort), word(dstPort), long(sequence), long(0), 0x50, flags, word(1000), 0, 0, 0, 0, payload);
}

export function udp(srcPort: number, dstPort: number, payload: Uint8Array | string): Uint8Array {
  const body = bytes(payload);
  return bytes(word(srcPort), word(dstPort), word(8 + body.length), 0, 0, body);
}

export function ethernet(type: number, payload: Uint8Array, back = false): Uint8Array {
  return bytes(back ? MAC_A : MAC_B, back ? MAC_B : MAC_A, word(type), payload);
}

export interface Sent {
  /** Seconds. */
  readonly at: number;
  readonly frame: Uint8Array;
}

const START = 1_700_000_000;

export function pcap(packets: readonly Sent[], { link = 1, little = true, nano = false } = {}): Uint8Array {
  const order = (value: number): readonly number[] => (little ? long(value).toReversed() : long(value));
  const half = (value: number): readonly number[] => (little ? word(value).toReversed() : word(value));
  const head = bytes(order(nano ? 0xa1b23c4d : 0xa1b2c3d4), half(2), half(4), order(0), order(0), order(65_535), order(link));
  return bytes(
    head,
    ...packets.map(({ at, frame }) =>
      bytes(order(START + Math.floor(at)), order(Math.round((at % 1) * (nano ? 1e9 : 1e6))), order(frame.length), order(frame.length), frame),
    ),
  );
}

export function pcapng(packets: readonly Sent[], little = true): Uint8Array {
  const order = (value: number): readonly number[] => (little ? long(value).toReversed() : long(value));
  const half = (value: number): readonly number[] => (little ? word(value).toReversed() : word(value));
  const block = (type: number, body: Uint8Array): Uint8Array => {
    const padded = bytes(
      body,
      Array.from({ length: (4 - (body.length % 4)) % 4 }, () => 0),
    );
    return bytes(order(type), order(12 + padded.length), padded, order(12 + padded.length));
  };
  const section = block(0x0a0d0d0a, bytes(order(0x1a2b3c4d), half(1), half(0), order(0xffffffff), order(0xffffffff)));
  // The first in microseconds, the second in nanoseconds.
  const interfaces = [block(1, bytes(half(1), half(0), order(0))), block(1, bytes(half(1), half(0), order(0), half(9), half(1), 9, 0, 0, 0, half(0), half(0)))];
  const packet = ({ at, frame }: Sent, i: number): Uint8Array => {
    const units = (START + at) * (i % 2 === 0 ? 1e6 : 1e9);
    return block(6, bytes(order(i % 2), order(Math.floor(units / 2 ** 32)), order(units % 2 ** 32), order(frame.length), order(frame.length), frame));
  };
  const statistics = block(
    5,
    bytes(order(0), order(0), order(0), half(5), half(8), little ? [order(7), order(0)].flat() : [order(0), order(7)].flat(), half(0), half(0)),
  );
  return bytes(section, ...interfaces, ...packets.map(packet), statistics);
}

/** A conversation over TCP from its first packet to its last, a turn a portion. */
export function talk(port: number, turns: readonly (readonly ['>' | '<', Uint8Array | string])[], { from = 40_000, end = true, at = 0 } = {}): Sent[] {
  const out: Sent[] = [];
  let [sequence, back, time] = [100, 900, at];
  const send = (outward: boolean, flags: number, payload: Uint8Array | string = ''): void => {
    const segment = outward ? tcp(from, port, sequence, flags, payload) : tcp(port, from, back, flags, payload);
    out.push({ at: time, frame: ethernet(0x0800, outward ? ipv4(A, B, 6, segment) : ipv4(B, A, 6, segment), !outward) });
    const length = bytes(payload).length + ((flags & (SYN | FIN)) === 0 ? 0 : 1);
    if (outward) sequence += length;
    else back += length;
    time += 0.01;
  };
  send(true, SYN);
  send(false, SYN | ACK);
  send(true, ACK);
  for (const [direction, payload] of turns) send(direction === '>', PSH | ACK, payload);
  if (end) {
    send(true, FIN | ACK);
    send(false, FIN | ACK);
    send(true, ACK);
  }
  return out;
}
