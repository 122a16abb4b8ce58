import { cheapest } from './cheapest.ts';
import { type ControlClosing, closedBy, closingOf, type GoalWeight, outstandingControls } from './closing.ts';
import { type Compiled, nameOf, stateNodes } from './compile.ts';
import { OPEN, UNDECIDED } from './graph.ts';
import { wayTo } from './way.ts';
import { WhatIf } from './whatif.ts';

/** One thing to find out. */
export interface Check {
  /** The control instance to look at. */
  readonly control: string;
  /** Unsettled steps that name it. */
  readonly steps: number;
  /** Undecided goals that are proven closed if it is found proven, whatever else is found. */
  readonly ifProven: readonly string[];
  /** Undecided goals that are proven reachable if it is found failing, whatever else is found. */
  readonly ifFailing: readonly string[];
  /** Undecided goals on whose attack with the fewest unsettled steps it stands: part of what would prove them reachable. */
  readonly onAttack: readonly string[];
}

/**
 * The few control instances whose settling would decide most, best first. A goal is undecided where it is in the may graph and not in the
 * must graph. A check that decides a goal whichever way it comes out counts fully; one that decides it one way counts half; one that stands on
 * the goal's attack with the fewest unsettled steps counts its share of that attack. Chosen greedily: once a goal is covered by a check that
 * decides it, or by all the checks of its attack, it earns no more. `controls` defaults to the instances that the problem itself names.
 */
export function checksToSettle(
  compiled: Compiled,
  goals: readonly GoalWeight[],
  limit = 5,
  controls: readonly ControlClosing[] = outstandingControls(compiled),
): readonly Check[] {
  const { graph } = compiled;
  const nodes = stateNodes(
    compiled,
    goals.map((goal) => goal.goal),
  );
  const weights = goals.map((goal) => goal.weight ?? 1);
  const closing = closingOf(compiled, controls);
  const whatIf = new WhatIf(compiled);
  const undecided = [...goals.keys()].filter((g) => whatIf.verdict(nodes[g] as number) === 'undecided');
  const unsettled = closing.nodes.map((own) => own.filter((n) => graph.status[n] === UNDECIDED));

  // The attack that needs fewest findings: an unsettled step costs one, and what is proven open costs nothing.
  const cost = new Float64Array(graph.nodes);
  for (let n = compiled.states; n < graph.nodes; n += 1) if (graph.status[n] === UNDECIDED) cost[n] = 1;
  const found = cheapest(graph, { mode: 'may', cost });
  const attack = new Map(
    undecided.map((g) => {
      const way = wayTo(graph, found, nodes[g] as number, cost);
      return [g, new Set((way?.nodes ?? new Int32Array(0)).filter((n) => cost[n] === 1))];
    }),
  );

  const candidates = controls.map((control, c) => {
    const own = unsettled[c] as Int32Array;
    const closed = closedBy(closing, new Set([c])).filter((n) => graph.status[n] === UNDECIDED);
    const undo = whatIf.may.close(closed);
    const ifProven = undecided.filter((g) => !whatIf.may.holds(nodes[g] as number));
    whatIf.may.setStatus(closed, undo);
    // Any failing control opens its step, so one finding opens every unsettled step that names it.
    const was = Uint8Array.from(own, (n) => whatIf.must.status(n));
    whatIf.must.setStatus(own, new Uint8Array(own.length).fill(OPEN));
    const ifFailing = undecided.filter((g) => whatIf.must.holds(nodes[g] as number));
    whatIf.must.setStatus(own, was);
    const onAttack = undecided.filter((g) => own.some((n) => attack.get(g)?.has(n) === true));
    return { control, own, ifProven, ifFailing, onAttack };
  });

  const covered = new Set<number>();
  const rest = new Map([...attack].map(([g, steps]) => [g, new Set(steps)]));
  const worth = (candidate: (typeof candidates)[number]): number => {
    let sum = 0;
    for (const g of undecided) {
      if (covered.has(g)) continue;
      const halves = (candidate.ifProven.includes(g) ? 1 : 0) + (candidate.ifFailing.includes(g) ? 1 : 0);
      const steps = rest.get(g) as Set<number>;
      const share = candidate.own.filter((n) => steps.has(n)).length / Math.max(1, attack.get(g)?.size ?? 1);
      sum += (weights[g] as number) * Math.max(halves / 2, share / 2);
    }
    return sum;
  };
  const chosen: Check[] = [];
  const open = new Set(candidates.filter((candidate) => candidate.own.length > 0));
  while (chosen.length < limit && open.size > 0) {
    let best: (typeof candidates)[number] | undefined;
    let bestWorth = 0;
    for (const candidate of open) {
      const value = worth(candidate);
      if (value > bestWorth + 1e-12 || (best !== undefined && value > bestWorth - 1e-12 && candidate.control.id < best.control.id)) {
        best = candidate;
        bestWorth = value;
      }
    }
    if (best === undefined) break;
    open.delete(best);
    for (const g of undecided) {
      const steps = rest.get(g) as Set<number>;
      for (const n of best.own) steps.delete(n);
      if (steps.size === 0 || (best.ifProven.includes(g) && best.ifFailing.includes(g))) covered.add(g);
    }
    const names = (list: readonly number[]) => list.map((g) => nameOf(compiled, nodes[g] as number));
    chosen.push({
      control: best.control.id,
      steps: best.own.length,
      ifProven: names(best.ifProven),
      ifFailing: names(best.ifFailing),
      onAttack: names(best.onAttack),
    });
  }
  return chosen;
}
