/**
 * What waits for one thread, in turn by who asks: whoever asks much waits behind themselves, and everybody else behind at most one question of each other. Within one
 * asker, first come, first served.
 */
export interface Queue<T> {
  /** `too-many`: this asker has as many waiting as one may; `full`: all together have. Then nothing was added. */
  add(asker: string, item: T): 'added' | 'too-many' | 'full';
  /** Takes back what waits; false where it does not. */
  drop(item: T): boolean;
  /** Whose turn it is; it no longer waits then. */
  next(): T | undefined;
  /** Everything that waits; nothing does any more. */
  clear(): readonly T[];
  size(): number;
}

export interface QueueBounds {
  readonly mostOfOne: number;
  readonly most: number;
}

/** An item waits at most once at a time. */
export function fairQueue<T>({ mostOfOne, most }: QueueBounds): Queue<T> {
  // Askers in the order of their turns: whoever had one goes to the end, and whoever comes anew begins there.
  const turns = new Map<string, Set<T>>();
  const askers = new Map<T, string>();

  function take(asker: string, item: T): Set<T> | undefined {
    const own = turns.get(asker);
    own?.delete(item);
    askers.delete(item);
    if (own?.size === 0) turns.delete(asker);
    return own;
  }

  return {
    add(asker, item) {
      const own = turns.get(asker);
      if (own !== undefined && own.size >= mostOfOne) return 'too-many';
      if (askers.size >= most) return 'full';
      if (own === undefined) turns.set(asker, new Set([item]));
      else own.add(item);
      askers.set(item, asker);
      return 'added';
    },
    drop(item) {
      const asker = askers.get(item);
      if (asker === undefined) return false;
      take(asker, item);
      return true;
    },
    next() {
      for (const [asker, own] of turns) {
        for (const item of own) {
          const left = take(asker, item);
          if (left !== undefined && left.size > 0) {
            turns.delete(asker);
            turns.set(asker, left);
          }
          return item;
        }
      }
      return undefined;
    },
    clear() {
      const all = [...askers.keys()];
      turns.clear();
      askers.clear();
      return all;
    },
    size: () => askers.size,
  };
}
