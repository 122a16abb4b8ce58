import { Due } from './due.ts';

/** How far a source is, by its own clock. */
export interface Clock {
  /** The latest moment that the source has shown. */
  now: number;
  swept: number;
  readonly due: Due<() => void>;
  /** Moments that came last, one after another, each further away than a day. */
  readonly far: number[];
}

const DAY = 86_400_000;
/** Events in a row by which a leap is borne out. */
const BORNE_OUT = 3;

export function clockOf(): Clock {
  return { now: Number.NEGATIVE_INFINITY, swept: Number.NEGATIVE_INFINITY, due: new Due(), far: [] };
}

/**
 * Shows a clock the moment of an event; true where time has passed by it. The moment is a stranger's: one that is more than a day away from all others moves nothing, as it would else end every window at once and let none end after it.
 * Three in a row are a source that was silent, or whose clock was set, forward or back, and the middle one of them is its time.
 */
export function shown(clock: Clock, time: number): boolean {
  const before = clock.now;
  if (before === Number.NEGATIVE_INFINITY || Math.abs(time - before) <= DAY) {
    if (clock.far.length > 0) clock.far.length = 0;
    if (time <= before) return false;
    clock.now = time;
    return true;
  }
  clock.far.push(time);
  if (clock.far.length < BORNE_OUT) return false;
  clock.now = clock.far.sort((a, b) => a - b)[BORNE_OUT >> 1] ?? time;
  clock.far.length = 0;
  clock.swept = Math.min(clock.swept, clock.now);
  return clock.now > before;
}
