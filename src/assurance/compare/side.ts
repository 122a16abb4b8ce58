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
import type { Exclusions } from '../exclusion.ts';
import type { Standard } from '../model.ts';
import { type Position, positionOf, type SubjectPosition } from '../position.ts';
import type { StandardPosition } from '../report/model.ts';
import { standardPosition } from '../report/requirements.ts';

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

/** One side of a comparison, judged. */
export interface Side extends SideInput {
  readonly position: Position;
  /** By `control@element`. */
  readonly subjects: ReadonlyMap<string, SubjectPosition>;
  readonly bearing: Bearing<RecordedEvidence>;
  readonly positions: readonly StandardPosition[];
  readonly graph: AttackGraph;
  readonly compiled: Compiled;
  readonly goals: ReadonlyMap<string, GoalSide>;
}

export function sideOf(input: SideInput): Side {
  const { map, evidence, exclusions, at, standards } = input;
  const position = positionOf({ map, evidence, exclusions, at });
  const graph = attackGraphOf(map, position.stateOf, new Set(evidence.map((one) => one.subject)));
  const compiled = compile(toProblem(graph));
  return {
    ...input,
    position,
    subjects: new Map(position.controls.flatMap(({ control, subjects }) => subjects.map((one) => [`${control.id}@${one.subject}`, one] as const))),
    bearing: bearingOf(evidence, (one) => one),
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
