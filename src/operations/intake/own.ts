import { addressOf, portOf } from '../event/address.ts';
import type { Detail, Flow, LogSource, OcsfClass, Reader, SecurityEvent } from '../event/model.ts';
import { momentOf } from '../event/moment.ts';
import { flagIn, numberIn, objectIn, present, textIn } from './fields.ts';
import { jsonReader } from './json-values.ts';

type Foreign = Readonly<Record<string, unknown>>;
const kept = present<Detail>;

const DECIDED: LogSource = { product: 'assay', service: 'access' };
const ENDPOINT: LogSource = { product: 'assay', service: 'endpoint' };
const FLEET: LogSource = { product: 'assay', service: 'fleet' };

/** The broker's conversation behind a decision, where the record tells the two ends. */
function flowOf(record: Foreign): Flow | undefined {
  const [src, dst] = [addressOf(record['address']), addressOf(record['endpoint'])];
  if (src === undefined || dst === undefined) return undefined;
  return {
    src,
    srcPort: portOf(record['port']) ?? 0,
    dst,
    dstPort: portOf(record['endpointPort']) ?? 0,
    transport: 'tcp',
    service: 'mqtt',
    outcome: 'answered',
  };
}

function detailOf(type: string, record: Foreign): readonly [OcsfClass, LogSource, Detail | undefined] {
  if (type === 'access.decided') {
    const allowed = flagIn(record, 'allowed');
    if (allowed === undefined) return ['base', FLEET, undefined];
    const detail = kept({
      kind: 'access',
      who: textIn(record, 'who') ?? textIn(record, 'device') ?? 'unknown',
      action: textIn(record, 'action') ?? 'unknown',
      on: textIn(record, 'on'),
      allowed,
      credential: textIn(record, 'credential'),
      reason: textIn(record, 'reason'),
    });
    return ['api-activity', DECIDED, detail];
  }
  if (type === 'alarm.raised') {
    const code = textIn(record, 'code') ?? 'alarm';
    return ['detection-finding', ENDPOINT, { kind: 'finding', rule: code, title: textIn(record, 'says') ?? code, severity: 4 }];
  }
  if (type === 'session.refused') {
    // Counts of a minute by reason: who was refused is not on the ledger.
    const counts = objectIn(record, 'counts') ?? {};
    const worst = Object.keys(counts).reduce<string | undefined>(
      (most, reason) => (most === undefined || (numberIn(counts, reason) ?? 0) > (numberIn(counts, most) ?? 0) ? reason : most),
      undefined,
    );
    return [
      'api-activity',
      ENDPOINT,
      kept({ kind: 'access', who: 'unknown', action: 'connect', on: undefined, allowed: false, credential: undefined, reason: worst }),
    ];
  }
  return ['application-lifecycle', FLEET, undefined];
}

/**
 * What Assay's own parts tell of: the facts of the fleet's ledger (`{"type": "alarm.raised", "at": …, "device": …}`, docs/product-devices.md) and single decisions of the device endpoint
 * (`{"type": "access.decided", "at": …, "who": …, "action": "publish", "on": topic, "allowed": false, "credential": serial, "reason": …, "address": …, "port": …}`).
 */
export function ownReader(): Reader {
  return jsonReader((given, offset, length, into) => {
    // An entry of a ledger holds the fact as its body.
    const body = objectIn(given, 'body');
    const record = typeof given['type'] === 'string' && body !== undefined ? { ...body, type: given['type'], at: body['at'] ?? given['at'] } : given;
    const type = textIn(record as Foreign, 'type');
    if (type === undefined) return into.reject('unknown-kind', offset, length, 'no type');
    const time = momentOf((record as Foreign)['at']);
    if (time === undefined) return into.reject('no-time', offset, length, 'no at');
    const [of, logSource, detail] = detailOf(type, record as Foreign);
    const event: { -readonly [K in keyof SecurityEvent]: SecurityEvent[K] } = { class: of, time, logSource, record: record as Foreign, offset, length };
    if (detail !== undefined) event.detail = detail;
    const flow = flowOf(record as Foreign);
    if (flow !== undefined) event.flow = flow;
    const device = textIn(record as Foreign, 'device') ?? (detail?.kind === 'access' && detail.who !== 'unknown' ? detail.who : undefined);
    if (device !== undefined) event.device = device;
    into.event(event);
  });
}
