// A slot: whose, the two places between which it goes, how often it went, since when, and when last.
const WORDS = 6;
const HERE = 1;
const THERE = 2;
const TURNS = 3;
const SINCE = 4;
const LAST = 5;
const PROBES = 4;
const HOUR = 36_000;

/** How often a name (of a client, a credential, a machine) went back and forth between two places within an hour. A name that moves once says nothing; one that is at two places does it again and again. */
export interface Whereabouts {
  /** Both as hashes, not 0; at tenths of a second. Gives the turns within the hour. */
  seen(name: number, place: number, at: number): number;
  readonly words: Uint32Array;
}

/** Bounded: a fixed table. Who makes room is who turned least: names seen once push out nobody that turned. */
export function whereabouts(slots = 65_536, from?: Uint32Array): Whereabouts {
  const words = from ?? new Uint32Array(slots * WORDS);
  const size = words.length / WORDS;
  function slotOf(name: number, place: number, at: number): number {
    let worst = 0;
    let worth = Number.POSITIVE_INFINITY;
    for (let probe = 0; probe < PROBES; probe += 1) {
      const slot = ((name + probe) % size) * WORDS;
      if (words[slot] === name) return slot;
      const value = words[slot] === 0 || at - (words[slot + LAST] ?? 0) > HOUR ? -1 : (words[slot + TURNS] ?? 0);
      if (value < worth) {
        worth = value;
        worst = slot;
      }
    }
    words.fill(0, worst, worst + WORDS);
    words[worst] = name;
    words[worst + HERE] = place;
    words[worst + SINCE] = at;
    words[worst + LAST] = at;
    return worst;
  }
  return {
    words,
    seen(name, place, at) {
      const slot = slotOf(name, place, at);
      if (at - (words[slot + SINCE] ?? 0) > HOUR) {
        words[slot + TURNS] = 0;
        words[slot + SINCE] = at;
      }
      words[slot + LAST] = Math.max(words[slot + LAST] ?? 0, at);
      if (words[slot + HERE] === place) return 0;
      // Back to where it was before counts; on to a third place is a move.
      if (words[slot + THERE] === place || words[slot + THERE] === 0) words[slot + TURNS] = (words[slot + TURNS] ?? 0) + 1;
      words[slot + THERE] = words[slot + HERE] ?? 0;
      words[slot + HERE] = place;
      return words[slot + TURNS] ?? 0;
    },
  };
}
