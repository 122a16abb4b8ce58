/** What stands of a nonce that evidence answers. */
export type Answered = 'fresh' | 'used' | 'none';

/** Nonces that were given to devices, in memory: whoever comes after a restart asks for another. */
export interface Nonces {
  /** Keeps a nonce for this device, the oldest of too many forgotten. */
  give(device: string, nonce: Uint8Array, now: number): void;
  /** Looks for one that `matches`, and uses it up: one nonce is good for one piece of evidence. */
  take(device: string, matches: (nonce: Uint8Array) => boolean, now: number): Answered;
}

/** `within`: milliseconds for which a nonce is good. `each`: nonces of a device; `most`: devices that are remembered. */
export function nonces({ within, each = 4, most = 20_000 }: { readonly within: number; readonly each?: number; readonly most?: number }): Nonces {
  const kept = new Map<string, { readonly nonce: Uint8Array; readonly until: number; used: boolean }[]>();
  return {
    give(device, nonce, now) {
      const mine = (kept.get(device) ?? []).filter(({ until }) => until > now).slice(1 - each);
      mine.push({ nonce, until: now + within, used: false });
      // Those who asked last stand last.
      kept.delete(device);
      kept.set(device, mine);
      if (kept.size <= most) return;
      const oldest = kept.keys().next();
      if (!oldest.done) kept.delete(oldest.value);
    },
    take(device, matches, now) {
      const found = kept.get(device)?.find(({ nonce, until }) => until > now && matches(nonce));
      if (found === undefined) return 'none';
      if (found.used) return 'used';
      found.used = true;
      return 'fresh';
    },
  };
}
