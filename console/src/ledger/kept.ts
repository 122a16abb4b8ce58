import type { Kept } from '../verify/watch.ts';

// What this browser keeps of each ledger: a verifier key and a checkpoint, both public. Whoever can run code in this browser can change it, which is why
// the page says that they should be kept elsewhere too.

const PREFIX = 'assay-ledger-kept:';

export function readKept(path: string): Kept | undefined {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(PREFIX + path) ?? 'null');
    if (typeof read !== 'object' || read === null) return undefined;
    const { verifierKey, checkpoint, since, seenAt } = read as Record<string, unknown>;
    // Something was kept, and is no longer what was kept: told as such, never taken for a first visit.
    return { verifierKey: String(verifierKey ?? ''), checkpoint: String(checkpoint ?? ''), since: String(since ?? ''), seenAt: String(seenAt ?? '') };
  } catch {
    return { verifierKey: '', checkpoint: '', since: '', seenAt: '' };
  }
}

export function writeKept(path: string, kept: Kept): void {
  try {
    localStorage.setItem(PREFIX + path, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing compares with nothing: the page says so on the next visit, as on a first one.
  }
}
