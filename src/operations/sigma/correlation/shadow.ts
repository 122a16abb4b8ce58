import type { Moment } from './moments.ts';

const BUCKETS = 1 << 17;
const WAYS = 16;

/** Two hashes of a key, of 32 bits each: where it is kept, and by what it is known there. */
export function hashes(text: string): readonly [number, number] {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995);
    b ^= b >>> 15;
  }
  a ^= a >>> 16;
  return [Math.imul(a, 0x85ebca6b) >>> 0, Math.imul(b ^ (b >>> 13), 0xc2b2ae35) >>> 0];
}

/** A value as a number that stands for it: 53 bits of hash, so that a value takes eight bytes wherever it is kept. */
export function valueHash(text: string): number {
  const [a, b] = hashes(text);
  return a * 2 ** 21 + (b >>> 11);
}

/**
 * What is left of groups that had to make room: each of their moments in 22 bytes, in a table of fixed size (2,097,152 of them, 46 MB, made when it is first needed). A
 * group that comes back has its moments again. Where a bucket is full its oldest moment goes.
 */
export class Shadow {
  #known: Uint32Array | undefined;
  #times = new Float64Array(0);
  #values = new Float64Array(0);
  #rules = new Uint16Array(0);

  keep(key: string, moments: readonly Moment[]): void {
    if (this.#known === undefined) {
      this.#known = new Uint32Array(BUCKETS * WAYS);
      this.#times = new Float64Array(BUCKETS * WAYS);
      this.#values = new Float64Array(BUCKETS * WAYS);
      this.#rules = new Uint16Array(BUCKETS * WAYS);
    }
    const [a, b] = hashes(key);
    const start = (a % BUCKETS) * WAYS;
    for (const { time, rule, value } of moments) {
      let at = start;
      for (let way = start; way < start + WAYS; way += 1) {
        if (this.#known[way] === 0) {
          at = way;
          break;
        }
        if ((this.#times[way] as number) < (this.#times[at] as number)) at = way;
      }
      // Nought is an empty place.
      this.#known[at] = b === 0 ? 1 : b;
      this.#times[at] = time;
      this.#rules[at] = rule;
      this.#values[at] = typeof value === 'number' ? value : Number.NaN;
    }
  }

  /** Gives back what is kept of a group, not older than the moment, and forgets it. */
  take(key: string, since: number): readonly Omit<Moment, 'event'>[] {
    const known = this.#known;
    if (known === undefined) return [];
    const [a, b] = hashes(key);
    const start = (a % BUCKETS) * WAYS;
    const found: Omit<Moment, 'event'>[] = [];
    for (let way = start; way < start + WAYS; way += 1) {
      if (known[way] !== (b === 0 ? 1 : b)) continue;
      known[way] = 0;
      const time = this.#times[way] as number;
      const value = this.#values[way] as number;
      if (time >= since) found.push({ time, rule: this.#rules[way] as number, value: Number.isNaN(value) ? undefined : value, offset: 0, length: 0 });
    }
    return found;
  }
}
