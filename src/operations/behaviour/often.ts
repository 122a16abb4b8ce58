import { distinct } from './hours.ts';
import { mixed } from './keyed-hash.ts';
import { ones } from './ports.ts';

// A slot: whose, since when, how often, and what of, as 64 bits.
const WORDS = 5;
const SINCE = 1;
const TIMES = 2;
const BITS = 3;
const PROBES = 4;

export interface Came {
  readonly times: number;
  /** About how many different ones. */
  readonly distinct: number;
}

/** How often something came within a stretch of time, and how many different ones, by name. */
export interface Often {
  /** Name and what came as hashes, not 0; moments in tenths of a second. `within` begins with the first of a stretch. */
  came(name: number, what: number, at: number, within: number, times?: number): Came;
  readonly words: Uint32Array;
}

/** Bounded: a fixed table. Who makes room is who came least: names that came once push out nobody that came again. */
export function often(slots = 16_384, from?: Uint32Array): Often {
  const words = from ?? new Uint32Array(slots * WORDS);
  const size = words.length / WORDS;
  return {
    words,
    came(name, what, at, within, times = 1) {
      let slot = -1;
      let worth = Number.POSITIVE_INFINITY;
      for (let probe = 0; probe < PROBES; probe += 1) {
        const here = ((name + probe) % size) * WORDS;
        if (words[here] === name) {
          slot = here;
          break;
        }
        const value = words[here] === 0 || at - (words[here + SINCE] ?? 0) > within ? -1 : (words[here + TIMES] ?? 0);
        if (value < worth) {
          worth = value;
          slot = here;
        }
      }
      if (words[slot] !== name || at - (words[slot + SINCE] ?? 0) > within) {
        words.fill(0, slot, slot + WORDS);
        words[slot] = name;
        words[slot + SINCE] = at;
      }
      words[slot + TIMES] = Math.min(0xffffffff, (words[slot + TIMES] ?? 0) + times);
      const bit = mixed(what) & 63;
      const word = slot + BITS + (bit >>> 5);
      words[word] = (words[word] ?? 0) | (1 << (bit & 31));
      return { times: words[slot + TIMES] ?? 0, distinct: distinct(ones(words[slot + BITS] ?? 0) + ones(words[slot + BITS + 1] ?? 0)) };
    },
  };
}
