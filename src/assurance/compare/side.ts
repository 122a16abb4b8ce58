import { toProblem } from '../../attack/build/problem.ts';
import { reach } from '../../attack/engine/closure.ts';
import { type Compiled, compile } from '../../attack/engine/compile.ts';
import { cheapestPlans } from '../../attack/engine/plan.ts';
import { attackGraphOf } from '../../attack/fleet/index.ts';
import type { AttackGraph, Reach } from '../../attack/model.ts';
import type { Instant } from '../../core/index.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import type { ServiceMap } from '../../map/model.ts';
import { type Bearing, bearingOf } from '../element.ts';
import { type EvidenceIndex, indexEvidence } from '../evidence-index.ts';
import type { Exclusions } from '../exclusion.ts';
import type { Standard } from '../model.ts';
import { type ControlPosition, positionOf, type SubjectPosition } from '../position.ts';
import type { StandardPosition } from '../report/model.ts';
import { standardPosition } from '../report/requirements.ts';
import { indexMap } from '../subjects.ts';

/** What one side of a comparison is made from: the map, what was known, and the moment. */
export interface SideInput {
  readonly map: ServiceMap;
  readonly mapDigest: string;
  readonly evidence: readonly RecordedEvidence[];
  readonly exclusions: Exclusions;
  readonly standards: readonly Standard[];
  readonly at: Instant;
  /** Entries of the ledger that were known. */
  readonly size: number;
}

interface GoalSide {
  readonly state: string;
  readonly title: string;
  readonly weight: number;
  readonly reach: Reach;
  /** Person-days of the cheapest way: of one that is proven, where there is one. */
  readonly days?: number;
  readonly steps: ReadonlySet<string>;
}

/** A control at an element, without the pieces and the reasons: of a large fleet they are most of a position. */
type Standing = Pick<SubjectPosition, 'subject' | 'population' | 'verdict' | 'shares'>;

/** One side of a comparison, judged. */
export interface Side extends SideInput {
  readonly position: { readonly controls: readonly (Pick<ControlPosition, 'control' | 'verdict'> & { readonly subjects: readonly Standing[] })[] };
  /** By `control@element`. */
  readonly subjects: ReadonlyMap<string, Standing>;
  readonly bearing: Bearing<RecordedEvidence>;
  readonly positions: readonly StandardPosition[];
  readonly graph: AttackGraph;
  readonly compiled: Compiled;
  readonly goals: ReadonlyMap<string, GoalSide>;
}

/** The two sides, and what the earlier one knew on the map of the later. */
export function sidesOf(from: SideInput, to: SideInput): { readonly a: Side; readonly b: Side; readonly between: Side } {
  if (from.mapDigest === to.mapDigest) {
    const [a, b] = together(from, to);
    return { a, b, between: a };
  }
  const [between, b] = together({ ...from, map: to.map, mapDigest: to.mapDigest }, to);
  return { a: sideOf(from), b, between };
}

// Two heads of one ledger on one map: the evidence is indexed once, up to the shorter, which is judged, and then on to the longer.
function together(one: SideInput, other: SideInput): readonly [Side, Side] {
  if (one.evidence.length > other.evidence.length) {
    const [shorter, longer] = together(other, one);
    return [longer, shorter];
  }
  if (!begins(one.evidence, other.evidence)) return [sideOf(one), sideOf(other)];
  const book = indexEvidence(one.evidence, indexMap(one.map).populationOf);
  const bearing = onceAsked(other.evidence);
  const last = one.evidence.at(-1)?.seq ?? -1;
  const first = judged(one, book, (control, element) => bearing(control, element).filter(({ seq }) => seq <= last));
  for (const evidence of other.evidence.slice(one.evidence.length)) book.add(evidence);
  return [first, judged(other, book, bearing)];
}

/** The statements of the longer begin with all of the shorter, and stand in the order of the ledger. */
function begins(shorter: readonly RecordedEvidence[], longer: readonly RecordedEvidence[]): boolean {
  return shorter.every((one, i) => longer[i] === one) && longer.every(({ seq }, i) => i === 0 || seq > (longer[i - 1]?.seq ?? seq));
}

function onceAsked(evidence: readonly RecordedEvidence[]): Bearing<RecordedEvidence> {
  let made: Bearing<RecordedEvidence> | undefined;
  return (control, element) => {
    made ??= bearingOf(evidence, (one) => one);
    return made(control, element);
  };
}

export function sideOf(input: SideInput): Side {
  return judged(input, indexEvidence(input.evidence, indexMap(input.map).populationOf), onceAsked(input.evidence));
}

/** `index`: of just this side's evidence while it is judged; no more is asked of it later. */
function judged(input: SideInput, index: EvidenceIndex, bearing: Bearing<RecordedEvidence>): Side {
  const { map, evidence, exclusions, at, standards } = input;
  const position = positionOf({ map, evidence, exclusions, at, index });
  const named = new Set<string>();
  for (const { subject } of evidence) named.add(subject);
  const graph = attackGraphOf(map, position.stateOf, named);
  const compiled = compile(toProblem(graph));
  const controls = position.controls.map(({ control, verdict, subjects }) => ({
    control,
    verdict,
    subjects: subjects.map(({ subject, population, verdict: own, shares }): Standing => ({ subject, population, verdict: own, shares })),
  }));
  return {
    ...input,
    position: { controls },
    subjects: new Map(controls.flatMap(({ control, subjects }) => subjects.map((one) => [`${control.id}@${one.subject}`, one] as const))),
    bearing,
    positions: standards.map((standard) => standardPosition(standard, map, position)),
    graph,
    compiled,
    goals: goalsOf(graph, compiled),
  };
}

/** The reach of each goal alone, without plans: what many moments are asked for. */
export function reachesOf({
  map,
  evidence,
  exclusions,
  at,
}: Omit<SideInput, 'standards' | 'size' | 'mapDigest'>): ReadonlyMap<string, Pick<GoalSide, 'title' | 'reach'>> {
  const position = positionOf({ map, evidence, exclusions, at });
  const graph = attackGraphOf(map, position.stateOf, new Set(evidence.map((one) => one.subject)));
  const compiled = compile(toProblem(graph));
  const reached = reach(compiled);
  const titles = new Map(graph.states.map((state) => [state.id, state.title]));
  return new Map(compiled.problem.goals.map((state, g) => [state, { title: titles.get(state) ?? state, reach: reached[g] ?? 'undecided' }]));
}

function goalsOf(graph: AttackGraph, compiled: Compiled): Side['goals'] {
  const reached = reach(compiled);
  const may = cheapestPlans(compiled, compiled.goals);
  const must = cheapestPlans(compiled, compiled.goals, { mode: 'must' });
  const known = new Map(graph.goals.map((goal) => [goal.state, goal]));
  const titles = new Map(graph.states.map((state) => [state.id, state.title]));
  return new Map(
    compiled.problem.goals.map((state, g) => {
      const plan = must[g] ?? may[g];
      return [
        state,
        {
          state,
          title: titles.get(state) ?? state,
          weight: known.get(state)?.weight ?? 1,
          reach: reached[g] ?? 'undecided',
          ...(plan === undefined ? {} : { days: plan.total }),
          steps: new Set(plan?.steps ?? []),
        },
      ];
    }),
  );
}
