import { reach } from '../../attack/engine/closure.ts';
import type { Compiled } from '../../attack/engine/compile.ts';
import { cheapestTotals } from '../../attack/engine/plan.ts';
import type { AttackGraph, Effect, Reach, Scope } from '../../attack/model.ts';
import { LAYERS, type Layer } from '../../core/index.ts';
import type { Actor, Part, ServiceMap } from '../../map/model.ts';
import { CONTROLS } from '../controls/index.ts';
import type { Control } from '../model.ts';
import type { Attacked } from './attacked.ts';
import { layersIn } from './layers.ts';

export interface ActorChoice {
  readonly id: string;
  readonly name: string;
  readonly kind: Actor['kind'];
  readonly capability: Actor['capability'];
  readonly starts: readonly { readonly state: string; readonly title: string }[];
}

export interface GoalChoice {
  /** State id. */
  readonly goal: string;
  readonly title: string;
  readonly asset: string;
  readonly name: string;
  readonly effect: Effect;
  readonly scope?: Scope;
  /** 1 (minor) to 4 (lives or the company hang on it). */
  readonly weight: number;
  readonly reach: Reach;
  /** Person-days of the cheapest way that one search finds, by steps that are not closed, and by those shown to be open. */
  readonly days?: number;
  readonly provenDays?: number;
}

export interface PartChoice {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly layer: Layer;
  readonly population: number;
  /** What an attacker can hold of it, most first; of one member, where there are many, before all of them. */
  readonly states: readonly { readonly state: string; readonly title: string }[];
}

export interface Choices {
  readonly actors: readonly ActorChoice[];
  /** The heaviest first; of one weight, the cheapest. */
  readonly goals: readonly GoalChoice[];
  /** Every control that a step of the graph names. */
  readonly controls: readonly Pick<Control, 'id' | 'title' | 'layer' | 'remedy' | 'effort' | 'who'>[];
}

/** From whom one can ask, and to what, with the answer for each target: `compiled` for the graph's own goals, from whichever actors. */
export function choicesOf({ map, graph }: Attacked, compiled: Compiled): Choices {
  const states = new Map(graph.states.map((state) => [state.id, state]));
  const assets = new Map(map.assets.map((asset) => [asset.id, asset.name]));
  const own = Int32Array.from(graph.goals, (goal) => compiled.stateNode.get(goal.state) ?? 0);
  const verdicts = reach(compiled, own);
  const [may, must] = [cheapestTotals(compiled.graph, own, 'may'), cheapestTotals(compiled.graph, own, 'must')];
  const goals = graph.goals.map(({ state: goal, asset, effect, weight }, g): GoalChoice => {
    const state = states.get(goal);
    return {
      goal,
      title: state?.title ?? goal,
      asset,
      name: assets.get(asset) ?? asset,
      effect,
      ...(state?.scope === undefined ? {} : { scope: state.scope }),
      weight,
      reach: verdicts[g] ?? 'undecided',
      ...(may[g] === undefined ? {} : { days: may[g] }),
      ...(must[g] === undefined ? {} : { provenDays: must[g] }),
    };
  });
  const named = new Set(graph.steps.flatMap((step) => [...step.closedBy, ...(step.narrowedBy ?? []), ...(step.seenBy ?? [])].map((at) => at.control)));
  return {
    actors: map.actors.map(({ id, name, kind, capability }) => ({
      id,
      name,
      kind,
      capability,
      starts: (graph.starts[id] ?? []).map((state) => ({ state, title: states.get(state)?.title ?? state })),
    })),
    goals: goals.sort(
      (a, b) => b.weight - a.weight || (a.days ?? Number.POSITIVE_INFINITY) - (b.days ?? Number.POSITIVE_INFINITY) || (a.goal < b.goal ? -1 : 1),
    ),
    controls: CONTROLS.filter(({ id }) => named.has(id)).map(({ id, title, layer, remedy, effort, who }) => ({ id, title, layer, remedy, effort, who })),
  };
}

/** What can be found by a word: every state of the graph as a target, and every part as one that falls. */
export interface Found {
  readonly states: readonly { readonly state: string; readonly title: string }[];
  readonly parts: readonly PartChoice[];
  /** How many there are in all, where the lists stop short. */
  readonly of: { readonly states: number; readonly parts: number };
}

const HELD = ['code', 'admin', 'user', 'physical', 'reach'];

/** States and parts whose id or title has every word of `find`; the first `most` of each. */
export function foundIn(map: ServiceMap, graph: AttackGraph, find: string, most: number): Found {
  const words = find.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (...texts: readonly string[]) => {
    const said = texts.join(' ').toLowerCase();
    return words.every((word) => said.includes(word));
  };
  const byId = new Map(graph.states.map((state) => [state.id, state]));
  const states = graph.states.filter(({ id, title }) => fits(id, title));
  const parts = map.parts.filter(({ id, name, kind }) => fits(id, name, kind));
  const layers = layersIn(map);
  const layer = (part: Part): Layer => layers.get(part.id) ?? 'product';
  const rank = (part: Part) => LAYERS.indexOf(layer(part));
  const shown = parts.toSorted((a, b) => rank(a) - rank(b)).slice(0, most);
  return {
    states: states.slice(0, most).map(({ id, title }) => ({ state: id, title })),
    parts: shown.map((part) => {
      const id = graph.mergedInto?.[part.id] ?? part.id;
      const held = HELD.flatMap((access) => [`${id}:${access}`, `${id}:${access}:some`, `${id}:${access}:every`]).flatMap((state) => byId.get(state) ?? []);
      return {
        id: part.id,
        name: part.name,
        kind: part.kind,
        layer: layer(part),
        population: part.population,
        states: held.map((state) => ({ state: state.id, title: state.title })),
      };
    }),
    of: { states: states.length, parts: parts.length },
  };
}
