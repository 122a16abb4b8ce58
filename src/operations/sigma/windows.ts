import type { LogSource } from '../event/model.ts';

// Windows events as JSON (the shape of evtx_dump: `Event.System`, `Event.EventData`), and where Sigma's taxonomy puts them.

/** Sysmon, by event id. */
const SYSMON: Readonly<Record<number, string>> = {
  1: 'process_creation',
  2: 'file_change',
  3: 'network_connection',
  4: 'sysmon_status',
  5: 'process_termination',
  6: 'driver_load',
  7: 'image_load',
  8: 'create_remote_thread',
  9: 'raw_access_thread',
  10: 'process_access',
  11: 'file_event',
  13: 'registry_set',
  14: 'registry_rename',
  15: 'create_stream_hash',
  16: 'sysmon_status',
  17: 'pipe_created',
  18: 'pipe_created',
  19: 'wmi_event',
  20: 'wmi_event',
  21: 'wmi_event',
  22: 'dns_query',
  23: 'file_delete',
  24: 'clipboard_capture',
  25: 'process_tampering',
  26: 'file_delete',
  27: 'file_block_executable',
  28: 'file_block_shredding',
  29: 'file_executable_detected',
  255: 'sysmon_error',
};

/** Services of the taxonomy, by channel in lower case; `categories` by event id. */
interface Channel {
  readonly service: string;
  readonly categories?: Readonly<Record<number, string>>;
}

const POWERSHELL: Channel = { service: 'powershell', categories: { 4103: 'ps_module', 4104: 'ps_script' } };
const CHANNELS: ReadonlyMap<string, Channel> = new Map<string, Channel>([
  ['microsoft-windows-sysmon/operational', { service: 'sysmon', categories: SYSMON }],
  ['security', { service: 'security', categories: { 4688: 'process_creation', 4657: 'registry_event', 5156: 'network_connection' } }],
  ['system', { service: 'system' }],
  ['application', { service: 'application' }],
  ['microsoft-windows-powershell/operational', POWERSHELL],
  ['powershellcore/operational', POWERSHELL],
  ['windows powershell', { service: 'powershell-classic', categories: { 400: 'ps_classic_start', 600: 'ps_classic_provider_start' } }],
  ['microsoft-windows-taskscheduler/operational', { service: 'taskscheduler' }],
  ['microsoft-windows-wmi-activity/operational', { service: 'wmi' }],
  ['dns server', { service: 'dns-server' }],
  ['microsoft-windows-dns-server/analytical', { service: 'dns-server-analytic' }],
  ['microsoft-windows-dns-server/audit', { service: 'dns-server-audit' }],
  ['microsoft-windows-dns-client events/operational', { service: 'dns-client' }],
  ['microsoft-windows-dns-client/operational', { service: 'dns-client' }],
  ['microsoft-windows-driverframeworks-usermode/operational', { service: 'driver-framework' }],
  ['microsoft-windows-ntlm/operational', { service: 'ntlm' }],
  ['dhcp-server', { service: 'dhcp' }],
  ['microsoft-windows-dhcp-server/operational', { service: 'dhcp' }],
  ['msexchange management', { service: 'msexchange-management' }],
  ['microsoft-servicebus-client', { service: 'microsoft-servicebus-client' }],
  ['microsoft-windows-windows defender/operational', { service: 'windefend' }],
  ['microsoft-windows-windows firewall with advanced security/firewall', { service: 'firewall-as' }],
  ['microsoft-windows-bits-client/operational', { service: 'bits-client' }],
  ['microsoft-windows-applocker/exe and dll', { service: 'applocker' }],
  ['microsoft-windows-applocker/msi and script', { service: 'applocker' }],
  ['microsoft-windows-applocker/packaged app-deployment', { service: 'applocker' }],
  ['microsoft-windows-applocker/packaged app-execution', { service: 'applocker' }],
  ['microsoft-windows-codeintegrity/operational', { service: 'codeintegrity-operational' }],
  ['microsoft-windows-ldap-client/debug', { service: 'ldap' }],
  ['microsoft-windows-ldap-client/operational', { service: 'ldap' }],
  ['microsoft-windows-lsa/operational', { service: 'lsa-server' }],
  ['microsoft-windows-security-mitigations/kernelmode', { service: 'security-mitigations' }],
  ['microsoft-windows-security-mitigations/usermode', { service: 'security-mitigations' }],
  ['microsoft-windows-diagnosis-scripted/operational', { service: 'diagnosis-scripted' }],
  ['microsoft-windows-shell-core/operational', { service: 'shell-core' }],
  ['openssh/operational', { service: 'openssh' }],
  ['microsoft-windows-smbclient/security', { service: 'smbclient-security' }],
  ['microsoft-windows-smbclient/connectivity', { service: 'smbclient-connectivity' }],
  ['microsoft-windows-smbserver/connectivity', { service: 'smbserver-connectivity' }],
  ['microsoft-windows-appxdeploymentserver/operational', { service: 'appxdeployment-server' }],
  ['microsoft-windows-appxpackaging/operational', { service: 'appxpackaging-om' }],
  ['microsoft-windows-appmodel-runtime/admin', { service: 'appmodel-runtime' }],
  ['microsoft-windows-capi2/operational', { service: 'capi2' }],
  ['microsoft-windows-certificateservicesclient-lifecycle-system/operational', { service: 'certificateservicesclient-lifecycle-system' }],
  ['microsoft-windows-terminalservices-localsessionmanager/operational', { service: 'terminalservices-localsessionmanager' }],
  ['microsoft-iis-configuration/operational', { service: 'iis-configuration' }],
  ['microsoft-windows-kernel-shimengine/operational', { service: 'kernel-shimengine' }],
  ['microsoft-windows-kernel-event tracing/admin', { service: 'kernel-event-tracing' }],
  ['microsoft-windows-sense/operational', { service: 'sense' }],
]);

type Json = Readonly<Record<string, unknown>>;

export interface WindowsEvent {
  readonly record: Json;
  readonly logSource: LogSource;
  /** As it is written: RFC 3339, or something else. */
  readonly time: string | undefined;
}

/**
 * A Windows event flat, by the names that Sigma uses: attributes of `System` joined by `_` (`Provider_Name`), the data by its own names. Undefined where the value is
 * none. Whoever wrote the log chose every name; none of them reaches a prototype.
 */
export function windowsEvent(value: unknown): WindowsEvent | undefined {
  const event = isObject(value) ? value['Event'] : undefined;
  const system = isObject(event) ? event['System'] : undefined;
  if (!isObject(event) || !isObject(system)) return undefined;
  const data = event['EventData'];
  // A copy at one go, which keeps its shape, and is read faster than one that is filled by name; a name such as `__proto__` stays a field of its own.
  const record: Record<string, unknown> = isObject(data) ? { ...data } : {};
  if (isObject(data)) unwrap(record, data);
  for (const name in system) if (name !== '__proto__') flatten(record, name, system[name]);
  const more = event['UserData'];
  if (isObject(more)) spread(record, more, 0);
  const id = Number(record['EventID']);
  const channel = typeof record['Channel'] === 'string' ? record['Channel'].toLowerCase() : '';
  const time = record['TimeCreated_SystemTime'];
  return { record, logSource: sourceOf(channel, id, record['EventType']), time: typeof time === 'string' ? time : undefined };
}

function flatten(record: Record<string, unknown>, name: string, value: unknown): void {
  if (!isObject(value)) {
    if (value !== null || !Object.hasOwn(record, name)) record[name] = value;
    return;
  }
  const attributes = value['#attributes'];
  if (isObject(attributes)) for (const key in attributes) record[`${name}_${key}`] = attributes[key];
  if (Object.hasOwn(value, '#text')) record[name] = value['#text'];
}

/** What of the data is no plain value becomes its text, or is spread. */
function unwrap(record: Record<string, unknown>, data: Json): void {
  for (const name in data) {
    const value = data[name];
    if (!isObject(value)) continue;
    delete record[name];
    spread(record, { [name]: value }, 1);
  }
}

/** Data by its own names. `UserData` has them inside an element of the provider's, so one level more is looked into. */
function spread(record: Record<string, unknown>, data: Json, depth: number): void {
  for (const name in data) {
    if (name === '#attributes' || name === '__proto__') continue;
    const value = data[name];
    if (!isObject(value)) record[name] = value;
    else if (Object.hasOwn(value, '#text')) record[name] = value['#text'];
    else if (depth < 2) spread(record, value, depth + 1);
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// One object a log source, shared by its events: what is compared is compared once. The channel is whoever wrote the log's, so only known ones are kept.
const SOURCES = new Map<string, LogSource>();
const UNKNOWN: LogSource = { product: 'windows' };

function sourceOf(channel: string, id: number, type: unknown): LogSource {
  const known = CHANNELS.get(channel);
  if (known === undefined) return UNKNOWN;
  const { service, categories } = known;
  // Sysmon 12 is a key that was made or a key or value that was deleted.
  const category =
    service === 'sysmon' && id === 12
      ? type === 'CreateKey'
        ? 'registry_add'
        : 'registry_delete'
      : categories !== undefined && Object.hasOwn(categories, id)
        ? categories[id]
        : undefined;
  const key = `${service} ${category ?? ''}`;
  const made = SOURCES.get(key) ?? { product: 'windows', service, ...(category === undefined ? {} : { category }) };
  SOURCES.set(key, made);
  return made;
}
