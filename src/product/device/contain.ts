import { type Decision, Instant } from '../../core/index.ts';
import type { DeviceId } from '../fleet/model.ts';
import { noSuchDevice } from './decide.ts';
import type { DeviceEvent } from './events.ts';
import type { Credential, Device } from './model.ts';

/** What an incident asks of devices; each is taken back by its counterpart. */
export const CONTAINMENTS = ['quarantine', 'release', 'rotate', 'waive'] as const;
export type Containment = (typeof CONTAINMENTS)[number];

export interface Held {
  readonly device: Device | undefined;
  readonly credentials: readonly Credential[];
}

/**
 * One act on one device. What is so already enters nothing, so that an action that is asked for twice is done once. `taking`: take back only what this order did; what another incident asked for stays.
 * A retired device is out of service, and stays so. Refused: ASSAY-DEVICE-001.
 */
export function decideContainment(
  act: Containment,
  id: DeviceId,
  { device, credentials }: Held,
  { order, taking, at }: { readonly order: string; readonly taking?: string; readonly at: Instant },
): Decision<DeviceEvent> {
  if (device === undefined) return { ok: false, faults: [noSuchDevice(id)] };
  if (device.life === 'retired') return { ok: true, events: [] };
  const said = { at: Instant.format(at), device: id, order };
  const live = credentials.filter(({ state }) => state === 'pending' || state === 'current');
  const events: readonly DeviceEvent[] =
    act === 'quarantine'
      ? device.quarantine === undefined
        ? [{ type: 'device.quarantined', ...said }]
        : []
      : act === 'release'
        ? device.quarantine !== undefined && (taking ?? device.quarantine.order) === device.quarantine.order
          ? [{ type: 'device.released', ...said }]
          : []
        : act === 'rotate'
          ? // Asked again, what was issued since the first time stays: it is the answer.
            credentials.some(({ rotation }) => rotation?.order === order)
            ? []
            : live.filter(({ rotation }) => rotation === undefined).map(({ serial }) => ({ type: 'rotation.asked', ...said, serial }))
          : live
              .filter(({ rotation }) => rotation !== undefined && (taking ?? rotation.order) === rotation.order)
              .map(({ serial }) => ({ type: 'rotation.waived', ...said, serial }));
  return { ok: true, events };
}
