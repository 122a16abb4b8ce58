import { hexHash, Instant } from '../../core/index.ts';
import type { Detection, EventRef, Level } from '../detection/model.ts';

/** What a person should look at: all that one rule says of one cause, of however many devices. */
export interface Alert {
  readonly id: string;
  readonly rule: string;
  readonly engine: Detection['engine'];
  readonly title: string;
  readonly level: Level;
  readonly techniques: readonly string[];
  readonly cause: string;
  readonly first: Instant;
  readonly raised: Instant;
  readonly last: Instant;
  /** In the order in which they were first named; at most `MOST_NAMED` of `deviceCount`, which stops at `MOST_COUNTED`. */
  readonly devices: readonly string[];
  readonly deviceCount: number;
  readonly detections: number;
  /** Of the first detection: its sentence with figures, and where its events stand. */
  readonly why: string;
  readonly events: readonly EventRef[];
}

export const MOST_NAMED = 100;
export const MOST_COUNTED = 10_000;
const MOST_ALERTS = 10_000;

const LEVELS: readonly Level[] = ['informational', 'low', 'medium', 'high', 'critical'];

interface Open {
  readonly begun: Detection;
  readonly devices: Set<string>;
  level: Level;
  first: number;
  raised: number;
  last: number;
  detections: number;
}

/**
 * Folds detections into alerts by rule and cause. Bounded: where there are too many, the one goes that was heard of longest ago among those of the lowest level, so that a flood of what is shown and no more hides nothing that
 * matters; `dropped` counts them.
 */
export interface Alerts {
  take(detection: Detection): void;
  /** Latest first. */
  list(): readonly Alert[];
  readonly dropped: number;
}

export function alerts(most: number = MOST_ALERTS): Alerts {
  const byLevel = new Map<Level, Map<string, Open>>(LEVELS.map((level) => [level, new Map()]));
  let size = 0;
  let dropped = 0;
  const of = (level: Level): Map<string, Open> => byLevel.get(level) as Map<string, Open>;

  function dropOne(): void {
    for (const level of LEVELS) {
      const [oldest] = of(level).keys();
      if (oldest === undefined) continue;
      of(level).delete(oldest);
      size -= 1;
      dropped += 1;
      return;
    }
  }

  return {
    take(detection) {
      const key = JSON.stringify([detection.rule, detection.cause]);
      const known = LEVELS.map((level) => of(level).get(key)).find((one) => one !== undefined);
      const one = known ?? {
        begun: detection,
        devices: new Set(),
        level: detection.level,
        first: detection.first,
        raised: detection.raised,
        last: detection.last,
        detections: 0,
      };
      if (known !== undefined) of(known.level).delete(key);
      else size += 1;
      if (LEVELS.indexOf(detection.level) > LEVELS.indexOf(one.level)) one.level = detection.level;
      one.first = Math.min(one.first, detection.first);
      one.raised = Math.min(one.raised, detection.raised);
      one.last = Math.max(one.last, detection.last);
      one.detections += 1;
      if (one.devices.size < MOST_COUNTED) one.devices.add(detection.subject);
      // At the end of its level: what was heard of longest ago is first.
      of(one.level).set(key, one);
      if (size > most) dropOne();
    },
    list: () => [...byLevel.values()].flatMap((level) => [...level.values()].map(shown)).sort((a, b) => b.last - a.last || (a.id < b.id ? -1 : 1)),
    get dropped() {
      return dropped;
    },
  };
}

function shown({ begun, devices, level, first, raised, last, detections }: Open): Alert {
  const { rule, engine, title, techniques, cause, why, events } = begun;
  return {
    id: `alert-${hexHash('sha256', JSON.stringify([rule, cause])).slice(0, 16)}`,
    rule,
    engine,
    title,
    level,
    techniques,
    cause,
    first: Instant.of(first),
    raised: Instant.of(raised),
    last: Instant.of(last),
    devices: [...devices].slice(0, MOST_NAMED),
    deviceCount: devices.size,
    detections,
    why,
    events,
  };
}
