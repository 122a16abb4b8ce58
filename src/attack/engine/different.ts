import { cheapest } from './cheapest.ts';
import type { Compiled } from './compile.ts';
import { CLOSED, type Mode } from './graph.ts';
import { bettered } from './improve.ts';
import { landmarks } from './landmarks.ts';
import { lowerBound } from './lower.ts';
import { type Plan, planOf } from './plan.ts';
import { type Way, wayTo } from './way.ts';

export interface DifferentOptions {
  readonly mode?: Mode;
  readonly status?: Uint8Array;
  /** How many plans at most; 3 when absent. */
  readonly count?: number;
  /** Searches at most; 16 a plan when absent. A smaller number can miss plans, never makes a wrong one. */
  readonly searches?: number;
  /** Searches spent on bettering each plan, and rounds on the bound. */
  readonly care?: number;
  /** The goal's unavoidable nodes in this graph, where they are known already; computed when absent. */
  readonly unavoidable?: Int32Array;
}

interface Branch {
  readonly excluded: readonly number[];
  readonly way: Way;
  readonly real: readonly number[];
}

/**
 * The cheapest different plans for a goal, by total. Two plans are different where each avoids a real step (effort above 0) of the other:
 * the same story with a detour is not told twice. After Lawler (1972): each plan found is branched on, once for each real step that can be
 * avoided, by forbidding that step; the cheapest open branch goes first. Paths are never enumerated: the work is bounded by `searches`.
 * The first plan is the one that `cheapestPlans` gives; each replays. Empty where the goal is not reached.
 */
export function differentPlans(compiled: Compiled, goal: number, options: DifferentOptions = {}): readonly Plan[] {
  const { graph } = compiled;
  const mode = options.mode ?? 'may';
  const status = options.status ?? graph.status;
  const count = options.count ?? 3;
  const care = options.care ?? 24;
  let searches = options.searches ?? 16 * count;
  const goals = Int32Array.of(goal);

  const solve = (excluded: readonly number[]): Branch | undefined => {
    const without = excluded.length === 0 ? status : status.slice();
    for (const n of excluded) without[n] = CLOSED;
    const first = wayTo(graph, cheapest(graph, { mode, status: without, until: goals }), goal);
    if (first === undefined) return undefined;
    const way = bettered(graph, mode, goal, first, without, care);
    return { excluded, way, real: [...way.nodes].filter((n) => (graph.cost[n] as number) > 0).sort((a, b) => a - b) };
  };

  const root = solve([]);
  if (root === undefined) return [];
  const lower = lowerBound(graph, mode, goal, root.way.total, status, care);
  const fixed = new Set(options.unavoidable ?? landmarks(graph, goals, { mode, status })[0]?.nodes);
  const tried = new Set<string>();
  const branches = [root];
  const found: Branch[] = [];
  while (branches.length > 0 && found.length < count) {
    const next = takeCheapest(branches);
    if (found.every((other) => differs(next, other))) found.push(next);
    if (found.length >= count) break;
    for (const n of next.real) {
      if (fixed.has(n) || searches <= 0) continue;
      const excluded = [...next.excluded, n].sort((a, b) => a - b);
      const key = excluded.join();
      if (tried.has(key)) continue;
      tried.add(key);
      searches -= 1;
      const branch = solve(excluded);
      if (branch !== undefined) branches.push(branch);
    }
  }
  found.sort(byTotal);
  const kept: Branch[] = [];
  for (const branch of found) if (kept.every((other) => differs(branch, other))) kept.push(branch);
  return kept.map((branch) => planOf(compiled, goal, branch.way, mode, lower, status));
}

/** Each has a real step that the other has not. */
function differs(a: Branch, b: Branch): boolean {
  const inA = new Set(a.real);
  const inB = new Set(b.real);
  return a.real.some((n) => !inB.has(n)) && b.real.some((n) => !inA.has(n));
}

function byTotal(a: Branch, b: Branch): number {
  if (a.way.total !== b.way.total) return a.way.total - b.way.total;
  return a.real.length - b.real.length || (a.real.join() < b.real.join() ? -1 : 1);
}

function takeCheapest(branches: Branch[]): Branch {
  let at = 0;
  for (let i = 1; i < branches.length; i += 1) if (byTotal(branches[i] as Branch, branches[at] as Branch) < 0) at = i;
  return branches.splice(at, 1)[0] as Branch;
}
