import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import type { Batch, Reader } from '../event/model.ts';
import { FORMATS, type Format, readerOf } from './formats.ts';
import { recognise } from './recognise.ts';

const NEAR = Instant.parse('2026-11-02T00:00:00Z');
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(format: Format, bytes: Uint8Array, cuts: readonly number[] = []): Batch {
  const reader: Reader = readerOf(format, { near: NEAR });
  const events = [];
  const rejected = [];
  let at = 0;
  for (const cut of [...cuts.map((one) => one % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    const batch = reader.feed(bytes.subarray(at, cut));
    events.push(...batch.events);
    rejected.push(...batch.rejected);
    at = cut;
  }
  const last = reader.end();
  return { events: [...events, ...last.events], rejected: [...rejected, ...last.rejected] };
}

const why = ({ rejected }: Batch): readonly string[] => rejected.map((one) => one.why);

const TSV = [
  '#separator \\x09',
  '#set_separator\t,',
  '#empty_field\t(empty)',
  '#unset_field\t-',
  '#path\tconn',
  '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\tlocal_orig\ttunnel_parents',
  '#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\tbool\tset[string]',
  '1700000000.001\tC1\t10.0.0.1\t1025\t2001:DB8:0:0::1\t23\ttcp\t-\t0.5\t10\t20\tREJ\tT\ta,b',
  '1700000001.5\tC2\t10.0.0.1\t8\t10.0.0.2\t0\ticmp\t-\t-\t-\t-\tOTH\tF\t(empty)',
  '#close\t2023-11-14-22-13-21',
  '#separator \\x09',
  '#path\tdns',
  '#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tquery\tqtype_name\tanswers',
  '#types\ttime\taddr\tport\taddr\tport\tenum\tstring\tstring\tvector[string]',
  '1700000002\t10.0.0.1\t5\t10.0.0.3\t53\tudp\tä\\x2eexample\tA\t192.0.2.1,192.0.2.2',
  '1700000002\tbroken',
  '',
].join('\n');

const JSONS = `{"ts":1700000000.5,"id.orig_h":"10.0.0.1","id.orig_p":1,"id.resp_h":"10.0.0.2","id.resp_p":2,"proto":"tcp","conn_state":"SF","note_":"}{\\"ü"}
{ "_path": "mqtt_connect",
  "ts": "2024-10-16T04:07:01.489619Z",
  "client_id": "cam-1", "connect_status": "Connection Accepted", "id.orig_h": "10.0.0.1", "id.orig_p": 1, "id.resp_h": "10.0.0.2", "id.resp_p": 1883
}
[{"_path":"weird","ts":1},{"_path":"ssh","ts":2,"auth_success":false,"auth_attempts":3}]
{"ts":3,"answers":["cut
{"_path":"conn","ts":4}
{"a":[{"b":
{"_path":"conn","ts":5}
nonsense
`;

const EVE = `{"timestamp":"2021-06-06T15:59:46.457984+0200","event_type":"flow","src_ip":"10.0.0.1","src_port":5,"dest_ip":"10.0.0.2","dest_port":23,"proto":"TCP","flow":{"pkts_toserver":1,"pkts_toclient":1,"bytes_toserver":60,"bytes_toclient":54,"start":"2021-06-06T15:50:00.000000+0200","end":"2021-06-06T15:50:01.000000+0200","state":"closed"},"tcp":{"tcp_flags_tc":"14"}}
{"timestamp":"2021-06-06T15:59:46+0200","event_type":"dns","src_ip":"10.0.0.1","dest_ip":"10.0.0.2","proto":"UDP","dns":{"version":2,"type":"answer","rrname":"a.example","rrtype":"A","rcode":"NOERROR","grouped":{"A":["192.0.2.1"]}}}
{"timestamp":"2021-06-06T15:59:46+0200","event_type":"dns","dns":{"version":3,"type":"response","rcode":"NOERROR","queries":[{"rrname":"b.example","rrtype":"AAAA"}],"answers":[{"rdata":"2001:db8::1"}]}}
{"timestamp":"2021-06-06T15:59:46+0200","event_type":"mqtt","mqtt":{"connect":{"client_id":"c","username":"u"},"connack":{"return_code":5}}}
{"timestamp":"2021-06-06T15:59:46+0200","event_type":"stats","stats":{"capture":{"kernel_packets":9,"kernel_drops":4}}}
{"timestamp":"2021-06-06T15:59:46+0200","event_type":"alert","alert":{"gid":1,"signature_id":7,"signature":"s","severity":1}}
{"timestamp":"yesterday","event_type":"alert"}
`;

const CSV = `StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,TotPkts,TotBytes,SrcBytes,SrcPkts,Label
2019/04/04 16:24:47.672448,1.5,tcp,10.0.0.1,5,   ->,10.0.0.2,23,S_RA,2,114,60,1,"a ""label"", quoted"
2019/04/04 16:24:48.672448,1.5,udp,10.0.0.2,53,   <-,10.0.0.1,5,CON,2,114,60,1,
2019/04/04 16:24:48,0,man,0,0,,0,0,STA,0,0,0,0,
2019/04/04 16:24:48,0,man
`;

const SYSLOG = `<86>1 2026-11-01T00:00:00.123Z cam-17 sshd 12 ID1 [o@1 a="b\\"]" c="d"] Failed password for invalid user admin from 192.0.2.7 port 4022 ssh2
<38>Nov  1 07:05:09 hub dropbear[33]: Bad password attempt for 'root' from 192.0.2.8:5022
Dec 31 23:59:59 hub kernel: eth0 up
<999>broken
44 <13>1 2026-11-01T00:00:00Z h a - - - counted30 <13>1 2026-1`;

const OTLP = `{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"broker"}},{"key":"device.id","value":{"stringValue":"cam-17"}}]},"scopeLogs":[{"logRecords":[
 {"timeUnixNano":"1700000000123456789","severityText":"WARN","body":{"stringValue":"refused"},"attributes":[{"key":"client.address","value":{"stringValue":"10.0.0.1"}},{"key":"server.address","value":{"stringValue":"10.0.0.2"}},{"key":"server.port","value":{"intValue":"8883"}},{"key":"__proto__","value":{"stringValue":"x"}}]},
 {"timeUnixNano":"0","body":{"kvlistValue":{"values":[{"key":"toString","value":{"boolValue":true}}]}}}, 7 ]}]}]}
`;

const OCSF =
  '{"class_uid":4001,"time":1700000000123,"src_endpoint":{"ip":"10.0.0.1","port":5},"dst_endpoint":{"ip":"10.0.0.2","port":23},"connection_info":{"protocol_num":6},"traffic":{"packets_in":0,"bytes_out":60}}\n{"class_uid":3002,"time":1700000000,"status_id":2,"user":{"name":"root"}}\n';

const OWN = `{"type":"access.decided","at":"2026-11-01T00:00:00Z","who":"cam-17","action":"publish","on":"t/1","allowed":false,"credential":"3f","reason":"policy"}
{"type":"alarm.raised","at":"2026-11-01T00:00:00Z","device":"cam-17","code":"ASSAY-ENDPOINT-020","says":"two hold one key"}
{"type":"session.refused","at":"2026-11-01T00:00:00Z","seconds":60,"counts":{"expired":2,"unknown":9}}
{"type":"device.registered","body":{"at":"2026-11-01T00:00:00Z","device":"cam-18"}}
`;

const SAMPLES: readonly (readonly [Format, string])[] = [
  ['zeek', TSV],
  ['zeek-json', JSONS],
  ['eve', EVE],
  ['csv', CSV],
  ['syslog', SYSLOG],
  ['otlp', OTLP],
  ['ocsf', OCSF],
  ['assay', OWN],
];

describe('readers', () => {
  it.each(SAMPLES)('%s is recognised by its first bytes', (format, text) => {
    expect(recognise(bytesOf(text))).toBe(format);
  });

  it('recognises nothing in what is none of them', () => {
    for (const text of ['', 'hello', 'a,b,c\n1,2,3\n', '{"a":1}', '%PDF-1.4']) expect(recognise(bytesOf(text))).toBeUndefined();
  });

  it('reads Zeek’s own logs with a second header within', () => {
    const batch = read('zeek', bytesOf(TSV));
    const [refused, ping, name] = batch.events;
    expect(refused).toMatchObject({
      class: 'network-activity',
      time: 1_700_000_000_001,
      logSource: { product: 'zeek', service: 'conn' },
      record: { local_orig: true, tunnel_parents: ['a', 'b'] },
      flow: { src: '10.0.0.1', dst: '2001:db8::1', dstPort: 23, transport: 'tcp', outcome: 'refused', bytesOut: 10, bytesIn: 20, duration: 500 },
    });
    expect(Object.hasOwn(refused?.record ?? {}, 'service')).toBe(false);
    expect(ping).toMatchObject({ record: { tunnel_parents: [] }, flow: { transport: 'icmp', srcPort: 0, icmp: { type: 8, code: 0 } } });
    expect(name).toMatchObject({ class: 'dns-activity', detail: { kind: 'dns', query: 'ä.example', answers: ['192.0.2.1', '192.0.2.2'] } });
    expect(why(batch).filter((one) => one !== 'no-event')).toEqual(['not-readable']);
  });

  it('reads JSON in lines, over lines and in arrays, and gets over what is cut', () => {
    const batch = read('zeek-json', bytesOf(JSONS));
    expect(batch.events.map((event) => [event.logSource.service, event.time])).toEqual([
      ['conn', 1_700_000_000_500],
      ['mqtt_connect', 1_729_051_621_489],
      ['weird', 1000],
      ['ssh', 2000],
      ['conn', 4000],
      ['conn', 5000],
    ]);
    expect(batch.events[1]).toMatchObject({ device: 'cam-1', detail: { kind: 'mqtt', act: 'connect', clientId: 'cam-1', accepted: true } });
    expect(batch.events[2]?.class).toBe('base');
    expect(batch.events[3]?.detail).toEqual({ kind: 'login', protocol: 'ssh', success: false, attempts: 3 });
    expect(why(batch)).toEqual(['not-readable', 'not-readable', 'not-readable']);
  });

  it('reads EVE in its forms', () => {
    const batch = read('eve', bytesOf(EVE));
    expect(batch.events.map(({ detail }) => detail)).toEqual([
      undefined,
      { kind: 'dns', query: 'a.example', type: 'A', rcode: 'NOERROR', answers: ['192.0.2.1'] },
      { kind: 'dns', query: 'b.example', type: 'AAAA', rcode: 'NOERROR', answers: ['2001:db8::1'] },
      { kind: 'mqtt', act: 'connect', clientId: 'c', user: 'u', accepted: false },
      { kind: 'sensor', dropped: 4 },
      { kind: 'finding', rule: '1:7', title: 's', severity: 4 },
    ]);
    expect(batch.events[0]).toMatchObject({
      time: Instant.parse('2021-06-06T13:50:00Z'),
      flow: { outcome: 'refused', bytesOut: 60, packetsIn: 1, duration: 1000 },
    });
    expect(why(batch)).toEqual(['no-time']);
  });

  it('reads tables of flows by their columns, backwards ones from who began', () => {
    const batch = read('csv', bytesOf(CSV));
    expect(batch.events[0]).toMatchObject({
      record: { Label: 'a "label", quoted' },
      flow: { dstPort: 23, outcome: 'refused', bytesOut: 60, bytesIn: 54, packetsIn: 1, duration: 1500 },
    });
    expect(batch.events[1]).toMatchObject({ flow: { src: '10.0.0.1', dst: '10.0.0.2', dstPort: 53, bytesIn: 60, bytesOut: 54 } });
    expect(why(batch)).toEqual(['no-event', 'unknown-kind', 'not-readable']);
    const named = readerOf('csv', { columns: { time: 'wann', src: 'von', dst: 'nach' } });
    expect(named.feed(bytesOf('wann;von;nach\n1700000000000;10.0.0.1;10.0.0.2\n')).events[0]).toMatchObject({
      time: 1_700_000_000_000,
      flow: { src: '10.0.0.1', outcome: 'unknown' },
    });
  });

  it('reads syslog of both RFCs and framings', () => {
    const batch = read('syslog', bytesOf(SYSLOG));
    expect(batch.events.map(({ time, device }) => [Instant.format(time), device])).toEqual([
      ['2026-11-01T00:00:00.123Z', 'cam-17'],
      ['2026-11-01T07:05:09Z', 'hub'],
      ['2026-12-31T23:59:59Z', 'hub'],
      ['2026-11-01T00:00:00Z', 'h'],
    ]);
    expect(batch.events[0]).toMatchObject({
      class: 'authentication',
      record: { 'o@1.a': 'b"]', 'o@1.c': 'd', src_ip: '192.0.2.7' },
      detail: { user: 'admin', success: false },
    });
    expect(batch.events[1]).toMatchObject({ detail: { kind: 'login', user: 'root', success: false }, record: { src_ip: '192.0.2.8', src_port: 5022 } });
    expect(why(batch)).toEqual(['not-readable', 'truncated']);
    expect(readerOf('syslog').feed(bytesOf('Dec 31 23:59:59 hub kernel: up\n')).rejected[0]?.why).toBe('no-time');
  });

  it('reads records of OTLP, documents of OCSF and our own facts', () => {
    const otlp = read('otlp', bytesOf(OTLP));
    expect(otlp.events).toHaveLength(1);
    expect(otlp.events[0]).toMatchObject({
      time: 1_700_000_000_123,
      device: 'cam-17',
      logSource: { product: 'opentelemetry', service: 'broker' },
      record: { body: 'refused' },
      flow: { src: '10.0.0.1', dstPort: 8883 },
    });
    expect(why(otlp)).toEqual(['no-time', 'not-readable']);
    const ocsf = read('ocsf', bytesOf(OCSF));
    expect(ocsf.events[0]).toMatchObject({ class: 'network-activity', flow: { transport: 'tcp', outcome: 'unanswered', bytesOut: 60 } });
    expect(ocsf.events[1]).toMatchObject({ class: 'authentication', time: 1_700_000_000_000, detail: { kind: 'login', user: 'root', success: false } });
    const own = read('assay', bytesOf(OWN));
    expect(own.events.map(({ detail, device }) => [detail?.kind, device])).toEqual([
      ['access', 'cam-17'],
      ['finding', 'cam-17'],
      ['access', undefined],
      [undefined, 'cam-18'],
    ]);
    expect(own.events[2]?.detail).toMatchObject({ allowed: false, reason: 'unknown' });
  });

  it('bounds lines, objects and depth, and reads on', () => {
    const long = 'x'.repeat(1_100_000);
    const lines = read('zeek', bytesOf(`${TSV}${long}\n1700000002\t10.0.0.1\t5\t10.0.0.3\t53\tudp\tq\tA\t-\n`));
    expect(why(lines).filter((one) => one !== 'no-event')).toEqual(['not-readable', 'too-long']);
    expect(lines.events).toHaveLength(4);
    const objects = read('zeek-json', bytesOf(`{"a":"${long}"}\n{"a":${'['.repeat(100)}${']'.repeat(100)}}\n{"_path":"conn","ts":1}\n`));
    expect(why(objects)).toEqual(['too-long', 'too-deep']);
    expect(objects.events).toHaveLength(1);
  });

  it('lets no name of a field reach a prototype', () => {
    const tsv = read('zeek', bytesOf('#fields\tts\t__proto__\tconstructor\n#types\ttime\tstring\tstring\n1\tx\ty\n'));
    expect(tsv.events[0]?.record['constructor']).toBe('y');
    expect(Object.getPrototypeOf(tsv.events[0]?.record)).toBe(Object.prototype);
    const json = read('zeek-json', bytesOf('{"__proto__":{"ts":5},"valueOf":1,"_path":"toString","ts":1}\n'));
    expect(json.events[0]).toMatchObject({ class: 'base', time: 1000 });
  });
});

describe.each(SAMPLES)('%s, whatever comes', (format, text) => {
  const sample = bytesOf(text);

  it('gives the same for any portions', () => {
    const whole = read(format, sample);
    fc.assert(
      fc.property(fc.array(fc.nat(sample.length), { maxLength: 40 }), (cuts) => {
        expect(read(format, sample, cuts)).toEqual(whole);
      }),
    );
    expect(
      read(
        format,
        sample,
        Array.from({ length: sample.length }, (_, i) => i),
      ),
    ).toEqual(whole);
  });

  it('reads every prefix, and what is changed, without a throw and the same for any portions', () => {
    for (let end = 0; end <= sample.length; end += 1) read(format, sample.subarray(0, end));
    const change = fc.tuple(fc.nat(sample.length - 1), fc.oneof(fc.nat(255), fc.constantFrom(...bytesOf('{}[]",:\\\n\t -<>0'))));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), fc.array(fc.nat(sample.length), { maxLength: 6 }), (changes, cuts) => {
        const changed = sample.slice();
        for (const [at, byte] of changes) changed[at] = byte;
        expect(read(format, changed, cuts)).toEqual(read(format, changed));
      }),
    );
  });

  it('places every event and rejection within the input, in order, none over another', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255)), { maxLength: 4 }), (changes) => {
        const changed = sample.slice();
        for (const [at, byte] of changes) changed[at] = byte;
        const { events, rejected } = read(format, changed);
        const places = [...new Map([...events, ...rejected].map(({ offset, length }) => [offset, length])).entries()].sort((a, b) => a[0] - b[0]);
        let end = 0;
        for (const [offset, length] of places) {
          expect(offset).toBeGreaterThanOrEqual(end);
          end = offset + length;
        }
        expect(end).toBeLessThanOrEqual(changed.length);
      }),
    );
  });
});

describe.each(FORMATS)('%s of bytes at random', (format) => {
  it('throws nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const { events, rejected } = read(format, bytes);
        expect(events.length + rejected.length).toBeGreaterThanOrEqual(0);
        recognise(bytes);
      }),
    );
  });
});
