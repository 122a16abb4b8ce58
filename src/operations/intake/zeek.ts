import { addressOf, portOf } from '../event/address.ts';
import type { Gathering } from '../event/gathering.ts';
import type { LogSource, Reader, SecurityEvent } from '../event/model.ts';
import { momentOf } from '../event/moment.ts';
import { textIn } from './fields.ts';
import { jsonReader, type ObjectJudge } from './json-values.ts';
import { connFlow, ZEEK_PATHS, zeekFlow, zeekPathOf } from './zeek-paths.ts';

type Foreign = Readonly<Record<string, unknown>>;

// Paths that nobody here knows: each keeps one log source, as many as a sensor could have.
const others = new Map<string, LogSource>();
const MOST_OTHERS = 512;

function otherSource(path: string): LogSource {
  const before = others.get(path);
  if (before !== undefined) return before;
  const source: LogSource = { product: 'zeek', service: path };
  if (others.size < MOST_OTHERS) others.set(path, source);
  return source;
}

/** One record of Zeek, however it was written, as an event. */
export function zeekEvent(path: string | undefined, record: Foreign, offset: number, length: number, into: Gathering, alone = false) {
  const time = momentOf(record['ts']);
  if (time === undefined) return into.reject('no-time', offset, length, 'no ts');
  if (path === 'conn') {
    const flow = connFlow(record, alone);
    const logSource = CONN_SOURCE;
    return into.event(
      flow === undefined
        ? { class: 'network-activity', time, logSource, record, offset, length }
        : { class: 'network-activity', time, logSource, record, flow, offset, length },
    );
  }
  const known = path === undefined ? undefined : ZEEK_PATHS.get(path);
  if (known === undefined)
    return into.event({ class: 'base', time, logSource: path === undefined ? UNKNOWN_SOURCE : otherSource(path), record, offset, length });
  const flow =
    path === 'dhcp'
      ? dhcpFlow(record)
      : zeekFlow(record, record['proto'] === 'tcp' ? 'tcp' : record['proto'] === 'udp' ? 'udp' : known.transport, known.service);
  const detail = known.detail?.(record);
  const device = known.device?.(record);
  const event: { -readonly [K in keyof SecurityEvent]: SecurityEvent[K] } = { class: known.class, time, logSource: known.logSource, record, offset, length };
  if (flow !== undefined)
    event.flow = path === 'dns' ? { ...flow, outcome: record['rcode'] === undefined && record['rcode_name'] === undefined ? 'unanswered' : 'answered' } : flow;
  if (detail !== undefined) event.detail = detail;
  if (device !== undefined) event.device = device;
  into.event(event);
}

const CONN_SOURCE: LogSource = { product: 'zeek', service: 'conn' };
const UNKNOWN_SOURCE: LogSource = { product: 'zeek' };

/** DHCP's log names client and server by itself (base/protocols/dhcp). */
function dhcpFlow(record: Foreign): SecurityEvent['flow'] {
  const src = addressOf(record['client_addr']);
  const dst = addressOf(record['server_addr']);
  if (src === undefined || dst === undefined) return undefined;
  return {
    src,
    srcPort: portOf(record['client_port']) ?? 68,
    dst,
    dstPort: portOf(record['server_port']) ?? 67,
    transport: 'udp',
    service: 'dhcp',
    outcome: 'answered',
  };
}

/** Zeek's logs as JSON: `_path` where the record has it (Corelight's form), else `path` where it is named, else by what the record has. */
export function zeekJsonReader(path?: string): Reader {
  const judge: ObjectJudge = (record, offset, length, into) => {
    let of = textIn(record, '_path') ?? path;
    if (of === undefined) {
      if (record['conn_state'] !== undefined) of = 'conn';
      else of = zeekPathOf((field) => record[field] !== undefined);
    }
    zeekEvent(of, record, offset, length, into, true);
  };
  return jsonReader(judge);
}
