import type { Credential } from '../model.ts';
import type { Close, Seen, Step } from './model.ts';
import { bornOf, lineageOf } from './plan.ts';

/** What is known now, and of when. Moments are milliseconds. */
export interface Known {
  readonly credentials: readonly Credential[];
  readonly seen: Seen;
  readonly at: number;
}

/**
 * Whether a fact that is newer than the order shows the step to be done: one that was made after it is in the place of the old, or a ledger says of all the old that they are no longer good. That
 * something is not to be seen any more closes nothing: it may only not have been looked at.
 */
export function closings(steps: readonly Step[], order: { readonly at: number; readonly seen: Seen }, known: Known): readonly (Close | undefined)[] {
  const ids = new Set(known.credentials.map(({ id }) => id));
  const lineages = new Map<string, Credential[]>();
  for (const each of known.credentials)
    for (const name of [lineageOf(each), ...(each.element === undefined ? [] : [`map:${each.element}`])]) {
      const before = lineages.get(name);
      if (before === undefined) lineages.set(name, [each]);
      else if (!before.includes(each)) before.push(each);
    }
  return steps.map((step) => {
    const now = lineages.get(step.lineage) ?? [];
    const isNew = (each: Credential) => {
      const born = bornOf(each);
      return born !== undefined && born > order.at && born <= known.at;
    };
    if (step.ledger !== undefined) {
      const [then, since] = [order.seen[step.ledger], known.seen[step.ledger]];
      // A shorter ledger is not the one that the order was given on.
      if (then === undefined || since === undefined || since < then || step.ids.some((id) => ids.has(id))) return undefined;
      return now.length > 0 ? 'renewed' : 'withdrawn';
    }
    // The old authority stays until nothing under it is in use any more; the new one signs from its first moment.
    const shown = step.how === 'authority' ? now.some(isNew) : now.length > 0 && now.every(isNew);
    return shown ? 'renewed' : undefined;
  });
}
