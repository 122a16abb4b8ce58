import { mixed } from './keyed-hash.ts';

/** Twelve hours in tenths of a second: a generation of the filter. */
const GENERATION = 432_000;
const PROBES = 4;

/**
 * What was seen once in the last twelve to twenty-four hours: a Bloom filter of two generations. It never forgets within twelve hours, and says "seen" of something new in one of some thousands.
 */
export interface Seen {
  /** Whether this pair was seen before, and marks it. `at`: tenths of a second. */
  before(a: number, b: number, at: number): boolean;
  /** For a snapshot. */
  readonly words: readonly [Uint32Array, Uint32Array];
  readonly begun: number;
}

/** `bits`: a power of two; 2^27 (16 MiB a generation) holds 8 million pairs at one error in two thousand. */
export function seen(bits = 2 ** 27, from?: { readonly words: readonly [Uint32Array, Uint32Array]; readonly begun: number }): Seen {
  let [young, old] = from === undefined ? [new Uint32Array(bits / 32), new Uint32Array(bits / 32)] : from.words;
  let begun = from?.begun ?? -1;
  const mask = young.length * 32 - 1;
  return {
    before(a, b, at) {
      if (begun < 0) begun = at;
      if (at - begun >= GENERATION) {
        // Of what was seen before a pause of more than a generation nothing is kept.
        const pause = at - begun >= 2 * GENERATION;
        [young, old] = [old, young];
        young.fill(0);
        if (pause) old.fill(0);
        begun = at;
      }
      let inYoung = true;
      let inOld = true;
      let hash = mixed(a ^ Math.imul(b, 0x9e3779b1));
      const step = mixed(b + 0x7f4a7c15) | 1;
      for (let i = 0; i < PROBES; i += 1) {
        const bit = hash & mask;
        const word = bit >>> 5;
        const flag = 1 << (bit & 31);
        if (((young[word] ?? 0) & flag) === 0) {
          inYoung = false;
          young[word] = (young[word] ?? 0) | flag;
        }
        if (((old[word] ?? 0) & flag) === 0) inOld = false;
        hash = (hash + step) >>> 0;
      }
      return inYoung || inOld;
    },
    get words() {
      return [young, old] as const;
    },
    get begun() {
      return begun;
    },
  };
}
