import { distinct } from './hours.ts';
import { ones } from './ports.ts';
import { THRESHOLDS as T } from './thresholds.ts';

// A slot: which machine and port, since when its present stretch lasts, when it was last met, and which devices met it: in this stretch, and before it.
const WORDS = 7;
const SINCE = 1;
const LAST = 2;
const NOW = 3;
const BEFORE = 5;
const PROBES = 4;
const DAY = 864_000;

/** Which machines outside devices begin to speak to, about how many devices, within the same minutes. Bounded: a fixed table. */
export interface Together {
  /** A device met a machine and port (`key`) for the first time. Gives how many settled devices did within these minutes, and how many had before. Moments in tenths of a second. */
  met(key: number, device: number, settled: boolean, at: number): { readonly now: number; readonly before: number; readonly begins: boolean };
  readonly words: Uint32Array;
}

/** Who makes room is who was met by the fewest devices: machines met by one device each push out nothing that many meet. */
export function together(slots = 16_384, from?: Uint32Array): Together {
  const words = from ?? new Uint32Array(slots * WORDS);
  const size = words.length / WORDS;
  const count = (at: number) => distinct(ones(words[at] ?? 0) + ones(words[at + 1] ?? 0));
  function slotOf(key: number, at: number): number {
    let worst = 0;
    let worth = Number.POSITIVE_INFINITY;
    for (let probe = 0; probe < PROBES; probe += 1) {
      const slot = ((key + probe) % size) * WORDS;
      if (words[slot] === key && words[slot + LAST] !== 0) return slot;
      const stale = at - (words[slot + LAST] ?? 0) > 2 * DAY;
      const value = words[slot + LAST] === 0 ? -1 : stale ? 0 : count(slot + NOW) + count(slot + BEFORE);
      if (value < worth) {
        worth = value;
        worst = slot;
      }
    }
    words.fill(0, worst, worst + WORDS);
    words[worst] = key;
    words[worst + SINCE] = at;
    return worst;
  }
  return {
    words,
    met(key, device, settled, at) {
      const slot = slotOf(key, at);
      const begins = words[slot + LAST] === 0 || at - (words[slot + SINCE] ?? 0) > T.togetherWithin;
      if (at - (words[slot + SINCE] ?? 0) > T.togetherWithin) {
        for (let i = 0; i < 2; i += 1) {
          words[slot + BEFORE + i] = (words[slot + BEFORE + i] ?? 0) | (words[slot + NOW + i] ?? 0);
          words[slot + NOW + i] = 0;
        }
        words[slot + SINCE] = at;
      }
      words[slot + LAST] = Math.max(words[slot + LAST] ?? 0, at);
      // Whoever is new itself says nothing of the moment, and only that the machine is known.
      const half = slot + (settled ? NOW : BEFORE) + ((device >>> 5) & 1);
      words[half] = (words[half] ?? 0) | (1 << (device & 31));
      return { now: count(slot + NOW), before: count(slot + BEFORE), begins };
    },
  };
}
