import { indexed } from '../../assurance/attacks/ways.ts';
import { type Compiled, nameOf } from '../../attack/engine/compile.ts';
import { tidy } from '../../attack/engine/plan.ts';
import { WhatIf } from '../../attack/engine/whatif.ts';
import { CheapestWithout, type Chosen } from '../../attack/engine/without.ts';
import type { StepStatus } from '../../attack/model.ts';
import type { Layer } from '../../core/index.ts';
import type { ServiceMap } from '../../map/model.ts';
import type { Atom } from './atoms.ts';
import { elementOf } from './cut-map.ts';
import type { Element, LinkBetween } from './model.ts';
import { type Passages, passagesOf } from './passages.ts';
import { partNamed, partOf, type ReachView, startingFrom, strongestStates } from './view.ts';

/** Layers between which links are looked at. Homes and their people are reached through the product. */
const BETWEEN: ReadonlySet<Layer> = new Set(['business', 'operations', 'development', 'product']);

/**
 * Every link, flow, network and gate that joins two of the layers, each taken away in turn: no step goes through it any more. Those first without which most closes, by weight;
 * then those without which most is no longer proven; then those without which the cheapest ways cost most more. `from`: of ways that begin with this part
 * fallen and nothing else; else of the ways of all actors of the map. Throws `Refused` (ASSAY-REACH-001) for a part that the map does not have.
 */
export function linksBetweenLayers(view: ReachView, { from }: { readonly from?: string } = {}): readonly LinkBetween[] {
  const { map, graph } = view.attacked;
  const compiled = from === undefined ? view.compiled : startingFrom(view, strongestStates(view.attacked, partNamed(view, from).id));
  const passages = passagesOf(map, graph);
  const joining = joiningIn(view, passages);
  const taken = new Taken(compiled, graph.goals);
  return joining
    .map(({ element, layers, ends, nodes }): LinkBetween => {
      return {
        ...element,
        layers,
        ends,
        steps: nodes.length,
        status: weakest([...nodes].flatMap((node) => graph.steps[node - compiled.states] ?? [])),
        ...taken.away(nodes),
      };
    })
    .sort((a, b) => b.weight - a.weight || b.unproves.length - a.unproves.length || b.raised - a.raised || b.steps - a.steps || (a.id < b.id ? -1 : 1));
}

/** Of steps of which any will do: open where one is, else undecided where one is, else closed; `none` of no step. */
export function weakest(steps: readonly { readonly status: StepStatus }[]): StepStatus | 'none' {
  const found = new Set(steps.map((step) => step.status));
  return found.has('open') ? 'open' : found.has('undecided') ? 'undecided' : found.has('closed') ? 'closed' : 'none';
}

interface Joining {
  readonly element: Element;
  readonly layers: readonly Layer[];
  readonly ends: readonly string[];
  /** Step nodes that go through it and nothing else would do. */
  readonly nodes: Int32Array;
}

function joiningIn(view: ReachView, passages: Passages): readonly Joining[] {
  const { attacked, compiled, layers } = view;
  const { map, graph } = attacked;
  const { states } = indexed(graph);
  const at = partOf(map);
  /** By element: the steps that are not there without it. By network: those that are not there where nobody is on it. */
  const byElement = new Map<string, number[]>();
  const put = (id: string, node: number): void => {
    const known = byElement.get(id);
    if (known === undefined) byElement.set(id, [node]);
    else if (known.at(-1) !== node) known.push(node);
  };
  const networks = new Set(sharedNetworks(map));
  graph.steps.forEach((step, i) => {
    const node = compiled.states + i;
    const gained = states.get(step.to);
    const on = gained === undefined ? undefined : at(gained);
    if (on !== undefined && networks.has(on)) put(on, node);
    for (const group of passages.groupsOf(step)) {
      const [only] = group;
      if (group.length === 1 && only !== undefined) put(only, node);
      const network = passages.atoms.get(only ?? '')?.network;
      if (network !== undefined && group.every((id) => passages.atoms.get(id)?.network === network)) put(network, node);
    }
  });
  const nodesOf = (id: string) => Int32Array.from(new Set(byElement.get(id)));
  const crossed = (parts: readonly string[]) => [...new Set(parts.flatMap((part) => layers.get(part) ?? []))].filter((layer) => BETWEEN.has(layer));
  const names = new Map(map.parts.map((part) => [part.id, part.name]));
  const joined = [...passages.atoms.values()].filter((atom) => atom.kind === 'link' || atom.kind === 'flow' || atom.kind === 'gate');
  const shared = [...networks].map((id) => {
    const on = [...passages.atoms.values()].filter((atom) => atom.network === id && atom.kind !== 'route').flatMap((atom) => atom.ends[0] ?? []);
    return { id, kind: 'network' as const, says: `${names.get(id) ?? id}, which they share`, ends: [...new Set(on)] };
  });
  return [...joined.map((atom: Atom) => ({ element: elementOf(atom), ends: atom.ends })), ...shared.map(({ ends, ...element }) => ({ element, ends }))].flatMap(
    ({ element, ends }) => {
      const between = crossed(ends);
      return between.length < 2 ? [] : [{ element, layers: between, ends, nodes: nodesOf(element.id) }];
    },
  );
}

/** Networks of the operator's own, on which more than one thing is: the public one joins everything, and nobody can take it away. */
export function sharedNetworks(map: ServiceMap): readonly string[] {
  return map.parts
    .filter((part) => part.kind === 'network' && part.id !== 'internet' && part.inScope && part.facts?.['internet-facing'] !== true)
    .map((part) => part.id);
}

/** Asks of one graph after the other what is left without some of its steps. */
class Taken {
  readonly #compiled: Compiled;
  readonly #goals: readonly {
    readonly node: number;
    readonly weight: number;
    readonly may: boolean;
    readonly must: boolean;
    readonly plan: Chosen | undefined;
  }[];
  readonly #whatIf: WhatIf;
  readonly #search: CheapestWithout;

  constructor(compiled: Compiled, goals: readonly { readonly state: string; readonly weight: number }[]) {
    this.#compiled = compiled;
    this.#whatIf = new WhatIf(compiled);
    this.#search = new CheapestWithout(compiled.graph, 'may');
    this.#goals = goals.map(({ state, weight }) => {
      const node = compiled.stateNode.get(state) as number;
      return { node, weight, may: this.#whatIf.may.holds(node), must: this.#whatIf.must.holds(node), plan: this.#search.plan(node) };
    });
  }

  away(nodes: Int32Array): Pick<LinkBetween, 'closes' | 'unproves' | 'weight' | 'dearer' | 'raised'> {
    const { may, must } = this.#whatIf;
    const [undoMay, undoMust] = [may.close(nodes), must.close(nodes)];
    const closed = this.#goals.filter((goal) => goal.may && !may.holds(goal.node));
    const unproven = this.#goals.filter((goal) => goal.must && !must.holds(goal.node));
    may.setStatus(nodes, undoMay);
    must.setStatus(nodes, undoMust);
    const name = ({ node }: { readonly node: number }) => nameOf(this.#compiled, node);
    const shut = new Set(closed);
    // A plan that no closed step is part of is a plan still, and was the cheapest of more.
    const hit = this.#goals.filter((goal) => goal.may && !shut.has(goal) && nodes.some((node) => goal.plan?.nodes.has(node) === true));
    const after =
      hit.length === 0
        ? []
        : this.#search.without(
            nodes,
            Int32Array.from(hit, (goal) => goal.node),
          );
    const dearer = hit.flatMap((goal, i) => {
      const [before, now] = [goal.plan?.total ?? 0, after[i]?.total ?? 0];
      return now - before <= 1e-9 ? [] : [{ goal: name(goal), before: tidy(before), after: tidy(now), rise: (now - before) * goal.weight }];
    });
    return {
      closes: closed.map(name),
      unproves: unproven.map(name),
      weight: closed.reduce((sum, goal) => sum + goal.weight, 0),
      dearer: dearer.map(({ rise: _, ...one }) => one),
      raised: tidy(dearer.reduce((sum, one) => sum + one.rise, 0)),
    };
  }
}
