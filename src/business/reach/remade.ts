import { toProblem } from '../../attack/build/problem.ts';
import { cheapest } from '../../attack/engine/cheapest.ts';
import { closure, reach } from '../../attack/engine/closure.ts';
import { type Compiled, compile } from '../../attack/engine/compile.ts';
import { trimmed } from '../../attack/engine/improve.ts';
import { wayTo } from '../../attack/engine/way.ts';
import { attackGraphOf } from '../../attack/fleet/index.ts';
import type { AttackGraph, AttackStep, Reach } from '../../attack/model.ts';
import type { ServiceMap } from '../../map/model.ts';
import { passagesOf } from './passages.ts';
import { type ReachView, standsFor } from './view.ts';

/** The graph of the map without some of its elements, under the same verdicts. */
interface Made {
  readonly map: ServiceMap;
  readonly graph: AttackGraph;
  /** Steps that no evidence closes, by id. */
  readonly usable: ReadonlyMap<string, AttackStep>;
}

/** Graphs kept while one question is answered, and the steps that they may have together: those of a large map are hundreds of megabytes. */
const KEPT = 24;
const KEPT_STEPS = 250_000;

/** A way that stays, or that is only there, once some elements are gone: taken away together, `needs` leave it, and whatever cuts and has them takes away one of `row` too. */
interface Conflict {
  readonly needs: readonly string[];
  /** By element id. */
  readonly row: readonly (readonly string[])[];
}

/**
 * Asks maps that lack elements. Taking something away is no mere loss: with the last door on a network gone, neighbours still talk to the machine; a system without single sign-on has passwords of its own. So
 * the steps are made anew, and a way found among them is traced to what has to be gone for it to be there.
 */
export class Remade {
  #made = 0;
  #most = 0;
  readonly #kept = new Map<string, Made>();
  readonly #view: ReachView;
  readonly #start: readonly string[];
  readonly #offered: ReadonlySet<string>;

  /** `start`: states held. `offered`: ids of elements that may be taken away. */
  constructor(view: ReachView, compiled: Compiled, offered: ReadonlySet<string>) {
    this.#view = view;
    this.#start = compiled.problem.start;
    this.#offered = offered;
  }

  /** From now on, about so many graphs may be made. */
  allow(most: number): void {
    this.#most = this.#made + most;
  }

  affords(): boolean {
    return this.#made < this.#most;
  }

  /** What is said of the goals without the elements. A state that the graph then has not is one that no step of it gives. */
  reach(gone: readonly string[], goals: readonly string[]): readonly Reach[] {
    const compiled = this.#compiled(this.#without(gone), goals);
    const found = reach(compiled);
    return goals.map((goal) => found[compiled.goals.indexOf(compiled.stateNode.get(goal) ?? -1)] ?? 'no-way-known');
  }

  /** Why the goals are not all closed without these elements; undefined where they are. */
  conflict(gone: readonly string[], goals: readonly string[]): Conflict | undefined {
    const made = this.#without(gone);
    const compiled = this.#compiled(made, goals);
    const { held } = closure(compiled.graph, 'may');
    if (compiled.goals.every((goal) => held[goal] === 0)) return undefined;
    const passages = passagesOf(made.map, made.graph);
    const bundles = compiled.problem.steps.map((step): readonly (readonly string[])[] => {
      const own = made.usable.get(step.id);
      const groups = own === undefined ? [] : passages.groupsOf(own).map((group) => group.map((id) => this.#named(id)));
      return groups.filter((group) => group.every((id) => this.#offered.has(id)));
    });
    const cost = new Float64Array(compiled.graph.nodes);
    bundles.forEach((own, i) => {
      cost[compiled.states + i] = own.length;
    });
    const searched = { ...compiled.graph, cost };
    const found = cheapest(searched, { mode: 'may', until: compiled.goals });
    for (const goal of compiled.goals) {
      const way = wayTo(searched, found, goal);
      if (way === undefined) continue;
      const { nodes } = trimmed(searched, 'may', goal, way);
      const taken = [...nodes].filter((node) => node >= compiled.states).map((node) => node - compiled.states);
      const steps = taken.map((i) => compiled.problem.steps[i]?.id ?? '');
      const name = compiled.problem.states[goal]?.id ?? '';
      return { needs: this.#needed(gone, steps, name), row: taken.flatMap((i) => bundles[i] ?? []) };
    }
    return undefined;
  }

  /** Of what is gone, that without whose absence the way would not be there; none where the whole map has it too. More than that where it may not be asked further. */
  #needed(gone: readonly string[], steps: readonly string[], goal: string): readonly string[] {
    if (this.#leads(this.#without([]), steps, goal)) return [];
    const alone = gone.find((id) => this.affords() && this.#leads(this.#without([id]), steps, goal));
    if (alone !== undefined) return [alone];
    return gone.reduce<readonly string[]>((kept, id) => {
      const fewer = kept.filter((other) => other !== id);
      return this.affords() && this.#leads(this.#without(fewer), steps, goal) ? fewer : kept;
    }, gone);
  }

  /** Whether these steps, as far as the graph has them, lead to the goal. */
  #leads({ usable }: Made, ids: readonly string[], goal: string): boolean {
    const held = new Set(this.#start);
    const steps = ids.flatMap((id) => usable.get(id) ?? []);
    for (let before = -1; before !== held.size && !held.has(goal); ) {
      before = held.size;
      for (const { from, need, to } of steps) if (from.filter((id) => held.has(id)).length >= (need ?? new Set(from).size)) held.add(to);
    }
    return held.has(goal);
  }

  #compiled({ graph }: Made, goals: readonly string[]): Compiled {
    const known = new Set(graph.states.map((state) => state.id));
    return compile({ ...toProblem(graph, { goals: goals.filter((goal) => known.has(goal)) }), start: this.#start.filter((state) => known.has(state)) });
  }

  #without(gone: readonly string[]): Made {
    const { attacked } = this.#view;
    const kept = this.#kept;
    const key = gone.toSorted().join('\n');
    const known = kept.get(key);
    if (known !== undefined) {
      // Looked at last is given up last.
      kept.delete(key);
      kept.set(key, known);
      return known;
    }
    const { position } = attacked;
    const map = gone.length === 0 ? attacked.map : without(attacked.map, new Set(gone), (id) => standsFor(attacked.graph, id));
    const graph = gone.length === 0 ? attacked.graph : attackGraphOf(map, position.stateOf, new Set(position.evidence.map((one) => one.subject)));
    if (gone.length > 0) this.#made += 1;
    const made = { map, graph, usable: new Map(graph.steps.filter((step) => step.status !== 'closed').map((step) => [step.id, step])) };
    const [oldest] = kept.keys();
    if (kept.size >= Math.max(2, Math.min(KEPT, Math.floor(KEPT_STEPS / graph.steps.length))) && oldest !== undefined) kept.delete(oldest);
    kept.set(key, made);
    return made;
  }

  /** An element of a changed map as the whole one names it: which of a class stands for it may have changed. */
  #named(id: string): string {
    if (this.#offered.has(id)) return id;
    return id
      .split(' ')
      .map((one) => standsFor(this.#view.attacked.graph, one))
      .join(' ');
  }
}

/** The map less some of its elements; `of` names the one by which all of a class are told. */
export function without(map: ServiceMap, gone: ReadonlySet<string>, of: (id: string) => string = (id) => id): ServiceMap {
  const joined = (part: string, networks: readonly string[]) => networks.filter((network) => !gone.has(`${part} on ${of(network)}`));
  return {
    ...map,
    links: map.links.filter((link) => !gone.has(of(link.id))),
    flows: map.flows
      .filter((flow) => !gone.has(of(flow.id)))
      .map((flow) => (flow.over === undefined ? flow : { ...flow, over: flow.over.filter((network) => !gone.has(`${of(flow.id)} over ${of(network)}`)) })),
    parts: map.parts.map((part) => ({
      ...part,
      ...(part.attached === undefined ? {} : { attached: joined(of(part.id), part.attached) }),
      ...(part.interfaces === undefined ? {} : { interfaces: part.interfaces.map((door) => ({ ...door, on: joined(`${of(part.id)}.${door.id}`, door.on) })) }),
    })),
    assets: map.assets.map((asset) => ({ ...asset, at: asset.at.filter(({ part }) => !gone.has(`${of(asset.id)} at ${of(part)}`)) })),
  };
}
