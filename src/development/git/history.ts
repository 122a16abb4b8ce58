import type { Ancestry } from './ancestry.ts';
import type { ObjectId } from './object.ts';

/** The parents of every commit that can be reached, children before their parents, as a map of names would have them. */
export class History {
  readonly ancestry: Ancestry;
  /** Numbers of `ancestry`. */
  readonly order: Int32Array;
  readonly #inside: Uint8Array;

  constructor(ancestry: Ancestry, order: Int32Array) {
    this.ancestry = ancestry;
    this.order = order;
    this.#inside = new Uint8Array(ancestry.size);
    for (const number of order) this.#inside[number] = 1;
  }

  get size(): number {
    return this.order.length;
  }

  /** Whether a number is of this history: some were met as a parent alone, or lead from another branch. */
  holds(number: number): boolean {
    return this.#inside[number] === 1;
  }

  has(id: ObjectId): boolean {
    return this.holds(this.ancestry.numberOf(id));
  }

  get(id: ObjectId): readonly ObjectId[] | undefined {
    const number = this.ancestry.numberOf(id);
    return this.holds(number) ? Array.from(this.ancestry.parentsOf(number), (parent) => this.ancestry.idOf(parent)) : undefined;
  }

  /**
   * Tells of any commit that was read, also of one outside of this history, whether it has `tip` behind it. `tip` is one that this history was read from: behind a commit of the history itself is
   * none that stands on it.
   */
  standingOn(tip: ObjectId): (from: ObjectId) => boolean {
    const base = this.ancestry.numberOf(tip);
    // What does not lead there need not be gone through again for the next one.
    const astray = new Uint8Array(this.ancestry.size);
    return (from) => {
      const first = this.ancestry.numberOf(from);
      if (first < 0 || base < 0 || this.holds(first)) return false;
      const met = new Set([first]);
      // A set gives in turn what is put into it meanwhile.
      for (const one of met)
        for (const parent of this.ancestry.parentsOf(one)) {
          if (parent === base) return true;
          if (!this.holds(parent) && astray[parent] !== 1) met.add(parent);
        }
      for (const one of met) astray[one] = 1;
      return false;
    };
  }

  *keys(): Generator<ObjectId> {
    for (const number of this.order) yield this.ancestry.idOf(number);
  }
}
