import type { Digest } from '../../core/index.ts';

/**
 * Where an entry of this identity may stand: a table of 64 bits of the identity beside an index, 32 bytes an entry at most. A find is a guess, which the
 * caller confirms against the entry: who submits can choose digests that share these bits, and gains a slower answer.
 */
export class Fingerprints {
  #high = new Uint32Array(1024);
  #low = new Uint32Array(1024);
  #index = new Float64Array(1024).fill(-1);
  #count = 0;

  /** The first index under this identity that `confirms` agrees to. */
  find(identity: Digest, confirms: (index: number) => boolean): number | undefined {
    const [high, low] = bitsOf(identity);
    const mask = this.#high.length - 1;
    for (let slot = low & mask; (this.#index[slot] as number) >= 0; slot = (slot + 1) & mask) {
      const index = this.#index[slot] as number;
      if (this.#high[slot] === high && this.#low[slot] === low && confirms(index)) return index;
    }
    return undefined;
  }

  add(identity: Digest, index: number): void {
    if (this.#count * 2 >= this.#high.length) this.#widen();
    const [high, low] = bitsOf(identity);
    this.#put(high, low, index);
    this.#count += 1;
  }

  #put(high: number, low: number, index: number): void {
    const mask = this.#high.length - 1;
    let slot = low & mask;
    while ((this.#index[slot] as number) >= 0) slot = (slot + 1) & mask;
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#index[slot] = index;
  }

  #widen(): void {
    const [high, low, index] = [this.#high, this.#low, this.#index];
    this.#high = new Uint32Array(high.length * 2);
    this.#low = new Uint32Array(high.length * 2);
    this.#index = new Float64Array(high.length * 2).fill(-1);
    index.forEach((at, slot) => {
      if (at >= 0) this.#put(high[slot] as number, low[slot] as number, at);
    });
  }
}

function bitsOf(identity: Digest): readonly [number, number] {
  return [Number.parseInt(identity.slice(7, 15), 16), Number.parseInt(identity.slice(15, 23), 16)];
}
