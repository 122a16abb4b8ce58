import { Instant } from '../core/index.ts';
import { expiresAt, freshness } from '../evidence/freshness.ts';
import { METHODS, type RecordedEvidence, strength } from '../evidence/model.ts';
import { coveredBy, parseSubject } from '../evidence/subject.ts';
import type { Exclusions } from './exclusion.ts';
import type { Check, Control, Verdict } from './model.ts';

// The rule of rules: nothing is green without fresh evidence. Silence and errors lower a verdict and never raise one.

/** Evidence by subject and claim, as needed to judge. */
export interface EvidenceIndex {
  readonly at: (subject: string, claim: string) => readonly RecordedEvidence[];
  /** Subjects with a member (`element#7`, `element/variant#7`) that evidence speaks of, by the subject they are members of. */
  readonly membersOf: (subject: string) => readonly string[];
}

export function indexEvidence(all: readonly RecordedEvidence[]): EvidenceIndex {
  const bySubject = new Map<string, Map<string, RecordedEvidence[]>>();
  const members = new Map<string, Set<string>>();
  for (const evidence of all) {
    const claims = bySubject.get(evidence.subject) ?? new Map<string, RecordedEvidence[]>();
    bySubject.set(evidence.subject, claims);
    claims.set(evidence.claim, [...(claims.get(evidence.claim) ?? []), evidence]);
    const { element, variant, member } = parseSubject(evidence.subject);
    if (member === undefined) continue;
    const whole = variant === undefined ? element : `${element}/${variant}`;
    members.set(whole, (members.get(whole) ?? new Set()).add(evidence.subject));
  }
  return {
    at: (subject, claim) => bySubject.get(subject)?.get(claim) ?? [],
    membersOf: (subject) => [...(members.get(subject) ?? [])].sort(),
  };
}

export interface CheckJudged {
  readonly claim: string;
  readonly verdict: Exclude<Verdict, 'excluded'>;
  /** In plain words, for a person: what was seen, or what is missing. */
  readonly why: string;
  readonly evidence: readonly number[];
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

/** From worst to best: what a whole is when its pieces differ. */
export const WORST_FIRST: readonly Verdict[] = ['failing', 'unproven', 'stale', 'excluded', 'proven'];

export function worst(verdicts: readonly Verdict[]): Verdict | undefined {
  return WORST_FIRST.find((verdict) => verdicts.includes(verdict));
}

/**
 * Judges a control at one subject, at a moment. Pure. `population` is how many members the map gives the subject.
 * A check fails while any failing statement stands that nothing at least as strong has since contradicted: a failure does not heal by growing old.
 */
export function judge(control: Control, subject: string, population: number, index: EvidenceIndex, exclusions: Exclusions, at: Instant): Judgement {
  const checks = control.checks.map((check) => judgeCheck(check, subject, population, index, at));
  const verdict = worst(checks.map((check) => check.verdict)) ?? 'unproven';
  const evidence = [...new Set(checks.flatMap((check) => check.evidence))].sort((a, b) => a - b);
  const exclusion = standing(exclusions, control.id, subject, at);
  // An exclusion says why a control is not applied. It cannot speak against evidence: what was seen to fail is failing still.
  const judged: Verdict = exclusion !== undefined && verdict !== 'proven' && verdict !== 'failing' ? 'excluded' : verdict;
  return { verdict: judged, checks, evidence, shares: sharesOf(judged, checks, population), ...(exclusion === undefined ? {} : { exclusion }) };
}

function standing(exclusions: Exclusions, control: string, subject: string, at: Instant) {
  for (const covering of coveredBy(subject)) {
    const granted = exclusions.get(`${control}@${covering}`);
    if (granted !== undefined && at < Instant.parse(granted.until)) return { reason: granted.reason, approver: granted.approver, until: granted.until };
  }
  return undefined;
}

// Where evidence covers some members only, the rest are unproven. Several partial checks may cover different members,
// so no more are proven than the smallest of them covers.
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
  const proven = Math.min(population, ...partial.map((check) => check.seen?.seen ?? 0));
  return proven === 0 ? { [verdict]: population } : { proven, [verdict]: population - proven };
}

function judgeCheck(check: Check, subject: string, population: number, index: EvidenceIndex, at: Instant): CheckJudged {
  const known = coveredBy(subject)
    .flatMap((covering) => index.at(covering, check.claim))
    .filter((evidence) => freshness(evidence, at) !== 'future')
    .sort((a, b) => Instant.parse(a.observedAt) - Instant.parse(b.observedAt) || a.seq - b.seq);
  const passing = known.filter((evidence) => passes(check, evidence));
  const failing = known.filter((evidence) => !passes(check, evidence) && !passing.some((later) => contradicts(later, evidence)));
  if (failing.length > 0) {
    const last = failing.at(-1) as RecordedEvidence;
    return {
      claim: check.claim,
      verdict: 'failing',
      why: `seen to fail by ${last.method} on ${last.observedAt} (${last.source})${last.finding === undefined ? '' : `: ${last.finding.title}`}`,
      evidence: failing.map((evidence) => evidence.seq),
      ...(failing.every((evidence) => evidence.population !== undefined)
        ? { seen: { seen: Math.min(population, Math.max(...failing.map((evidence) => evidence.population?.seen ?? 0))), total: population } }
        : {}),
    };
  }
  const least = check.atLeast ?? 'attestation';
  const strong = passing.filter((evidence) => strength(evidence.method) >= strength(least));
  const fresh = strong.filter((evidence) => freshness(evidence, at) === 'fresh');
  const best = fresh.toSorted((a, b) => coverage(b, population) - coverage(a, population) || expiresAt(b) - expiresAt(a))[0];
  if (best !== undefined) {
    const seen =
      best.population === undefined ? undefined : { seen: Math.min(best.population.seen, population), total: Math.max(best.population.total, population) };
    const until = Instant.format(expiresAt(best));
    if (seen !== undefined && seen.seen < seen.total) {
      // What once held for all, and lapsed, was proven once: the rest are stale, not merely unseen.
      const once = strong.some((evidence) => coverage(evidence, population) >= population);
      return {
        claim: check.claim,
        verdict: once ? 'stale' : 'unproven',
        why: `seen to hold for ${seen.seen} of ${seen.total} by ${best.method} on ${best.observedAt} (${best.source}); the rest ${once ? 'were last seen too long ago' : 'are silent'}`,
        evidence: [best.seq],
        until,
        seen,
      };
    }
    return {
      claim: check.claim,
      verdict: 'proven',
      why: `seen to hold by ${best.method} on ${best.observedAt} (${best.source}), good until ${until}`,
      evidence: [best.seq],
      until,
    };
  }
  const lapsed = strong.at(-1);
  if (lapsed !== undefined) {
    return {
      claim: check.claim,
      verdict: 'stale',
      why: `was seen to hold by ${lapsed.method} on ${lapsed.observedAt} (${lapsed.source}), good only until ${Instant.format(expiresAt(lapsed))}`,
      evidence: [lapsed.seq],
    };
  }
  const weak = passing.at(-1);
  const weaker = weak === undefined ? '' : ` (only by ${weak.method}, on ${weak.observedAt})`;
  return {
    claim: check.claim,
    verdict: 'unproven',
    why: `nobody has shown it by ${METHODS.slice(0, METHODS.indexOf(least) + 1).join(', ')}${weaker}`,
    evidence: weak === undefined ? [] : [weak.seq],
  };
}

function coverage(evidence: RecordedEvidence, population: number): number {
  return evidence.population === undefined ? population : Math.min(evidence.population.seen, population);
}

// Later, at least as strong, and about at least the same members: a sample that passes does not acquit the member that failed.
function contradicts(later: RecordedEvidence, failed: RecordedEvidence): boolean {
  if (later.population !== undefined && later.population.seen < later.population.total) return false;
  return (
    Instant.parse(later.observedAt) > Instant.parse(failed.observedAt) &&
    strength(later.method) >= strength(failed.method) &&
    coveredBy(failed.subject).includes(later.subject)
  );
}

/** Whether the statement's value meets the check. */
export function passes(check: Check, evidence: { readonly value: unknown }): boolean {
  const { value } = evidence;
  if (check.passes === undefined) return value === true;
  if ('oneOf' in check.passes) return typeof value === 'string' && check.passes.oneOf.includes(value);
  if (typeof value !== 'number') return false;
  return 'atLeast' in check.passes ? value >= check.passes.atLeast : value <= check.passes.atMost;
}
