import { randomInt } from 'node:crypto';
import { Duration, Instant } from '../core/index.ts';
import { behaviour } from '../operations/behaviour/engine.ts';
import { type Recovery, recoveryOf, type Standing } from '../operations/containment/recovery.ts';
import { measureSilence, type Silence } from '../operations/containment/silence.ts';
import { inputsOf, merged } from '../operations/watch/edge/inputs.ts';
import { watch } from '../operations/watch/watch.ts';
import type { Arguments, Io } from './command.ts';
import { withFleet } from './product-device-fleet.ts';

/** Whether each has stopped talking since a moment, by what sensors wrote. Throws `Refused` (ASSAY-INTAKE-…). */
export async function silences(io: Io, seen: readonly string[], devices: readonly string[], since: Instant, quiet: number): Promise<readonly Silence[]> {
  const measure = measureSilence(devices, since, quiet);
  for await (const { event, input } of merged(inputsOf(seen, io.cwd), () => undefined)) measure.take(input.name, { event });
  return measure.answers();
}

interface Told {
  readonly device: string;
  readonly firmware?: string;
  readonly quarantine?: unknown;
  readonly credential?: { readonly serial: string; readonly notBefore: string; readonly fingerprint: string };
}

export interface Recovered {
  readonly firmware: readonly string[];
  readonly since: Instant;
  readonly hours: number;
}

/** The answer with what it was drawn from. */
export interface Looked extends Recovery {
  readonly address: string;
  readonly standing: Standing;
  readonly wanted: readonly string[];
}

/**
 * Whether each device is itself again: by the fleet what it runs and which credential it uses, by the sensors how it behaves, held to the detections of behaviour. `names`: the fleet's id, or the id, `=` and the address by which
 * sensors name it. Throws `Refused` (ASSAY-DEVICE-001, ASSAY-CLI-015, ASSAY-INTAKE-…).
 */
export async function recoveries(
  { args, io, seen }: { readonly args: Arguments; readonly io: Io; readonly seen: readonly string[] },
  names: readonly string[],
  { firmware, since, hours }: Recovered,
): Promise<readonly Looked[]> {
  const pairs = names.map((name) => {
    const [id = '', address = id] = name.split('=');
    return { id, address };
  });
  const told = (await withFleet(args, io, false, (ask) => ask('device.contained', { devices: pairs.map(({ id }) => id) }))) as unknown as {
    readonly devices: readonly Told[];
  }; // The room's own command gives this shape.
  const heard = await normals(
    io,
    seen,
    pairs.map(({ address }) => address),
    since,
  );
  return pairs.map(({ id, address }) => {
    const one = told.devices.find(({ device }) => device === id);
    const normal = heard.get(address);
    const standing: Standing = {
      device: id,
      quarantined: one?.quarantine !== undefined,
      ...(one?.firmware === undefined ? {} : { firmware: one.firmware }),
      ...(one?.credential === undefined
        ? {}
        : { credential: { serial: one.credential.serial, since: Instant.parse(one.credential.notBefore), fingerprint: one.credential.fingerprint } }),
      ...(normal === undefined ? {} : { normal }),
    };
    return { ...recoveryOf(standing, { firmware, since, normalFor: Duration.hours(hours) }), address, standing, wanted: firmware };
  });
}

/** From when to when each was heard since a moment, and how many incidents of behaviour name it that went on since. The whole stream is read: habits are of before. */
async function normals(
  io: Io,
  seen: readonly string[],
  addresses: readonly string[],
  since: Instant,
): Promise<ReadonlyMap<string, NonNullable<Standing['normal']>>> {
  if (seen.length === 0) return new Map();
  const wanted = new Map<string, { from: Instant; until: Instant; events: number }>();
  const engine = behaviour({ key: [randomInt(2 ** 32), randomInt(2 ** 32)], own: [], filterBits: 2 ** 24 });
  const watching = watch([{ observe: (event, input) => engine.observe(event, input), end: () => [] }]);
  for await (const { event, input } of merged(inputsOf(seen, io.cwd), () => undefined)) {
    watching.take(event, input.name);
    const name = [event.flow?.src, event.device, event.flow?.srcMac].find((one) => one !== undefined && addresses.includes(one));
    if (name === undefined || event.time < since) continue;
    const known = wanted.get(name);
    if (known === undefined) wanted.set(name, { from: event.time, until: event.time, events: 1 });
    else
      wanted.set(name, {
        from: event.time < known.from ? event.time : known.from,
        until: event.time > known.until ? event.time : known.until,
        events: known.events + 1,
      });
  }
  watching.end();
  const incidents = watching.incidents().filter(({ last }) => last >= since);
  return new Map([...wanted].map(([name, known]) => [name, { ...known, detections: incidents.filter(({ devices }) => devices.includes(name)).length }]));
}
