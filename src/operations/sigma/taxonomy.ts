import type { LogSource, OcsfClass, SecurityEvent } from '../event/model.ts';

// Names of Sigma's taxonomy, and what of an event stands for them where its record has no such field. Data only.

const flow = (name: keyof NonNullable<SecurityEvent['flow']>) => (event: SecurityEvent) => event.flow?.[name];

/** What a detail says under one of the names, where it says it. */
const detail =
  (...names: readonly string[]) =>
  (event: SecurityEvent): unknown => {
    const said = event.detail as Readonly<Record<string, unknown>> | undefined;
    if (said === undefined) return undefined;
    for (const name of names) if (Object.hasOwn(said, name)) return said[name];
    return undefined;
  };

/** Sysmon writes all digests in one field: `SHA256=…,IMPHASH=…`. */
const hash = (name: string) => (event: SecurityEvent) => {
  const hashes = event.record['Hashes'];
  if (typeof hashes !== 'string') return undefined;
  const found = hashes.split(',').find((one) => one.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
};

const record =
  (...names: readonly string[]) =>
  (event: SecurityEvent): unknown => {
    for (const name of names) if (Object.hasOwn(event.record, name)) return event.record[name];
    return undefined;
  };

type Field = (event: SecurityEvent) => unknown;

const MAPPED: Readonly<Record<string, Field>> = {
  src_ip: flow('src'),
  src_port: flow('srcPort'),
  dst_ip: flow('dst'),
  dst_port: flow('dstPort'),
  src_mac: flow('srcMac'),
  dst_mac: flow('dstMac'),
  SourceIp: flow('src'),
  SourcePort: flow('srcPort'),
  DestinationIp: flow('dst'),
  DestinationPort: flow('dstPort'),
  Protocol: flow('transport'),
  proto: flow('transport'),
  service: flow('service'),
  outcome: flow('outcome'),
  bytes_out: flow('bytesOut'),
  bytes_in: flow('bytesIn'),
  packets_out: flow('packetsOut'),
  packets_in: flow('packetsIn'),
  duration: flow('duration'),
  'source.ip': flow('src'),
  'source.port': flow('srcPort'),
  'source.mac': flow('srcMac'),
  'source.bytes': flow('bytesOut'),
  'destination.ip': flow('dst'),
  'destination.port': flow('dstPort'),
  'destination.mac': flow('dstMac'),
  'destination.bytes': flow('bytesIn'),
  'network.transport': flow('transport'),
  'network.protocol': flow('service'),
  query: detail('query'),
  QueryName: detail('query'),
  record_type: detail('type'),
  answer: detail('answers'),
  answers: detail('answers'),
  QueryResults: detail('answers'),
  'dns.question.name': detail('query'),
  'dns.question.type': detail('type'),
  'dns.response_code': detail('rcode'),
  'c-uri': detail('uri'),
  'cs-uri': detail('uri'),
  'c-uri-stem': detail('uri'),
  'c-useragent': detail('userAgent'),
  'cs-user-agent': detail('userAgent'),
  'cs-method': detail('method'),
  'cs-host': detail('host'),
  'sc-status': detail('status'),
  'r-dns': detail('host', 'query', 'serverName'),
  'http.request.method': detail('method'),
  'http.response.status_code': detail('status'),
  'url.original': detail('uri'),
  'user_agent.original': detail('userAgent'),
  'tls.server_name': detail('serverName'),
  server_name: detail('serverName'),
  ja3: detail('ja3'),
  user: detail('user', 'who'),
  username: detail('user', 'who'),
  'user.name': detail('user', 'who'),
  success: detail('success', 'accepted', 'allowed'),
  topic: detail('topic'),
  client_id: (event) => detail('clientId')(event) ?? event.device,
  act: detail('act'),
  action: detail('action', 'act'),
  mac: detail('mac'),
  device: (event) => event.device,
  hostname: (event) => event.device ?? detail('hostName')(event),
  credential: detail('credential'),
  Imphash: hash('IMPHASH'),
  imphash: hash('IMPHASH'),
  md5: hash('MD5'),
  sha1: hash('SHA1'),
  sha256: hash('SHA256'),
  // Windows' own audit events, by the names of Sysmon.
  Image: record('NewProcessName', 'ProcessName', 'Application'),
  ParentImage: record('ParentProcessName'),
  User: record('SubjectUserName', 'TargetUserName'),
  TargetObject: record('ObjectName'),
  Details: record('NewValue'),
  LogonId: record('SubjectLogonId'),
};

const BY_NAME: ReadonlyMap<string, Field> = new Map(Object.entries(MAPPED));

/** What stands for a field of Sigma's taxonomy where the record has no field of that name; undefined where the taxonomy does not know it. */
export function mappedField(name: string): Field | undefined {
  const known = BY_NAME.get(name);
  if (known !== undefined) return known;
  const [head, ...rest] = name.split('.');
  if (rest.length !== 1 || rest[0] === undefined) return undefined;
  if (head === 'flow') return ({ flow: one }) => own(one, rest[0] as string);
  if (head === 'detail') return ({ detail: one }) => own(one, rest[0] as string);
  return undefined;
}

function own(value: object | undefined, name: string): unknown {
  return value !== undefined && Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** Every name that the taxonomy maps, for tests and for people. */
export const MAPPED_NAMES: readonly string[] = [...BY_NAME.keys()];

/** Categories that an event of a class is of besides its own. */
const BY_CLASS: Partial<Record<OcsfClass, readonly string[]>> = {
  'dns-activity': ['dns'],
  'http-activity': ['proxy', 'webserver'],
  'network-activity': ['firewall'],
  authentication: ['authentication'],
  'ssh-activity': ['authentication'],
  'ftp-activity': ['authentication'],
  'rdp-activity': ['authentication'],
};

// Protocols of devices that several products log, each under names of its own: a rule that asks what the taxonomy maps is written once.
const BY_SERVICE: ReadonlyMap<string, readonly string[]> = new Map([
  ['zeek mqtt_connect', ['mqtt']],
  ['zeek mqtt_publish', ['mqtt']],
  ['zeek mqtt_subscribe', ['mqtt']],
  ['zeek mqtt_disconnect', ['mqtt']],
  ['suricata mqtt', ['mqtt']],
  ['zeek ssl', ['tls']],
  ['suricata tls', ['tls']],
]);

/** Categories that include others. */
const BY_CATEGORY: ReadonlyMap<string, readonly string[]> = new Map([
  ['registry_add', ['registry_event']],
  ['registry_set', ['registry_event']],
  ['registry_delete', ['registry_event']],
  ['registry_rename', ['registry_event']],
]);

/** What an event is of: its own log source, and the same with each category that it is of as well. */
export function sourcesOf({ logSource, class: kind }: Pick<SecurityEvent, 'logSource' | 'class'>): readonly LogSource[] {
  const more = [
    ...(BY_CLASS[kind] ?? []),
    ...(logSource.category === undefined ? [] : (BY_CATEGORY.get(logSource.category) ?? [])),
    ...(BY_SERVICE.get(`${logSource.product} ${logSource.service}`) ?? []),
  ];
  return [logSource, ...more.map((category) => ({ ...logSource, category }))];
}

/** Whether a rule of one log source is for events of the others: each thing that it names has to be equal, without regard to case. A rule that names nothing is for all. */
export function concerns(rule: LogSource, sources: readonly LogSource[]): boolean {
  return sources.some((source) =>
    (['product', 'category', 'service'] as const).every((key) => rule[key] === undefined || rule[key] === source[key]?.toLowerCase()),
  );
}
