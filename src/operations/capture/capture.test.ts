import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch, SecurityEvent } from '../event/model.ts';
import { FLOW_LIMITS, type FlowLimits } from './flows.ts';
import { A, ACK, B, bytes, ethernet, FIN, ipv4, ipv6, long, pcap, pcapng, RST, type Sent, SYN, talk, tcp, udp, word } from './packets.fixture.ts';
import { type CaptureTally, captureReader } from './reader.ts';

function read(capture: Uint8Array, limits: FlowLimits = FLOW_LIMITS, cuts: readonly number[] = []): Batch & { readonly tally: CaptureTally } {
  const reader = captureReader(limits);
  const batches: Batch[] = [];
  let at = 0;
  for (const cut of [...cuts.map((one) => one % (capture.length + 1)).sort((a, b) => a - b), capture.length]) {
    batches.push(reader.feed(capture.subarray(at, cut)));
    at = cut;
  }
  batches.push(reader.end());
  const { tally } = reader;
  expect(tally.packets).toBe(tally.conversing + tally.arp + tally.rejected + tally.waiting + tally.abandoned + tally.joined);
  return { events: batches.flatMap(({ events }) => events), rejected: batches.flatMap(({ rejected }) => rejected), tally };
}

const conn = ({ events }: Batch): readonly SecurityEvent[] => events.filter(({ logSource }) => logSource.service === 'conn');
const told = ({ events }: Batch): readonly unknown[] => events.flatMap(({ detail }) => detail ?? []);
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

describe('what devices say', () => {
  const name = bytes(3, 'cam', 7, 'example', 0);
  const over = (port: number, ...turns: (readonly ['>' | '<', Uint8Array | string])[]): Batch => read(pcap(talk(port, turns)));
  const datagrams = (port: number, ...turns: (readonly ['>' | '<', Uint8Array | string])[]): Batch =>
    read(
      pcap(
        turns.map(([direction, payload], i) => ({
          at: i * 0.1,
          frame:
            direction === '>' ? ethernet(0x0800, ipv4(A, B, 17, udp(4000, port, payload))) : ethernet(0x0800, ipv4(B, A, 17, udp(port, 4000, payload)), true),
        })),
      ),
    );

  it('DNS: a question with its answer, over UDP and TCP, and one without', () => {
    const question = bytes(word(7), word(0x0100), word(1), word(0), word(0), word(0), name, word(1), word(1));
    const answer = bytes(
      word(7),
      word(0x8180),
      word(1),
      word(1),
      word(0),
      word(0),
      name,
      word(1),
      word(1),
      word(0xc00c),
      word(1),
      word(1),
      long(60),
      word(4),
      [192, 0, 2, 1],
    );
    const both = { kind: 'dns', query: 'cam.example', type: 'A', rcode: 'NOERROR', answers: ['192.0.2.1'] };
    expect(told(datagrams(53, ['>', question], ['<', answer]))).toEqual([both]);
    expect(told(datagrams(53, ['>', question]))).toEqual([{ kind: 'dns', query: 'cam.example', type: 'A', answers: [] }]);
    expect(told(over(53, ['>', bytes(word(question.length), question)], ['<', bytes(word(answer.length), answer)]))).toEqual([both]);
    expect(told(datagrams(53, ['>', bytes(word(7), word(0), word(1), word(0), word(0), word(0), 0xc0, 12)]))).toMatchObject([
      { kind: 'finding', rule: 'weird/dns-malformed' },
    ]);
  });

  it('MQTT: who connects, what is published and subscribed to, and no password', () => {
    const connect = bytes(0x10, 10 + 5 + 6 + 8, word(4), 'MQTT', 4, 0xc2, word(60), word(3), 'cam', word(4), 'user', word(6), 'secret');
    const subscribe = bytes(0x82, 2 + 5 + 5, word(9), word(2), 'a#', 1, word(2), 'b#', 0);
    const publish = bytes(0x30, 2 + 3 + 4, word(3), 't/1', 'data');
    const batch = over(
      8884,
      ['>', connect],
      ['<', bytes(0x20, 2, 0, 0)],
      ['>', subscribe],
      ['<', bytes(0x90, 4, word(9), 1, 0x80)],
      ['>', publish],
      ['>', bytes(0xe0, 0)],
    );
    expect(told(batch)).toEqual([
      { kind: 'mqtt', act: 'connect', clientId: 'cam', user: 'user', accepted: true },
      { kind: 'mqtt', act: 'subscribe', clientId: 'cam', user: 'user', topic: 'a#', accepted: true },
      { kind: 'mqtt', act: 'subscribe', clientId: 'cam', user: 'user', topic: 'b#', accepted: false },
      { kind: 'mqtt', act: 'publish', clientId: 'cam', user: 'user', topic: 't/1' },
      { kind: 'mqtt', act: 'disconnect', clientId: 'cam', user: 'user' },
    ]);
    expect(JSON.stringify(batch)).not.toContain('secret');
    expect(batch.events.find(({ logSource }) => logSource.service === 'mqtt_publish')?.record).toMatchObject({ payload_len: 4, topic: 't/1' });
    expect(told(over(1883, ['>', bytes(0x36, 2, 0, 0)], ['>', bytes(0x00, 0)], ['<', bytes(0x20, 2, 0, 0)]))).toMatchObject([
      { rule: 'weird/mqtt-unintroduced' },
      { rule: 'weird/mqtt-invalid-qos' },
      { rule: 'weird/mqtt-unassigned-type' },
      { rule: 'weird/mqtt-missing-connect' },
    ]);
  });

  it('HTTP: requests with their answers past bodies, counted or in chunks', () => {
    const batch = over(
      8080,
      ['>', 'GET /a HTTP/1.1\r\nHost: cam\r\nUser-Agent: x\r\n\r\nPOST /b HTTP/1.1\r\nContent-Length: 4\r\n\r\nbo'],
      ['<', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'],
      ['>', 'dyGET /c HTTP/1.1\r\n\r\n'],
      ['<', 'HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nnoHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'],
    );
    expect(told(batch)).toEqual([
      { kind: 'http', method: 'GET', uri: '/a', host: 'cam', userAgent: 'x', status: 200 },
      { kind: 'http', method: 'POST', uri: '/b', status: 401 },
      { kind: 'http', method: 'GET', uri: '/c', status: 404 },
    ]);
  });

  it('TLS: the name asked for and the JA3 of the client', () => {
    const sni = bytes(word(0), word(16), word(14), 0, word(11), 'cam.example');
    const hello = bytes(
      word(0x0303),
      Array.from({ length: 32 }, () => 1),
      0,
      word(4),
      word(0x0a0a),
      word(0x002f),
      1,
      0,
      word(sni.length),
      sni,
    );
    const record = bytes(0x16, 3, 1, word(hello.length + 4), 1, 0, word(hello.length), hello);
    // MD5 of "771,47,0,,", the GREASE suite left out.
    expect(told(over(443, ['>', record.slice(0, 30)], ['>', record.slice(30)]))).toEqual([
      { kind: 'tls', version: 'TLSv12', serverName: 'cam.example', ja3: '6169fabc98e3e6c9690301eaf306d632' },
    ]);
  });

  it('telnet: attempts by what is asked and answered, and no password', () => {
    const batch = over(
      23,
      ['<', bytes(0xff, 0xfd, 1, 'login: ')],
      ['>', 'root\r\n'],
      ['<', 'Password: '],
      ['>', 'xc3511\r\n'],
      ['<', 'Login incorrect\r\nlogin: '],
      ['>', 'admin\r\n'],
      ['<', 'Password: '],
      ['>', 'admin1\r\n'],
      ['<', 'BusyBox v1.1\r\n# '],
    );
    expect(told(batch)).toEqual([
      { kind: 'login', protocol: 'telnet', attempts: 1, user: 'root', success: false },
      { kind: 'login', protocol: 'telnet', attempts: 1, user: 'admin', success: true },
    ]);
    expect(JSON.stringify(batch)).not.toContain('xc3511');
  });

  it('SSH: log-ins inferred from sizes', () => {
    const keys = bytes(long(4), 2, 21, 0, 0);
    const sized = (length: number): Uint8Array => new Uint8Array(length);
    const begin = [
      ['<', 'SSH-2.0-dropbear\r\n'],
      ['>', 'SSH-2.0-x\r\n'],
      ['<', keys],
      ['>', keys],
      ['>', sized(48)],
      ['<', sized(52)],
    ] as const;
    expect(told(over(22, ...begin, ['>', sized(60)], ['<', sized(68)], ['>', sized(90)], ['<', sized(68)], ['>', sized(90)], ['<', sized(36)]))).toEqual([
      { kind: 'login', protocol: 'ssh', success: true, attempts: 2 },
    ]);
    expect(told(over(902, ...begin, ['>', sized(84)], ['<', sized(52)]))).toEqual([{ kind: 'login', protocol: 'ssh', success: false, attempts: 1 }]);
  });

  it('DHCP, SSDP, CoAP and Modbus', () => {
    const dhcp = bytes(
      1,
      1,
      6,
      0,
      long(1),
      word(0),
      word(0),
      long(0),
      long(0),
      long(0),
      long(0),
      [2, 0, 0, 0, 0, 1],
      new Uint8Array(202),
      [0x63, 0x82, 0x53, 0x63],
      53,
      1,
      1,
      12,
      3,
      'cam',
      161,
      5,
      'https',
      255,
    );
    const asked = read(pcap([{ at: 0, frame: ethernet(0x0800, ipv4([0, 0, 0, 0], [255, 255, 255, 255], 17, udp(68, 67, dhcp))) }]));
    expect(told(asked)).toEqual([{ kind: 'dhcp', message: 'discover', mac: '02:00:00:00:00:01', hostName: 'cam' }]);
    expect(asked.events[0]).toMatchObject({ device: 'cam', record: { mud_url: 'https', msg_types: ['DISCOVER'] } });
    expect(told(datagrams(1900, ['>', 'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nST: ssdp:all\r\n\r\n']))).toEqual([
      { kind: 'http', method: 'M-SEARCH', uri: '*', host: '239.255.255.250:1900' },
    ]);
    expect(told(datagrams(5683, ['>', bytes(0x40, 1, word(1), 0xb4, 'well', 0x04, 'core')]))).toEqual([{ kind: 'http', method: 'GET', uri: '/well/core' }]);
    const write = over(502, ['>', bytes(word(1), word(0), word(6), 1, 5, word(3), word(0xff00))], ['<', bytes(word(1), word(0), word(3), 1, 0x85, 2)]);
    expect(write.events.filter(({ logSource }) => logSource.service === 'modbus').map(({ record }) => [record['func'], record['exception']])).toEqual([
      ['WRITE_SINGLE_COIL', undefined],
      ['WRITE_SINGLE_COIL_EXCEPTION', 'ILLEGAL_DATA_ADDRESS'],
    ]);
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
