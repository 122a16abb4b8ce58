import { SUPPOSED_PROVEN, statusUnder } from '../../assurance/attacks/status-under.ts';
import { Supposing } from '../../assurance/attacks/supposing.ts';
import { indexed } from '../../assurance/attacks/ways.ts';
import { CONTROLS } from '../../assurance/controls/index.ts';
import { elementName } from '../../assurance/element-name.ts';
import { type Compiled, nameOf } from '../../attack/engine/compile.ts';
import { cheapestCut, type Means } from '../../attack/engine/cutting.ts';
import { CLOSED } from '../../attack/engine/graph.ts';
import { cheapestPlans, tidy } from '../../attack/engine/plan.ts';
import type { AttackStep, ControlAt } from '../../attack/model.ts';
import { Refused } from '../../core/index.ts';
import type { ServiceMap } from '../../map/model.ts';
import { reachFaults } from './faults.ts';
import { foundationsIn, restingOn } from './grounds.ts';
import type { ControlCut, CutControl } from './model.ts';
import { toldWay } from './told.ts';
import type { ReachView } from './view.ts';

// Costs are whole: a millionth of a person-day for each control, so that of sets that take as long the one with fewest controls is the cheapest.
const DAY = 1_000_000;
const ONE = 1;

/** Rounds of search on a graph of ordinary size, and the steps up to which a graph is that. */
const ROUNDS = 400;
const USUAL = 25_000;

/** Rounds that keep an answer to a second or two, whatever the size of the graph. */
export function roundsFor(compiled: Compiled): number {
  return Math.max(8, Math.floor(ROUNDS / Math.max(1, compiled.steps / USUAL)));
}

/**
 * The controls to prove, each at its subject, that leave no way to the goals of the compiled graph, with the least work. Exact where `bound` says so. A step is closed only once
 * every control that closes it is proven, and one that controls about a share of the members only narrow is closed by none. Proven here and afterwards by another way: the
 * controls found are supposed proven, and every goal said to be cut must then be closed. Throws `Refused` (ASSAY-REACH-004, ours) where it is not.
 */
export function controlCut(view: ReachView, compiled: Compiled, ends: ReadonlySet<string>): ControlCut {
  const { attacked } = view;
  const { ats, means } = meansOf(view, compiled);
  const cut = cheapestCut(compiled.graph, compiled.goals, means, { rounds: roundsFor(compiled) });
  const controls = cut.elements.map((element) => controlOf(view, ats[element] as ControlAt)).sort((a, b) => b.days - a.days || (key(a) < key(b) ? -1 : 1));
  const days = tidy(controls.reduce((sum, control) => sum + control.days, 0));
  const beyond = new Set(cut.beyond);
  const cuts = [...compiled.goals].filter((goal) => !beyond.has(goal)).map((goal) => nameOf(compiled, goal));
  proveCut(view, compiled, controls, cuts);
  return {
    controls,
    days,
    lowerDays: cut.lower >= cut.cost ? days : tidy(Math.floor(cut.lower / (DAY / 10)) / 10),
    bound: cut.lower >= cut.cost ? 'exact' : 'upper',
    cuts,
    foundations: sharedBy(attacked.map, controls.map(key)),
    beyond: staying(view, compiled, means, cut.beyond, ends).map(({ goal, stays }) => ({
      goal,
      title: indexed(attacked.graph).states.get(goal)?.title ?? goal,
      stays,
    })),
  };
}

function key({ control, subject }: Pick<CutControl, 'control' | 'subject'>): string {
  return `${control}@${subject}`;
}

/** What could be proven: each control at each subject at which it is not, and the steps that close by it. */
function meansOf({ attacked: { graph, position } }: ReachView, compiled: Compiled): { ats: readonly ControlAt[]; means: Means } {
  const index = new Map<string, number>();
  const ats: ControlAt[] = [];
  const bundles = new Map<number, readonly (readonly number[])[]>();
  graph.steps.forEach((step, i) => {
    const node = compiled.states + i;
    if (compiled.graph.status[node] === CLOSED) return;
    const missing = missingFor(step, position.stateOf);
    if (missing === undefined) return;
    bundles.set(node, [
      missing.map((at) => {
        const name = `${at.control}@${at.subject}`;
        const known = index.get(name) ?? ats.push(at) - 1;
        index.set(name, known);
        return known;
      }),
    ]);
  });
  return { ats, means: { cost: ats.map((at) => Math.max(0, Math.round((EFFORT.get(at.control) ?? 1) * DAY)) + ONE), bundles } };
}

/** The controls that are still to be proven for the step to close; undefined where no controls close it. */
function missingFor(step: AttackStep, stateOf: ReachView['attacked']['position']['stateOf']): readonly ControlAt[] | undefined {
  if (step.closedBy.length === 0) return undefined;
  const missing = step.closedBy.filter((at) => stateOf(at).verdict !== 'proven');
  const named = new Set(missing.map((at) => `${at.control}@${at.subject}`));
  const supposed = statusUnder(step, stateOf, (at) => (named.has(`${at.control}@${at.subject}`) ? SUPPOSED_PROVEN : undefined));
  return supposed === 'closed' && missing.length > 0 ? missing : undefined;
}

const EFFORT = new Map(CONTROLS.map((control) => [control.id as string, control.effort]));
const BY_ID = new Map(CONTROLS.map((control) => [control.id as string, control]));

function controlOf({ attacked: { map, position } }: ReachView, at: ControlAt): CutControl {
  const control = BY_ID.get(at.control);
  return {
    control: at.control,
    title: control?.title ?? at.control,
    subject: at.subject,
    at: elementName(map, at.subject),
    verdict: position.stateOf(at).verdict,
    days: control?.effort ?? 1,
    who: control?.who ?? '',
    remedy: control?.remedy ?? '',
  };
}

/** Foundations of two or more of the controls, those of most first. */
function sharedBy(map: ServiceMap, controls: readonly string[]): ControlCut['foundations'] {
  return foundationsIn(map)
    .map((ground) => ({ id: ground.id, name: ground.name, kind: ground.kind, controls: controls.filter((id) => restingOn(ground, id)) }))
    .filter((ground) => ground.controls.length > 1)
    .sort((a, b) => b.controls.length - a.controls.length || (a.id < b.id ? -1 : 1));
}

/** By the path that a what-if takes, which knows nothing of how the cut was found. Throws `Refused` (ASSAY-REACH-004) where a goal stays reachable. */
export function proveCut(
  { attacked }: ReachView,
  compiled: Compiled,
  controls: readonly Pick<CutControl, 'control' | 'subject'>[],
  cuts: readonly string[],
): void {
  if (controls.length === 0) return;
  const { standing } = new Supposing(compiled).verdicts(attacked, { prove: controls.map(key), fail: [], fall: [] });
  const left = cuts.filter((goal) => {
    const reach = standing[compiled.goals.indexOf(compiled.stateNode.get(goal) ?? -1)];
    return reach === 'proven-reachable' || reach === 'undecided';
  });
  if (left.length > 0) {
    throw new Refused(
      reachFaults.fault('004', {
        message: `the controls found leave a way to ${left.join(', ')}`,
        found: controls.map(key).join(', '),
        remedy: 'Report this with the map; the cut is not shown because it is wrong.',
      }),
    );
  }
}

/** The cheapest way that stays with everything proven that could be. */
function staying(view: ReachView, compiled: Compiled, means: Means, goals: readonly number[], ends: ReadonlySet<string>) {
  const status = compiled.graph.status.slice();
  for (const node of means.bundles.keys()) status[node] = CLOSED;
  const plans = cheapestPlans(compiled, Int32Array.from(goals), { mode: 'may', status, care: 4 });
  return plans.flatMap((plan) => (plan === undefined ? [] : [{ goal: plan.goal, stays: toldWay(view, plan, ends) }]));
}
