import { addressOf, macOf, portOf } from '../event/address.ts';
import type { Detail, Flow, LogSource, OcsfClass, Outcome, Transport } from '../event/model.ts';
import { flagIn, numberIn, present, textIn, textsIn } from './fields.ts';

type Foreign = Readonly<Record<string, unknown>>;

/** What Zeek's `conn_state` says of how an attempt ended (base/protocols/conn). */
const OUTCOME = new Map<unknown, Outcome>([
  ['S0', 'unanswered'],
  ['S1', 'answered'],
  ['S2', 'answered'],
  ['S3', 'answered'],
  ['SF', 'answered'],
  ['REJ', 'refused'],
  ['RSTO', 'answered'],
  ['RSTR', 'answered'],
  // A SYN and then a reset, both by who began: nobody answered.
  ['RSTOS0', 'unanswered'],
  // The other side's SYN ACK and its reset, the SYN unseen.
  ['RSTRH', 'refused'],
  ['SH', 'unanswered'],
  ['SHR', 'answered'],
  ['OTH', 'unknown'],
]);

const TRANSPORT = new Map<unknown, Transport>([
  ['tcp', 'tcp'],
  ['udp', 'udp'],
  ['icmp', 'icmp'],
  ['icmp6', 'icmp6'],
  ['unknown_transport', 'other'],
]);

/** The conversation of a record of Zeek, of whichever log. */
export function zeekFlow(record: Foreign, transport: Transport, service: string | undefined): Flow | undefined {
  const src = addressOf(record['id.orig_h']);
  const dst = addressOf(record['id.resp_h']);
  const srcPort = portOf(record['id.orig_p']);
  const dstPort = portOf(record['id.resp_p']);
  if (src === undefined || dst === undefined || srcPort === undefined || dstPort === undefined) return undefined;
  return service === undefined
    ? { src, srcPort, dst, dstPort, transport, outcome: 'answered' }
    : { src, srcPort, dst, dstPort, transport, outcome: 'answered', service };
}

/** By the history's letters (base/protocols/conn): it began with the originator's SYN, both sides sent data, and none of it was missed. */
function examined(history: unknown, missed: unknown): boolean {
  return typeof history === 'string' && history.startsWith('S') && history.includes('D') && history.includes('d') && (missed === undefined || missed === 0);
}

/** A connection: written in one go, as this is the log that a fleet fills. `alone`: the record's texts are no pieces of the input. */
export function connFlow(record: Foreign, alone = false): Flow | undefined {
  const src = addressOf(record['id.orig_h'], alone);
  const dst = addressOf(record['id.resp_h'], alone);
  const srcPort = portOf(record['id.orig_p']);
  const dstPort = portOf(record['id.resp_p']);
  if (src === undefined || dst === undefined || srcPort === undefined || dstPort === undefined) return undefined;
  let transport = TRANSPORT.get(record['proto']) ?? 'other';
  if (transport === 'icmp' && src.indexOf(':') !== -1) transport = 'icmp6';
  const outcome = OUTCOME.get(record['conn_state']) ?? 'unknown';
  const { service, orig_bytes: out, resp_bytes: back, orig_pkts: sent, resp_pkts: got, duration } = record;
  let flow: { -readonly [K in keyof Flow]: Flow[K] };
  // What most have is named at once: an object that grows field by field is made several times.
  if (
    typeof service === 'string' &&
    typeof out === 'number' &&
    typeof back === 'number' &&
    typeof sent === 'number' &&
    typeof got === 'number' &&
    typeof duration === 'number'
  ) {
    flow = {
      src,
      srcPort,
      dst,
      dstPort,
      transport,
      outcome,
      service,
      bytesOut: out,
      bytesIn: back,
      packetsOut: sent,
      packetsIn: got,
      duration: duration * 1000,
    };
  } else {
    flow = { src, srcPort, dst, dstPort, transport, outcome };
    if (typeof service === 'string') flow.service = service;
    if (typeof out === 'number') flow.bytesOut = out;
    if (typeof back === 'number') flow.bytesIn = back;
    if (typeof sent === 'number') flow.packetsOut = sent;
    if (typeof got === 'number') flow.packetsIn = got;
    if (typeof duration === 'number') flow.duration = duration * 1000;
  }
  if (transport === 'icmp' || transport === 'icmp6') {
    // Zeek writes type and code where others have ports.
    flow.icmp = { type: srcPort, code: dstPort };
    flow.srcPort = 0;
    flow.dstPort = 0;
  }
  if (examined(record['history'], record['missed_bytes'])) flow.examined = true;
  if (record['orig_l2_addr'] !== undefined) {
    const mac = macOf(record['orig_l2_addr']);
    if (mac !== undefined) flow.srcMac = mac;
  }
  if (record['resp_l2_addr'] !== undefined) {
    const mac = macOf(record['resp_l2_addr']);
    if (mac !== undefined) flow.dstMac = mac;
  }
  const number = record['ip_proto'];
  if (transport === 'other' && typeof number === 'number') flow.protocol = number;
  return flow;
}

export interface ZeekPath {
  readonly class: OcsfClass;
  readonly transport: Transport;
  readonly service?: string;
  readonly logSource: LogSource;
  readonly detail?: (record: Foreign) => Detail | undefined;
  /** Who it is about, where the record says so. */
  readonly device?: (record: Foreign) => string | undefined;
}

function path(name: string, of: OcsfClass, more: Partial<ZeekPath> = {}): readonly [string, ZeekPath] {
  return [name, { class: of, transport: 'tcp', logSource: { product: 'zeek', service: name }, ...more }];
}

const kept = present<Detail>;

function login(protocol: string): (record: Foreign) => Detail | undefined {
  return (record) => {
    const success = flagIn(record, 'auth_success');
    const attempts = numberIn(record, 'auth_attempts');
    const user = textIn(record, 'user') ?? textIn(record, 'cookie');
    if (success === undefined && attempts === undefined && user === undefined) return undefined;
    return kept({ kind: 'login', protocol, user, success, attempts });
  };
}

function httpLike(record: Foreign): Detail {
  return kept({
    kind: 'http',
    method: textIn(record, 'method'),
    host: textIn(record, 'host'),
    uri: textIn(record, 'uri'),
    userAgent: textIn(record, 'user_agent'),
    status: numberIn(record, 'status_code'),
  });
}

// Answers of FTP (RFC 959 section 4.2): 230 logged in, 530 not logged in.
function ftpLogin(record: Foreign): Detail | undefined {
  const code = numberIn(record, 'reply_code');
  if (code !== 230 && code !== 530) return undefined;
  return kept({ kind: 'login', protocol: 'ftp', user: textIn(record, 'user'), success: code === 230, attempts: 1 });
}

function dhcpKind(record: Foreign): string {
  return textsIn(record, 'msg_types').join(',').toLowerCase() || 'unknown';
}

// Levels of OCSF's severity_id for what Zeek found itself: it gives none, so it is medium.
const NOTICE_SEVERITY = 3;

/** The logs that are understood, by their path. All others keep their record and are of the class base. */
export const ZEEK_PATHS: ReadonlyMap<string, ZeekPath> = new Map([
  path('conn', 'network-activity'),
  path('dns', 'dns-activity', {
    transport: 'udp',
    service: 'dns',
    detail: (record) =>
      kept({
        kind: 'dns',
        query: textIn(record, 'query') ?? '',
        type: textIn(record, 'qtype_name') ?? String(record['qtype'] ?? ''),
        rcode: textIn(record, 'rcode_name'),
        answers: textsIn(record, 'answers'),
      }),
  }),
  path('ssl', 'network-activity', {
    service: 'ssl',
    detail: (record) =>
      kept({
        kind: 'tls',
        serverName: textIn(record, 'server_name'),
        version: textIn(record, 'version'),
        ja3: textIn(record, 'ja3'),
        subject: textIn(record, 'subject'),
        issuer: textIn(record, 'issuer'),
      }),
  }),
  path('x509', 'network-activity', {
    detail: (record) => kept({ kind: 'tls', subject: textIn(record, 'certificate.subject'), issuer: textIn(record, 'certificate.issuer') }),
  }),
  path('http', 'http-activity', {
    service: 'http',
    detail: httpLike,
  }),
  path('ssh', 'ssh-activity', { service: 'ssh', detail: login('ssh') }),
  // Not of Zeek's own: what the reader of captures tells in its manner.
  path('login', 'authentication', { service: 'telnet', detail: login('telnet') }),
  path('coap', 'network-activity', { transport: 'udp', service: 'coap', detail: httpLike }),
  path('ssdp', 'network-activity', { transport: 'udp', service: 'ssdp', detail: httpLike }),
  path('rdp', 'rdp-activity', { service: 'rdp', detail: login('rdp') }),
  path('ftp', 'ftp-activity', { service: 'ftp', detail: ftpLogin }),
  path('smtp', 'email-activity', { service: 'smtp' }),
  path('dnp3', 'network-activity', { service: 'dnp3' }),
  path('modbus', 'network-activity', { service: 'modbus' }),
  path('mqtt_connect', 'application-lifecycle', {
    service: 'mqtt',
    detail: (record) => {
      const status = textIn(record, 'connect_status');
      return kept({
        kind: 'mqtt',
        act: 'connect',
        clientId: textIn(record, 'client_id'),
        user: undefined,
        topic: undefined,
        accepted: status === undefined ? undefined : status === 'Connection Accepted',
      });
    },
    device: (record) => textIn(record, 'client_id'),
  }),
  path('mqtt_publish', 'application-lifecycle', {
    service: 'mqtt',
    detail: (record) => kept({ kind: 'mqtt', act: 'publish', clientId: undefined, user: undefined, topic: textIn(record, 'topic'), accepted: undefined }),
  }),
  path('mqtt_subscribe', 'application-lifecycle', {
    service: 'mqtt',
    detail: (record) =>
      kept({
        kind: 'mqtt',
        act: textIn(record, 'action')?.endsWith('UNSUBSCRIBE') === true ? 'unsubscribe' : 'subscribe',
        clientId: undefined,
        user: undefined,
        topic: textsIn(record, 'topics')[0],
        accepted: flagIn(record, 'ack'),
      }),
  }),
  path('dhcp', 'dhcp-activity', {
    transport: 'udp',
    service: 'dhcp',
    detail: (record) =>
      kept({
        kind: 'dhcp',
        mac: macOf(record['mac']),
        assigned: addressOf(record['assigned_addr']),
        hostName: textIn(record, 'host_name'),
        message: dhcpKind(record),
      }),
    device: (record) => textIn(record, 'host_name'),
  }),
  path('notice', 'detection-finding', {
    detail: (record) => ({
      kind: 'finding',
      rule: textIn(record, 'note') ?? 'notice',
      title: textIn(record, 'msg') ?? textIn(record, 'note') ?? 'notice',
      severity: NOTICE_SEVERITY,
    }),
  }),
]);

/** Fields that hold one log apart from all others, for JSON without a `_path`: the first row whose fields are all there. */
const TELLTALE: readonly (readonly [path: string, fields: readonly string[]])[] = [
  ['conn', ['conn_state']],
  ['conn', ['orig_pkts', 'history']],
  ['dns', ['trans_id', 'proto']],
  ['http', ['trans_depth', 'method']],
  ['http', ['request_body_len']],
  ['ssl', ['ssl_history']],
  ['ssl', ['resumed', 'established']],
  ['mqtt_connect', ['proto_name', 'proto_version']],
  ['mqtt_publish', ['topic', 'from_client']],
  ['mqtt_subscribe', ['action', 'topics']],
  ['ssh', ['auth_attempts', 'direction']],
  ['ssh', ['kex_alg']],
  ['ssh', ['auth_attempts']],
  ['dhcp', ['msg_types']],
  ['dnp3', ['fc_request']],
  ['notice', ['note', 'actions']],
  ['x509', ['certificate.serial']],
  ['smtp', ['trans_depth', 'helo']],
  ['rdp', ['security_protocol']],
  ['rdp', ['cookie', 'result']],
  ['ftp', ['command', 'user']],
  ['modbus', ['func', 'unit']],
];

/** Which log a record is of, by what it has; `undefined` where nothing tells. */
export function zeekPathOf(has: (field: string) => boolean): string | undefined {
  return TELLTALE.find(([, fields]) => fields.every(has))?.[0];
}
