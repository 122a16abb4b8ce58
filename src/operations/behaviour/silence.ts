import type { Alarm } from './alarm.ts';
import { ACTIVE, type DeviceRecord, FLAGS, LAST, SUSPECTED, TOLD_SILENT } from './devices.ts';
import { ones } from './ports.ts';
import { THRESHOLDS as T } from './thresholds.ts';

const DAY = 864_000;
const HOUR = 36_000;
/** How often (tenths of a second) it is looked for who fell silent. */
const EVERY = 6000;
const MOST_SENSORS = 4096;

export interface SensorSaved {
  readonly name: string;
  readonly begun: number;
  readonly now: number;
  readonly ahead: number;
  readonly heardAt: number;
  readonly told: boolean;
}

/** The clocks of the sensors (inputs): who is heard, and who fell silent while others went on. */
export interface Sensors {
  /** An event of a sensor, at tenths of a second by its clock. Gives its number, under which the devices that it hears are kept. */
  heard(name: string, at: number): number;
  /** Whether it is time to look for silence. */
  readonly due: boolean;
  looked(): void;
  /** A sensor's clock; undefined where it is silent itself, so that nothing can be said of its devices. */
  now(number: number): number | undefined;
  /** Those that fell silent since it was last asked. */
  silent(): readonly string[];
  /** How far the sensors' time has come, in tenths of a second: no one event moves it, whatever it claims. */
  readonly progress: number;
  readonly saved: readonly SensorSaved[];
}

export function sensors(from: readonly SensorSaved[] = []): Sensors {
  const all = from.map((one) => ({ ...one }));
  const numbers = new Map(all.map(({ name }, i) => [name, i]));
  // How far the clocks have come: of whichever went furthest since it was first heard. A clock that is wrong by a day goes as fast as the others.
  let progress = all.reduce((most, { now, begun }) => Math.max(most, now - begun), 0);
  let looked = progress;
  return {
    heard(name, at) {
      let number = numbers.get(name);
      if (number === undefined) {
        if (all.length >= MOST_SENSORS) return 0;
        number = all.length;
        numbers.set(name, number);
        all.push({ name, begun: at, now: at, ahead: 0, heardAt: progress, told: false });
        return number;
      }
      const one = all[number];
      if (one === undefined) return 0;
      // One event that claims to be of a far future moves no clock: the next bears it out as far as both claim.
      if (at > one.now + HOUR) {
        if (one.ahead > one.now) {
          const both = Math.min(at, one.ahead);
          one.now = at > both + HOUR ? both : at;
        }
        one.ahead = at;
      } else if (at > one.now) {
        one.now = at;
        one.ahead = 0;
      }
      progress = Math.max(progress, one.now - one.begun);
      one.heardAt = progress;
      one.told = false;
      return number;
    },
    get due() {
      return progress - looked >= EVERY;
    },
    looked() {
      looked = progress;
    },
    now(number) {
      const one = all[number];
      return one === undefined || progress - one.heardAt > T.sensorSilentFor / 4 ? undefined : one.now;
    },
    silent() {
      const found = all.filter((one) => !one.told && progress - one.heardAt >= T.sensorSilentFor);
      for (const one of found) one.told = true;
      return found.map(({ name }) => name);
    },
    get progress() {
      return progress;
    },
    get saved() {
      return all.map((one) => ({ ...one }));
    },
  };
}

/** Of a device that spoke in nearly every hour of a day and says nothing more. Told once, until it speaks again. */
export function fellSilent({ words, base }: DeviceRecord, now: number | undefined): Alarm | undefined {
  if (now === undefined || ((words[base + FLAGS] ?? 0) & TOLD_SILENT) !== 0) return undefined;
  const last = words[base + LAST] ?? 0;
  if (now - last < T.silentFor) return undefined;
  const hours = ones((words[base + ACTIVE] ?? 0) & 0xffffff);
  if (hours < T.silentActive) return undefined;
  words[base + FLAGS] = (words[base + FLAGS] ?? 0) | TOLD_SILENT;
  const suspected = (words[base + SUSPECTED] ?? 0) > 0 && last - (words[base + SUSPECTED] ?? 0) < DAY;
  return {
    rule: 'behaviour/silent',
    title: suspected ? 'A device that was suspected fell silent' : 'A device fell silent',
    level: suspected ? 'medium' : 'low',
    techniques: suspected ? ['T1489'] : [],
    cause: suspected ? 'silent after suspicion' : 'silent',
    why: `it spoke in ${hours} of its last 24 hours, and not for ${Math.round((now - last) / HOUR)} hours now, while its sensor went on`,
    count: 1,
  };
}

/** Of a sensor: an operational matter, but while it lasts nothing is seen there. */
export function sensorSilent(name: string): Alarm {
  return {
    rule: 'behaviour/sensor-silent',
    title: 'A sensor fell silent',
    level: 'low',
    techniques: ['T1562'],
    cause: `sensor ${name} silent`,
    why: `nothing came from ${name} for an hour, while others went on: what happens there is not seen`,
    count: 1,
  };
}

/** A device speaks again. */
export function speaks({ words, base }: DeviceRecord): void {
  words[base + FLAGS] = (words[base + FLAGS] ?? 0) & ~TOLD_SILENT;
}
