import { performance } from 'node:perf_hooks';
import { Duration, Instant } from '../../../core/index.ts';

/** How far a clock may step back before it is not believed: what corrects a clock by itself goes back by less. */
const MOST_BACK = Duration.minutes(10);

/** The machine's clock, held against what it has shown and against the time that has passed since. */
export interface FleetClock {
  /** As the machine shows it; where that is more than `MOST_BACK` behind, the moment that it should show at least. So nothing that is over is good again. */
  now(): Instant;
  /** Whether it is that far behind now, and what it shows. */
  behind(): { readonly shown: Instant; readonly expected: Instant } | undefined;
  /** Something was entered by it: it was believed then. */
  believed(): void;
}

/** `passed`: milliseconds by a clock that nobody sets. A clock that jumps ahead and is set right again is believed, unless something was entered by it meanwhile. */
export function fleetClock(machine: () => Instant, passed: () => number = () => performance.now()): FleetClock {
  const opened = { shown: machine(), passed: passed() };
  let entered: Instant = opened.shown;
  const behind = () => {
    const shown = machine();
    const expected = Instant.of(Math.max(entered, Math.floor(opened.shown + passed() - opened.passed)));
    return shown < expected - MOST_BACK ? { shown, expected } : undefined;
  };
  return {
    now: () => {
      const found = behind();
      return found === undefined ? machine() : found.expected;
    },
    behind,
    believed() {
      const shown = machine();
      if (shown > entered) entered = shown;
    },
  };
}
