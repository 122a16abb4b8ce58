import type { Reader } from '../src/operations/event/model.ts';
import { type Format, readerOf } from '../src/operations/intake/formats.ts';
import { type BenchResult, MACHINE, measured } from './result.ts';

// How fast readers turn bytes into events, against JSON.parse alone of the same events as lines of JSON. `node bench/main.ts intake`.

const EVENTS = 60_000;
const RUNS = 5;
const CHUNK = 64 * 1024;
/** Of the whole chain from bytes to a verdict 0.35 is promised; readers are to leave the larger half of that to the engines. */
const RATIO = 0.6;

interface Conn {
  readonly ts: number;
  readonly uid: string;
  readonly src: string;
  readonly srcPort: number;
  readonly dst: string;
  readonly dstPort: number;
  readonly bytes: number;
}

/** Connections of a fleet: a few thousand devices, some hundreds of peers. Always the same. */
export function conns(): Conn[] {
  let state = 12_345;
  const next = (most: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state % most;
  };
  return Array.from({ length: EVENTS }, (_, i) => ({
    ts: 1_700_000_000 + i / 50 + next(1000) / 1e6,
    uid: `C${next(2 ** 31).toString(36)}${i.toString(36)}`,
    src: `10.${next(16)}.${next(256)}.${next(250) + 1}`,
    srcPort: 1024 + next(60_000),
    dst: `203.0.113.${next(200)}`,
    dstPort: [8883, 443, 53, 23][next(4)] ?? 443,
    bytes: next(100_000),
  }));
}

export const zeekJson = (c: Conn): string =>
  `{"ts":${c.ts},"uid":"${c.uid}","id.orig_h":"${c.src}","id.orig_p":${c.srcPort},"id.resp_h":"${c.dst}","id.resp_p":${c.dstPort},"proto":"tcp","service":"ssl","duration":1.25,"orig_bytes":${c.bytes},"resp_bytes":5120,"conn_state":"SF","local_orig":true,"local_resp":false,"missed_bytes":0,"history":"ShADadFf","orig_pkts":12,"orig_ip_bytes":1500,"resp_pkts":14,"resp_ip_bytes":5800}`;

const TSV_HEAD = `#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\n#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\tbool\tbool\tcount\tstring\tcount\tcount\tcount\tcount\n`;

const zeekTsv = (c: Conn): string =>
  `${c.ts}\t${c.uid}\t${c.src}\t${c.srcPort}\t${c.dst}\t${c.dstPort}\ttcp\tssl\t1.25\t${c.bytes}\t5120\tSF\tT\tF\t0\tShADadFf\t12\t1500\t14\t5800`;

export const eve = (c: Conn): string => {
  const at = new Date(c.ts * 1000).toISOString().replace('Z', '000+0000');
  return `{"timestamp":"${at}","flow_id":17${c.bytes},"event_type":"flow","src_ip":"${c.src}","src_port":${c.srcPort},"dest_ip":"${c.dst}","dest_port":${c.dstPort},"proto":"TCP","app_proto":"tls","flow":{"pkts_toserver":12,"pkts_toclient":14,"bytes_toserver":${c.bytes},"bytes_toclient":5120,"start":"${at}","end":"${at}","age":1,"state":"closed","reason":"timeout","alerted":false},"tcp":{"tcp_flags":"1b","tcp_flags_ts":"1b","tcp_flags_tc":"1b","syn":true,"fin":true,"psh":true,"ack":true,"state":"closed"},"host":"sensor"}`;
};

/** UDP packets of the connections: a head of sixteen bytes, Ethernet, IPv4, UDP, forty bytes. */
function pcap(all: readonly Conn[]): Uint8Array {
  const length = 14 + 20 + 8 + 40;
  const out = Buffer.alloc(24 + all.length * (16 + length));
  out.writeUInt32LE(0xa1b2c3d4, 0);
  out.writeUInt16LE(2, 4);
  out.writeUInt16LE(4, 6);
  out.writeUInt32LE(65_535, 16);
  out.writeUInt32LE(1, 20);
  all.forEach((c, i) => {
    const at = 24 + i * (16 + length);
    out.writeUInt32LE(Math.floor(c.ts), at);
    out.writeUInt32LE(Math.floor((c.ts % 1) * 1e6), at + 4);
    out.writeUInt32LE(length, at + 8);
    out.writeUInt32LE(length, at + 12);
    const frame = at + 16;
    out.set([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0, 0, 20 + 8 + 40], frame);
    out.set([64, 17, 0, 0, ...c.src.split('.').map(Number), ...c.dst.split('.').map(Number)], frame + 22);
    out.writeUInt16BE(c.srcPort, frame + 34);
    out.writeUInt16BE(9000, frame + 36);
    out.writeUInt16BE(48, frame + 38);
  });
  return out;
}

function readAll(reader: Reader, bytes: Uint8Array): number {
  let events = 0;
  for (let at = 0; at < bytes.length; at += CHUNK) events += reader.feed(bytes.subarray(at, at + CHUNK)).events.length;
  return events + reader.end().events.length;
}

function parseAll(lines: readonly string[]): number {
  let count = 0;
  for (const line of lines) if (JSON.parse(line) !== null) count += 1;
  return count;
}

export async function run(): Promise<BenchResult[]> {
  const all = conns();
  const json = all.map(zeekJson);
  const eves = all.map(eve);
  const kinds: readonly (readonly [name: string, Format, Uint8Array, readonly string[]])[] = [
    ['Zeek JSON', 'zeek-json', Buffer.from(`${json.join('\n')}\n`), json],
    ['Zeek TSV', 'zeek', Buffer.from(`${TSV_HEAD}${all.map(zeekTsv).join('\n')}\n`), json],
    ['EVE', 'eve', Buffer.from(`${eves.join('\n')}\n`), eves],
  ];
  const results: BenchResult[] = [];
  for (const [name, format, bytes, lines] of kinds) {
    // Both some times before, so that neither is measured cold.
    for (let warm = 0; warm < 4; warm += 1) {
      parseAll(lines);
      readAll(readerOf(format), bytes);
    }
    const parsed = measured(RUNS, () => parseAll(lines));
    const read = measured(RUNS, () => readAll(readerOf(format), bytes));
    if (read.result !== EVENTS) throw new Error(`${read.result} events of ${EVENTS}`);
    const alone = Math.round((EVENTS / parsed.ms) * 1000);
    const value = Math.round((EVENTS / read.ms) * 1000);
    results.push({
      bench: 'intake',
      figure: `${name}, events a second of one core`,
      value,
      unit: 'events/s',
      against: { what: 'JSON.parse alone', value: alone, ratio: value / alone },
      budget: { ratioAtLeast: RATIO },
      input: `${EVENTS} connections, ${Math.round(bytes.length / EVENTS)} bytes each`,
      runs: RUNS,
      machine: MACHINE,
    });
  }
  const capture = pcap(all);
  readAll(readerOf('pcap'), capture);
  const read = measured(RUNS, () => readAll(readerOf('pcap'), capture));
  results.push({
    bench: 'intake',
    figure: 'pcap, packets a second of one core',
    value: Math.round((EVENTS / read.ms) * 1000),
    unit: 'packets/s',
    input: `${EVENTS} packets of as many flows`,
    runs: RUNS,
    machine: MACHINE,
  });
  return results;
}
