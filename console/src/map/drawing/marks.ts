import { useCallback, useSyncExternalStore } from 'react';

/** What stands out of the drawing at the moment. It changes with every key of a filter, and only the boxes whose mark it changes are drawn anew. */
export interface Mark {
  readonly dim: boolean;
  /** What the box is to the filter, where it stands out. */
  readonly why: string | undefined;
  readonly chosen: boolean;
  /** The one that Tab comes to; the arrows go on from there. */
  readonly reachable: boolean;
}

const PLAIN: Mark = { dim: false, why: undefined, chosen: false, reachable: false };
const same = (a: Mark, b: Mark): boolean => a.dim === b.dim && a.why === b.why && a.chosen === b.chosen && a.reachable === b.reachable;

/** The marks of all boxes, by id, and the box that the pointer is over. */
export class Marks {
  #marks: ReadonlyMap<string, Mark> = new Map();
  #over: string | undefined;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly of = (id: string): Mark => this.#marks.get(id) ?? PLAIN;
  readonly over = (): string | undefined => this.#over;

  set(marks: ReadonlyMap<string, Mark>): void {
    const before = this.#marks;
    // A mark that says the same is the same: whoever shows it has nothing to do.
    this.#marks = new Map(
      [...marks].map(([id, mark]) => {
        const old = before.get(id);
        return [id, old !== undefined && same(old, mark) ? old : mark];
      }),
    );
    this.#tell();
  }

  point(over: string | undefined): void {
    if (over === this.#over) return;
    this.#over = over;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export const useMark = (marks: Marks, id: string): Mark =>
  useSyncExternalStore(
    marks.subscribe,
    useCallback(() => marks.of(id), [marks, id]),
  );

export const useOver = (marks: Marks): string | undefined => useSyncExternalStore(marks.subscribe, marks.over);
