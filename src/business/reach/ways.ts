import { askedOf } from '../../assurance/attacks/attacked.ts';
import { fallenOf } from '../../assurance/attacks/falling.ts';
import { indexed, waysTo } from '../../assurance/attacks/ways.ts';
import type { Compiled } from '../../attack/engine/compile.ts';
import { CLOSED } from '../../attack/engine/graph.ts';
import { cheapestPlans } from '../../attack/engine/plan.ts';
import { controlCut } from './cut-controls.ts';
import { mapCut } from './cut-map.ts';
import type { Reached, WayFrom } from './model.ts';
import { passagesOf } from './passages.ts';
import { partsOfStates, toldWay } from './told.ts';
import { partOf, type ReachView, startingFrom, strongestStates } from './view.ts';

/**
 * The ways from what has fallen to the targets, told and replayed, and the smallest changes that cut them all: controls to prove, and elements to take off the map. `from` and `to`
 * are named as targets of attacks are: a part, an asset (`video`), an asset and what happens to it (`video:read`), a state (`wiki:user`); a part that falls falls
 * in its strongest states. No targets: every critical goal. Throws `Refused` (ASSAY-ATTACK-001 for a name that the graph does not have).
 */
export function reachFrom(
  view: ReachView,
  { from, to, ways = 3 }: { readonly from: readonly string[]; readonly to: readonly string[]; readonly ways?: number },
): Reached {
  const { attacked, parts } = view;
  const { graph } = attacked;
  const strongest = (name: string) => (parts.has(name) ? strongestStates(attacked, name) : []);
  const states = [...new Set(from.flatMap((name) => (strongest(name).length > 0 ? strongest(name) : fallenOf(graph, [name]))))];
  const goals = askedOf(graph, { from: [], to }).goals ?? graph.goals.map((goal) => goal.state);
  const compiled = startingFrom(view, states, [...new Set(goals)]);
  const own = partsOfStates(view, states);
  const answers = waysTo(attacked, compiled, ways).map((answer) => {
    const ends = new Set([...own, ...partsOfStates(view, [answer.goal])]);
    const direct = directWay(view, compiled, answer.goal, ends);
    return { ...answer, ways: answer.ways.map((way): WayFrom => ({ ...way, ...between(view, way.steps, ends) })), ...(direct === undefined ? {} : { direct }) };
  });
  return { from: states, answers, controls: controlCut(view, compiled, own), map: mapCut(view, compiled, passagesOf(attacked.map, attacked.graph)) };
}

function between(view: ReachView, steps: readonly string[], ends: ReadonlySet<string>): Pick<WayFrom, 'through' | 'direct'> {
  const { graph } = view.attacked;
  const taken = steps.flatMap((id) => indexed(graph).steps.get(id) ?? []);
  const through = [
    ...partsOfStates(
      view,
      taken.flatMap((step) => [...step.from, step.to]),
    ),
  ].filter((part) => !ends.has(part));
  return { through, direct: through.length === 0 };
}

/** The cheapest way with every step closed that gives something of a third part. */
function directWay(view: ReachView, compiled: Compiled, goal: string, ends: ReadonlySet<string>): WayFrom | undefined {
  const { map, graph } = view.attacked;
  const at = partOf(map);
  const third = graph.states.map((state) => {
    const part = at(state);
    return part !== undefined && !ends.has(part);
  });
  const status = compiled.graph.status.slice();
  graph.steps.forEach((step, i) => {
    if (third[compiled.stateNode.get(step.to) ?? -1] === true) status[compiled.states + i] = CLOSED;
  });
  const plan = cheapestPlans(compiled, Int32Array.of(compiled.stateNode.get(goal) ?? -1), { status, care: 4 })[0];
  return plan === undefined ? undefined : toldWay(view, plan, ends);
}
