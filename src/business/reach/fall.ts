import { indexed } from '../../assurance/attacks/ways.ts';
import { closure } from '../../attack/engine/closure.ts';
import { stateNodes } from '../../attack/engine/compile.ts';
import { cheapestPlans, cheapestTotals } from '../../attack/engine/plan.ts';
import { closuresOf, heldIn } from '../../attack/engine/worlds.ts';
import { countOf } from '../../attack/explain/members.ts';
import type { AttackState } from '../../attack/model.ts';
import { type Layer, Refused } from '../../core/index.ts';
import type { Part } from '../../map/model.ts';
import { reachFaults } from './faults.ts';
import type { Counted, Fall, FallenGoal, FallTold, ReachingPart } from './model.ts';
import { partsOfStates, toldWay } from './told.ts';
import { partNamed, type ReachView, standsFor, startingFrom, strongestStates } from './view.ts';

/** Layers whose systems are asked about when nobody says which. */
const ASKED: readonly Layer[] = ['business', 'development'];

/**
 * What falls with each part of the layers, alone, those first with which most falls: by weight proven, then by weight that perhaps falls, then by how near it is, then by id. A place is nothing that
 * falls, and what the map puts out of scope is not the operator's. All closures are computed together; ways are told by `fallOf`.
 */
export function fallsOf(view: ReachView, layers: readonly Layer[] = ASKED): readonly Fall[] {
  return falling(view, partsIn(view, layers)).toSorted(
    (a, b) => b.weight.proven - a.weight.proven || b.weight.perhaps - a.weight.perhaps || (a.days ?? 0) - (b.days ?? 0) || (a.part < b.part ? -1 : 1),
  );
}

function partsIn({ attacked: { map, graph }, layers }: ReachView, asked: readonly Layer[]): readonly Part[] {
  const wanted = new Set(asked);
  return map.parts.filter(
    (part) => part.kind !== 'place' && part.inScope && wanted.has(layers.get(part.id) ?? 'product') && standsFor(graph, part.id) === part.id,
  );
}

/**
 * What falls with one part, with the cheapest way to each goal: by steps shown to be open where that is proven, else by those not closed. Throws `Refused`
 * (ASSAY-REACH-001 for a part that the map does not have, -002 for one of which no step gives anything).
 */
export function fallOf(view: ReachView, id: string): FallTold {
  const part = partNamed(view, id);
  const [fall] = falling(view, [part]);
  if (fall === undefined || fall.states.length === 0) {
    throw new Refused(
      reachFaults.fault('002', {
        message: `no attack step gives anything of "${id}"`,
        expected: 'a part that an attack can take',
        found: `${part.kind} ${part.name}`,
        remedy: 'It is not analysed, and not safe. Name another part, or mend its kind on the map.',
      }),
    );
  }
  const from = startingFrom(view, fall.states);
  const ends = partsOfStates(view, fall.states);
  const goalsOf = (reach: FallenGoal['reach']) => fall.goals.filter((goal) => goal.reach === reach);
  const told = (['proven-reachable', 'undecided'] as const).flatMap((reach) => {
    const goals = goalsOf(reach);
    const nodes = Int32Array.from(goals, (goal) => from.stateNode.get(goal.goal) as number);
    const plans = cheapestPlans(from, nodes, { mode: reach === 'undecided' ? 'may' : 'must', care: CARE });
    return goals.flatMap((goal, g) => {
      const plan = plans[g];
      return plan === undefined ? [] : [{ ...goal, way: toldWay(view, plan, ends) }];
    });
  });
  return { ...fall, goals: told.sort(heaviest) };
}

/**
 * From which parts of the layers a target is reached, each alone: the cheapest first. `goals` are state ids. On large maps it is not said at what price, and the proven stand
 * before those that only may.
 */
export function reachingTo(view: ReachView, goals: readonly string[], layers: readonly Layer[] = ASKED): readonly ReachingPart[] {
  const { attacked, compiled } = view;
  const parts = partsIn(view, layers);
  const starts = parts.map((part) => Int32Array.from(strongestStates(attacked, part.id), (id) => compiled.stateNode.get(id) as number));
  const nodes = stateNodes(compiled, goals);
  const must = closuresOf(compiled.graph, 'must', starts);
  const may = closuresOf(compiled.graph, 'may', starts);
  const priced = compiled.steps * parts.length <= PRICED;
  return parts
    .flatMap((part, w): ReachingPart[] => {
      const start = starts[w] ?? new Int32Array();
      const reached = nodes.filter((node) => start.length > 0 && heldIn(may, w, node));
      if (reached.length === 0) return [];
      const totals = priced ? cheapestTotals({ ...compiled.graph, start }, reached).flatMap((total) => total ?? []) : [];
      return [
        {
          part: part.id,
          name: part.name,
          kind: part.kind,
          layer: view.layers.get(part.id) ?? 'product',
          reach: reached.some((node) => heldIn(must, w, node)) ? 'proven-reachable' : 'undecided',
          ...(totals.length === 0 ? {} : { days: Math.min(...totals) }),
        },
      ];
    })
    .sort((a, b) => Number(a.reach === 'undecided') - Number(b.reach === 'undecided') || (a.days ?? 0) - (b.days ?? 0) || (a.part < b.part ? -1 : 1));
}

/** Searches spent on bettering each of several dozen ways that are told together. */
const CARE = 4;

function heaviest(a: FallenGoal, b: FallenGoal): number {
  return b.weight - a.weight || Number(a.anyway) - Number(b.anyway) || (a.reach < b.reach ? -1 : a.reach > b.reach ? 1 : 0) || (a.goal < b.goal ? -1 : 1);
}

function falling(view: ReachView, parts: readonly Part[]): readonly Fall[] {
  const { attacked, compiled, layers } = view;
  const { graph } = attacked;
  const { states } = indexed(graph);
  const held = parts.map((part) => strongestStates(attacked, part.id));
  const starts = held.map((ids) => Int32Array.from(ids, (id) => compiled.stateNode.get(id) as number));
  const must = closuresOf(compiled.graph, 'must', starts);
  const may = closuresOf(compiled.graph, 'may', starts);
  const anyway = outsidersReach(view);
  const goals = graph.goals.map((goal) => ({
    ...goal,
    node: compiled.stateNode.get(goal.state) as number,
    title: states.get(goal.state)?.title ?? goal.state,
  }));
  const of = goals.reduce((sum, goal) => sum + goal.weight, 0);
  const members = counting(graph.states);
  const priced = compiled.steps * parts.length <= PRICED;
  return parts.map((part, w): Fall => {
    const ids = held[w] ?? [];
    const reached = ids.length === 0 ? [] : goals.filter(({ node }) => heldIn(may, w, node));
    const fallen = reached.map(
      ({ state, asset, effect, weight, node, title }): FallenGoal => ({
        goal: state,
        title,
        asset,
        effect,
        weight,
        reach: heldIn(must, w, node) ? 'proven-reachable' : 'undecided',
        anyway: anyway.has(state),
      }),
    );
    const weigh = (reach: FallenGoal['reach']) => fallen.reduce((sum, goal) => sum + (goal.reach === reach ? goal.weight : 0), 0);
    const counted = (kind: 'device' | 'household'): Counted =>
      ids.length === 0 ? { proven: 0, may: 0 } : { proven: members(kind, (n) => heldIn(must, w, n)), may: members(kind, (n) => heldIn(may, w, n)) };
    return {
      part: part.id,
      name: part.name,
      kind: part.kind,
      layer: layers.get(part.id) ?? 'product',
      population: part.population,
      states: ids,
      weight: { proven: weigh('proven-reachable'), perhaps: weigh('undecided'), of },
      ...(priced && fallen.length > 0 ? { days: nearness(view, starts[w] ?? new Int32Array(), fallen) } : {}),
      goals: fallen.sort(heaviest),
      devices: counted('device'),
      households: counted('household'),
    };
  });
}

/** Steps times parts up to which it is said how near everything is: one search for each part. */
const PRICED = 1_000_000;

function nearness({ compiled }: ReachView, start: Int32Array, fallen: readonly FallenGoal[]): number {
  const nodes = Int32Array.from(fallen, (goal) => compiled.stateNode.get(goal.goal) as number);
  const totals = cheapestTotals({ ...compiled.graph, start }, nodes);
  const weight = fallen.reduce((sum, goal) => sum + goal.weight, 0);
  return Math.round((fallen.reduce((sum, goal, g) => sum + goal.weight * (totals[g] ?? 0), 0) / weight) * 10) / 10;
}

/** Goals that outsiders are proven to reach with nothing fallen. */
function outsidersReach(view: ReachView): ReadonlySet<string> {
  const { map, graph } = view.attacked;
  const strangers = map.actors.filter((actor) => actor.kind === 'outsider').flatMap((actor) => graph.starts[actor.id] ?? []);
  const from = startingFrom(view, strangers);
  const { held } = closure(from.graph, 'must');
  return new Set(graph.goals.filter((goal) => held[from.stateNode.get(goal.state) as number] === 1).map((goal) => goal.state));
}

/** Counts members as `countOf` does; worlds in which the same states are held have the same count, and many have. */
function counting(states: readonly AttackState[]): (kind: 'device' | 'household', holds: (node: number) => boolean) => number {
  const about = { device: [] as number[], household: [] as number[] };
  states.forEach((state, n) => {
    if ((state.of === 'device' || state.of === 'household') && state.members !== undefined) about[state.of].push(n);
  });
  const known = new Map<string, number>();
  return (kind, holds) => {
    const held = about[kind].filter(holds);
    const key = `${kind} ${held.join()}`;
    const count =
      known.get(key) ??
      countOf(
        held.flatMap((n) => states[n] ?? []),
        kind,
      );
    known.set(key, count);
    return count;
  };
}
