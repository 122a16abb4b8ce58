import { mixed } from './keyed-hash.ts';

/** Twelve hours in tenths of a second: a generation of the filter. */
const GENERATION = 432_000;
const PROBES = 4;

/**
 * What was seen once in the last twelve to twenty-four hours: a Bloom filter of two generations. It never forgets within twelve hours, and says "seen" of something new in one of some thousands.
 */
export interface Seen {
  /** Whether this pair was seen before, and marks it. `at`: tenths of a second, of a clock that never goes back and that no single event moves. */
  before(a: number, b: number, at: number): boolean;
  /** For a snapshot: the younger generation, and the one before it. */
  readonly words: readonly [Uint32Array, Uint32Array];
  readonly begun: number;
}

/** `bits`: a power of two; 2^27 (16 MiB a generation) holds 8 million pairs at one error in two thousand. */
export function seen(bits = 2 ** 27, from?: { readonly words: readonly [Uint32Array, Uint32Array]; readonly begun: number }): Seen {
  // The words of both generations stand in turn: what is asked of the one and of the other is in one line of the cache.
  const words = new Uint32Array(from === undefined ? bits / 16 : from.words[0].length * 2);
  let young = 0;
  from?.words.forEach((generation, which) => {
    for (let i = 0; i < generation.length; i += 1) words[2 * i + which] = generation[i] ?? 0;
  });
  let begun = from?.begun ?? -1;
  const mask = words.length * 16 - 1;
  const forget = (which: number) => {
    for (let i = which; i < words.length; i += 2) words[i] = 0;
  };
  const generation = (which: number) => {
    const out = new Uint32Array(words.length / 2);
    for (let i = 0; i < out.length; i += 1) out[i] = words[2 * i + which] ?? 0;
    return out;
  };
  return {
    before(a, b, at) {
      if (begun < 0) begun = at;
      if (at - begun >= GENERATION) {
        // Of what was seen before a pause of more than a generation nothing is kept.
        const pause = at - begun >= 2 * GENERATION;
        young = 1 - young;
        forget(young);
        if (pause) forget(1 - young);
        begun = at;
      }
      let inYoung = true;
      let inOld = true;
      let hash = mixed(a ^ Math.imul(b, 0x9e3779b1));
      const step = mixed(b + 0x7f4a7c15) | 1;
      for (let i = 0; i < PROBES; i += 1) {
        const bit = hash & mask;
        const pair = (bit >>> 5) << 1;
        const flag = 1 << (bit & 31);
        const word = words[pair | young] ?? 0;
        if ((word & flag) === 0) {
          inYoung = false;
          words[pair | young] = word | flag;
        }
        if (((words[pair | (1 - young)] ?? 0) & flag) === 0) inOld = false;
        hash = (hash + step) >>> 0;
      }
      return inYoung || inOld;
    },
    get words() {
      return [generation(young), generation(1 - young)] as const;
    },
    get begun() {
      return begun;
    },
  };
}
