import { z } from 'zod';
import { Instant, type Json, Refused } from '../../../core/index.ts';
import { command, type FleetCommand } from '../../fleet/edge/command.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId } from '../../fleet/model.ts';
import { CONTAINMENTS, type Containment, decideContainment } from '../contain.ts';
import { noSuchDevice } from '../decide.ts';
import { deviceKey } from '../key.ts';
import { deviceIdSchema } from '../naming.ts';
import { countsOf, credentialOf, credentialsOf, deviceOf, quarantinedOf } from './questions.ts';

const order = z.string().regex(/^[A-Za-z0-9-]{1,80}$/, 'letters, digits and hyphens');
const devices = z.array(deviceIdSchema).min(1).max(1000);

const held = (fleet: Fleet, id: DeviceId) => ({ device: deviceOf(fleet.db, id), credentials: credentialsOf(fleet.db, id) });

/** All of them are there before anything is done to one. Throws `Refused` (ASSAY-DEVICE-001). */
function known(fleet: Fleet, ids: readonly DeviceId[]): void {
  const absent = ids.filter((id) => deviceOf(fleet.db, id) === undefined);
  if (absent.length > 0) throw new Refused(...absent.slice(0, 20).map(noSuchDevice));
}

const acting = (act: Containment): FleetCommand =>
  command({
    name: `device.${act}`,
    input: z.strictObject({ devices, order, taking: order.optional() }),
    async handle(fleet, { devices: ids, order: by, taking }) {
      known(fleet, ids);
      // Each in the turn of its device, side by side: a crash between two leaves the others to be done when it is asked again.
      const receipts = await Promise.all(
        ids.map((id) =>
          fleet.act(deviceKey(id), () =>
            decideContainment(act, id, held(fleet, id), { order: by, at: fleet.now(), ...(taking === undefined ? {} : { taking }) }),
          ),
        ),
      );
      const done = receipts.filter((one) => one.length > 0).length;
      return { done, already: ids.length - done, entries: receipts.flat().map(({ seq }) => Number(seq)) };
    },
  });

/** Who loses service when these are taken out of it. A certificate's number stands for its device. */
const affected = command({
  name: 'device.affected',
  input: z.strictObject({ devices: z.array(z.string().max(128)).max(10_000) }),
  handle(fleet, { devices: names }) {
    const found = new Map<string, string | undefined>();
    const unknown: string[] = [];
    for (const name of names) {
      const device = deviceOf(fleet.db, name) ?? deviceOf(fleet.db, credentialOf(fleet.db, name.toLowerCase())?.device ?? '');
      if (device === undefined) unknown.push(name);
      else if (device.life !== 'retired' && device.quarantine === undefined) found.set(device.id, device.household);
    }
    const households = new Set([...found.values()].filter((one) => one !== undefined));
    const inService = countsOf(fleet.db).reduce((sum, one) => (one.life === 'in-service' ? sum + one.devices : sum), 0);
    return { devices: found.size, households: households.size, of: inService, unknown: unknown.slice(0, 20), unknowns: unknown.length };
  },
});

/** How far each device has come since a moment: in quarantine, told to renew, with a credential that was first used since. */
const contained = command({
  name: 'device.contained',
  input: z.strictObject({ devices: devices.optional() }),
  handle(fleet, { devices: asked }): Json {
    if (asked !== undefined) known(fleet, asked);
    const all = asked === undefined ? quarantinedOf(fleet.db) : asked.flatMap((id) => deviceOf(fleet.db, id) ?? []);
    return {
      devices: all.map((device) => {
        const credentials = credentialsOf(fleet.db, device.id);
        const current = credentials.find(({ state }) => state === 'current');
        return {
          device: device.id,
          product: device.product,
          life: device.life,
          ...(device.household === undefined ? {} : { household: device.household }),
          ...(device.firmware === undefined ? {} : { firmware: device.firmware }),
          ...(device.quarantine === undefined ? {} : { quarantine: { order: device.quarantine.order, at: Instant.format(device.quarantine.at) } }),
          rotating: credentials.some(({ state, rotation }) => rotation !== undefined && (state === 'pending' || state === 'current')),
          ...(current === undefined
            ? {}
            : { credential: { serial: current.serial, fingerprint: current.fingerprint, notBefore: Instant.format(current.notBefore) } }),
        };
      }),
    };
  },
});

export const CONTAINING: readonly FleetCommand[] = [...CONTAINMENTS.map(acting), affected, contained];
