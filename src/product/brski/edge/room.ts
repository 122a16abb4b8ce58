import { z } from 'zod';
import { Instant, type Json, Refused } from '../../../core/index.ts';
import { noSuchDevice } from '../../device/decide.ts';
import { deviceOf } from '../../device/edge/questions.ts';
import { deviceIdSchema } from '../../device/naming.ts';
import { command, type Room } from '../../fleet/edge/command.ts';
import type { Brought } from '../../fleet/edge/rooms.ts';
import { brskiTelling } from '../telling.ts';
import { bootstrapOf, registrarProjector } from './projector.ts';
import { keepRegistrarSettings, registrarSettingsIn } from './settings-file.ts';

const show = command({
  name: 'brski.show',
  input: z.strictObject({ device: deviceIdSchema }),
  handle(fleet, { device: id }) {
    const device = deviceOf(fleet.db, id);
    if (device === undefined) throw new Refused(noSuchDevice(id));
    const found = bootstrapOf(fleet.db, id);
    const operators = found?.accepted === true && device.life === 'in-service';
    return {
      device: id,
      life: device.life,
      // Ours by the manufacturer's word, in service, and nobody's: a household may claim it.
      standing: device.household !== undefined ? 'household' : operators ? 'operator' : found === undefined ? 'no-voucher' : 'on-its-way',
      ...(found === undefined ? {} : { bootstrap: { ...found, at: Instant.format(found.at) } }),
    };
  },
});

const settings = command({
  name: 'brski.settings',
  input: z.strictObject({
    text: z
      .string()
      .max(1024 * 1024)
      .optional(),
    file: z.string().max(4096).optional(),
  }),
  handle(fleet, { text, file }) {
    const found = text === undefined ? registrarSettingsIn(fleet) : keepRegistrarSettings(fleet, text, file ?? 'settings');
    const products = [...found.values()].map(({ anchors, ...rest }) => ({ ...rest, anchors: anchors.split('-----BEGIN CERTIFICATE-----').length - 1 }));
    return JSON.parse(JSON.stringify({ products })) as Json;
  },
});

/** The registrar's room, with what it tells of a device, for `roomsOfFleet`. */
export function brskiBrought(): Brought {
  const room: Room = { projectors: [registrarProjector], commands: [show, settings] };
  return { room, telling: brskiTelling };
}
