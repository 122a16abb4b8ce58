import type { Instant } from '../../core/index.ts';
import { addressOf, macOf, portOf } from '../event/address.ts';
import type { Detail, Flow, LogSource, OcsfClass, Outcome, Reader, SecurityEvent, Transport } from '../event/model.ts';
import { momentOf } from '../event/moment.ts';
import { eveDetail } from './eve-details.ts';
import { numberIn, objectOf } from './fields.ts';
import { jsonReader } from './json-values.ts';

type Foreign = Readonly<Record<string, unknown>>;

const CLASS = new Map<string, OcsfClass>([
  ['alert', 'detection-finding'],
  ['anomaly', 'detection-finding'],
  ['flow', 'network-activity'],
  ['netflow', 'network-activity'],
  ['dns', 'dns-activity'],
  ['http', 'http-activity'],
  ['tls', 'network-activity'],
  ['mqtt', 'application-lifecycle'],
  ['ssh', 'ssh-activity'],
  ['dhcp', 'dhcp-activity'],
  ['modbus', 'network-activity'],
  ['dnp3', 'network-activity'],
  ['ftp', 'ftp-activity'],
  ['smtp', 'email-activity'],
  ['rdp', 'rdp-activity'],
  ['smb', 'smb-activity'],
  ['telnet', 'network-activity'],
  ['enip', 'network-activity'],
  ['stats', 'base'],
]);

interface Kind {
  readonly class: OcsfClass;
  readonly logSource: LogSource;
}

// One of each kind of event; kinds that nobody here knows get one while there is room.
const KINDS = new Map<string, Kind>([...CLASS].map(([kind, of]) => [kind, { class: of, logSource: { product: 'suricata', service: kind } }]));
const MOST_KINDS = 512;

function kindOf(kind: string): Kind {
  const before = KINDS.get(kind);
  if (before !== undefined) return before;
  const made: Kind = { class: 'base', logSource: { product: 'suricata', service: kind } };
  if (KINDS.size < MOST_KINDS) KINDS.set(kind, made);
  return made;
}

function transportOf(proto: unknown): Transport {
  switch (proto) {
    case 'TCP':
    case 'tcp':
      return 'tcp';
    case 'UDP':
    case 'udp':
      return 'udp';
    case 'ICMP':
    case 'icmp':
      return 'icmp';
    case 'IPv6-ICMP':
    case 'ICMPv6':
    case 'ipv6-icmp':
      return 'icmp6';
    default:
      return 'other';
  }
}

const SYN = 0x02;
const RST = 0x04;

/** How a flow ended: by the packets that came back and, for TCP, by the flags that they bore (`tcp_flags_tc`). */
function outcomeOf(event: Foreign, flow: Foreign, transport: Transport): Outcome {
  const back = flow['pkts_toclient'];
  if (typeof back !== 'number') return 'unknown';
  if (back === 0) return 'unanswered';
  if (transport !== 'tcp') return 'answered';
  const tcp = objectOf(event['tcp']);
  const said = tcp?.['tcp_flags_tc'];
  const flags = typeof said === 'string' ? Number.parseInt(said, 16) : Number.NaN;
  return !Number.isNaN(flags) && (flags & SYN) === 0 && (flags & RST) !== 0 && flow['state'] !== 'established' ? 'refused' : 'answered';
}

function flowOf(event: Foreign, kind: string, start: Instant | undefined): Flow | undefined {
  // JSON.parse copies the texts that it gives.
  const src = addressOf(event['src_ip'], true);
  const dst = addressOf(event['dest_ip'], true);
  if (src === undefined || dst === undefined) return undefined;
  const transport = transportOf(event['proto']);
  const flow: { -readonly [K in keyof Flow]: Flow[K] } = {
    src,
    srcPort: portOf(event['src_port']) ?? 0,
    dst,
    dstPort: portOf(event['dest_port']) ?? 0,
    transport,
    outcome: 'unknown',
  };
  const service = event['app_proto'];
  if (typeof service === 'string' && service !== 'failed' && service !== 'unknown') flow.service = service.toLowerCase();
  // It looked at both directions, and it was none of those that it knows.
  else if (service === 'failed' && kind === 'flow') flow.examined = true;
  else if (kind !== 'flow' && kind !== 'netflow' && kind !== 'alert' && kind !== 'anomaly') flow.service = kind;
  if (transport === 'icmp' || transport === 'icmp6') {
    const type = numberIn(event, 'icmp_type');
    const code = numberIn(event, 'icmp_code');
    if (type !== undefined) flow.icmp = { type, code: code ?? 0 };
  }
  const ether = event['ether'] === undefined ? undefined : objectOf(event['ether']);
  if (ether !== undefined) {
    const source = macOf(ether['src_mac']);
    const target = macOf(ether['dest_mac']);
    if (source !== undefined) flow.srcMac = source;
    if (target !== undefined) flow.dstMac = target;
  }
  if (kind === 'flow') counted(flow, event, objectOf(event['flow']), start);
  else if (kind === 'netflow') netflow(flow, objectOf(event['netflow']), start);
  return flow;
}

// An alert carries counts as of the moment it was raised: they are the flow's to tell, once, at its end.
function counted(flow: { -readonly [K in keyof Flow]: Flow[K] }, event: Foreign, counts: Foreign | undefined, start: Instant | undefined) {
  if (counts === undefined) return;
  flow.outcome = outcomeOf(event, counts, flow.transport);
  const out = counts['bytes_toserver'];
  const back = counts['bytes_toclient'];
  const sent = counts['pkts_toserver'];
  const got = counts['pkts_toclient'];
  if (typeof out === 'number') flow.bytesOut = out;
  if (typeof back === 'number') flow.bytesIn = back;
  if (typeof sent === 'number') flow.packetsOut = sent;
  if (typeof got === 'number') flow.packetsIn = got;
  const end = momentOf(counts['end']);
  if (start !== undefined && end !== undefined && end >= start) flow.duration = end - start;
}

/** One direction of a conversation, as netflow tells it. */
function netflow(flow: { -readonly [K in keyof Flow]: Flow[K] }, counts: Foreign | undefined, start: Instant | undefined) {
  if (counts === undefined) return;
  const bytes = counts['bytes'];
  const packets = counts['pkts'];
  if (typeof bytes === 'number') flow.bytesOut = bytes;
  if (typeof packets === 'number') flow.packetsOut = packets;
  const end = momentOf(counts['end']);
  if (start !== undefined && end !== undefined && end >= start) flow.duration = end - start;
}

/** Suricata's EVE: one JSON object a line. A flow's time is that of its first packet, as the line comes when the flow is over; of everything else it is the line's own. */
export function eveReader(): Reader {
  return jsonReader((record, offset, length, into) => {
    const kind = record['event_type'];
    if (typeof kind !== 'string') return into.reject('unknown-kind', offset, length, 'no event_type');
    const counts = kind === 'flow' ? objectOf(record['flow']) : kind === 'netflow' ? objectOf(record['netflow']) : undefined;
    const start = counts === undefined ? undefined : momentOf(counts['start']);
    const time = start ?? momentOf(record['timestamp']);
    if (time === undefined) return into.reject('no-time', offset, length, 'no timestamp');
    const known = kindOf(kind);
    const event: { -readonly [K in keyof SecurityEvent]: SecurityEvent[K] } = { class: known.class, time, logSource: known.logSource, record, offset, length };
    const flow = flowOf(record, kind, start);
    if (flow !== undefined) event.flow = flow;
    const detail: Detail | undefined = counts === undefined ? eveDetail(kind, record) : undefined;
    if (detail !== undefined) {
      event.detail = detail;
      if (detail.kind === 'mqtt' && detail.clientId !== undefined) event.device = detail.clientId;
      else if (detail.kind === 'dhcp' && detail.hostName !== undefined) event.device = detail.hostName;
    }
    into.event(event);
  });
}
