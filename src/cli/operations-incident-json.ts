import { Instant } from '../core/index.ts';
import type { Clock } from '../operations/duty/model.ts';
import type { Incident } from '../operations/incident/model.ts';

const MOMENTS = new Set([
  'at',
  'recordedAt',
  'openedAt',
  'first',
  'raised',
  'last',
  'since',
  'until',
  'heardUntil',
  'issuedAt',
  'verifiedAt',
  'due',
  'done',
  'erased',
  'started',
  'latest',
  'submitted',
  'remind',
]);

/** Moments as interfaces write them, maps as lists. */
function told(value: unknown, key = ''): unknown {
  if (typeof value === 'number' && MOMENTS.has(key)) return Instant.format(value as Instant);
  if (Array.isArray(value)) return value.map((one) => told(one, key));
  if (value instanceof Set) return [...value];
  if (value instanceof Map) {
    return key === 'origins' || key === 'roles'
      ? [...value].map(([id, one]) => ({ id, ...(typeof one === 'object' ? (told(one) as object) : { detections: one }) }))
      : [...value.values()].map((one) => told(one));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, told(one, name)]));
}

export const incidentJson = (incident: Incident, clocks: readonly Clock[]): object => ({ ...(told(incident) as object), clocks: told(clocks) });

export const clocksJson = (clocks: readonly Clock[]): unknown => told(clocks);
