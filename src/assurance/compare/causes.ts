import { Instant } from '../../core/index.ts';
import { expiresAt } from '../../evidence/freshness.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import { parseSubject } from '../../evidence/subject.ts';
import type { ElementJudge } from '../element.ts';
import type { ExclusionGranted } from '../events.ts';
import type { Exclusions } from '../exclusion.ts';
import type { Control } from '../model.ts';
import type { SubjectPosition } from '../position.ts';
import { Scale } from '../scale.ts';
import type { Cause, Named } from './model.ts';
import type { Side } from './side.ts';

/** Entries that one cause names. More are counted. */
const MOST_NAMED = 20;
/** Up to so many entries are tried one by one for whether the verdict needs them. */
const MOST_TRIED = 200;

/** What a verdict at an element is, for telling whether it changed. */
export function signature(position: Pick<SubjectPosition, 'verdict' | 'shares'> | undefined): string {
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
  readonly cited: ReadonlySet<number>;
}
type Say = (evidence: readonly RecordedEvidence[], exclusions: Exclusions, at: Instant) => Said;

/** Statements, and what would be said if there were one more or one less of them. */
interface World {
  put(one: RecordedEvidence): void;
  drop(one: RecordedEvidence): void;
  sign(): string;
}

/** Something that follows from statements, exclusions and the moment, and can be judged again. */
interface Question {
  readonly say: Say;
  readonly worldOf: (evidence: readonly RecordedEvidence[], exclusions: Exclusions, at: Instant) => World;
  /** The statements that can matter at a moment, of those given. */
  readonly decisive: (evidence: readonly RecordedEvidence[], exclusions: Exclusions, at: Instant) => readonly RecordedEvidence[];
  /** The sign at a moment, to be asked for moments that do not go back, with the statements that began or ended since the last. */
  readonly walk: (evidence: readonly RecordedEvidence[], exclusions: Exclusions, from: Instant) => (at: Instant, turned: readonly RecordedEvidence[]) => string;
  readonly bears: (one: ExclusionGranted) => boolean;
}

/** What moved a control at an element from `a` to `b`, on one map. */
export function causesAt(control: Control, element: string, a: Side, b: Side, judge: ElementJudge): readonly Cause[] {
  const place = judge.place(control, element);
  // Of each pile of statements one scale, moved to where it is asked about, until somebody takes it away.
  const scales = new Map<readonly RecordedEvidence[], { readonly scale: Scale; exclusions: Exclusions; at: Instant }>();
  const scaleOf = (evidence: readonly RecordedEvidence[], exclusions: Exclusions, at: Instant): Scale => {
    const known = scales.get(evidence);
    if (known === undefined) {
      const scale = new Scale(control, place, exclusions, at);
      for (const one of evidence) scale.put(one);
      scales.set(evidence, { scale, exclusions, at });
      return scale;
    }
    if (known.exclusions !== exclusions || known.at !== at) known.scale.move(exclusions, at);
    known.exclusions = exclusions;
    known.at = at;
    return known.scale;
  };
  const taken = (...[evidence, exclusions, at]: Parameters<typeof scaleOf>): Scale => {
    const scale = scaleOf(evidence, exclusions, at);
    scales.delete(evidence);
    return scale;
  };
  const own = new Set(control.checks.map((check) => check.claim));
  const bears = (one: ExclusionGranted) => one.control === control.id && parseSubject(one.subject).element === element;
  return causesOfSaying(a.bearing(control, element), b.bearing(control, element), a, b, {
    say: (evidence, exclusions, at) => {
      const scale = scaleOf(evidence, exclusions, at);
      return { sign: signature(scale.sum()), cited: scale.cited() };
    },
    worldOf: (evidence, exclusions, at) => {
      const scale = taken(evidence, exclusions, at);
      return { put: (one) => scale.put(one), drop: (one) => scale.drop(one), sign: () => signature(scale.sum()) };
    },
    decisive: (evidence, exclusions, at) => {
      const scale = scaleOf(evidence, exclusions, at);
      return evidence.filter((one) => scale.matters(one));
    },
    walk: (evidence, exclusions, from) => {
      const scale = taken(evidence, exclusions, from);
      // A member that a later statement names stands apart already; what is to be said of a whole makes no duty yet.
      const first = evidence.reduce(
        (least, one) => (own.has(one.claim) ? Math.min(least, one.subject.includes('#') ? from : Instant.parse(one.observedAt)) : least),
        Number.POSITIVE_INFINITY,
      );
      const dates = [...exclusions.values()].filter(bears).flatMap((one) => [Instant.parse(one.grantedAt), Instant.parse(one.until)]);
      return (at, turned) => {
        if (dates.includes(at)) scale.move(exclusions, at);
        else scale.pass(at, turned);
        return place.always === undefined && at < first ? signature(undefined) : signature(scale.sum());
      };
    },
    bears,
  });
}

/** A question that no exclusion bears on, and of which nobody knows which statements matter: all do. */
export function asking(say: (evidence: readonly RecordedEvidence[], at: Instant) => Said): Question {
  return {
    say: (evidence, _, at) => say(evidence, at),
    worldOf: (evidence, _, at) => {
      const world = new Map(evidence.map((one) => [one.seq, one]));
      return {
        put: (one) => void world.set(one.seq, one),
        drop: (one) => void world.delete(one.seq),
        sign: () =>
          say(
            [...world.values()].sort((x, y) => x.seq - y.seq),
            at,
          ).sign,
      };
    },
    decisive: (evidence) => evidence,
    walk: (evidence) => (at) => say(evidence, at).sign,
    bears: () => false,
  };
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
  const { bears } = question;
  const excluded = alike(a.exclusions, b.exclusions, bears) ? b.exclusions : a.exclusions;
  const said: { readonly world: Parameters<Say>; readonly said: Said }[] = [];
  const say: Say = (...world) => {
    const known = said.find((one) => one.world.every((part, i) => part === world[i]));
    if (known !== undefined) return known.said;
    const made = question.say(...world);
    said.push({ world, said: made });
    return made;
  };
  const sign = (...world: Parameters<Say>) => say(...world).sign;
  const was = sign(before, excluded, a.at);
  const is = sign(after, b.exclusions, b.at);
  const back = [sign(before, b.exclusions, b.at) !== is, sign(after, b.exclusions, a.at) !== is, sign(after, excluded, b.at) !== is];
  const forth = () => [sign(after, excluded, a.at) !== was, sign(before, excluded, b.at) !== was, sign(before, b.exclusions, a.at) !== was];
  const axes = back.some(Boolean) ? back : oneOf(forth());
  const sure = back.some(Boolean) ? { evidence: after, exclusions: b.exclusions } : { evidence: before, exclusions: a.exclusions };
  return [
    ...(axes[0] === true ? entryCauses(before, after, question, b, say(after, b.exclusions, b.at), say(before, excluded, a.at)) : []),
    ...(axes[1] === true ? timeCauses(a, b, sure, question) : []),
    ...(axes[2] === true ? exclusionCauses(a.exclusions, b.exclusions, bears) : []),
  ];
}

const oneOf = (axes: readonly boolean[]): readonly boolean[] => (axes.some(Boolean) ? axes : axes.map(() => true));

/** Nothing that bears on the question differs. */
function alike(one: Exclusions, other: Exclusions, bears: (one: ExclusionGranted) => boolean): boolean {
  return one === other || (one.size === 0 && other.size === 0) || exclusionCauses(one, other, bears).length === 0;
}

function entryCauses(
  before: readonly RecordedEvidence[],
  after: readonly RecordedEvidence[],
  question: Question,
  b: Side,
  is: Said,
  was: Said,
): readonly Cause[] {
  const had = new Set(before.map((one) => one.seq));
  const has = new Set(after.map((one) => one.seq));
  const added = after.filter((one) => !had.has(one.seq));
  const gone = before.filter((one) => !has.has(one.seq));
  if (added.length + gone.length === 0) return [];
  const matters = new Set([...question.decisive(after, b.exclusions, b.at), ...question.decisive(before, b.exclusions, b.at)].map((one) => one.seq));
  const some = [...added, ...gone].filter((one) => matters.has(one.seq));
  const differing = some.length === 0 ? [...added, ...gone] : some;
  // The world in which only some of these differences came about.
  const world = question.worldOf(before, b.exclusions, b.at);
  const come = (one: RecordedEvidence) => (had.has(one.seq) ? world.drop(one) : world.put(one));
  const undo = (one: RecordedEvidence) => (had.has(one.seq) ? world.put(one) : world.drop(one));
  const suffices = () => world.sign() === is.sign;
  const likely = differing.filter((one) => is.cited.has(one.seq) || was.cited.has(one.seq));
  likely.forEach(come);
  let decisive = likely;
  if (likely.length === 0 || !suffices()) {
    decisive = differing;
    const there = new Set(likely);
    for (const one of differing) if (!there.has(one)) come(one);
  }
  if (decisive.length <= MOST_TRIED) {
    for (const one of decisive) {
      undo(one);
      if (suffices()) decisive = decisive.filter((other) => other !== one);
      else come(one);
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
  const [early, late] = a.at < b.at ? [a.at, b.at] : [b.at, a.at];
  const sign = question.walk(evidence, exclusions, early);
  const own = [...exclusions.values()].filter(question.bears);
  const moments = evidence.map((one) => ({ one, seen: Instant.parse(one.observedAt), end: expiresAt(one) }));
  const points = new Map<Instant, RecordedEvidence[]>();
  const turn = (at: Instant, turned: readonly RecordedEvidence[]) => {
    if (at <= early || at > late) return;
    const known = points.get(at);
    if (known === undefined) points.set(at, [...turned]);
    else known.push(...turned);
  };
  for (const { one, seen, end } of moments) {
    turn(seen, [one]);
    turn(end, [one]);
  }
  for (const one of own) for (const at of [one.grantedAt, one.until]) turn(Instant.parse(at), []);
  const first = sign(early, []);
  let turns = new Set<Instant>();
  let last = first;
  for (const [at, turned] of [...points].sort(([x], [y]) => x - y)) {
    const now = sign(at, turned);
    // What came and went before it was again what it had been moved nothing.
    if (now === first) turns = new Set();
    else if (now !== last) turns.add(at);
    last = now;
  }
  // Where each change alone was undone by another, whatever began or ended in between is named.
  const told = turns.size > 0 ? turns : points;
  const began = moments.filter(({ seen }) => told.has(seen)).map(({ one }) => one);
  const lapsed = moments.filter(({ end }) => told.has(end)).map(({ one }) => one);
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
