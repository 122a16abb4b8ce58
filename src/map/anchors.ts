import { type Json, Refused } from '../core/index.ts';
import { mapFaults } from './faults.ts';
import { note, type Spots } from './spots.ts';

/** All values that aliases may add to one document. Nested aliases multiply, which is how a page of YAML becomes a terabyte. */
const BUDGET = 200_000;

/** The anchors of one document, and the bound on what its aliases may expand to. */
export class Anchors {
  private readonly file: string;
  private readonly known = new Map<string, Json>();
  private left = BUDGET;

  constructor(file: string) {
    this.file = file;
  }

  set(name: string, value: Json): void {
    this.known.set(name, value);
  }

  /** What the anchor stands for, or undefined where it is not set (yet: an anchor inside itself is not). Throws `Refused` (ASSAY-MAP-006). */
  follow(name: string, at: () => { line: number; column: number }): Json | undefined {
    const value = this.known.get(name);
    if (value === undefined) return undefined;
    const queue: Json[] = [value];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      this.left -= 1;
      if (this.left < 0) {
        throw new Refused(
          mapFaults.fault('006', {
            message: `${this.file} has aliases that expand to more than ${BUDGET} values`,
            file: this.file,
            ...at(),
            expected: `at most ${BUDGET} values by alias`,
            remedy: 'Write the values out where they are needed.',
          }),
        );
      }
      if (typeof next !== 'object' || next === null) continue;
      for (const member of Object.values(next) as Json[]) if (queue.length <= this.left) queue.push(member);
    }
    return value;
  }

  /** Adds to `object` the fields of `from` (one mapping, or several of which the first wins) that it does not have itself. False where `from` is neither. */
  static merge(object: { [key: string]: Json }, from: Json, spots: Spots | undefined): boolean {
    const sources = Array.isArray(from) ? (from as readonly Json[]) : [from];
    for (const source of sources) {
      if (typeof source !== 'object' || source === null || Array.isArray(source)) return false;
      for (const [key, value] of Object.entries(source) as [string, Json][]) {
        if (Object.hasOwn(object, key)) continue;
        object[key] = value;
        const spot = spots?.get(source)?.get(key);
        if (spot !== undefined) note(spots, object, key, spot[0], spot[1]);
      }
    }
    return true;
  }
}
