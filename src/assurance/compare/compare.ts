import { Instant } from '../../core/index.ts';
import { parseSubject } from '../../evidence/subject.ts';
import { describeDiff, diffMaps, type MapDiff } from '../../map/diff.ts';
import { CONTROLS } from '../controls/index.ts';
import { answersTo } from '../crosswalk/index.ts';
import { deniedOn } from '../denied.ts';
import { directClaimsOf } from '../directly.ts';
import { answersIn } from '../edition.ts';
import { elementJudge } from '../element.ts';
import type { Control } from '../model.ts';
import type { RequirementRow, StandardPosition } from '../report/model.ts';
import { standardPosition } from '../report/requirements.ts';
import { judgeRequirement } from '../requirement.ts';
import { worst } from '../verdict.ts';
import { anyDifference, asking, causesAt, causesOfSaying, signature } from './causes.ts';
import { goalsThrough } from './goals.ts';
import type { Cause, Change, Comparison, ControlChange, Counted, GoalChange, RequirementChange } from './model.ts';
import { directionOf, directionOfBoth, type Standing, stops } from './order.ts';
import { type Side, type SideInput, sidesOf } from './side.ts';

const MOST_SENTENCES = 8;

/**
 * What changed from one side to the other: each control at each element, each requirement, each goal, with what moved it. Where the map changed, the
 * earlier side is judged on the later map too, so that what the map moved is told apart from what was seen. Pure; compared with itself nothing changed.
 */
export function compare(from: SideInput, to: SideInput): Comparison {
  const { a, b, between } = sidesOf(from, to);
  const known: Known = { a, b, between, diff: diffMaps(a.map, b.map), judge: elementJudge(b.map), causes: new Map() };
  const controls = controlChanges(known);
  const requirements = requirementChanges(known);
  const goals = goalChanges(known);
  const all = [...controls, ...requirements, ...goals];
  const side = (one: Side) => ({ at: Instant.format(one.at), size: one.size, mapDigest: one.mapDigest });
  return {
    format: 'assay-comparison/1',
    from: side(a),
    to: side(b),
    held: !all.some((change) => change.stops),
    controls,
    requirements,
    goals,
    counts: {
      controls: counted(controls, new Set([...a.subjects.keys(), ...b.subjects.keys()]).size),
      requirements: counted(
        requirements,
        new Set([a, b].flatMap((one) => one.positions.flatMap((p) => p.requirements.map((row) => `${p.id} ${row.id}`)))).size,
      ),
      goals: counted(goals, new Set([...a.goals.keys(), ...b.goals.keys()]).size),
    },
  };
}

interface Known {
  readonly a: Side;
  readonly b: Side;
  /** What side `a` knew, on the map of side `b`. */
  readonly between: Side;
  readonly diff: MapDiff;
  readonly judge: ReturnType<typeof elementJudge>;
  /** By `control@element`, once asked. */
  readonly causes: Map<string, readonly Cause[]>;
}

function counted(changes: readonly Change[], total: number): Counted {
  const of = (direction: Change['direction']) => changes.filter((change) => change.direction === direction).length;
  return { improved: of('improved'), regressed: of('regressed'), moved: of('moved'), unchanged: total - changes.length };
}

function controlChanges(known: Known): readonly ControlChange[] {
  const { a, b } = known;
  return CONTROLS.flatMap((control) => {
    const elements = new Set([a, b].flatMap((side) => side.position.controls.find((one) => one.control === control)?.subjects.map((one) => one.subject) ?? []));
    return [...elements].flatMap((element): ControlChange[] => {
      const key = `${control.id}@${element}`;
      const [was, is] = [a.subjects.get(key), b.subjects.get(key)];
      if (signature(was) === signature(is)) return [];
      const [before, after]: [Standing, Standing] = [was?.verdict ?? 'not-owed', is?.verdict ?? 'not-owed'];
      const direction = was !== undefined && is !== undefined ? directionOfBoth([before, after], [was.shares, is.shares]) : directionOf(before, after);
      const shares = was !== undefined && is !== undefined && was.population + is.population > 2 ? { shares: { before: was.shares, after: is.shares } } : {};
      return [
        {
          control: control.id,
          subject: element,
          title: control.title,
          layer: control.layer,
          direction,
          before,
          after,
          stops: stops(before, after, direction),
          ...shares,
          because: causesOf(known, control, element),
        },
      ];
    });
  });
}

function causesOf(known: Known, control: Control, element: string): readonly Cause[] {
  const { a, between } = known;
  const key = `${control.id}@${element}`;
  const map = signature(a.subjects.get(key)) === signature(between.subjects.get(key)) ? [] : [mapCause(known, [element])];
  return [...map, ...seenCauses(known, control, element)];
}

/** What moved a control at an element on one map, once. */
function seenCauses({ between, b, judge, causes }: Known, control: Control, element: string): readonly Cause[] {
  const key = `${control.id}@${element}`;
  const before = causes.get(key);
  if (before !== undefined) return before;
  const made = signature(between.subjects.get(key)) === signature(b.subjects.get(key)) ? [] : causesAt(control, element, between, b, judge);
  causes.set(key, made);
  return made;
}

function mapCause({ a, b, diff }: Known, elements: readonly string[]): Cause {
  const about = new Set(elements);
  const own = (one: { readonly id: string }) => about.has(one.id);
  const near: MapDiff = { added: diff.added.filter(own), removed: diff.removed.filter(own), changed: diff.changed.filter(own) };
  const some = near.added.length + near.removed.length + near.changed.length > 0;
  const sentences = describeDiff(some ? near : diff);
  return {
    by: 'map',
    from: a.mapDigest,
    to: b.mapDigest,
    changes: sentences.slice(0, MOST_SENTENCES),
    more: Math.max(0, sentences.length - MOST_SENTENCES),
  };
}

/** Controls at elements whose verdict differs between two sides on one map. */
function changedAt(one: Side, other: Side, control: string): readonly string[] {
  const elements = new Set(
    [one, other].flatMap((side) => side.position.controls.find((each) => each.control.id === control)?.subjects.map((at) => at.subject) ?? []),
  );
  return [...elements].filter((element) => signature(one.subjects.get(`${control}@${element}`)) !== signature(other.subjects.get(`${control}@${element}`)));
}

const standingOf = (row: RequirementRow | undefined): Standing => (row === undefined ? 'absent' : row.partly ? 'partly' : row.verdict);
const rowSignature = (row: RequirementRow | undefined): string => `${standingOf(row)} ${row?.applies ?? ''}`;
const rowsOf = (position: StandardPosition | undefined) => new Map(position?.requirements.map((row) => [row.id, row]) ?? []);

function requirementChanges(known: Known): readonly RequirementChange[] {
  const { a, b, between } = known;
  const standards = [...new Set([...a.positions, ...b.positions].map((one) => one.id))];
  return standards.flatMap((standard) => {
    const [was, is, mid] = [a, b, between].map((side) => side.positions.find((one) => one.id === standard));
    const [wasRows, isRows, midRows] = [rowsOf(was), rowsOf(is), rowsOf(mid)];
    return [...new Set([...wasRows.keys(), ...isRows.keys()])].flatMap((id): RequirementChange[] => {
      const [one, other, between_] = [wasRows.get(id), isRows.get(id), midRows.get(id)];
      if (rowSignature(one) === rowSignature(other)) return [];
      const [before, after] = [standingOf(one), standingOf(other)];
      const direction = directionOf(before, after);
      const because: Cause[] = [];
      const through: string[] = [];
      const lost = left(known, standard, one, other);
      if (one === undefined || other === undefined || lost) {
        because.push({ by: 'standard', standard, ...(was === undefined ? {} : { from: was.edition }), ...(is === undefined ? {} : { to: is.edition }) });
      } else {
        if (rowSignature(one) !== rowSignature(between_)) {
          const facts = [...one.because, ...other.because].flatMap((fact) => fact.decidedBy.map((by) => parseSubject(by).element));
          const elements = one.answers.flatMap((answer) => changedAt(a, between, answer.control));
          because.push(mapCause(known, [...facts, ...elements]));
        }
        if (rowSignature(between_) !== rowSignature(other)) {
          if (other.directly !== undefined) because.push(...directCauses(known, standard, id));
          for (const [control, element] of decisive(known, standard, other)) {
            through.push(`${control.id}@${element}`);
            because.push(...seenCauses(known, control, element));
          }
        }
        if (because.length === 0 && was !== undefined && is !== undefined && was.edition !== is.edition)
          because.push({ by: 'standard', standard, from: was.edition, to: is.edition });
      }
      return [
        {
          standard,
          requirement: id,
          title: (other ?? one)?.title ?? id,
          direction,
          before,
          after,
          stops: lost || stops(before, after, direction),
          through,
          because: unique(because),
        },
      ];
    });
  });
}

// What was owed on the earlier side, and the later one's edition leaves out or has withdrawn, or whose standard is no longer held though the map owes what
// it did. No evidence took it away, so it stops a pipeline until somebody has looked.
function left({ a, b }: Known, standard: string, one: RequirementRow | undefined, other: RequirementRow | undefined): boolean {
  if (one === undefined || one.verdict === 'not-applicable') return false;
  const of = (side: Side) => side.standards.find((each) => each.id === standard);
  const [was, is] = [of(a), of(b)];
  if (is === undefined) return [...(a.map.service.owes ?? [])].sort().join() === [...(b.map.service.owes ?? [])].sort().join();
  if (was?.edition === is.edition && was.imported?.digest === is.imported?.digest) return false;
  return other === undefined || is.requirements.find((each) => each.id === one.id)?.withdrawn !== undefined;
}

// A requirement that is judged by findings follows from the statements of its standard's claims, and is judged again by itself.
function directCauses({ between, b }: Known, id: string, requirement: string): readonly Cause[] {
  const standard = b.standards.find((one) => one.id === id);
  if (standard === undefined) return [];
  const only = { ...standard, requirements: standard.requirements.filter((one) => one.id === requirement) };
  const claims = new Set(directClaimsOf(id));
  const own = (side: Side) => side.evidence.filter((one) => claims.has(one.claim));
  return causesOfSaying(
    own(between),
    own(b),
    between,
    b,
    asking((evidence, at) => {
      const [row] = standardPosition(only, b.map, { at, evidence, controls: [], stateOf: () => ({ verdict: 'unproven', evidence: [] }) }).requirements;
      return { sign: rowSignature(row), cited: new Set(row?.directly?.at.flatMap((one) => one.evidence) ?? []) };
    }),
  );
}

// The changed controls that make the requirement what it is, and of each the elements that make the control what it is.
function decisive({ between, b }: Known, standard: string, row: RequirementRow): readonly (readonly [Control, string])[] {
  const verdicts = (side: Side) => new Map(side.position.controls.map((one) => [one.control.id, one]));
  const [before, after] = [verdicts(between), verdicts(b)];
  const held = b.standards.find((one) => one.id === standard);
  const answers = held === undefined ? answersTo(standard, row.id) : answersIn(held)(row.id);
  const denied = deniedOn(b.map);
  const changed = CONTROLS.filter(
    (control) => row.answers.some((answer) => answer.control === control.id) && before.get(control.id)?.verdict !== after.get(control.id)?.verdict,
  );
  const judged = (taken: readonly Control[]) =>
    judgeRequirement(row, answers, (id) => (taken.some((one) => one.id === id) ? after : before).get(id)?.verdict ?? 'not-owed', denied);
  const now = judged(changed);
  const controls = enough(
    changed,
    changed.filter((control) => now.decidedBy.includes(control.id)),
    (taken) => judged(taken).verdict === now.verdict && judged(taken).partly === now.partly,
  );
  return controls.flatMap((control) => {
    const elements = changedAt(between, b, control.id);
    const [was, is] = [before.get(control.id)?.subjects ?? [], after.get(control.id)?.subjects ?? []];
    const whole = after.get(control.id)?.verdict ?? 'not-owed';
    const judgedAt = (taken: readonly string[]) =>
      worst([...is.filter((one) => taken.includes(one.subject)), ...was.filter((one) => !taken.includes(one.subject))].map((one) => one.verdict)) ?? 'not-owed';
    const likely = elements.filter((element) => b.subjects.get(`${control.id}@${element}`)?.verdict === whole);
    return enough(elements, likely, (taken) => judgedAt(taken) === whole).map((element) => [control, element] as const);
  });
}

/** Of what differs, what suffices: the likely ones where they do together, else the fewest that are left when one after another is left out. */
function enough<T>(all: readonly T[], likely: readonly T[], suffices: (taken: readonly T[]) => boolean): readonly T[] {
  if (likely.length > 0 && suffices(likely)) return likely;
  let taken = all;
  for (const one of all) {
    const less = taken.filter((other) => other !== one);
    if (less.length > 0 && suffices(less)) taken = less;
  }
  return taken;
}

function goalChanges(known: Known): readonly GoalChange[] {
  const { a, b, between } = known;
  const days = (side: Side, state: string) => (side.goals.get(state)?.days === undefined ? undefined : round(side.goals.get(state)?.days ?? 0));
  const sign = (side: Side, state: string) => `${side.goals.get(state)?.reach ?? 'absent'} ${days(side, state) ?? ''}`;
  const states = [...new Set([...a.goals.keys(), ...b.goals.keys()])].filter((state) => sign(a, state) !== sign(b, state));
  const seen = states.filter((state) => sign(between, state) !== sign(b, state));
  const differing = CONTROLS.flatMap((control) => changedAt(between, b, control.id).map((element) => `${control.id}@${element}`));
  const through = goalsThrough(between, b, seen, differing);
  return states
    .map((state): GoalChange => {
      const [was, is] = [a.goals.get(state), b.goals.get(state)];
      const [before, after]: [Standing, Standing] = [was?.reach ?? 'absent', is?.reach ?? 'absent'];
      const direction = directionOf(before, after);
      const by = through.get(state) ?? [];
      const because: Cause[] = [];
      if (sign(a, state) !== sign(between, state)) because.push(mapCause(known, []));
      for (const key of by) {
        const [id = '', element = ''] = key.split('@');
        const control = CONTROLS.find((one) => one.id === id);
        if (control !== undefined) because.push(...seenCauses(known, control, element));
      }
      // Members that evidence names stand apart in the graph even where no verdict is another: then what differs between the sides is all there is to name.
      if (because.length === 0) because.push(...anyDifference(between, b));
      const [from, to] = [days(a, state), days(b, state)];
      return {
        goal: state,
        title: (is ?? was)?.title ?? state,
        weight: (is ?? was)?.weight ?? 1,
        direction,
        before,
        after,
        stops: stops(before, after, direction),
        days: { ...(from === undefined ? {} : { before: from }), ...(to === undefined ? {} : { after: to }) },
        through: by,
        because: unique(because),
      };
    })
    .sort((x, y) => y.weight - x.weight || (x.goal < y.goal ? -1 : 1));
}

function unique(causes: readonly Cause[]): readonly Cause[] {
  return [...new Map(causes.map((cause) => [JSON.stringify(cause), cause])).values()];
}

const round = (value: number): number => Math.round(value * 10) / 10;
