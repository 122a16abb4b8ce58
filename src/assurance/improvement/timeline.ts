import { Instant } from '../../core/index.ts';
import { expiresAt } from '../../evidence/freshness.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import { parseSubject } from '../../evidence/subject.ts';
import { applicability } from '../applicability/index.ts';
import { CONTROLS } from '../controls/index.ts';
import { deniedOn } from '../denied.ts';
import { directClaimsOf, directJudgeOf } from '../directly.ts';
import { answersIn } from '../edition.ts';
import { bearingOf, elementJudge } from '../element.ts';
import { momentsOf } from '../living.ts';
import type { Control, Requirement, Standard, Verdict } from '../model.ts';
import { standardPosition } from '../report/requirements.ts';
import { judgeRequirement } from '../requirement.ts';
import { Scale } from '../scale.ts';
import { worst } from '../verdict.ts';
import { exclusionsAt, knownAt, type Past } from './past.ts';

// How verdicts changed, found by walking the moments at which one can change and looking nowhere else: a statement becomes known, is observed, or is no
// longer good; an exclusion begins or ends; the map is another. The moments of a control are those of its own claims, so one control costs what is
// said of it, whatever is said of others.

/** From a moment on, until the next span. `entries` became known or were observed then, `expired` were good no longer. */
export interface Span<V> {
  readonly from: Instant;
  readonly verdict: V;
  readonly entries: readonly number[];
  readonly expired: readonly number[];
}

export type ControlVerdict = Verdict | 'not-owed';
export type RequirementVerdict = Verdict | 'partly' | 'not-applicable';

export interface ElementTimeline {
  readonly control: Control;
  readonly element: string;
  /** Ascending; the first begins where the walk does. */
  readonly spans: readonly Span<ControlVerdict>[];
}

export interface Timelines {
  readonly from: Instant;
  readonly to: Instant;
  readonly elements: readonly ElementTimeline[];
  /** The control over all elements that owe it, by its id. */
  readonly controls: ReadonlyMap<string, readonly Span<ControlVerdict>[]>;
}

/** The verdict that stood at a moment. */
export function at<V>(spans: readonly Span<V>[], moment: Instant): V | undefined {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle] as Span<V>).from <= moment) low = middle + 1;
    else high = middle;
  }
  return spans[low - 1]?.verdict;
}

/** Every control at every element, from one moment to another, both included. */
export function timelinesOf(past: Past, from: Instant, to: Instant): Timelines {
  const epochs = past.maps.map(({ from: since, map }) => ({ since, judge: elementJudge(map) }));
  const bearing = bearingOf(
    past.evidence.toSorted((a, b) => a.knownAt - b.knownAt || a.evidence.seq - b.evidence.seq),
    (one) => one.evidence,
  );
  const turns = epochs.slice(1).map((epoch) => epoch.since);
  const elements = CONTROLS.flatMap((control) => {
    const places = new Set(epochs.flatMap((epoch) => epoch.judge.elements(control)));
    return [...places].map((element): ElementTimeline => {
      const known = bearing(control, element);
      const excluded = past.exclusions.filter(({ granted }) => granted.control === control.id && parseSubject(granted.subject).element === element);
      const begins = known.map((one) => Instant.of(Math.max(one.knownAt, momentsOf(one.evidence).seen)));
      const ends = known.map((one) => momentsOf(one.evidence).end);
      const decided = excluded.flatMap(({ granted, knownAt, withdrawnAt }) => [
        Instant.of(Math.max(knownAt, Instant.parse(granted.grantedAt))),
        Instant.parse(granted.until),
        ...(withdrawnAt === undefined ? [] : [withdrawnAt]),
      ]);
      const turned = new Map<Instant, { readonly begun: RecordedEvidence[]; readonly lapsed: RecordedEvidence[]; readonly ended: RecordedEvidence[] }>();
      const at = (moment: Instant) => {
        const made = turned.get(moment) ?? { begun: [], lapsed: [], ended: [] };
        turned.set(moment, made);
        return made;
      };
      known.forEach(({ evidence }, i) => {
        at(begins[i] as Instant).begun.push(evidence);
        at(ends[i] as Instant).ended.push(evidence);
        // What was over before anybody knew of it lapses for nobody.
        if ((begins[i] as Instant) < (ends[i] as Instant)) at(ends[i] as Instant).lapsed.push(evidence);
      });
      const jumps = new Set([...decided, ...turns]);
      let standing: { readonly epoch: (typeof epochs)[number]; readonly scale: Scale } | undefined;
      const judged = (moment: Instant): ControlVerdict => {
        const epoch = epochs.findLast((one) => one.since <= moment) ?? (epochs[0] as (typeof epochs)[number]);
        if (standing === undefined || standing.epoch !== epoch) {
          const scale = new Scale(control, epoch.judge.place(control, element), exclusionsAt(excluded, moment), moment);
          known.forEach(({ evidence }, i) => {
            if ((begins[i] as Instant) <= moment) scale.put(evidence);
          });
          standing = { epoch, scale };
        } else {
          const { begun, lapsed } = turned.get(moment) ?? { begun: [], lapsed: [] };
          if (jumps.has(moment)) standing.scale.move(exclusionsAt(excluded, moment), moment);
          else standing.scale.pass(moment, lapsed);
          for (const one of begun) standing.scale.put(one);
        }
        return standing.scale.sum()?.verdict ?? 'not-owed';
      };
      const spans = walk([...begins, ...ends, ...decided, ...turns], from, to, judged).map(({ moment, verdict }) => ({
        from: moment,
        verdict,
        entries: moment === from ? [] : (turned.get(moment)?.begun.map((one) => one.seq) ?? []),
        expired: moment === from ? [] : (turned.get(moment)?.ended.map((one) => one.seq) ?? []),
      }));
      return { control, element, spans };
    });
  });
  const byControl = new Map(CONTROLS.map((control) => [control.id as string, elements.filter((one) => one.control === control)]));
  return { from, to, elements, controls: new Map([...byControl].map(([id, own]) => [id, joined(own, from, to)])) };
}

/** Judges at the beginning and at each moment within the window, and keeps those at which the answer is another. */
function walk<V>(
  moments: Iterable<Instant>,
  from: Instant,
  to: Instant,
  judged: (moment: Instant) => V,
): readonly { readonly moment: Instant; readonly verdict: V }[] {
  const within = [...new Set([...moments].filter((moment) => moment > from && moment <= to))].sort((a, b) => a - b);
  const found = [{ moment: from, verdict: judged(from) }];
  for (const moment of within) {
    const verdict = judged(moment);
    if (verdict !== found.at(-1)?.verdict) found.push({ moment, verdict });
  }
  return found;
}

function joined(own: readonly ElementTimeline[], from: Instant, to: Instant): readonly Span<ControlVerdict>[] {
  const moments = own.flatMap((one) => one.spans.map((span) => span.from));
  const judged = (moment: Instant): ControlVerdict =>
    worst(
      own.flatMap((one) => {
        const verdict = at(one.spans, moment);
        return verdict === undefined || verdict === 'not-owed' ? [] : [verdict];
      }),
    ) ?? 'not-owed';
  return walk(moments, from, to, judged).map(({ moment, verdict }) => ({
    from: moment,
    verdict,
    entries: seqs(own, moment, 'entries'),
    expired: seqs(own, moment, 'expired'),
  }));
}

function seqs(own: readonly ElementTimeline[], moment: Instant, which: 'entries' | 'expired'): readonly number[] {
  return [...new Set(own.flatMap((one) => one.spans.find((span) => span.from === moment)?.[which] ?? []))].sort((a, b) => a - b);
}

export interface RequirementTimeline {
  readonly standard: string;
  readonly requirement: Requirement;
  readonly spans: readonly Span<RequirementVerdict>[];
}

/** Every requirement of the standards over the same time, from the timelines of the controls that answer it. */
export function requirementTimelines(standards: readonly Standard[], past: Past, { from, to, controls }: Timelines): readonly RequirementTimeline[] {
  const turns = past.maps.slice(1).map((epoch) => epoch.from);
  return standards.flatMap((standard) => {
    if (directJudgeOf(standard.id) !== undefined) return directTimelines(standard, past, from, to);
    const applies = past.maps.map(({ from: since, map }) => ({ since, owed: applicability(standard, map), denied: deniedOn(map) }));
    const answersOf = answersIn(standard);
    return standard.requirements.map((requirement, r): RequirementTimeline => {
      const answers = answersOf(requirement.id);
      const own = [...new Set(answers.edges.map((edge) => edge.control))].map((id) => controls.get(id) ?? []);
      const judged = (moment: Instant): RequirementVerdict => {
        const { owed, denied } = applies.findLast((epoch) => epoch.since <= moment) ?? (applies[0] as (typeof applies)[number]);
        if (requirement.withdrawn !== undefined || owed[r]?.applies === 'no') return 'not-applicable';
        const { verdict, partly } = judgeRequirement(requirement, answers, (id) => at(controls.get(id) ?? [], moment) ?? 'not-owed', denied);
        return partly ? 'partly' : verdict;
      };
      const moments = [...turns, ...own.flatMap((spans) => spans.map((span) => span.from))];
      const which = (moment: Instant, kind: 'entries' | 'expired') => [
        ...new Set(own.flatMap((spans) => (moment === from ? [] : (spans.find((span) => span.from === moment)?.[kind] ?? [])))),
      ];
      const spans = walk(moments, from, to, judged).map(({ moment, verdict }) => ({
        from: moment,
        verdict,
        entries: which(moment, 'entries'),
        expired: which(moment, 'expired'),
      }));
      return { standard: standard.id, requirement, spans };
    });
  });
}

// A standard that is judged by findings changes where something is said of its claims: judged whole at each such moment.
function directTimelines(standard: Standard, whole: Past, from: Instant, to: Instant): readonly RequirementTimeline[] {
  const claims = new Set(directClaimsOf(standard.id));
  const past: Past = { ...whole, evidence: whole.evidence.filter((one) => claims.has(one.evidence.claim)), exclusions: [] };
  const begins = past.evidence.map((one) => Instant.of(Math.max(one.knownAt, Instant.parse(one.evidence.observedAt))));
  const ends = past.evidence.map((one) => expiresAt(one.evidence));
  const moments = [...begins, ...ends, ...past.maps.slice(1).map((epoch) => epoch.from)];
  const judged = (moment: Instant): readonly RequirementVerdict[] => {
    const { evidence, map } = knownAt(past, moment);
    if (map === undefined) return standard.requirements.map(() => 'not-applicable');
    // No control has a say in it, so none is judged.
    const position = { at: moment, evidence, controls: [], stateOf: () => ({ verdict: 'unproven', evidence: [] }) as const };
    return standardPosition(standard, map, position).requirements.map((row) => row.verdict);
  };
  const within = [...new Set(moments.filter((moment) => moment > from && moment <= to))].sort((a, b) => a - b);
  const steps = [from, ...within].map((moment) => ({ moment, verdicts: judged(moment) }));
  const which = (list: readonly Instant[], moment: Instant) =>
    moment === from ? [] : past.evidence.filter((_, i) => list[i] === moment).map((one) => one.evidence.seq);
  return standard.requirements.map((requirement, r) => ({
    standard: standard.id,
    requirement,
    spans: steps
      .filter(({ verdicts }, i) => i === 0 || verdicts[r] !== steps[i - 1]?.verdicts[r])
      .map(({ moment, verdicts }) => ({
        from: moment,
        verdict: verdicts[r] ?? 'not-applicable',
        entries: which(begins, moment),
        expired: which(ends, moment),
      })),
  }));
}
