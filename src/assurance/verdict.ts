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
  /** How many members the map gives a subject. */
  readonly populationOf: (subject: string) => number;
  /** True where a statement of one of the claims is about the element, one of its variants or members. */
  readonly speaksOf: (element: string, claims: readonly string[]) => boolean;
}

/** `populationOf`: the map's number for a subject; a statement about fewer is about some of them only. */
export function indexEvidence(all: readonly RecordedEvidence[], populationOf: (subject: string) => number): EvidenceIndex {
  const bySubject = new Map<string, Map<string, RecordedEvidence[]>>();
  const members = new Map<string, Set<string>>();
  const spoken = new Set<string>();
  for (const evidence of all) {
    const claims = bySubject.get(evidence.subject) ?? new Map<string, RecordedEvidence[]>();
    bySubject.set(evidence.subject, claims);
    const list = claims.get(evidence.claim);
    if (list === undefined) claims.set(evidence.claim, [evidence]);
    else list.push(evidence);
    const { element, variant, member } = parseSubject(evidence.subject);
    spoken.add(`${element} ${evidence.claim}`);
    if (member === undefined) continue;
    const whole = variant === undefined ? element : `${element}/${variant}`;
    members.set(whole, (members.get(whole) ?? new Set()).add(evidence.subject));
  }
  return {
    at: (subject, claim) => bySubject.get(subject)?.get(claim) ?? [],
    membersOf: (subject) => [...(members.get(subject) ?? [])].sort(),
    populationOf,
    speaksOf: (element, claims) => claims.some((claim) => spoken.has(`${element} ${claim}`)),
  };
}

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

function judgeCheck(check: Check, subject: string, population: number, index: EvidenceIndex, at: Instant): CheckJudged {
  const known = coveredBy(subject)
    .flatMap((covering) => index.at(covering, check.claim))
    .filter((evidence) => freshness(evidence, at) !== 'future')
    .map((evidence) => ({ evidence, seenAt: Instant.parse(evidence.observedAt) as number }))
    .sort((a, b) => a.seenAt - b.seenAt || a.evidence.seq - b.evidence.seq);
  const whole = (evidence: RecordedEvidence) => coversWhole(evidence, index);
  const passing = known.filter(({ evidence }) => passes(check, evidence));
  const failed = known.filter(({ evidence }) => !passes(check, evidence));
  // The newest pass of each subject and strength that speaks for all of it: enough to know which failures were contradicted.
  const newest = new Map<string, number>();
  for (const { evidence, seenAt } of passing) if (whole(evidence)) newest.set(`${evidence.subject} ${strength(evidence.method)}`, seenAt);
  const contradicted = ({ evidence, seenAt }: (typeof known)[number]) =>
    coveredBy(evidence.subject).some((wider) =>
      METHODS.some((method) => strength(method) >= strength(evidence.method) && (newest.get(`${wider} ${strength(method)}`) ?? 0) > seenAt),
    );
  const failing = failed.filter((one) => !contradicted(one)).map(({ evidence }) => evidence);
  const last = failing.at(-1);
  if (last !== undefined) {
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
  // A pass from before a failure does not come back into its own when the failure is contradicted.
  const since = failed.at(-1)?.seenAt ?? Number.NEGATIVE_INFINITY;
  // A sample of something wider says nothing of this one: whoever was seen may have been others.
  const about = passing.filter(({ evidence, seenAt }) => seenAt > since && (evidence.subject === subject || whole(evidence))).map(({ evidence }) => evidence);
  const least = check.atLeast ?? 'attestation';
  const strong = about.filter((evidence) => strength(evidence.method) >= strength(least));
  const fresh = strong.filter((evidence) => freshness(evidence, at) === 'fresh');
  const covered = (evidence: RecordedEvidence) => (whole(evidence) ? population : Math.min(evidence.population?.seen ?? 0, population));
  const best = fresh.toSorted((a, b) => covered(b) - covered(a) || expiresAt(b) - expiresAt(a) || a.seq - b.seq)[0];
  if (best !== undefined) {
    const until = Instant.format(expiresAt(best));
    if (!whole(best)) {
      const seen = { seen: covered(best), total: Math.max(best.population?.total ?? 0, population) };
      // What once held for all, and lapsed, was proven once: the rest are stale, not merely unseen.
      const once = strong.some(whole);
      const rest = once ? 'were last seen too long ago' : 'are silent';
      const why = `seen to hold for ${seen.seen} of ${seen.total} by ${best.method} on ${best.observedAt} (${best.source}); the rest ${rest}`;
      return { claim: check.claim, verdict: once ? 'stale' : 'unproven', why, evidence: [best.seq], until, seen };
    }
    const stated = best.population === undefined && population > 1 ? `, stated of all ${population} as a class` : '';
    const why = `seen to hold by ${best.method} on ${best.observedAt} (${best.source})${stated}, good until ${until}`;
    return { claim: check.claim, verdict: 'proven', why, evidence: [best.seq], until, complete: isWholeShare(check, best) };
  }
  const lapsed = strong.findLast(whole);
  if (lapsed !== undefined) {
    const why = `was seen to hold by ${lapsed.method} on ${lapsed.observedAt} (${lapsed.source}), good only until ${Instant.format(expiresAt(lapsed))}`;
    return { claim: check.claim, verdict: 'stale', why, evidence: [lapsed.seq] };
  }
  const weak = about.at(-1);
  const weaker = weak === undefined ? '' : ` (only by ${weak.method}, on ${weak.observedAt})`;
  return {
    claim: check.claim,
    verdict: 'unproven',
    why: `nobody has shown it by ${METHODS.slice(0, METHODS.indexOf(least) + 1).join(', ')}${weaker}`,
    evidence: weak === undefined ? [] : [weak.seq],
  };
}

/** Shares are what is asked to be at least so much; a share below one leaves somebody out. */
function isWholeShare(check: Check, evidence: RecordedEvidence): boolean {
  return check.passes === undefined || !('atLeast' in check.passes) || (typeof evidence.value === 'number' && evidence.value >= 1);
}

/** Whether a statement speaks for every member of its subject, by the map's number and not by its own. */
function coversWhole(evidence: RecordedEvidence, index: EvidenceIndex): boolean {
  return evidence.population === undefined || evidence.population.seen >= Math.max(evidence.population.total, index.populationOf(evidence.subject));
}

/** Whether the statement's value meets the check. */
export function passes(check: Check, evidence: { readonly value: unknown }): boolean {
  const { value } = evidence;
  if (check.passes === undefined) return value === true;
  if ('oneOf' in check.passes) return typeof value === 'string' && check.passes.oneOf.includes(value);
  if (typeof value !== 'number') return false;
  return 'atLeast' in check.passes ? value >= check.passes.atLeast : value <= check.passes.atMost;
}
