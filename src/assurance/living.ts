import { Instant } from '../core/index.ts';
import { expiresAt } from '../evidence/freshness.ts';
import type { RecordedEvidence } from '../evidence/model.ts';
import type { Seen } from './evidence-index.ts';
import type { Check, Control } from './model.ts';
import { passes } from './verdict.ts';

// Of what a collector says every hour, the last word is enough: a pass that is newer and good for as long decides all that an older pass of the same
// subject, claim and method does, and a newer failure all that an older one does. A statement about some members only speaks for itself. So a verdict is the
// same without what another stands in for, and to judge again and again costs what the last words do, not what was ever said.

interface Moments {
  readonly seen: Instant;
  readonly end: Instant;
}

// Statements do not change, and their moments are asked for again and again.
const READ = new WeakMap<RecordedEvidence, Moments>();

/** When a statement was observed, and from when it is good no longer. */
export function momentsOf(evidence: RecordedEvidence): Moments {
  const known = READ.get(evidence);
  if (known !== undefined) return known;
  const made = { seen: Instant.parse(evidence.observedAt), end: expiresAt(evidence) };
  READ.set(evidence, made);
  return made;
}

/**
 * The statements that decide a control at a moment, from those that count from `begin` on. To be asked for moments that do not go back. In the order
 * of the ledger; what has not begun is left out.
 */
export function livingOf(
  control: Control,
  known: readonly { readonly evidence: RecordedEvidence; readonly begin: Instant }[],
): (moment: Instant) => readonly RecordedEvidence[] {
  const checks = new Map(control.checks.map((check) => [check.claim, check]));
  const waiting = known.toSorted((a, b) => a.begin - b.begin || a.evidence.seq - b.evidence.seq);
  const groups = new Map<string, RecordedEvidence[]>();
  let next = 0;
  return (moment) => {
    for (let one = waiting[next]; one !== undefined && one.begin <= moment; one = waiting[next]) {
      next += 1;
      const { evidence } = one;
      const { subject, claim, method, population, seq } = evidence;
      const check = checks.get(claim);
      const passed = check !== undefined && passes(check, evidence);
      const key = population === undefined ? `${subject} ${claim} ${method} ${passed}` : String(seq);
      const { seen, end } = momentsOf(evidence);
      const before = groups.get(key) ?? [];
      const others = before.filter((other) => momentsOf(other).seen > seen || (passed && momentsOf(other).end > end));
      others.push(evidence);
      groups.set(key, others);
    }
    return [...groups.values()].flat().sort((a, b) => a.seq - b.seq);
  };
}

/** The statements that decide a control at one moment, and those that come later, which may name members already. */
export function livingAt(control: Control, evidence: readonly RecordedEvidence[], at: Instant): readonly RecordedEvidence[] {
  const later = evidence.filter((one) => momentsOf(one).seen > at);
  const living = livingOf(
    control,
    evidence.map((one) => ({ evidence: one, begin: momentsOf(one).seen })),
  )(at);
  return later.length === 0 ? living : [...living, ...later].sort((a, b) => a.seq - b.seq);
}

/**
 * The same of the statements of one subject and claim, for a moment, later ones left out; in no order. What it gives for a moment and what begins after it
 * are all that is needed for later moments.
 */
export function decidingAt(pile: readonly Seen[], check: Check | undefined, at: Instant): readonly Seen[] {
  if (pile.length === 1) return (pile[0] as Seen).seenAt <= at ? pile.slice() : [];
  const newestFirst = pile.filter((one) => one.seenAt <= at).sort((a, b) => b.seenAt - a.seenAt || b.evidence.seq - a.evidence.seq);
  // By method and outcome: how long the newer ones are good. A newer failure is as good as any.
  const good = new Map<number, number>();
  return newestFirst.filter(({ evidence, strength, until }) => {
    if (evidence.population !== undefined) return true;
    const passed = check !== undefined && passes(check, evidence);
    const key = passed ? strength : -1 - strength;
    const longest = good.get(key);
    if (longest !== undefined && (!passed || until <= longest)) return false;
    good.set(key, passed ? until : Number.POSITIVE_INFINITY);
    return true;
  });
}
