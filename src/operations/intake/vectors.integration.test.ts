import { readdirSync, readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import { type CaptureTally, captureReader } from '../capture/reader.ts';
import type { Batch, SecurityEvent } from '../event/model.ts';
import { readerOf } from './formats.ts';
import { recognise } from './recognise.ts';

const folder = vectors('operations');

function bytesOf(path: string): Uint8Array {
  const bytes = readFileSync(`${folder}/${path}`);
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

function read(bytes: Uint8Array): Batch & { readonly format: string | undefined } {
  const format = recognise(bytes);
  const reader = readerOf(format ?? 'csv');
  const batches = [reader.feed(bytes), reader.end()];
  return { format, events: batches.flatMap(({ events }) => events), rejected: batches.flatMap(({ rejected }) => rejected) };
}

function capture(bytes: Uint8Array): Batch & { readonly tally: CaptureTally } {
  const reader = captureReader();
  const batches = [reader.feed(bytes), reader.end()];
  return { tally: reader.tally, events: batches.flatMap(({ events }) => events), rejected: batches.flatMap(({ rejected }) => rejected) };
}

function counts(events: readonly SecurityEvent[], by: (event: SecurityEvent) => string | undefined): Record<string, number> {
  const out: Record<string, number> = {};
  for (const event of events) {
    const key = by(event);
    if (key !== undefined) out[key] = (out[key] ?? 0) + 1;
  }
  return out;
}

const service = ({ logSource }: SecurityEvent): string | undefined => logSource.service;

function filesBelow(path: string, ends: string): string[] {
  return readdirSync(`${folder}/${path}`).flatMap((name) => {
    const inner = `${path}/${name}`;
    if (statSync(`${folder}/${inner}`).isDirectory()) return filesBelow(inner, ends);
    return name.endsWith(ends) ? [inner] : [];
  });
}

describe.skipIf(folder === undefined)('inputs of others', () => {
  it('IoT-23: every row an event, with the ends that the row names', () => {
    for (const name of readdirSync(`${folder}/iot23`)) {
      const bytes = bytesOf(`iot23/${name}`);
      const rows = new TextDecoder().decode(bytes).trimEnd().split(/\r?\n/).slice(1);
      const { format, events, rejected } = read(bytes);
      expect(format).toBe('csv');
      expect(events).toHaveLength(rows.length);
      expect(rejected.map(({ why }) => why)).toEqual(['no-event']);
      events.forEach(({ flow, record, offset, length }, i) => {
        const cells = rows[i]?.split(',') ?? [];
        const port = flow?.transport === 'icmp' || flow?.transport === 'icmp6' ? flow.icmp?.code : flow?.dstPort;
        expect([record['label'], flow?.dst, String(port), length]).toEqual([cells[21], cells[4], cells[5], rows[i]?.length]);
        expect([0x0d, 0x0a]).toContain(bytes[offset + length] ?? 0x0a);
      });
    }
  });

  it.each([
    ['slips/test5-mixed.binetflow', 'csv', { flow: 298 }, { 'no-event': 1, 'unknown-kind': 2 }],
    ['slips/test11-portscan.binetflow', 'csv', { flow: 66 }, { 'no-event': 1 }],
    ['slips/test6-malicious.suricata.json.gz', 'eve', { alert: 745, anomaly: 3, dns: 680, fileinfo: 3, flow: 3512, http: 56, tls: 1 }, {}],
    ['slips/port-scans/horizontal/conn.log', 'zeek', { conn: 41 }, { 'no-event': 8 }],
    ['slips/port-scans/vertical/conn.log', 'zeek-json', { conn: 50 }, {}],
    ['slips/test13-malicious-dhcpscan-zeek-dir/dhcp.log', 'zeek-json', { dhcp: 10 }, {}],
    ['slips/test18-malicious-ctu-sme-11-win/zeek-labeled/conn.log.labeled', 'zeek', { conn: 766 }, { 'no-event': 8 }],
    ['ocsf-zeek/raw/conn.log', 'zeek-json', { conn: 1250 }, {}],
    ['ocsf-zeek/raw/mqtt_connect.log', 'zeek-json', { mqtt_connect: 2 }, {}],
    ['ocsf-zeek/raw/mqtt_publish.log', 'zeek-json', { mqtt_publish: 3 }, {}],
    ['ocsf-zeek/raw/mqtt_subscribe.log', 'zeek-json', { mqtt_subscribe: 1 }, {}],
    ['ocsf-zeek/raw/ssh.log', 'zeek-json', { ssh: 40 }, {}],
    ['ocsf-zeek/raw/ssl.log', 'zeek-json', { ssl: 69 }, {}],
  ])('%s', (path, format, events, rejected) => {
    const batch = read(bytesOf(path));
    expect(batch.format).toBe(format);
    expect(counts(batch.events, service)).toEqual(events);
    const reasons: Record<string, number> = {};
    for (const { why } of batch.rejected) reasons[why] = (reasons[why] ?? 0) + 1;
    expect(reasons).toEqual(rejected);
  });

  it('the first contact of devices: every capture is read, and names its device', () => {
    for (const path of filesBelow('sentinel', '.pcap')) {
      const mac = readFileSync(`${folder}/${path.slice(0, path.lastIndexOf('/'))}/_iotdevice-mac.txt`, 'utf8')
        .trim()
        .toLowerCase();
      const { events, tally } = capture(bytesOf(path));
      expect(tally.packets).toBe(tally.conversing + tally.arp + tally.rejected + tally.waiting + tally.abandoned + tally.joined);
      const seen = events.some(
        ({ flow, detail }) =>
          flow?.srcMac === mac ||
          flow?.dstMac === mac ||
          (detail?.kind === 'dhcp' && detail.mac === mac) ||
          (detail?.kind === 'arp' && detail.senderMac === mac),
      );
      expect([path, seen]).toEqual([path, true]);
    }
  });

  it('a week of two devices, and captures with their attacks', () => {
    const camera = capture(bytesOf('benign-week/blink-cam-01.pcap'));
    expect(camera.tally.packets).toBe(24_022);
    expect(counts(camera.events, service)).toMatchObject({ arp: 84, dhcp: 154 });
    const hub = capture(bytesOf('benign-week/lockly-hub-01.pcap'));
    expect(hub.tally.packets).toBe(46_656);
    const spans = (events: readonly SecurityEvent[]): number =>
      (Math.max(...events.map(({ time }) => time)) - Math.min(...events.map(({ time }) => time))) / 3_600_000;
    expect(spans(hub.events)).toBeGreaterThan(150);
    const scan = capture(bytesOf('slips/test8-malicious.pcap'));
    expect(
      new Set(scan.events.flatMap(({ detail }) => (detail?.kind === 'arp' && detail.operation === 'request' ? [detail.target] : []))).size,
    ).toBeGreaterThan(200);
    const ssh = capture(bytesOf('slips/test19-malicious-ssh/malicious-ssh-bruteforce.pcap'));
    const attempts = ssh.events.filter(({ detail }) => detail?.kind === 'login');
    expect(attempts.every(({ detail, flow }) => detail?.kind === 'login' && detail.success === false && flow?.dstPort === 902)).toBe(true);
    // 40 passwords were tried; the server let go of connections before some of them.
    expect(attempts.length).toBeGreaterThanOrEqual(35);
    const beacons = capture(bytesOf('slips/test-cc/test-cc-capture-1.pcap'));
    expect(counts(beacons.events, service)).toEqual({ conn: 299, ssl: 299 });
  });

  it('devices with a MUD file: both forms of capture, whole', () => {
    for (const path of [...filesBelow('mud', '.pcap'), ...filesBelow('mud', '.pcapng')]) {
      const { events, rejected, tally } = capture(bytesOf(path));
      expect(rejected.every(({ why }) => why === 'no-event')).toBe(true);
      expect(tally.packets).toBeGreaterThan(200);
      expect(events.some(({ detail }) => detail?.kind === 'tls' && detail.ja3 !== undefined)).toBe(true);
    }
  });
});

/** What Suricata's own tests count in their captures, where the meaning is the same as ours. */
const MQTT: readonly (readonly [test: string, acts: Readonly<Record<string, number>>, weird: Readonly<Record<string, number>>])[] = [
  ['mqtt31-pub-qos1', { connect: 1, publish: 1, disconnect: 1 }, {}],
  ['mqtt31-sub-userpass', { connect: 1, subscribe: 2, disconnect: 1 }, {}],
  ['mqtt311-pub-qos2', { connect: 1, publish: 1, disconnect: 1 }, {}],
  ['mqtt5-pub-userpass', { connect: 1, publish: 1, disconnect: 1 }, {}],
  ['mqtt5-sub-userpass', { connect: 1, subscribe: 2, disconnect: 1 }, {}],
  ['mqtt-events-invalid-qos', { connect: 1, disconnect: 1 }, { 'weird/mqtt-invalid-qos': 1 }],
  ['mqtt-events-unassigned-msgtype', { connect: 1, disconnect: 1 }, { 'weird/mqtt-unassigned-type': 1 }],
  // A PUBLISH before the CONNACK is Suricata's "unintroduced"; the standard lets a client go on at once (MQTT 3.1.1 section 3.1.4).
  ['mqtt-events-unintroduced', { connect: 1, publish: 1 }, {}],
];

describe.skipIf(folder === undefined)('captures that Suricata is tested with', () => {
  it.each(MQTT)('%s', (test, acts, weird) => {
    const [path = ''] = filesBelow(`suricata-verify/tests/${test}`, '.pcap');
    const { events } = capture(bytesOf(path));
    expect(counts(events, ({ detail }) => (detail?.kind === 'mqtt' ? detail.act : undefined))).toEqual(acts);
    expect(counts(events, ({ detail }) => (detail?.kind === 'finding' ? detail.rule : undefined))).toEqual(weird);
  });

  it('names the CONNACK that no CONNECT went before, a refusal by reason, a log-in over telnet, functions of Modbus', () => {
    const [missing = ''] = filesBelow('suricata-verify/tests/mqtt-events-missing-connect', '.pcap');
    expect(counts(capture(bytesOf(missing)).events, ({ detail }) => (detail?.kind === 'finding' ? detail.rule : undefined))['weird/mqtt-missing-connect']).toBe(
      1,
    );
    const refused = capture(bytesOf('suricata-verify/tests/mqtt-connect-rules-2/mqtt5_pub_jpeg_connack134.pcap')).events;
    expect(refused.find(({ detail }) => detail?.kind === 'mqtt' && detail.act === 'connect')?.detail).toMatchObject({ accepted: false });
    const [telnet = ''] = filesBelow('suricata-verify/tests/telnet', '.pcap');
    expect(capture(bytesOf(telnet)).events.find(({ detail }) => detail?.kind === 'login')?.detail).toMatchObject({ user: 'fake', success: true });
    const modbus = capture(bytesOf('suricata-verify/tests/modbus/modbus.pcap')).events;
    expect(
      counts(modbus, ({ record }) => (typeof record['func'] === 'string' && record['pdu_type'] === 'REQ' ? record['func'] : undefined))['READ_COILS'],
    ).toBe(2);
  });

  it('reads every prefix of each, and says where it ends', () => {
    for (const path of filesBelow('suricata-verify', '.pcap')) {
      const bytes = bytesOf(path);
      const step = Math.max(1, Math.floor(bytes.length / 400));
      for (let end = 0; end < bytes.length; end += step) {
        const { tally, rejected } = capture(bytes.subarray(0, end));
        expect(tally.packets).toBe(tally.conversing + tally.arp + tally.rejected + tally.waiting + tally.abandoned + tally.joined);
        expect(rejected.filter(({ why }) => why === 'truncated').length).toBeLessThanOrEqual(1);
      }
    }
  });
});
