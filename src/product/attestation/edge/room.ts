import { z } from 'zod';
import { type Decision, Duration, Instant, type Json, Refused } from '../../../core/index.ts';
import { claimOf } from '../../../evidence/claims/index.ts';
import { noSuchDevice } from '../../device/decide.ts';
import { countsOf, deviceOf } from '../../device/edge/questions.ts';
import { deviceKey } from '../../device/key.ts';
import { deviceIdSchema } from '../../device/naming.ts';
import { command, type Room } from '../../fleet/edge/command.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { Brought } from '../../fleet/edge/rooms.ts';
import type { AttestationFact } from '../events.ts';
import { ATTESTED, type ProductAttested } from '../evidence.ts';
import { attestationFaults } from '../faults.ts';
import { attestationTelling } from '../telling.ts';
import { attestationProjector, attestedCounts, attestedOf } from './projector.ts';
import { attestationSettingsIn, keepAttestationSettings } from './settings-file.ts';

const show = command({
  name: 'attestation.show',
  input: z.strictObject({ device: deviceIdSchema }),
  handle(fleet, { device: id }) {
    const device = deviceOf(fleet.db, id);
    if (device === undefined) throw new Refused(noSuchDevice(id));
    const found = attestedOf(fleet.db, id);
    const required = attestationSettingsIn(fleet).get(device.product)?.required ?? [];
    const json = { device: id, required, ...(found === undefined ? {} : { newest: { ...found, at: Instant.format(found.at) } }) };
    return JSON.parse(JSON.stringify(json)) as Json;
  },
});

const forget = command({
  name: 'attestation.forget',
  input: z.strictObject({ device: deviceIdSchema }),
  async handle(fleet, { device }) {
    await fleet.act(deviceKey(device), (): Decision<AttestationFact> => {
      if (deviceOf(fleet.db, device) === undefined) return { ok: false, faults: [noSuchDevice(device)] };
      if (attestedOf(fleet.db, device) === undefined) return { ok: false, faults: [nothingShown(device)] };
      return { ok: true, events: [{ type: 'attestation.forgotten', at: Instant.format(fleet.now()), device }] };
    });
    return { device, forgotten: true };
  },
});

const settings = command({
  name: 'attestation.settings',
  input: z.strictObject({
    text: z
      .string()
      .max(4 * 1024 * 1024)
      .optional(),
    file: z.string().max(4096).optional(),
  }),
  handle(fleet, { text, file }) {
    const found = text === undefined ? attestationSettingsIn(fleet) : keepAttestationSettings(fleet, text, file ?? 'settings');
    const products = [...found.values()].map(({ product, required, key, psa, tpm }) => ({
      product,
      required,
      key,
      ...(psa === undefined ? {} : { psa: { ...psa, anchors: psa.anchors.length, keys: psa.keys.size } }),
      ...(tpm === undefined ? {} : { tpm: { anchors: tpm.anchors.length } }),
    }));
    return JSON.parse(JSON.stringify({ products })) as Json;
  },
});

const evidence = command({
  name: 'attestation.evidence',
  input: z.strictObject({}),
  handle: (fleet) => JSON.parse(JSON.stringify({ products: attestedProducts(fleet) })) as Json,
});

/** Evidence of hardware counts for as long as the claim made of it. */
function attestedProducts(fleet: Fleet): readonly ProductAttested[] {
  const lasts = claimOf(ATTESTED)?.validFor ?? 'P90D';
  const since = Instant.of(fleet.now() - Duration.parse(lasts));
  const inService = new Map(countsOf(fleet.db).flatMap(({ product, life, devices }) => (life === 'in-service' ? [[String(product), devices]] : [])));
  return attestedCounts(fleet.db, since).flatMap(({ product, ...counts }) => {
    const devices = inService.get(product) ?? 0;
    return devices === 0 ? [] : [{ product, inService: devices, ...counts }];
  });
}

/** The room of attestation, with what it tells of a device, for `roomsOfFleet`. */
export function attestationBrought(): Brought {
  const room: Room = { projectors: [attestationProjector], commands: [show, forget, settings, evidence] };
  return { room, telling: attestationTelling };
}

function nothingShown(device: string) {
  return attestationFaults.fault('025', {
    message: `${device} has shown no hardware`,
    field: 'device',
    expected: 'a device that has shown evidence',
    found: device,
    remedy: 'See what it has shown: assay product device show DEVICE',
  });
}
