import { SUPPOSED_FAILING, statusUnder } from '../../assurance/attacks/status-under.ts';
import { indexed } from '../../assurance/attacks/ways.ts';
import { CONTROLS } from '../../assurance/controls/index.ts';
import { elementName } from '../../assurance/element-name.ts';
import { outstandingControls } from '../../attack/engine/closing.ts';
import { closure, reach, thinkable } from '../../attack/engine/closure.ts';
import { CLOSED, OPEN, UNDECIDED } from '../../attack/engine/graph.ts';
import { oneFailureDeep } from '../../attack/engine/independence.ts';
import type { ControlAt } from '../../attack/model.ts';
import { foundationsIn, type Ground, restingOn } from './grounds.ts';
import type { Foundation } from './model.ts';
import { partOf, type ReachView } from './view.ts';

/** Steps up to which controls that are still to be proven are looked at too: each takes a search of the whole graph. */
const USUAL = 25_000;

const TITLES = new Map(CONTROLS.map((control) => [control.id as string, control.title]));

/**
 * What controls rest on, that on which most goals rest first. *holds*: goals that are closed now, and the proven controls resting here whose failure together would open
 * each; where they are two or more, none of them alone would, and the defence that looks so deep is one failure deep. *would*: the same of controls that are still to
 * be proven, by what gets round them (see `oneFailureDeep`); not asked on graphs of more than 25,000 steps.
 */
export function foundationsOf(view: ReachView): readonly Foundation[] {
  const { attacked, compiled } = view;
  const { map, graph, position } = attacked;
  const { states } = indexed(graph);
  const named = new Map<string, ControlAt>();
  for (const step of graph.steps) for (const at of step.closedBy) named.set(`${at.control}@${at.subject}`, at);
  const closed = closedGoals(view);
  const title = (goal: string) => states.get(goal)?.title ?? goal;
  const grounds = foundationsIn(map);
  const pairs =
    compiled.steps > USUAL
      ? []
      : oneFailureDeep(
          compiled,
          outstandingControls(compiled).filter(({ id }) => grounds.some((ground) => restingOn(ground, id))),
          graph.goals.map((goal) => goal.state),
        );
  return grounds
    .map((ground): Foundation => {
      const resting = [...named].filter(([id]) => restingOn(ground, id));
      const proven = resting.filter(([, at]) => position.stateOf(at).verdict === 'proven').map(([id]) => id);
      return {
        id: ground.id,
        name: ground.name,
        kind: ground.kind,
        rests: [
          ...ground.gates.map((gate) => ({ what: 'gate' as const, id: gate.id, title: gate.name, subject: gate.on, at: elementName(map, gate.on) })),
          ...resting.map(([, at]) => ({
            what: 'control' as const,
            id: at.control as string,
            title: TITLES.get(at.control) ?? at.control,
            subject: at.subject,
            at: elementName(map, at.subject),
            verdict: position.stateOf(at).verdict,
          })),
        ],
        holds: holding(view, closed, proven).map((one) => ({ ...one, title: title(one.goal) })),
        would: pairs
          .filter(({ controls, shared }) => controls.every((id) => restingOn(ground, id)) && shared.some((id) => liesAt(view, ground, id)))
          .map(({ goal, controls, shared }) => ({ goal, title: title(goal), controls, shared })),
      };
    })
    .toSorted((a, b) => b.holds.length - a.holds.length || b.would.length - a.would.length || b.rests.length - a.rests.length || (a.id < b.id ? -1 : 1));
}

/** Goals that evidence closes: not reachable, and reachable if every step were open. */
function closedGoals({ compiled, attacked }: ReachView): readonly string[] {
  const { held } = closure(compiled.graph, 'may');
  const known = thinkable(compiled.graph);
  return attacked.graph.goals
    .map((goal) => goal.state)
    .filter((goal) => {
      const node = compiled.stateNode.get(goal) as number;
      return held[node] === 0 && known[node] === 1;
    });
}

/**
 * For each closed goal that opens with all of these failing: each of them whose failure alone opens it; and of the others, sets whose failure together does and of which none
 * could be left out, no two sets with a control in common.
 */
function holding(view: ReachView, goals: readonly string[], proven: readonly string[]): readonly Omit<Foundation['holds'][number], 'title'>[] {
  if (goals.length === 0 || proven.length === 0) return [];
  const all = reachWith(view, goals, new Set(proven));
  return goals.flatMap((goal, g) => {
    if (all[g] === 'proven-closed') return [];
    const after = (failing: readonly string[]) => reachWith(view, [goal], new Set(failing))[0] ?? 'undecided';
    const alone = proven.filter((id) => after([id]) !== 'proven-closed');
    const sets = alone.map((id) => [id]);
    let rest = proven.filter((id) => !alone.includes(id));
    while (after(rest) !== 'proven-closed') {
      const set = rest.reduce(
        (kept, id) => (after(kept.filter((other) => other !== id)) === 'proven-closed' ? kept : kept.filter((other) => other !== id)),
        rest,
      );
      sets.push(set);
      rest = rest.filter((id) => !set.includes(id));
    }
    return sets.map((controls) => ({ goal, controls, reach: after(controls) }));
  });
}

const BYTE = { closed: CLOSED, undecided: UNDECIDED, open: OPEN } as const;

/** What is said of the goals with these controls failing. */
function reachWith({ attacked, compiled }: ReachView, goals: readonly string[], failing: ReadonlySet<string>) {
  const status = compiled.graph.status.slice();
  attacked.graph.steps.forEach((step, i) => {
    const fails = (at: ControlAt) => failing.has(`${at.control}@${at.subject}`);
    if (!step.closedBy.some(fails)) return;
    status[compiled.states + i] = BYTE[statusUnder(step, attacked.position.stateOf, (at) => (fails(at) ? SUPPOSED_FAILING : undefined))];
  });
  return reach(
    compiled,
    Int32Array.from(goals, (goal) => compiled.stateNode.get(goal) as number),
    status,
  );
}

/** Whether a state or step is of the foundation itself. */
function liesAt({ attacked }: ReachView, ground: Ground, id: string): boolean {
  const { states, steps } = indexed(attacked.graph);
  const at = partOf(attacked.map);
  const step = steps.get(id);
  const about = step === undefined ? [id] : [...step.from, step.to];
  return about.some((one) => {
    const state = states.get(one);
    return state !== undefined && at(state) === ground.id;
  });
}
