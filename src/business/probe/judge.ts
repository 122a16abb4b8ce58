import { canonicalJson, Digest, Duration, Instant, type Json } from '../../core/index.ts';
import { claimOf } from '../../evidence/claims/index.ts';
import type { Evidence } from '../../evidence/model.ts';
import type { ServiceMap, Target, TargetProbe } from '../../map/model.ts';
import { CLAIMS_OF, lookAt, type ProbeClaim } from './claims.ts';
import type { Observation } from './model.ts';
import { type Looked, type Problem, together } from './problem.ts';

/** One target as it was looked at. */
export interface Probed {
  readonly target: Target;
  readonly probes: readonly TargetProbe[];
  readonly observations: readonly Observation[];
}

/** What a run came to about one claim of one part. */
export interface Verdict {
  readonly part: string;
  readonly claim: ProbeClaim;
  readonly result: 'holds' | 'fails' | 'not-observed';
  readonly problems: readonly (Problem & { readonly host: string })[];
  readonly undecided: readonly string[];
  readonly remarks: readonly string[];
}

export interface Judged {
  readonly verdicts: readonly Verdict[];
  readonly evidence: readonly Evidence[];
  /** The inputs that the evidence cites, one a part. */
  readonly raw: readonly { readonly digest: Digest; readonly text: string }[];
}

export const SOURCE = 'Assay probe';
export const RAW_TYPE = 'application/vnd.assay.probe+json';

/**
 * Statements of what was seen, about the part that the map names for each target. A part is said to be well only where every host that the map lists for it
 * was looked at, and every one was; anything that could not be seen says nothing and is listed. `now`: when the run began, which is when all of it counts as seen.
 */
export function judgeProbes(map: ServiceMap, probed: readonly Probed[], now: Instant): Judged {
  const parts = Map.groupBy(probed, ({ target }) => target.part);
  const verdicts: Ending[] = [];
  const evidence: Evidence[] = [];
  const raw: { digest: Digest; text: string }[] = [];
  for (const [part, own] of parts) {
    // Which the part has, is a matter of the map; what was seen, of the run. Both are kept, so that whoever reads it later can judge it again.
    const text = canonicalJson({ assay: 'probe/1', part, observedAt: Instant.format(now), targets: own } as unknown as Json);
    const digest = Digest.of(text);
    raw.push({ digest, text });
    for (const probe of ['dns', 'mail', 'web', 'tls'] as const) {
      if (!own.some(({ probes }) => probes.includes(probe))) continue;
      for (const claim of CLAIMS_OF[probe]) {
        const verdict = verdictOf(map, part, probe, claim, own, now);
        verdicts.push(verdict);
        evidence.push(...statementsOf(verdict, digest, now));
      }
    }
  }
  const cited = new Set(evidence.map((each) => each.raw.digest));
  return { verdicts: verdicts.map(({ until: _, ...verdict }) => verdict), evidence, raw: raw.filter(({ digest }) => cited.has(digest)) };
}

type Ending = Verdict & { readonly until?: string };

function verdictOf(map: ServiceMap, part: string, probe: TargetProbe, claim: ProbeClaim, own: readonly Probed[], now: Instant): Ending {
  const looks = own
    .filter(({ probes }) => probes.includes(probe))
    .map(({ target, observations }) => ({ target, looked: lookAt(claim, target, observations, now) }));
  const all: Looked = together(looks.map(({ looked }) => looked));
  const done = new Set(looks.map(({ target }) => target.host));
  const missing = map.targets.filter((target) => target.part === part && target.probes.includes(probe) && !done.has(target.host));
  // Nothing holds for a time that is over: whatever said so was no reason to say that all is well.
  const over = all.until !== undefined && Instant.parse(all.until) - now < 1000 ? ['something that it rests on has run out'] : [];
  const undecided = [...all.undecided, ...over, ...missing.map(({ host }) => `${host}, which the map lists for "${part}" too, was not looked at in this run`)];
  const problems = looks.flatMap(({ target, looked }) => looked.problems.map((each) => ({ ...each, host: target.host })));
  const result = problems.length > 0 ? 'fails' : undecided.length > 0 ? 'not-observed' : 'holds';
  return { part, claim, result, problems, undecided, remarks: all.remarks, ...(all.until === undefined ? {} : { until: all.until }) };
}

function statementsOf(verdict: Ending, digest: Digest, now: Instant): readonly Evidence[] {
  const { part, claim, result, problems, until } = verdict;
  const whole = claimOf(claim)?.validFor ?? 'P7D';
  const common = { subject: part, claim, observedAt: Instant.format(now), source: SOURCE, method: 'probe', raw: { digest, mediaType: RAW_TYPE } } as const;
  if (result === 'not-observed') return [];
  if (result === 'holds') return [{ ...common, value: true, validFor: until === undefined ? whole : shorter(whole, until, now) }];
  return problems.map(({ id, title, severity, host }) => ({
    ...common,
    value: false,
    validFor: whole,
    finding: { id: `probe:${id}:${host}`.slice(0, 200), title: `${host}: ${title}`.slice(0, 500), severity },
  }));
}

/** A good statement ends no later than the certificate or the file that it rests on, which is a second or more from now. */
function shorter(whole: string, until: string, now: Instant): string {
  const left = Math.floor((Instant.parse(until) - now) / 1000);
  if (Duration.parse(whole) <= left * 1000) return whole;
  const [days, seconds] = [Math.floor(left / 86_400), left % 86_400];
  return `P${days === 0 ? '' : `${days}D`}${seconds === 0 && days > 0 ? '' : `T${seconds}S`}`;
}
