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
    { since, hours },
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

/**
 * From when to when each was heard, from the last incident of behaviour that names it on, and how many of those went on within the hours that it has to behave. What got through is behaviour; what was refused is none.
 * The whole stream is read: habits are of before.
 */
async function normals(
  io: Io,
  seen: readonly string[],
  addresses: readonly string[],
  { since, hours }: Pick<Recovered, 'since' | 'hours'>,
): Promise<ReadonlyMap<string, NonNullable<Standing['normal']>>> {
  if (seen.length === 0) return new Map();
  const heard = new Map<string, Instant[]>(addresses.map((address) => [address, []]));
  const engine = behaviour({ key: [randomInt(2 ** 32), randomInt(2 ** 32)], own: [], filterBits: 2 ** 24 });
  const watching = watch([{ observe: (event, input) => engine.observe(event, input), end: () => [] }]);
  for await (const { event, input } of merged(inputsOf(seen, io.cwd), () => undefined)) {
    watching.take(event, input.name);
    if (event.time < since || event.flow?.outcome === 'refused' || event.flow?.outcome === 'unanswered') continue;
    const name = [event.flow?.src, event.device, event.flow?.srcMac].find((one) => one !== undefined && heard.has(one));
    if (name !== undefined) heard.get(name)?.push(event.time);
  }
  watching.end();
  const incidents = watching.incidents();
  return new Map(
    [...heard].flatMap(([name, times]) => {
      const until = times.reduce<number>((a, b) => Math.max(a, b), 0);
      const ends = incidents.flatMap((one) => (one.devices.includes(name) && one.last >= since ? [one.last] : []));
      const within = ends.filter((last) => last > until - hours * 3_600_000);
      const begin = ends.filter((last) => !within.includes(last)).reduce<number>((a, b) => Math.max(a, b), 0);
      const counted = times.filter((time) => time > begin);
      const from = counted.reduce<number>((a, b) => Math.min(a, b), until);
      return counted.length === 0
        ? []
        : [[name, { from: Instant.of(from), until: Instant.of(until), events: counted.length, detections: within.length }] as const];
    }),
  );
}
