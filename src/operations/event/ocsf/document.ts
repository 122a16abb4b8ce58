import { OCSF_CLASS, type SecurityEvent } from '../model.ts';
import { momentOf } from '../moment.ts';
import { filled, ZEEK_OBJECTS } from './zeek-objects.ts';

type Foreign = Readonly<Record<string, unknown>>;

export type OcsfVersion = '1.3.0' | '1.4.0';

/** Names as they are written, of the products whose records are read. */
const PRODUCTS = new Map<string | undefined, { readonly name: string; readonly vendor_name: string }>([
  ['zeek', { name: 'Zeek', vendor_name: 'Zeek' }],
  ['suricata', { name: 'Suricata', vendor_name: 'OISF' }],
  ['argus', { name: 'Argus', vendor_name: 'QoSient' }],
  ['assay', { name: 'Assay', vendor_name: 'Assay' }],
]);

// Fields of a record of Zeek that have their place in every document.
const SHARED = [
  'ts',
  'uid',
  '_path',
  '_system_name',
  '_write_ts',
  'id.orig_h',
  'id.orig_p',
  'id.resp_h',
  'id.resp_p',
  'proto',
  'service',
  'conn_state',
  'duration',
  'orig_bytes',
  'resp_bytes',
  'orig_pkts',
  'resp_pkts',
  'orig_l2_addr',
  'resp_l2_addr',
  'resp_cc',
  'orig_cc',
];

const isObject = (value: unknown): value is Foreign => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Both, one within the other where both are objects. */
function merged(base: Foreign, over: Foreign): Foreign {
  const out: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const before = out[name];
    out[name] = isObject(before) && isObject(value) ? merged(before, value) : value;
  }
  return out;
}

function sum(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one + other;
}

function whole(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.trunc(value);
}

/** Of a conversation: who, with whom, how much. Durations and moments in milliseconds, as the standard counts (timestamp_t, `duration`). */
function conversation(event: SecurityEvent, version: OcsfVersion): Foreign {
  const { flow, record } = event;
  if (flow === undefined) return {};
  const country = (name: string): Foreign | undefined => (record[name] === undefined ? undefined : { country: record[name] });
  const later = version === '1.4.0';
  return {
    src_endpoint: filled({ ip: flow.src, port: flow.srcPort, mac: flow.srcMac, location: country('orig_cc') }),
    dst_endpoint: filled({ ip: flow.dst, port: flow.dstPort, mac: flow.dstMac, location: country('resp_cc') }),
    connection_info: filled({
      protocol_name: flow.transport === 'other' ? undefined : flow.transport,
      protocol_num: flow.protocol,
      direction_id: event.detail === undefined ? 0 : undefined,
      community_uid: undefined,
      // What 1.4 brought.
      community_id: later ? record['community_id'] : undefined,
      flag_history: later ? record['history'] : undefined,
    }),
    traffic: filled({
      bytes_in: flow.bytesIn,
      bytes_out: flow.bytesOut,
      bytes: sum(flow.bytesIn, flow.bytesOut),
      packets_in: flow.packetsIn,
      packets_out: flow.packetsOut,
      packets: sum(flow.packetsIn, flow.packetsOut),
      bytes_missed: later ? record['missed_bytes'] : undefined,
    }),
    app_name: event.detail === undefined ? flow.service : undefined,
    duration: whole(flow.duration),
    status_code: typeof record['conn_state'] === 'string' ? record['conn_state'] : undefined,
  };
}

/** What the view that all formats share says, for records that are not Zeek's. */
function viewed({ detail }: SecurityEvent): Foreign {
  if (detail === undefined) return {};
  switch (detail.kind) {
    case 'dns':
      return {
        query: { hostname: detail.query, type: detail.type },
        rcode: detail.rcode,
        answers: detail.answers.length > 0 ? detail.answers.map((rdata) => ({ rdata })) : undefined,
      };
    case 'http':
      return {
        http_request: filled({ http_method: detail.method, url: filled({ hostname: detail.host, path: detail.uri }), user_agent: detail.userAgent }),
        http_response: filled({ code: detail.status }),
      };
    case 'tls':
      return {
        tls: filled({
          sni: detail.serverName,
          version: detail.version,
          ja3_hash: detail.ja3 === undefined ? undefined : { value: detail.ja3, algorithm_id: 1 },
          certificate: filled({ subject: detail.subject, issuer: detail.issuer }),
        }),
      };
    case 'login':
      return {
        user: filled({ name: detail.user }),
        status_id: detail.success === undefined ? 0 : detail.success ? 1 : 2,
        auth_protocol: detail.protocol,
        count: detail.attempts,
      };
    case 'finding':
      return { finding_info: { uid: detail.rule, title: detail.title }, severity_id: detail.severity };
    case 'access':
      return { api: { operation: detail.action }, actor: { user: { name: detail.who } }, status_id: detail.allowed ? 1 : 2, status_detail: detail.reason };
    case 'mqtt':
    case 'dhcp':
    case 'arp':
    case 'sensor':
      return {};
  }
}

/** network_activity: 1 Open, 2 Close, 6 Traffic; where a log says how a connection ended it is over. */
function activity(event: SecurityEvent): number {
  if (event.class === 'network-activity' && event.detail === undefined) return event.flow?.part === 'begun' ? 1 : event.flow?.part === 'updated' ? 6 : 2;
  return event.class === 'detection-finding' ? 1 : 99;
}

/**
 * An event as a document of OCSF 1.3 or 1.4. What the standard has no place for is kept under `unmapped` with the source's own names, so that nothing is lost. Moments are in milliseconds since 1970.
 */
export function ocsfDocument(event: SecurityEvent, version: OcsfVersion = '1.4.0'): Foreign {
  const { record, logSource } = event;
  const log = logSource.product === 'zeek' ? logSource.service : undefined;
  const mapped = log === undefined ? undefined : ZEEK_OBJECTS.get(log)?.(record);
  const classUid = OCSF_CLASS[event.class];
  const written = momentOf(record['_write_ts']);
  const fixed: Foreign = {
    metadata: filled({
      version,
      product: PRODUCTS.get(logSource.product) ?? { name: logSource.product ?? 'unknown', vendor_name: logSource.product ?? 'unknown' },
      log_name: logSource.service ?? logSource.category,
      uid: typeof record['uid'] === 'string' ? record['uid'] : undefined,
      loggers: typeof record['_system_name'] === 'string' ? [{ name: record['_system_name'] }] : undefined,
      logged_time: written,
    }),
    category_uid: Math.floor(classUid / 1000),
    class_uid: classUid,
    severity_id: 1,
    time: event.time,
    start_time: event.time,
    activity_id: activity(event),
    device: event.device === undefined || event.flow !== undefined ? undefined : { name: event.device, type_id: 0 },
  };
  const document: Record<string, unknown> = { ...merged(merged(fixed, conversation(event, version)), mapped?.fields ?? viewed(event)) };
  document['type_uid'] = classUid * 100 + Number(document['activity_id']);
  const used = new Set([
    ...(log === undefined ? [] : SHARED),
    ...(mapped?.used ?? []),
    ...(version === '1.4.0' ? ['community_id', 'history', 'missed_bytes'] : []),
  ]);
  const rest = filled(Object.fromEntries(Object.entries(record).filter(([name]) => !used.has(name))));
  if (rest !== undefined) document['unmapped'] = rest;
  for (const name of Object.keys(document)) if (document[name] === undefined) delete document[name];
  return document;
}
