import { describe, expect, it } from 'vitest';
import type { Batch } from '../event/model.ts';
import { A, B, bytes, ethernet, ipv4, long, pcap, talk, udp, word } from './packets.fixture.ts';
import { read, told } from './reading.fixture.ts';

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
