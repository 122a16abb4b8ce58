import { Instant } from '../core/index.ts';
import { METHODS, type RecordedEvidence, strength } from '../evidence/model.ts';
import { coveredBy } from '../evidence/subject.ts';
import type { EvidenceIndex, Seen } from './evidence-index.ts';
import type { Exclusions } from './exclusion.ts';
import type { Check, Control, Verdict } from './model.ts';

// The rule of rules: nothing is green without fresh evidence. Silence and errors lower a verdict and never raise one.

export interface CheckJudged {
  readonly claim: string;
  readonly verdict: Exclude<Verdict, 'excluded'>;
  /** In plain words, for a person: what was seen, or what is missing. */
  readonly why: string;
  readonly evidence: readonly number[];
  /** Proven of every member: a share that is counted was counted as all. */
  readonly complete?: boolean;
  /** When the verdict would lapse by itself. */
  readonly until?: string;
  /** Of the population, how many the evidence covers; absent where it covers the subject as such. */
  readonly seen?: { readonly seen: number; readonly total: number };
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly checks: readonly CheckJudged[];
  readonly evidence: readonly number[];
  /** Members of the population by verdict. Adds up to the population. */
  readonly shares: Readonly<Partial<Record<Verdict, number>>>;
  readonly exclusion?: { readonly reason: string; readonly approver: string; readonly until: string };
}

/** Where statements are looked up. */
type Statements = Pick<EvidenceIndex, 'at'>;

/** From worst to best: what a whole is when its pieces differ. */
export const WORST_FIRST: readonly Verdict[] = ['failing', 'unproven', 'stale', 'excluded', 'proven'];

export function worst(verdicts: readonly Verdict[]): Verdict | undefined {
  return WORST_FIRST.find((verdict) => verdicts.includes(verdict));
}

/**
 * Judges a control at one subject, at a moment. Pure. `population` is how many members the map gives the subject.
 * A check fails while any failing statement stands that nothing at least as strong has since contradicted: a failure does not heal by growing old.
 */
export function judge(control: Control, subject: string, population: number, index: Statements, exclusions: Exclusions, at: Instant): Judgement {
  const covering = coveredBy(subject);
  const checks = control.checks.map((check) => judgeCheck(check, covering, population, index, at));
  const verdict = worst(checks.map((check) => check.verdict)) ?? 'unproven';
  const evidence = [...new Set(checks.flatMap((check) => check.evidence))].sort((a, b) => a - b);
  const exclusion = exclusions.size === 0 ? undefined : standing(exclusions, control.id, covering, at);
  // An exclusion says why a control is not applied. It cannot speak against evidence: what was seen to fail is failing still.
  const judged: Verdict = exclusion !== undefined && verdict !== 'proven' && verdict !== 'failing' ? 'excluded' : verdict;
  return { verdict: judged, checks, evidence, shares: sharesOf(judged, checks, population), ...(exclusion === undefined ? {} : { exclusion }) };
}

function standing(exclusions: Exclusions, control: string, covering: readonly string[], at: Instant) {
  for (const subject of covering) {
    const granted = exclusions.get(`${control}@${subject}`);
    // Not before it was granted: what nobody had agreed to then was not agreed to then.
    if (granted !== undefined && Instant.parse(granted.grantedAt) <= at && at < Instant.parse(granted.until))
      return { reason: granted.reason, approver: granted.approver, until: granted.until };
  }
  return undefined;
}

// Where evidence covers some members only, the rest are unproven. Several partial checks may cover different members,
// so no more are proven than must be in all of them.
function sharesOf(verdict: Verdict, checks: readonly CheckJudged[], population: number): Partial<Record<Verdict, number>> {
  if (verdict === 'failing') {
    const failing = checks.filter((check) => check.verdict === 'failing');
    const count = failing.some((check) => check.seen === undefined) ? population : Math.max(...failing.map((check) => check.seen?.seen ?? 0));
    return count >= population ? { failing: population } : { failing: count, unproven: population - count };
  }
  const partial = checks.filter((check) => check.seen !== undefined);
  const others = checks.filter((check) => check.seen === undefined);
  if ((verdict !== 'unproven' && verdict !== 'stale') || partial.length === 0 || others.some((check) => check.verdict !== 'proven'))
    return { [verdict]: population };
  const missed = partial.reduce((sum, check) => sum + population - Math.min(population, check.seen?.seen ?? 0), 0);
  const proven = Math.max(0, population - missed);
  return proven === 0 ? { [verdict]: population } : { proven, [verdict]: population - proven };
}

function judgeCheck(check: Check, covering: readonly string[], population: number, index: Statements, at: Instant): CheckJudged {
  const known: Seen[] = [];
  for (const wider of covering) for (const one of telling(index.at(wider, check.claim), check, at)) if (one.seenAt <= at) known.push(one);
  if (known.length === 0) return unseen(check, []);
  if (known.length > 1) known.sort((a, b) => a.seenAt - b.seenAt || a.evidence.seq - b.evidence.seq);
  const passing = known.filter(({ evidence }) => passes(check, evidence));
  const failed = passing.length === known.length ? [] : known.filter(({ evidence }) => !passes(check, evidence));
  const failing = failed.length === 0 ? [] : standingFailures(failed, passing);
  const last = failing.at(-1);
  if (last !== undefined) {
    return {
      claim: check.claim,
      verdict: 'failing',
      why: `seen to fail by ${last.method} on ${last.observedAt} (${last.source})${last.finding === undefined ? '' : `: ${last.finding.title}`}`,
      evidence: failing.map((evidence) => evidence.seq),
      ...(failing.every((evidence) => evidence.population !== undefined)
        ? {
            seen: {
              seen: Math.min(
                population,
                failing.reduce((most, evidence) => Math.max(most, evidence.population?.seen ?? 0), 0),
              ),
              total: population,
            },
          }
        : {}),
    };
  }
  // A pass from before a failure does not come back into its own when the failure is contradicted.
  const since = failed.at(-1)?.seenAt ?? Number.NEGATIVE_INFINITY;
  // A sample of something wider says nothing of this one: whoever was seen may have been others.
  const about = passing.filter(({ evidence, seenAt, whole }) => seenAt > since && (whole || evidence.subject === covering[0]));
  const least = strength(check.atLeast ?? 'attestation');
  const strong = about.filter((one) => one.strength >= least);
  const covered = ({ whole, evidence }: Seen) => (whole ? population : Math.min(evidence.population?.seen ?? 0, population));
  let best: Seen | undefined;
  for (const one of strong) {
    if (at >= one.until) continue;
    const ahead = best === undefined ? 1 : covered(one) - covered(best) || one.until - best.until || best.evidence.seq - one.evidence.seq;
    if (ahead > 0) best = one;
  }
  if (best !== undefined) {
    const until = Instant.format(best.until);
    const { evidence } = best;
    if (!best.whole) {
      const seen = { seen: covered(best), total: Math.max(evidence.population?.total ?? 0, population) };
      // What once held for all, and lapsed, was proven once: the rest are stale, not merely unseen.
      const once = strong.some((one) => one.whole);
      const rest = once ? 'were last seen too long ago' : 'are silent';
      const why = `seen to hold for ${seen.seen} of ${seen.total} by ${evidence.method} on ${evidence.observedAt} (${evidence.source}); the rest ${rest}`;
      return { claim: check.claim, verdict: once ? 'stale' : 'unproven', why, evidence: [evidence.seq], until, seen };
    }
    const stated = evidence.population === undefined && population > 1 ? `, stated of all ${population} as a class` : '';
    const why = `seen to hold by ${evidence.method} on ${evidence.observedAt} (${evidence.source})${stated}, good until ${until}`;
    return { claim: check.claim, verdict: 'proven', why, evidence: [evidence.seq], until, complete: isWholeShare(check, evidence) };
  }
  const lapsed = strong.findLast((one) => one.whole);
  if (lapsed !== undefined) {
    const { method, observedAt, source, seq } = lapsed.evidence;
    const why = `was seen to hold by ${method} on ${observedAt} (${source}), good only until ${Instant.format(lapsed.until)}`;
    return { claim: check.claim, verdict: 'stale', why, evidence: [seq] };
  }
  return unseen(check, about);
}

function unseen(check: Check, about: readonly Seen[]): CheckJudged {
  const weak = about.at(-1)?.evidence;
  const weaker = weak === undefined ? '' : ` (only by ${weak.method}, on ${weak.observedAt})`;
  return {
    claim: check.claim,
    verdict: 'unproven',
    why: `nobody has shown it by ${METHODS.slice(0, METHODS.indexOf(check.atLeast ?? 'attestation') + 1).join(', ')}${weaker}`,
    evidence: weak === undefined ? [] : [weak.seq],
  };
}

/** Fewer than this are read through as they are. */
const FEW = 8;

interface Telling {
  readonly check: Check;
  readonly at: Instant;
  readonly length: number;
  readonly list: readonly Seen[];
}

/** By the list that they were picked from, which grows at its end alone: so the same check at the same moment is picked once for all members of a fleet. */
const picked = new WeakMap<readonly Seen[], Telling>();

/**
 * Those of the statements about one subject and claim that can still tell anything, at a moment. Left out are passes of the whole subject that a later one,
 * as strong, outlasts: whatever is chosen by recency, strength or expiry, the later one is chosen before them. And failures that such a pass
 * contradicts, but for the newest, which says from when passes count. What is judged stays the same, reasons and entries included.
 */
function telling(all: readonly Seen[], check: Check, at: Instant): readonly Seen[] {
  if (all.length < FEW) return all;
  const known = picked.get(all);
  if (known !== undefined && known.check === check && known.at === at && known.length === all.length) return known.list;
  const latestFirst = all.filter((one) => one.seenAt <= at).sort((a, b) => b.seenAt - a.seenAt || b.evidence.seq - a.evidence.seq);
  const list: Seen[] = [];
  const passed: Seen[] = [];
  let failedLater = false;
  for (const one of latestFirst) {
    if (passes(check, one.evidence)) {
      const outlasted = (by: Seen) => by.strength >= one.strength && (by.until > one.until || (by.until === one.until && by.evidence.seq < one.evidence.seq));
      if (one.whole && passed.some(outlasted)) continue;
      if (one.whole) passed.push(one);
    } else {
      if (failedLater && passed.some((by) => by.strength >= one.strength && by.seenAt > one.seenAt)) continue;
      failedLater = true;
    }
    list.push(one);
  }
  picked.set(all, { check, at, length: all.length, list });
  return list;
}

/** The failures that nothing at least as strong, about the same or something wider as a whole, has since contradicted; oldest first. */
function standingFailures(failed: readonly Seen[], passing: readonly Seen[]): readonly RecordedEvidence[] {
  // The newest pass of each subject and strength that speaks for all of it: enough to know which failures were contradicted.
  const newest = new Map<string, number[]>();
  for (const { evidence, seenAt, strength: at, whole } of passing) {
    if (!whole) continue;
    const moments = newest.get(evidence.subject) ?? METHODS.map(() => Number.NEGATIVE_INFINITY);
    newest.set(evidence.subject, moments);
    // As strong, and so as good against all that is weaker.
    for (let weaker = 0; weaker <= at; weaker += 1) moments[weaker] = seenAt;
  }
  if (newest.size === 0) return failed.map(({ evidence }) => evidence);
  const since = new Map<string, readonly number[]>();
  const contradictedFrom = (subject: string): readonly number[] => {
    const known = since.get(subject);
    if (known !== undefined) return known;
    const wider = coveredBy(subject).flatMap((one) => [newest.get(one) ?? []]);
    const made = METHODS.map((_, i) => wider.reduce((last, moments) => Math.max(last, moments[i] ?? Number.NEGATIVE_INFINITY), Number.NEGATIVE_INFINITY));
    since.set(subject, made);
    return made;
  };
  return failed
    .filter(({ evidence, seenAt, strength: at }) => (contradictedFrom(evidence.subject)[at] ?? Number.NEGATIVE_INFINITY) <= seenAt)
    .map(({ evidence }) => evidence);
}

/** Shares are what is asked to be at least so much; a share below one leaves somebody out. */
function isWholeShare(check: Check, evidence: RecordedEvidence): boolean {
  return check.passes === undefined || !('atLeast' in check.passes) || (typeof evidence.value === 'number' && evidence.value >= 1);
}

/** Whether the statement's value meets the check. */
export function passes(check: Check, evidence: { readonly value: unknown }): boolean {
  const { value } = evidence;
  if (check.passes === undefined) return value === true;
  if ('oneOf' in check.passes) return typeof value === 'string' && check.passes.oneOf.includes(value);
  if (typeof value !== 'number') return false;
  return 'atLeast' in check.passes ? value >= check.passes.atLeast : value <= check.passes.atMost;
}
