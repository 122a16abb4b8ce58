import type { Instant } from '../../core/index.ts';
import type { SecurityEvent } from '../event/model.ts';

/** Whether one device has stopped talking since a moment, as its sensors saw it. */
export type Silence =
  /** Nothing of it got through since, and a sensor that knew it was alive the while. `last`: when it was last heard; `until`: how far the sensor saw. */
  | { readonly device: string; readonly is: 'silent'; readonly last: Instant; readonly until: Instant; readonly tries: number }
  | { readonly device: string; readonly is: 'talking'; readonly last: Instant; readonly events: number; readonly tries: number }
  | { readonly device: string; readonly is: 'cannot-be-known'; readonly why: string; readonly tries: number };

interface Heard {
  first: Instant;
  last: Instant;
  before: Instant | undefined;
  since: number;
  tries: number;
}

interface Sensor {
  /** Of anything but the devices that are asked about, since the moment. */
  others: number;
  last: Instant | undefined;
  readonly heard: Map<string, Heard>;
}

/**
 * Measures silence over a stream, in memory of the devices asked about alone. An attempt that nobody answered, or that was refused, is no talking: a device that is cut off goes on trying.
 * `devices`: addresses, hardware addresses or ids, as events name them. `quiet`: milliseconds after `since` that a sensor has to have seen to its end.
 */
export function measureSilence(devices: readonly string[], since: Instant, quiet: number) {
  const wanted = new Set(devices);
  const sensors = new Map<string, Sensor>();
  return {
    /** `sensor`: which input told of it. In any order. */
    take(sensor: string, { event }: { readonly event: Pick<SecurityEvent, 'time' | 'flow' | 'detail' | 'device'> }): void {
      const known = sensors.get(sensor) ?? { others: 0, last: undefined, heard: new Map<string, Heard>() };
      sensors.set(sensor, known);
      const { time, flow, detail } = event;
      const names = [flow?.src, event.device, flow?.srcMac, detail?.kind === 'access' ? detail.who : undefined].filter(
        (name): name is string => name !== undefined && wanted.has(name),
      );
      if (names.length === 0) {
        if (time < since || detail?.kind === 'sensor') return;
        known.others += 1;
        if (known.last === undefined || time > known.last) known.last = time;
        return;
      }
      const cut =
        flow?.outcome === 'refused' ||
        flow?.outcome === 'unanswered' ||
        (detail?.kind === 'access' && !detail.allowed) ||
        (detail?.kind === 'mqtt' && detail.accepted === false);
      for (const name of new Set(names)) {
        const heard = known.heard.get(name) ?? { first: time, last: time, before: undefined, since: 0, tries: 0 };
        known.heard.set(name, heard);
        if (time < heard.first) heard.first = time;
        if (time < since) heard.before = heard.before === undefined || time > heard.before ? time : heard.before;
        else if (cut) heard.tries += 1;
        else {
          heard.since += 1;
          heard.last = heard.since === 1 || time > heard.last ? time : heard.last;
        }
      }
    },
    answers(): readonly Silence[] {
      return devices.map((device) => {
        const knew = [...sensors.values()].flatMap((sensor) => {
          const heard = sensor.heard.get(device);
          return heard === undefined ? [] : [{ sensor, heard }];
        });
        const tries = knew.reduce((sum, { heard }) => sum + heard.tries, 0);
        const events = knew.reduce((sum, { heard }) => sum + heard.since, 0);
        if (events > 0) return { device, is: 'talking', last: latest(knew.flatMap(({ heard }) => (heard.since > 0 ? [heard.last] : []))), events, tries };
        const before = knew.flatMap(({ heard, sensor }) => (heard.before === undefined ? [] : [{ at: heard.before, sensor }]));
        if (before.length === 0) return { device, is: 'cannot-be-known', why: 'no sensor that was named has heard it before', tries };
        // Of those that knew it: one that went on seeing others to the end of the time.
        const alive = before.filter(({ sensor }) => sensor.last !== undefined && sensor.last - since >= quiet);
        if (alive.length === 0)
          return { device, is: 'cannot-be-known', why: 'the sensors that heard it before have said nothing of others since, or not for so long', tries };
        return { device, is: 'silent', last: latest(before.map(({ at }) => at)), until: latest(alive.flatMap(({ sensor }) => sensor.last ?? [])), tries };
      });
    },
  };
}

const latest = (moments: readonly Instant[]): Instant => moments.reduce((a, b) => (b > a ? b : a));
