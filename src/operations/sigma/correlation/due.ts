/** Things to be done when the clock of a source has passed a moment, soonest first: a binary heap. */
export class Due<T> {
  readonly #heap: { readonly at: number; readonly what: T }[] = [];

  put(at: number, what: T): void {
    const heap = this.#heap;
    heap.push({ at, what });
    let i = heap.length - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (this.#at(parent) <= this.#at(i)) break;
      this.#swap(parent, i);
      i = parent;
    }
  }

  /** Takes the soonest, where it is due at the moment. */
  take(moment: number): T | undefined {
    const heap = this.#heap;
    const [first] = heap;
    if (first === undefined || first.at > moment) return undefined;
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) {
      heap[0] = last;
      this.#sink();
    }
    return first.what;
  }

  #sink(): void {
    let i = 0;
    for (;;) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) if (this.#at(child) < this.#at(least)) least = child;
      if (least === i) return;
      this.#swap(least, i);
      i = least;
    }
  }

  #at(i: number): number {
    return this.#heap[i]?.at ?? Number.POSITIVE_INFINITY;
  }

  #swap(i: number, j: number): void {
    const a = this.#heap[i];
    const b = this.#heap[j];
    if (a === undefined || b === undefined) return;
    this.#heap[i] = b;
    this.#heap[j] = a;
  }
}
