import { Instant } from '../../core/index.ts';
import { expiresAt } from '../../evidence/freshness.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import { parseSubject } from '../../evidence/subject.ts';
import type { ElementJudge } from '../element.ts';
import type { ExclusionGranted } from '../events.ts';
import type { Exclusions } from '../exclusion.ts';
import { livingAt, livingOf, momentsOf } from '../living.ts';
import type { Control } from '../model.ts';
import type { SubjectPosition } from '../position.ts';
import type { Cause, Named } from './model.ts';
import type { Side } from './side.ts';

/** Entries that one cause names. More are counted. */
const MOST_NAMED = 20;
/** Up to so many entries are tried one by one for whether the verdict needs them. */
const MOST_TRIED = 200;

/** What a verdict at an element is, for telling whether it changed. */
export function signature(position: SubjectPosition | undefined): string {
  if (position === undefined) return 'not-owed';
  const { verdict, shares } = position;
  return `${verdict} ${Object.entries(shares)
    .filter(([, count]) => count > 0)
    .sort(([x], [y]) => (x < y ? -1 : 1))
    .map(([name, count]) => `${name}=${count}`)
    .join(' ')}`;
}

function named(evidence: RecordedEvidence): Named {
  const { seq, subject, claim, method, source, observedAt } = evidence;
  return { seq, subject, claim, value: JSON.stringify(evidence.value), method, source, observedAt, expiresAt: Instant.format(expiresAt(evidence)) };
}

function listed(entries: readonly RecordedEvidence[]): { readonly entries: readonly Named[]; readonly more: number } {
  return { entries: entries.slice(0, MOST_NAMED).map(named), more: Math.max(0, entries.length - MOST_NAMED) };
}

/** What somebody judged comes to, and the entries that the judgement cites. */
interface Said {
  readonly sign: string;
  readonly cited: readonly number[];
}
type Say = (evidence: readonly RecordedEvidence[], exclusions: Exclusions, at: Instant) => Said;

/** Something that follows from statements, exclusions and the moment, and can be judged again. */
interface Question {
  readonly say: Say;
  /** The statements that can matter at a moment, of those given. */
  readonly decisive: (evidence: readonly RecordedEvidence[], at: Instant) => readonly RecordedEvidence[];
  /** To be asked for moments that do not go back. */
  readonly walk: (evidence: readonly RecordedEvidence[]) => (exclusions: Exclusions, at: Instant) => Said;
  readonly bears: (one: ExclusionGranted) => boolean;
}

/** What moved a control at an element from `a` to `b`, on one map. */
export function causesAt(control: Control, element: string, a: Side, b: Side, judge: ElementJudge): readonly Cause[] {
  const judged = (evidence: readonly RecordedEvidence[], exclusions: Exclusions, at: Instant): Said => {
    const position = judge.judge(control, element, evidence, exclusions, at);
    return { sign: signature(position), cited: position?.pieces.flatMap((piece) => piece.judgement.evidence) ?? [] };
  };
  const bears = (one: ExclusionGranted) => one.control === control.id && parseSubject(one.subject).element === element;
  return causesOfSaying(a.bearing(control, element), b.bearing(control, element), a, b, {
    say: (evidence, exclusions, at) => judged(livingAt(control, evidence, at), exclusions, at),
    decisive: (evidence, at) => livingAt(control, evidence, at),
    walk: (evidence) => {
      const living = livingOf(
        control,
        evidence.map((one) => ({ evidence: one, begin: momentsOf(one).seen })),
      );
      // A member that a later statement names stands apart already.
      const naming = evidence.filter((one) => one.subject.includes('#'));
      return (exclusions, at) => judged([...living(at), ...naming.filter((one) => momentsOf(one).seen > at)], exclusions, at);
    },
    bears,
  });
}

/**
 * What moved an answer that follows from statements, exclusions and the moment. Each is put back for itself; what changes the answer is a cause. Where
 * none does so alone, they are put forward one by one; where that tells nothing either, all that differ are named.
 */
export function causesOfSaying(
  before: readonly RecordedEvidence[],
  after: readonly RecordedEvidence[],
  a: Side,
  b: Side,
  question: Question,
): readonly Cause[] {
  const { say, bears } = question;
  const sign = (...world: Parameters<Say>) => say(...world).sign;
  const was = sign(before, a.exclusions, a.at);
  const is = sign(after, b.exclusions, b.at);
  const back = [sign(before, b.exclusions, b.at) !== is, sign(after, b.exclusions, a.at) !== is, sign(after, a.exclusions, b.at) !== is];
  const forth = [sign(after, a.exclusions, a.at) !== was, sign(before, a.exclusions, b.at) !== was, sign(before, b.exclusions, a.at) !== was];
  const axes = back.some(Boolean) ? back : forth.some(Boolean) ? forth : [true, true, true];
  const sure = back.some(Boolean) ? { evidence: after, exclusions: b.exclusions } : { evidence: before, exclusions: a.exclusions };
  return [
    ...(axes[0] === true ? entryCauses(before, after, question, a, b) : []),
    ...(axes[1] === true ? timeCauses(a, b, sure, question) : []),
    ...(axes[2] === true ? exclusionCauses(a.exclusions, b.exclusions, bears) : []),
  ];
}

function entryCauses(before: readonly RecordedEvidence[], after: readonly RecordedEvidence[], question: Question, a: Side, b: Side): readonly Cause[] {
  const say = (evidence: readonly RecordedEvidence[]) => question.say(evidence, b.exclusions, b.at);
  const had = new Set(before.map((one) => one.seq));
  const has = new Set(after.map((one) => one.seq));
  const added = after.filter((one) => !had.has(one.seq));
  const gone = before.filter((one) => !has.has(one.seq));
  if (added.length + gone.length === 0) return [];
  const matters = new Set([...question.decisive(after, b.at), ...question.decisive(before, b.at)].map((one) => one.seq));
  const some = [...added, ...gone].filter((one) => matters.has(one.seq));
  const differing = some.length === 0 ? [...added, ...gone] : some;
  const is = say(after);
  const cited = new Set([...is.cited, ...question.say(before, a.exclusions, a.at).cited]);
  // The world in which only these differences came about.
  const world = (taken: ReadonlySet<number>) =>
    [...before.filter((one) => has.has(one.seq) || !taken.has(one.seq)), ...added.filter((one) => taken.has(one.seq))].sort((x, y) => x.seq - y.seq);
  const suffices = (taken: readonly RecordedEvidence[]) => say(world(new Set(taken.map((one) => one.seq)))).sign === is.sign;
  const likely = differing.filter((one) => cited.has(one.seq));
  let decisive = likely.length > 0 && suffices(likely) ? likely : differing;
  if (decisive.length <= MOST_TRIED) {
    for (const one of decisive) {
      const less = decisive.filter((other) => other !== one);
      if (suffices(less)) decisive = less;
    }
  }
  // Nothing is left where the entries decide together with something else only: then what the judgements cite is named.
  if (decisive.length === 0) decisive = likely.length > 0 ? likely : differing;
  const news = decisive.filter((one) => !had.has(one.seq));
  const lost = decisive.filter((one) => had.has(one.seq));
  return [
    ...(news.length === 0 ? [] : [{ by: 'entries', known: 'after', ...listed(news) } as const]),
    ...(lost.length === 0 ? [] : [{ by: 'entries', known: 'before', ...listed(lost) } as const]),
  ];
}

// Walks the moments between the two at which anything can change, and names what began or ended where something did.
function timeCauses(
  a: Side,
  b: Side,
  { evidence, exclusions }: { readonly evidence: readonly RecordedEvidence[]; readonly exclusions: Exclusions },
  question: Question,
): readonly Cause[] {
  const asked = question.walk(evidence);
  const sign = (at: Instant) => asked(exclusions, at).sign;
  const [early, late] = a.at < b.at ? [a.at, b.at] : [b.at, a.at];
  const within = (at: number) => at > early && at <= late;
  const own = [...exclusions.values()].filter(question.bears);
  const points = new Set<number>();
  for (const one of evidence) for (const at of [momentsOf(one).seen, momentsOf(one).end]) if (within(at)) points.add(at);
  for (const one of own) for (const at of [Instant.parse(one.grantedAt), Instant.parse(one.until)]) if (within(at)) points.add(at);
  const first = sign(early);
  let turns = new Set<number>();
  let last = first;
  for (const at of [...points].sort((x, y) => x - y)) {
    const now = sign(Instant.of(at));
    // What came and went before it was again what it had been moved nothing.
    if (now === first) turns = new Set();
    else if (now !== last) turns.add(at);
    last = now;
  }
  // Where each change alone was undone by another, whatever began or ended in between is named.
  const told = turns.size > 0 ? turns : points;
  const began = evidence.filter((one) => told.has(momentsOf(one).seen));
  const lapsed = evidence.filter((one) => told.has(momentsOf(one).end));
  return [
    ...(began.length === 0 ? [] : [{ by: 'observed', ...listed(began) } as const]),
    ...(lapsed.length === 0 ? [] : [{ by: 'expiry', ...listed(lapsed) } as const]),
    ...own.filter((one) => told.has(Instant.parse(one.grantedAt))).map((one) => exclusionCause('began', one)),
    ...own.filter((one) => told.has(Instant.parse(one.until))).map((one) => exclusionCause('ended', one)),
  ];
}

function exclusionCauses(before: Exclusions, after: Exclusions, bears: (one: ExclusionGranted) => boolean): readonly Cause[] {
  const own = (exclusions: Exclusions) => [...exclusions].filter(([, one]) => bears(one));
  const differs = (one: ExclusionGranted, other: ExclusionGranted | undefined) =>
    other === undefined || other.until !== one.until || other.grantedAt !== one.grantedAt || other.approver !== one.approver || other.reason !== one.reason;
  return [
    ...own(before).flatMap(([key, one]) => (differs(one, after.get(key)) ? [exclusionCause('withdrawn', one)] : [])),
    ...own(after).flatMap(([key, one]) => (differs(one, before.get(key)) ? [exclusionCause('granted', one)] : [])),
  ];
}

function exclusionCause(what: Extract<Cause, { by: 'exclusion' }>['what'], { control, subject, approver, reason, until }: ExclusionGranted): Cause {
  return { by: 'exclusion', what, control, subject, approver, reason, until };
}

/** All that the two sides know differently: entries that one of them has, and what began or lapsed between their moments. */
export function anyDifference(a: Side, b: Side): readonly Cause[] {
  const known = (side: Side) => new Set(side.evidence.map((one) => one.seq));
  const [had, has] = [known(a), known(b)];
  const news = b.evidence.filter((one) => !had.has(one.seq));
  const lost = a.evidence.filter((one) => !has.has(one.seq));
  const [early, late] = a.at < b.at ? [a.at, b.at] : [b.at, a.at];
  const within = (at: Instant) => at > early && at <= late;
  const both = b.evidence.filter((one) => had.has(one.seq));
  const began = both.filter((one) => within(Instant.parse(one.observedAt)));
  const lapsed = both.filter((one) => within(expiresAt(one)));
  return [
    ...(news.length === 0 ? [] : [{ by: 'entries', known: 'after', ...listed(news) } as const]),
    ...(lost.length === 0 ? [] : [{ by: 'entries', known: 'before', ...listed(lost) } as const]),
    ...(began.length === 0 ? [] : [{ by: 'observed', ...listed(began) } as const]),
    ...(lapsed.length === 0 ? [] : [{ by: 'expiry', ...listed(lapsed) } as const]),
  ];
}
