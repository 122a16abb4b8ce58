import type { Duration, Instant } from '../../../core/index.ts';

/**
 * Things that live for minutes and mean nothing after a restart: challenges, half-made enrolments. In memory, since a stranger who opens the sign-in page
 * makes some, and shall not make the disk work. Beyond `most` the oldest go.
 */
export interface ShortLived<Value> {
  put(key: string, value: Value): void;
  /** Reads and forgets: of two that ask at once, one gets it. */
  take(key: string): Value | undefined;
  peek(key: string): Value | undefined;
  size(): number;
}

export function shortLived<Value>({ now, life, most }: { readonly now: () => Instant; readonly life: Duration; readonly most: number }): ShortLived<Value> {
  const kept = new Map<string, { readonly value: Value; readonly until: number }>();
  const peek = (key: string) => {
    const found = kept.get(key);
    return found !== undefined && found.until > now() ? found.value : undefined;
  };
  return {
    put(key, value) {
      kept.delete(key);
      kept.set(key, { value, until: now() + life });
      // In the order of their making, and all live equally long: the first that is still good ends the sweep.
      for (const [old, { until }] of kept) {
        if (until > now() && kept.size <= most) break;
        kept.delete(old);
      }
    },
    take(key) {
      const value = peek(key);
      kept.delete(key);
      return value;
    },
    peek,
    size: () => kept.size,
  };
}
