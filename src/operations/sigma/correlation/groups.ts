import { Moments } from './moments.ts';
import type { Shadow } from './shadow.ts';

/** The state of one group of one correlation. */
export interface Group {
  readonly key: string;
  /** What the fields of group-by had, in their order. */
  readonly values: readonly string[];
  readonly moments: Moments;
  /** Stretches of time for which a detection was raised, with the first moment at which the condition held in them. */
  raised: Map<number, number> | undefined;
  /** Everything up to here has been counted, where windows are counted when they are over. */
  settled: number;
}

/** How many groups are looked at for the one that is furthest from its condition. */
const LOOKED_AT = 32;

/**
 * The groups of one correlation, at most so many at once. Who has to make room is decided by how near a group is to its condition, and never by how long ago it was
 * heard of: those with one event go first, then of some the one with the fewest. Whoever floods with a million new keys therefore pushes out other new keys and no
 * group that has come further; and what is pushed out leaves its moments in the shadow, from which they return when the key does.
 */
export class Groups {
  readonly #most: number;
  readonly #shadow: Shadow;
  /** With one event, oldest first. */
  readonly #ones = new Map<string, Group>();
  /** With more than one, or with a detection raised. */
  readonly #several = new Map<string, Group>();
  #sequence = -1;
  // Kept from one eviction to the next: a map that has lost its first entries is slow to find the first that is left.
  #oldest = this.#ones.values();
  #hand = this.#several.values();

  constructor(most: number, shadow: Shadow) {
    this.#most = most;
    this.#shadow = shadow;
  }

  get size(): number {
    return this.#ones.size + this.#several.size;
  }

  /** The group of a key, made where there is none; `since` is the oldest moment that can still count. */
  of(key: string, values: readonly string[], since: number): Group {
    const known = this.#several.get(key) ?? this.#ones.get(key);
    if (known !== undefined) return known;
    if (this.size >= this.#most) this.#makeRoom(since);
    const made: Group = { key, values, moments: new Moments(), raised: undefined, settled: Number.NEGATIVE_INFINITY };
    for (const moment of this.#shadow.take(key, since)) {
      made.moments.insert({ ...moment, event: this.#sequence });
      this.#sequence -= 1;
    }
    this.#ones.set(key, made);
    this.placed(made);
    return made;
  }

  /** To be called when a group has got an event: it may have become one that stays. */
  placed(group: Group): void {
    if (group.moments.list.length < 2 && group.raised === undefined) return;
    if (this.#ones.delete(group.key)) this.#several.set(group.key, group);
  }

  /** Forgets the groups whose last event is before the moment. */
  sweep(before: number): void {
    for (const groups of [this.#ones, this.#several]) for (const [key, { moments }] of groups) if (moments.last < before) groups.delete(key);
  }

  #makeRoom(since: number): void {
    const first = this.#next();
    if (first !== undefined) {
      this.#evict(this.#ones, first);
      return;
    }
    let least: Group | undefined;
    for (let looked = 0; looked < LOOKED_AT; looked += 1) {
      let next = this.#hand.next();
      if (next.done === true) {
        this.#hand = this.#several.values();
        next = this.#hand.next();
      }
      const group = next.value;
      if (group === undefined) break;
      if (least === undefined || group.moments.list.length < least.moments.list.length) least = group;
      if (group.moments.last < since) {
        least = group;
        break;
      }
    }
    if (least !== undefined) this.#evict(this.#several, least);
  }

  /** The group with one event that has been kept longest. */
  #next(): Group | undefined {
    if (this.#ones.size === 0) return undefined;
    const next = this.#oldest.next();
    if (next.done !== true) return next.value;
    this.#oldest = this.#ones.values();
    return this.#oldest.next().value;
  }

  #evict(from: Map<string, Group>, group: Group): void {
    from.delete(group.key);
    this.#shadow.keep(group.key, group.moments.list);
  }
}
