import { addressOf, macOf, portOf } from '../event/address.ts';
import { type Detail, type Flow, type LogSource, OCSF_CLASS, type OcsfClass, type Reader, type SecurityEvent, type Transport } from '../event/model.ts';
import { momentOf, momentOfMillis } from '../event/moment.ts';
import { countIn, listIn, numberIn, objectIn, objectOf, present, textIn } from './fields.ts';
import { jsonReader } from './json-values.ts';

type Foreign = Readonly<Record<string, unknown>>;
const kept = present<Detail>;

const BY_NUMBER = new Map<unknown, OcsfClass>((Object.keys(OCSF_CLASS) as OcsfClass[]).map((name) => [OCSF_CLASS[name], name]));

const SOURCES = new Map<OcsfClass, LogSource>((Object.keys(OCSF_CLASS) as OcsfClass[]).map((name) => [name, { product: 'ocsf', category: name }]));

const TRANSPORTS = new Map<unknown, Transport>([
  [6, 'tcp'],
  ['tcp', 'tcp'],
  [17, 'udp'],
  ['udp', 'udp'],
  [1, 'icmp'],
  ['icmp', 'icmp'],
  [58, 'icmp6'],
  ['ipv6-icmp', 'icmp6'],
  ['icmp6', 'icmp6'],
]);

/** The standard counts milliseconds; producers are known that write seconds, which no moment since 1973 is in milliseconds. */
function ocsfTime(value: unknown): ReturnType<typeof momentOf> {
  return typeof value === 'number' && value > 1e11 ? momentOfMillis(value) : momentOf(value);
}

function flowOf(event: Foreign): Flow | undefined {
  const from = objectIn(event, 'src_endpoint');
  const to = objectIn(event, 'dst_endpoint');
  if (from === undefined || to === undefined) return undefined;
  const [src, dst] = [addressOf(from['ip']), addressOf(to['ip'])];
  if (src === undefined || dst === undefined) return undefined;
  const connection = objectIn(event, 'connection_info') ?? {};
  const transport = TRANSPORTS.get(connection['protocol_num']) ?? TRANSPORTS.get(textIn(connection, 'protocol_name')?.toLowerCase()) ?? 'other';
  const traffic = objectIn(event, 'traffic') ?? {};
  // 5 and 6 are Refuse and Fail of network activity in some minor versions; what counts for all of them is whether anything came back.
  const back = countIn(traffic, 'packets_in') ?? countIn(traffic, 'bytes_in');
  const outcome = back === undefined ? 'unknown' : back > 0 ? 'answered' : 'unanswered';
  return present<Flow>({
    src,
    srcPort: portOf(from['port']) ?? 0,
    dst,
    dstPort: portOf(to['port']) ?? 0,
    transport,
    service: textIn(event, 'app_name')?.toLowerCase(),
    outcome,
    bytesOut: countIn(traffic, 'bytes_out'),
    bytesIn: countIn(traffic, 'bytes_in'),
    packetsOut: countIn(traffic, 'packets_out'),
    packetsIn: countIn(traffic, 'packets_in'),
    duration: countIn(event, 'duration'),
    srcMac: macOf(from['mac']),
    dstMac: macOf(to['mac']),
    protocol: undefined,
    icmp: undefined,
    part: undefined,
  });
}

// authentication (3002): status_id 1 is success, 2 failure.
function loginOf(event: Foreign): Detail {
  const status = numberIn(event, 'status_id');
  return kept({
    kind: 'login',
    protocol: textIn(event, 'auth_protocol') ?? 'unknown',
    user: textIn(objectIn(event, 'user') ?? {}, 'name'),
    success: status === 1 ? true : status === 2 ? false : undefined,
    attempts: undefined,
  });
}

function detailOf(of: OcsfClass, event: Foreign): Detail | undefined {
  switch (of) {
    case 'dns-activity': {
      const query = objectIn(event, 'query');
      if (query === undefined) return undefined;
      const answers = listIn(event, 'answers').flatMap((answer) => textIn(objectOf(answer) ?? {}, 'rdata') ?? []);
      return kept({ kind: 'dns', query: textIn(query, 'hostname') ?? '', type: textIn(query, 'type') ?? '', rcode: textIn(event, 'rcode'), answers });
    }
    case 'http-activity': {
      const asked = objectIn(event, 'http_request') ?? {};
      const url = objectIn(asked, 'url') ?? {};
      const status = numberIn(objectIn(event, 'http_response') ?? {}, 'code');
      return kept({
        kind: 'http',
        method: textIn(asked, 'http_method'),
        host: textIn(url, 'hostname'),
        uri: textIn(url, 'path'),
        userAgent: textIn(asked, 'user_agent'),
        status,
      });
    }
    case 'authentication':
      return loginOf(event);
    case 'detection-finding': {
      const found = objectIn(event, 'finding_info') ?? {};
      return kept({
        kind: 'finding',
        rule: textIn(found, 'uid') ?? 'unknown',
        title: textIn(found, 'title') ?? 'finding',
        severity: numberIn(event, 'severity_id'),
      });
    }
    default: {
      const tls = objectIn(event, 'tls');
      if (tls === undefined) return undefined;
      const certificate = objectIn(tls, 'certificate') ?? {};
      return kept({
        kind: 'tls',
        serverName: textIn(tls, 'sni'),
        version: textIn(tls, 'version'),
        ja3: textIn(objectIn(tls, 'ja3_hash') ?? {}, 'value'),
        subject: textIn(certificate, 'subject'),
        issuer: textIn(certificate, 'issuer'),
      });
    }
  }
}

/** Documents of OCSF 1.x, of any producer, back in the view that all formats share. */
export function ocsfReader(): Reader {
  return jsonReader((record, offset, length, into) => {
    if (typeof record['class_uid'] !== 'number') return into.reject('unknown-kind', offset, length, 'no class_uid');
    const time = ocsfTime(record['time']);
    if (time === undefined) return into.reject('no-time', offset, length, 'no time');
    const of = BY_NUMBER.get(record['class_uid']) ?? 'base';
    const event: { -readonly [K in keyof SecurityEvent]: SecurityEvent[K] } = {
      class: of,
      time,
      logSource: SOURCES.get(of) ?? { product: 'ocsf' },
      record,
      offset,
      length,
    };
    const flow = flowOf(record);
    if (flow !== undefined) event.flow = flow;
    const detail = detailOf(of, record);
    if (detail !== undefined) event.detail = detail;
    const device = objectIn(record, 'device');
    const name = device === undefined ? undefined : (textIn(device, 'uid') ?? textIn(device, 'hostname'));
    if (name !== undefined) event.device = name;
    into.event(event);
  });
}
