import { type ControlClosing, closedBy, closingOf, type GoalWeight } from './closing.ts';
import { type Compiled, stateNodes } from './compile.ts';
import { tidy } from './plan.ts';
import { WhatIf } from './whatif.ts';
import { CheapestWithout } from './without.ts';

export interface RankedControl {
  readonly id: string;
  /** Steps that close when this control alone is proven. */
  readonly closes: number;
  /** Steps that wait for other controls too. */
  readonly shares: number;
  /** Goals that stop being reachable even if everything unsettled is open. */
  readonly cutMay: readonly string[];
  /** Goals that stop being proven reachable. */
  readonly cutMust: readonly string[];
  /** The weights of `cutMay`, added. */
  readonly weightCut: number;
  readonly weightCutMust: number;
  /** Goals still reachable whose cheapest plan in the may graph gets dearer, with its totals in person-days. */
  readonly raised: readonly { readonly goal: string; readonly before: number; readonly after: number }[];
  /** The rises, weighted and added. */
  readonly effortRaised: number;
}

/**
 * What proving each control alone would do, best first: by weight cut in the may graph, then in the must graph, then by effort raised, then
 * by id. Cuts are exact. Totals count shared sub-plans once and are those of Knuth's plan, so a rise is of an upper bound.
 * Throws `Refused` (ASSAY-GRAPH-009) for ids that the graph has not.
 */
export function rankControls(compiled: Compiled, controls: readonly ControlClosing[], goals: readonly GoalWeight[]): readonly RankedControl[] {
  const { graph } = compiled;
  const closing = closingOf(compiled, controls);
  const nodes = stateNodes(
    compiled,
    goals.map((goal) => goal.goal),
  );
  const weights = goals.map((goal) => goal.weight ?? 1);
  const whatIf = new WhatIf(compiled);
  const mayBefore = Array.from(nodes, (n) => whatIf.may.holds(n));
  const mustBefore = Array.from(nodes, (n) => whatIf.must.holds(n));
  const search = new CheapestWithout(graph, 'may');
  const base = Array.from(nodes, (n) => search.plan(n));

  const ranked = controls.map((control, c): RankedControl => {
    const closed = closedBy(closing, new Set([c]));
    const undoMay = whatIf.may.close(closed);
    const undoMust = whatIf.must.close(closed);
    const cutMay = goals.filter((_, g) => mayBefore[g] === true && !whatIf.may.holds(nodes[g] as number));
    const cutMust = goals.filter((_, g) => mustBefore[g] === true && !whatIf.must.holds(nodes[g] as number));
    whatIf.may.setStatus(closed, undoMay);
    whatIf.must.setStatus(closed, undoMust);
    const cut = new Set(cutMay.map((goal) => goal.goal));
    // A plan none of whose steps closes is a plan still, and was the cheapest of more: only the others are searched for anew.
    const hit = [...goals.keys()].filter((g) => !cut.has((goals[g] as GoalWeight).goal) && closed.some((n) => base[g]?.nodes.has(n) === true));
    const raised: { goal: string; before: number; after: number }[] = [];
    let effortRaised = 0;
    if (hit.length > 0) {
      const after = search.without(
        closed,
        Int32Array.from(hit, (g) => nodes[g] as number),
      );
      hit.forEach((g, i) => {
        const rise = (after[i]?.total ?? 0) - (base[g]?.total ?? 0);
        if (rise <= 1e-9) return;
        raised.push({ goal: (goals[g] as GoalWeight).goal, before: tidy(base[g]?.total ?? 0), after: tidy(after[i]?.total ?? 0) });
        effortRaised += rise * (weights[g] as number);
      });
    }
    const weigh = (list: readonly GoalWeight[]) => list.reduce((sum, goal) => sum + (goal.weight ?? 1), 0);
    return {
      id: control.id,
      closes: closed.length,
      shares: (closing.nodes[c] as Int32Array).length - closed.length,
      cutMay: cutMay.map((goal) => goal.goal),
      cutMust: cutMust.map((goal) => goal.goal),
      weightCut: weigh(cutMay),
      weightCutMust: weigh(cutMust),
      raised,
      effortRaised: tidy(effortRaised),
    };
  });
  return ranked.sort(
    (a, b) => b.weightCut - a.weightCut || b.weightCutMust - a.weightCutMust || b.effortRaised - a.effortRaised || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}
