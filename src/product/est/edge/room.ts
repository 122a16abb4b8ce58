import { z } from 'zod';
import { type Decision, Duration, Instant, type Json, Refused } from '../../../core/index.ts';
import { noSuchDevice } from '../../device/decide.ts';
import { deviceOf } from '../../device/edge/questions.ts';
import { deviceFaults } from '../../device/faults.ts';
import { deviceKey } from '../../device/key.ts';
import { deviceIdSchema } from '../../device/naming.ts';
import { command, type FleetCommand, type Room } from '../../fleet/edge/command.ts';
import type { Brought } from '../../fleet/edge/rooms.ts';
import type { EstEvent } from '../events.ts';
import { estFaults } from '../faults.ts';
import type { Waiting } from '../model.ts';
import { estTelling } from '../telling.ts';
import { alarmsIn, estProjector, requestById, waitingIn } from './projector.ts';
import { digestOf } from './secret.ts';
import { keepSettings, settingsIn } from './settings-file.ts';

/** The room of enrolment: tokens, requests that wait, settings, alarms. */
export function estRoom(): Room {
  return { projectors: [estProjector], commands: [token, waiting, decide, alarms, settings] };
}

/** The room with what it tells of a device, for `roomsOfFleet`. */
export function estBrought(): Brought {
  return { room: estRoom(), telling: estTelling };
}

/** 192 bits: nobody tries that many. */
const TOKEN_BYTES = 24;
const LONGEST = Duration.days(30);

const token = command({
  name: 'est.token',
  input: z.strictObject({ device: deviceIdSchema, forMs: z.int().min(60_000).max(LONGEST).default(Duration.hours(24)) }),
  async handle(fleet, { device, forMs }) {
    const secret = Buffer.from(fleet.random(TOKEN_BYTES)).toString('base64url');
    const until = Instant.of(Math.floor((fleet.now() + forMs) / 1000) * 1000);
    await fleet.act(deviceKey(device), (): Decision<EstEvent> => {
      const found = deviceOf(fleet.db, device);
      if (found === undefined) return { ok: false, faults: [noSuchDevice(device)] };
      if (found.life === 'retired') return { ok: false, faults: [retired(device)] };
      return { ok: true, events: [{ type: 'token.made', at: Instant.format(fleet.now()), device, digest: digestOf(secret), until: Instant.format(until) }] };
    });
    // Shown this once; what is kept is its digest.
    return { device, token: secret, until: Instant.format(until) };
  },
});

const waiting = command({
  name: 'est.waiting',
  input: z.strictObject({}),
  handle: (fleet) => ({ requests: waitingIn(fleet.db).map(waitingJson) }),
});

const decide: FleetCommand = command({
  name: 'est.decide',
  input: z.strictObject({ id: z.string().regex(/^er_[a-z0-9]{20}$/, 'er_ and 20 small letters and digits'), approved: z.boolean() }),
  async handle(fleet, { id, approved }) {
    const found = requestById(fleet.db, id);
    if (found === undefined) throw new Refused(noneWaits(id, 'none'));
    await fleet.act(deviceKey(found.device), (): Decision<EstEvent> => {
      const now = requestById(fleet.db, id);
      const wanted = approved ? 'approved' : 'declined';
      // Said again, it stands as it was said.
      if (now?.state === wanted) return { ok: true, events: [] };
      if (now?.state !== 'waiting') return { ok: false, faults: [noneWaits(id, now?.state ?? 'none')] };
      return { ok: true, events: [{ type: 'enrolment.decided', at: Instant.format(fleet.now()), request: id, device: now.device, approved }] };
    });
    return waitingJson(requestById(fleet.db, id) ?? found);
  },
});

const alarms = command({
  name: 'est.alarms',
  input: z.strictObject({}),
  handle: (fleet) => ({ alarms: alarmsIn(fleet.db).map(({ at, ...rest }) => ({ ...rest, at: Instant.format(at) })) }),
});

const settings = command({
  name: 'est.settings',
  input: z.strictObject({
    text: z
      .string()
      .max(1024 * 1024)
      .optional(),
    file: z.string().max(4096).optional(),
  }),
  handle(fleet, { text, file }) {
    const found = text === undefined ? settingsIn(fleet) : keepSettings(fleet, text, file ?? 'settings');
    const products = [...found.values()].map(({ anchors, ...rest }) => ({ ...rest, anchors: anchors.split('-----BEGIN CERTIFICATE-----').length - 1 }));
    return JSON.parse(JSON.stringify({ products })) as Json;
  },
});

function waitingJson({ at, ...rest }: Waiting): { readonly [key: string]: Json } {
  return { ...rest, at: Instant.format(at) };
}

function noneWaits(id: string, found: string) {
  return estFaults.fault('025', {
    message: `no request ${id} waits`,
    expected: 'a request that waits for a person',
    found: found === 'none' ? 'none' : `one that is ${found}`,
    remedy: 'See which wait: assay product est waiting',
  });
}

function retired(device: string) {
  return deviceFaults.fault('004', {
    message: `${device} is retired`,
    field: 'device',
    expected: 'a device that is not retired',
    found: device,
    remedy: 'A refurbished device gets an id of its own, and names this one as its predecessor.',
  });
}
