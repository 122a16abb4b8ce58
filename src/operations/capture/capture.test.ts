import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch, SecurityEvent } from '../event/model.ts';
import { FLOW_LIMITS } from './flows.ts';
import { A, ACK, B, bytes, ethernet, FIN, ipv4, ipv6, long, pcap, pcapng, RST, type Sent, SYN, talk, tcp, udp, word } from './packets.fixture.ts';
import { read, told } from './reading.fixture.ts';

const conn = ({ events }: Batch): readonly SecurityEvent[] => events.filter(({ logSource }) => logSource.service === 'conn');
const state = (packets: readonly Sent[]): unknown => {
  const [event] = conn(read(pcap(packets)));
  return [event?.record['conn_state'], event?.flow?.outcome];
};
const segment = (at: number, outward: boolean, sequence: number, flags: number, payload = ''): Sent => ({
  at,
  frame: ethernet(
    0x0800,
    outward ? ipv4(A, B, 6, tcp(40_000, 23, sequence, flags, payload)) : ipv4(B, A, 6, tcp(23, 40_000, sequence, flags, payload)),
    !outward,
  ),
});

describe('forms of captures', () => {
  const packets = talk(23, [
    ['>', 'one'],
    ['<', 'two'],
  ]);
  const expected = {
    src: '10.0.0.1',
    srcPort: 40_000,
    dst: '10.0.0.2',
    dstPort: 23,
    transport: 'tcp',
    outcome: 'answered',
    bytesOut: 3,
    bytesIn: 3,
    srcMac: '02:00:00:00:00:01',
    dstMac: '02:00:00:00:00:02',
  };

  it.each([
    ['little-endian', pcap(packets)],
    ['big-endian', pcap(packets, { little: false })],
    ['nanoseconds', pcap(packets, { nano: true })],
    ['pcapng', pcapng(packets)],
    ['pcapng, big-endian', pcapng(packets, false)],
  ])('%s', (_, capture) => {
    const batch = read(capture);
    expect(conn(batch)).toHaveLength(1);
    const [event] = conn(batch);
    expect(event).toMatchObject({ time: 1_700_000_000_000, flow: expected, record: { conn_state: 'SF' } });
    expect(Math.round(event?.flow?.duration ?? 0)).toBe(70);
    expect(batch.rejected).toEqual([]);
  });

  it('reads what a sensor says it lost', () => {
    expect(told(read(pcapng([])))).toEqual([{ kind: 'sensor', dropped: 7 }]);
  });

  const inner = ipv4(A, B, 17, udp(1000, 5555, 'x'));
  it.each([
    ['a tag of a VLAN', 1, ethernet(0x8100, bytes(word(7), word(0x0800), inner))],
    ['two tags', 1, ethernet(0x88a8, bytes(word(7), word(0x8100), word(8), word(0x0800), inner))],
    ['LLC and SNAP', 1, ethernet(inner.length + 8, bytes(0xaa, 0xaa, 3, 0, 0, 0, word(0x0800), inner))],
    ['Linux cooked', 113, bytes(word(0), word(1), word(6), [2, 0, 0, 0, 0, 1, 0, 0], word(0x0800), inner)],
    ['Linux cooked, the second', 276, bytes(word(0x0800), word(0), long(3), word(1), 0, 6, [2, 0, 0, 0, 0, 1, 0, 0], inner)],
    ['raw', 101, inner],
    ['loopback', 0, bytes(2, 0, 0, 0, inner)],
    [
      '802.11',
      105,
      bytes(0x08, 0x01, word(0), [2, 0, 0, 0, 0, 9], [2, 0, 0, 0, 0, 1], [2, 0, 0, 0, 0, 2], word(0), 0xaa, 0xaa, 3, 0, 0, 0, word(0x0800), inner),
    ],
    [
      'radiotap',
      127,
      bytes(
        0,
        0,
        8,
        0,
        long(0),
        0x88,
        0x01,
        word(0),
        [2, 0, 0, 0, 0, 9],
        [2, 0, 0, 0, 0, 1],
        [2, 0, 0, 0, 0, 2],
        word(0),
        word(0),
        0xaa,
        0xaa,
        3,
        0,
        0,
        0,
        word(0x0800),
        inner,
      ),
    ],
  ])('%s', (_, link, frame) => {
    expect(conn(read(pcap([{ at: 0, frame }], { link })))[0]?.flow).toMatchObject({
      src: '10.0.0.1',
      dst: '10.0.0.2',
      dstPort: 5555,
      bytesOut: 1,
      outcome: 'unanswered',
    });
  });

  it('counts what it does not read, with the reason', () => {
    const batch = read(
      pcap([
        { at: 0, frame: ethernet(0x888e, bytes(1)) },
        { at: 0, frame: bytes(1, 2, 3) },
        { at: 0, frame: ethernet(0x0800, bytes(0x45, 0)) },
      ]),
    );
    expect(batch.rejected.map(({ why, detail }) => [why, detail])).toEqual([
      ['no-event', 'EtherType 0x888e'],
      ['no-event', 'an Ethernet frame that is cut'],
      ['not-readable', 'IPv4 that is cut'],
    ]);
    expect(read(pcap([{ at: 0, frame: bytes(1) }], { link: 147 })).rejected[0]).toMatchObject({ why: 'unknown-kind', detail: 'link type 147' });
  });
});

describe('the internet layer', () => {
  it('passes over the heads of IPv6', () => {
    const payload = bytes(60, 0, 1, 4, 0, 0, 0, 0, 17, 0, 1, 4, 0, 0, 0, 0, udp(1000, 5555, 'six'));
    expect(conn(read(pcap([{ at: 0, frame: ethernet(0x86dd, ipv6(payload, 0)) }])))[0]?.flow).toMatchObject({
      src: '2001:db8::1',
      dst: '2001:db8::2',
      dstPort: 5555,
      bytesOut: 3,
    });
  });

  it('puts fragments together, in any order, and none that overlap', () => {
    const whole = udp(1000, 5555, 'a'.repeat(40));
    const part = (from: number, to: number, more: boolean): Uint8Array =>
      ethernet(0x0800, ipv4(A, B, 17, whole.slice(from, to), { fragment: from / 8 + (more ? 0x2000 : 0) }));
    const batch = read(
      pcap([
        { at: 0, frame: part(24, 48, false) },
        { at: 0, frame: part(0, 24, true) },
      ]),
    );
    expect(conn(batch)[0]?.flow).toMatchObject({ dstPort: 5555, bytesOut: 40, packetsOut: 1 });
    const overlapping = read(
      pcap([
        { at: 0, frame: part(0, 24, true) },
        { at: 0, frame: part(16, 48, false) },
      ]),
    );
    expect(overlapping.rejected[0]?.detail).toBe('fragments that overlap');
    expect(overlapping.tally.waiting).toBe(1);
  });

  it('tells ARP, and ICMP as one conversation with its answer', () => {
    const asking = bytes(word(1), word(0x0800), 6, 4, word(1), [2, 0, 0, 0, 0, 1], A, [0, 0, 0, 0, 0, 0], B);
    const ping = (type: number): Uint8Array => bytes(type, 0, 0, 0, word(7), word(1), 'ping');
    const batch = read(
      pcap([
        { at: 0, frame: ethernet(0x0806, asking) },
        { at: 0, frame: ethernet(0x0800, ipv4(A, B, 1, ping(8))) },
        { at: 0.1, frame: ethernet(0x0800, ipv4(B, A, 1, ping(0)), true) },
      ]),
    );
    expect(told(batch)).toEqual([{ kind: 'arp', operation: 'request', sender: '10.0.0.1', senderMac: '02:00:00:00:00:01', target: '10.0.0.2' }]);
    expect(conn(batch)[0]).toMatchObject({
      flow: { src: '10.0.0.1', transport: 'icmp', outcome: 'answered', icmp: { type: 8, code: 0 }, packetsIn: 1 },
      record: { 'id.orig_p': 8 },
    });
  });

  it('takes an unreachable for a refusal of what it quotes', () => {
    const sent = ipv4(A, B, 17, udp(1000, 5555, 'x'));
    const batch = read(
      pcap([
        { at: 0, frame: ethernet(0x0800, sent) },
        { at: 0.1, frame: ethernet(0x0800, ipv4(B, A, 1, bytes(3, 3, 0, 0, long(0), sent)), true) },
      ]),
    );
    expect(conn(batch).find(({ flow }) => flow?.transport === 'udp')?.flow?.outcome).toBe('refused');
  });
});

describe('conversations', () => {
  it.each([
    ['S0', 'unanswered', [segment(0, true, 1, SYN), segment(1, true, 1, SYN)]],
    ['REJ', 'refused', [segment(0, true, 1, SYN), segment(0.1, false, 0, RST | ACK)]],
    ['RSTOS0', 'unanswered', [segment(0, true, 1, SYN), segment(0.1, true, 2, RST)]],
    ['SH', 'unanswered', [segment(0, true, 1, SYN), segment(0.1, true, 2, FIN)]],
    ['S1', 'answered', [segment(0, true, 1, SYN), segment(0.1, false, 1, SYN | ACK), segment(0.2, true, 2, ACK)]],
    ['RSTR', 'answered', [segment(0, true, 1, SYN), segment(0.1, false, 1, SYN | ACK), segment(0.2, true, 2, ACK), segment(0.3, false, 2, RST)]],
    ['RSTO', 'answered', [segment(0, true, 1, SYN), segment(0.1, false, 1, SYN | ACK), segment(0.2, true, 2, RST)]],
    ['OTH', 'unknown', [segment(0, true, 5, ACK, 'mid')]],
  ])('%s is %s', (conn_state, outcome, packets) => {
    expect(state(packets)).toEqual([conn_state, outcome]);
  });

  it('counts what is sent twice once, what comes early when it fits, and what is missing as missing', () => {
    const packets = [
      segment(0, true, 0xfffffffe, SYN),
      segment(0, false, 1, SYN | ACK),
      segment(0, true, 0xffffffff, ACK, 'abc'),
      segment(0, true, 0xffffffff, ACK, 'abc'),
      segment(0, true, 5, ACK, 'ghi'),
      segment(0, true, 2, ACK, 'def'),
      segment(0, true, 20, ACK, 'xyz'),
    ];
    expect(conn(read(pcap(packets)))[0]).toMatchObject({ flow: { bytesOut: 12, packetsOut: 6 }, record: { missed_bytes: 12 } });
    const spoken = talk(80, [['>', 'GET / HTTP/1.1\r\n\r\n']], { end: false });
    const gap = read(pcap([...spoken, { at: 1, frame: ethernet(0x0800, ipv4(A, B, 6, tcp(40_000, 80, 200, ACK, 'late'))) }]));
    expect(conn(gap)[0]).toMatchObject({ flow: { bytesOut: 22 }, record: { missed_bytes: 81 } });
  });

  it('tells of a long one while it lives, in parts that sum to the whole', () => {
    const packets = Array.from({ length: 40 }, (_, i) => ({ at: i * 5, frame: ethernet(0x0800, ipv4(A, B, 17, udp(1000, 5555, 'abcde'))) }));
    const parts = read(pcap(packets)).events;
    expect(parts.map(({ flow }) => flow?.part)).toEqual(['begun', 'updated', 'updated', 'updated', 'ended']);
    expect(parts.reduce((sum, { flow }) => sum + (flow?.bytesOut ?? 0), 0)).toBe(200);
    expect(parts.map(({ logSource }) => logSource.service)).toEqual(['flow', 'flow', 'flow', 'flow', 'conn']);
    expect(parts.at(-1)?.record['orig_bytes']).toBe(200);
  });

  it('tells apart two connections of the same ports, and ends the oldest where there is no room', () => {
    expect(conn(read(pcap([...talk(23, []), ...talk(23, [], { at: 1 })])))).toHaveLength(2);
    const many = Array.from({ length: 50 }, (_, i) => ({ at: 0, frame: ethernet(0x0800, ipv4(A, B, 17, udp(1000 + i, 5555, 'x'))) }));
    const batch = read(pcap(many), { ...FLOW_LIMITS, conversations: 10 });
    expect(batch.tally.evicted).toBe(40);
    expect(conn(batch)).toHaveLength(50);
  });
});

describe('whatever comes', () => {
  const sample = pcap([
    ...talk(
      1883,
      [
        ['>', bytes(0x10, 15, word(4), 'MQTT', 4, 2, word(60), word(3), 'cam')],
        ['<', bytes(0x20, 2, 0, 0)],
        ['>', bytes(0x30, 5, word(3), 't/1')],
      ],
      { at: 0 },
    ),
    ...talk(
      80,
      [
        ['>', 'GET / HTTP/1.1\r\n\r\n'],
        ['<', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx'],
      ],
      { from: 40_001, at: 1 },
    ),
    {
      at: 2,
      frame: ethernet(0x0800, ipv4(A, B, 17, udp(4000, 53, bytes(word(7), word(0x0100), word(1), word(0), word(0), word(0), 1, 'a', 0, word(1), word(1))))),
    },
    { at: 2, frame: ethernet(0x86dd, ipv6(bytes(17, 0, 0, 0, 0, 0, 0, 0, udp(5683, 5683, bytes(0x40, 1, word(1)))), 44)) },
    ...talk(443, [['>', bytes(0x16, 3, 1, word(4), 1, 0, 0, 0)]], { from: 40_002, at: 3 }),
    ...talk(
      22,
      [
        ['<', 'SSH-2.0-x\r\n'],
        ['>', 'SSH-2.0-y\r\n'],
      ],
      { from: 40_003, at: 4 },
    ),
  ]);

  it('gives the same for any portions', () => {
    const whole = read(sample);
    fc.assert(
      fc.property(fc.array(fc.nat(sample.length), { maxLength: 30 }), (cuts) => {
        expect(read(sample, FLOW_LIMITS, cuts)).toEqual(whole);
      }),
    );
  });

  it('reads every prefix and says where it ends', () => {
    for (const capture of [sample, pcapng(talk(80, [['>', 'GET / HTTP/1.1\r\n\r\n']]))]) {
      for (let end = 0; end < capture.length; end += 1) {
        const { rejected, events } = read(capture.subarray(0, end));
        expect(rejected.filter(({ why }) => why === 'truncated').length).toBeLessThanOrEqual(1);
        expect(events.every(({ offset, length }) => offset + length <= end)).toBe(true);
      }
    }
  });

  it('closes its account and throws nothing whatever is changed', () => {
    const change = fc.tuple(fc.nat(sample.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 30 }), fc.array(fc.nat(sample.length), { maxLength: 4 }), (changes, cuts) => {
        const changed = sample.slice();
        // The file's own head is left: what is behind it is what is tried here.
        for (const [at, byte] of changes) if (at >= 24) changed[at] = byte;
        expect(read(changed, FLOW_LIMITS, cuts)).toEqual(read(changed));
      }),
      { numRuns: 300 },
    );
  });
});
