import { Duration, Instant, Refused } from '../../../core/index.ts';
import { dataFaults } from '../faults.ts';

/** How far the clock may run ahead of the time that has passed before nothing is erased by it by itself. What was erased nobody has again, however soon the clock is set right. */
const MOST_AHEAD = Duration.hours(1);

/** The moment by which data may be erased. */
export interface Pace {
  /** As the clock shows it; where that has run ahead, what it should show. */
  now(): Instant;
  /** Somebody who runs the fleet says that the clock is right. */
  believe(): void;
}

/** `passed`: milliseconds by a clock that nobody sets; it may stand still while the machine sleeps. `warn` hears once of each time that the clock has run ahead (ASSAY-DATA-011). */
export function paceOf(clock: () => Instant, passed: () => number, warn: (fault: Refused) => void): Pace {
  let begun = { shown: clock(), passed: passed() };
  let warned = false;
  return {
    now() {
      const shown = clock();
      const expected = Instant.of(Math.floor(begun.shown + passed() - begun.passed));
      if (shown <= expected + MOST_AHEAD) {
        warned = false;
        return shown;
      }
      if (!warned) warn(ahead(shown, expected));
      warned = true;
      return expected;
    },
    believe() {
      begun = { shown: clock(), passed: passed() };
    },
  };
}

function ahead(shown: Instant, expected: Instant): Refused {
  return new Refused(
    dataFaults.fault('011', {
      message: 'the clock has run ahead, and what is past its time by it alone is not erased',
      expected: `about ${Instant.format(expected)}, by the time that has passed`,
      found: Instant.format(shown),
      remedy:
        'Set the clock right. Where it is right, and the machine has slept: assay product data retention erases what is past its time, and the clock is believed from then on.',
    }),
  );
}
