import { toProblem } from '../build/problem.ts';
import { compile } from '../engine/compile.ts';
import { blastRadius } from '../engine/forward.ts';
import type { Mode } from '../engine/graph.ts';
import type { AttackGraph, AttackState } from '../model.ts';
import { countOf, isHeld, wholeOf } from './members.ts';
import { plural } from './words.ts';

/** What falls when something has fallen. */
export interface Blast {
  readonly summary: string;
  readonly from: readonly string[];
  /** States reached, in the graph's order. */
  readonly states: readonly string[];
  /** Parts of which something beyond being reached is held. */
  readonly parts: readonly string[];
  /** Assets with what happens to them. */
  readonly assets: readonly { readonly asset: string; readonly effects: readonly string[]; readonly every: boolean }[];
  /** Of the graph's goals, those that fall. */
  readonly goals: readonly string[];
  readonly devices: number;
  readonly households: number;
}

/**
 * All that an attacker who holds nothing but `from` (state ids) can come to hold: in the may graph, or only by steps shown to be open (`must`).
 * A retired device resold, a phished employee, a supplier: name the state in which they leave you.
 */
export function blast(graph: AttackGraph, from: readonly string[], mode: Mode = 'may'): Blast {
  const compiled = compile({ ...toProblem(graph, { actors: [], goals: from }), start: [] });
  const fallen = Int32Array.from(from, (id) => compiled.stateNode.get(id) ?? -1).filter((node) => node >= 0);
  const reached = [...blastRadius(compiled.graph, fallen, mode)].flatMap((node) => (node < graph.states.length ? (graph.states[node] ?? []) : []));
  const ids = new Set(reached.map((state) => state.id));
  const parts = [...new Set(reached.filter(isHeld).map(wholeOf))];
  const goals = graph.goals.filter((goal) => ids.has(goal.state)).map((goal) => goal.state);
  const assets = assetsOf(reached);
  const devices = countOf(reached, 'device');
  const households = countOf(reached, 'household');
  const sizes = [devices > 0 ? plural(devices, 'device') : '', households > 0 ? plural(households, 'household') : ''].filter((each) => each !== '');
  const titles = from.map((id) => graph.states.find((state) => state.id === id)?.title ?? id);
  const how = mode === 'may' ? 'may come to hold' : 'is shown to come to hold';
  const summary = `Whoever ${titles.join(' and ')} ${how} ${plural(parts.length, 'part')} and ${plural(assets.length, 'asset')}${sizes.length === 0 ? '' : ` (${sizes.join(', ')})`}, among them ${plural(goals.length, 'critical effect')}.`;
  return { summary, from, states: [...ids], parts, assets, goals, devices, households };
}

function assetsOf(reached: readonly AttackState[]): Blast['assets'] {
  const found = new Map<string, { effects: Set<string>; every: boolean }>();
  for (const state of reached) {
    const match = /^([^@:]+):(read|change|deny)(?::(some|every))?$/.exec(state.id);
    if (match === null) continue;
    const known = found.get(match[1] ?? '') ?? { effects: new Set<string>(), every: false };
    known.effects.add(match[2] ?? '');
    known.every ||= match[3] !== 'some';
    found.set(match[1] ?? '', known);
  }
  return [...found].map(([asset, { effects, every }]) => ({ asset, effects: [...effects], every }));
}
