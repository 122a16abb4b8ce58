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

  *keys(): Generator<ObjectId> {
    for (const number of this.order) yield this.ancestry.idOf(number);
  }
}
