import { Duration, type Instant } from '../../../core/index.ts';
import type { Method, SignInUnfinished } from '../../sessions/events.ts';

/** How signing in goes for people: how long it took and how many tries failed before, in counts alone. In memory, since strangers sign in too: what they do is on no ledger but as a number. */
export interface Tried {
  begun(browser: string, method: Method): void;
  failed(browser: string): void;
  /** Of the sign-in that has just succeeded, where this process saw it begin. */
  done(browser: string): { readonly took?: number; readonly failed?: number };
  /** Sign-ins that failed and were not tried again since this was last asked, to be entered with the next that succeeds: so strangers alone enter nothing. */
  unfinished(): readonly SignInUnfinished[];
}

/** Who has not tried again by then has given up. A page that is left open is no attempt either. */
const LIFE = Duration.minutes(15);
const MOST = 10_000;

export function triedAt({ now, most = MOST }: { readonly now: () => Instant; readonly most?: number }): Tried {
  const open = new Map<string, { method: Method; begun: Instant; last: Instant; failed: number }>();
  const left = new Map<Method, number>();

  function sweep(): void {
    for (const [browser, { method, last, failed }] of open) {
      if (now() - last < LIFE && open.size <= most) continue;
      open.delete(browser);
      if (failed > 0) left.set(method, (left.get(method) ?? 0) + 1);
    }
  }

  return {
    begun(browser, method) {
      sweep();
      const known = open.get(browser);
      if (known !== undefined && now() - known.last < LIFE) {
        known.method = method;
        known.last = now();
      } else open.set(browser, { method, begun: now(), last: now(), failed: 0 });
      sweep();
    },
    failed(browser) {
      const known = open.get(browser);
      if (known === undefined) return;
      known.failed += 1;
      known.last = now();
    },
    done(browser) {
      const known = open.get(browser);
      open.delete(browser);
      if (known === undefined) return {};
      const took = Math.max(0, now() - known.begun);
      return { failed: known.failed, ...(took < LIFE ? { took } : {}) };
    },
    unfinished() {
      sweep();
      const counted = [...left].map(([method, count]): SignInUnfinished => ({ type: 'sign-in.unfinished', method, count }));
      left.clear();
      return counted;
    },
  };
}
