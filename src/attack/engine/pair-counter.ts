/** A 32-bit finaliser (Murmur3's): every bit of the input reaches every bit of the output. */
export function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Which (key, class) pairs one node has, and how often: open addressing, emptied by moving on to the next stamp. */
export class PairCounter {
  readonly #mask: number;
  readonly #stampOf: Int32Array;
  readonly #pairA: Int32Array;
  readonly #pairB: Int32Array;
  readonly #count: Int32Array;
  #stamp = 0;

  constructor(most: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(16, most * 2)));
    this.#mask = size - 1;
    this.#stampOf = new Int32Array(size);
    this.#pairA = new Int32Array(size);
    this.#pairB = new Int32Array(size);
    this.#count = new Int32Array(size);
  }

  clear(): void {
    this.#stamp += 1;
  }

  #slot(a: number, b: number): number {
    let at = mix(Math.imul(a, 0x9e3779b1) ^ b) & this.#mask;
    while (this.#stampOf[at] === this.#stamp && (this.#pairA[at] !== a || this.#pairB[at] !== b)) at = (at + 1) & this.#mask;
    return at;
  }

  /** Counts the pair once more and gives the new count. */
  add(a: number, b: number): number {
    const at = this.#slot(a, b);
    if (this.#stampOf[at] !== this.#stamp) {
      this.#stampOf[at] = this.#stamp;
      this.#pairA[at] = a;
      this.#pairB[at] = b;
      this.#count[at] = 1;
      return 1;
    }
    const count = (this.#count[at] as number) + 1;
    this.#count[at] = count;
    return count;
  }

  get(a: number, b: number): number {
    const at = this.#slot(a, b);
    return this.#stampOf[at] === this.#stamp ? (this.#count[at] as number) : 0;
  }
}
