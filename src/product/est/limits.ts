/** Counts tries in windows of time, in memory and bounded: what a stranger can make it remember ends at `most` names, the oldest forgotten first. */
export interface Tries {
  /** Milliseconds until this name may try again; 0 where it may now. */
  wait(name: string, now: number): number;
  /** Counts one. */
  count(name: string, now: number): void;
}

export function tries({ within, allowed, most = 10_000 }: { readonly within: number; readonly allowed: number; readonly most?: number }): Tries {
  const kept = new Map<string, { from: number; n: number }>();
  return {
    wait(name, now) {
      const found = kept.get(name);
      if (found === undefined || now - found.from >= within || found.n < allowed) return 0;
      return found.from + within - now;
    },
    count(name, now) {
      const found = kept.get(name);
      if (found !== undefined && now - found.from < within) {
        found.n += 1;
        return;
      }
      kept.delete(name);
      if (kept.size >= most) {
        const oldest = kept.keys().next();
        if (!oldest.done) kept.delete(oldest.value);
      }
      kept.set(name, { from: now, n: 1 });
    },
  };
}
