import { addressOf, portOf } from '../event/address.ts';
import type { Gathering } from '../event/gathering.ts';
import type { Flow, LogSource, Reader, SecurityEvent, Transport } from '../event/model.ts';
import { momentOfMillis } from '../event/moment.ts';
import { listIn, objectIn, objectOf, textIn } from './fields.ts';
import { jsonReader } from './json-values.ts';
import { INTAKE_LIMITS } from './limits.ts';

type Foreign = Readonly<Record<string, unknown>>;

const MOST_LEVELS = 16;

/** The value of an `AnyValue` (opentelemetry.proto.common.v1, in JSON). 64-bit numbers come as text. */
function anyValue(value: unknown, level = 0): unknown {
  const any = objectOf(value);
  if (any === undefined || level > MOST_LEVELS) return undefined;
  if (any['stringValue'] !== undefined) return any['stringValue'];
  if (any['boolValue'] !== undefined) return any['boolValue'];
  if (any['intValue'] !== undefined) {
    const number = Number(any['intValue']);
    return Number.isSafeInteger(number) ? number : any['intValue'];
  }
  if (any['doubleValue'] !== undefined) return Number(any['doubleValue']);
  const list = objectIn(any, 'arrayValue');
  if (list !== undefined) return listIn(list, 'values').map((one) => anyValue(one, level + 1));
  const map = objectIn(any, 'kvlistValue');
  if (map !== undefined) return attributes(map, 'values', {}, level + 1);
  return any['bytesValue'];
}

function attributes(holder: Foreign, name: string, into: Record<string, unknown>, level = 0): Record<string, unknown> {
  for (const entry of listIn(holder, name).slice(0, INTAKE_LIMITS.fields)) {
    const pair = objectOf(entry);
    const key = pair === undefined ? undefined : textIn(pair, 'key');
    if (pair !== undefined && key !== undefined && key !== '__proto__') into[key] = anyValue(pair['value'], level);
  }
  return into;
}

const sources = new Map<string, LogSource>();
const MOST_SOURCES = 1024;

function sourceOf(service: unknown): LogSource {
  const name = typeof service === 'string' ? service : 'unknown';
  const before = sources.get(name);
  if (before !== undefined) return before;
  const source: LogSource = { product: 'opentelemetry', service: name };
  if (sources.size < MOST_SOURCES) sources.set(name, source);
  return source;
}

const TRANSPORTS = new Map<unknown, Transport>([
  ['tcp', 'tcp'],
  ['udp', 'udp'],
]);

/** A conversation by the semantic conventions of OpenTelemetry: `source.*` and `destination.*`, else `client.*` and `server.*`. */
function flowOf(record: Foreign): Flow | undefined {
  for (const [from, to] of [
    ['source', 'destination'],
    ['client', 'server'],
  ] as const) {
    const [src, dst] = [addressOf(record[`${from}.address`]), addressOf(record[`${to}.address`])];
    if (src === undefined || dst === undefined) continue;
    return {
      src,
      srcPort: portOf(record[`${from}.port`]) ?? 0,
      dst,
      dstPort: portOf(record[`${to}.port`]) ?? 0,
      transport: TRANSPORTS.get(record['network.transport']) ?? 'other',
      outcome: 'unknown',
    };
  }
  return undefined;
}

/** Nanoseconds since 1970 as their digits; 0 says that the moment is not known (opentelemetry.proto.logs.v1). */
function nanoTime(value: unknown): SecurityEvent['time'] | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^[0-9]{1,20}$/.test(text)) return undefined;
  const millis = Number(text.length > 6 ? text.slice(0, -6) : 0);
  return millis === 0 ? undefined : momentOfMillis(millis);
}

function logRecord(log: Foreign, resource: Foreign, offset: number, length: number, into: Gathering) {
  const record: Record<string, unknown> = { ...resource };
  attributes(log, 'attributes', record);
  const body = anyValue(log['body']);
  const said = objectOf(body);
  if (said === undefined) record['body'] = body;
  else for (const key of Object.keys(said)) if (key !== '__proto__' && !Object.hasOwn(record, key)) record[key] = said[key];
  for (const name of ['severityText', 'severityNumber', 'traceId', 'spanId', 'eventName']) if (log[name] !== undefined) record[name] = log[name];
  const time = nanoTime(log['timeUnixNano']) ?? nanoTime(log['observedTimeUnixNano']);
  if (time === undefined) return into.reject('no-time', offset, length, 'no timeUnixNano');
  const event: { -readonly [K in keyof SecurityEvent]: SecurityEvent[K] } = {
    class: 'base',
    time,
    logSource: sourceOf(record['service.name']),
    record,
    offset,
    length,
  };
  const flow = flowOf(record);
  if (flow !== undefined) event.flow = flow;
  const device = textIn(record, 'device.id') ?? textIn(record, 'service.instance.id') ?? textIn(record, 'host.name');
  if (device !== undefined) event.device = device;
  into.event(event);
}

/** OTLP's logs in JSON: documents of `resourceLogs`, each of many records. The place of an event is that of its document. */
export function otlpReader(): Reader {
  return jsonReader((document, offset, length, into) => {
    const resources = document['resourceLogs'];
    if (!Array.isArray(resources)) return into.reject('unknown-kind', offset, length, 'no resourceLogs');
    let count = 0;
    for (const one of resources) {
      const logs = objectOf(one) ?? {};
      const resource = attributes(objectIn(logs, 'resource') ?? {}, 'attributes', {});
      for (const scope of listIn(logs, 'scopeLogs')) {
        for (const log of listIn(objectOf(scope) ?? {}, 'logRecords')) {
          count += 1;
          const record = objectOf(log);
          if (record === undefined) into.reject('not-readable', offset, length, 'a log record that is no object');
          else logRecord(record, resource, offset, length, into);
        }
      }
    }
    if (count === 0) into.reject('no-event', offset, length, 'no log records');
  }, INTAKE_LIMITS.document);
}
