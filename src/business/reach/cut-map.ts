import { toProblem } from '../../attack/build/problem.ts';
import { reach } from '../../attack/engine/closure.ts';
import { type Compiled, compile, nameOf } from '../../attack/engine/compile.ts';
import { cheapestCut } from '../../attack/engine/cutting.ts';
import { CLOSED } from '../../attack/engine/graph.ts';
import { attackGraphOf } from '../../attack/fleet/index.ts';
import type { Reach } from '../../attack/model.ts';
import type { LinkType, ServiceMap } from '../../map/model.ts';
import type { Atom } from './atoms.ts';
import { roundsFor } from './cut-controls.ts';
import type { CutElement, MapCut } from './model.ts';
import type { Passages } from './passages.ts';
import type { ReachView } from './view.ts';

/** Checks, and not ways: without them there is less to get past. */
const CHECKS: ReadonlySet<LinkType> = new Set(['authenticates', 'signs', 'reviews']);

/** Steps up to which the graph of the changed map is made, to say what it says. */
const MADE_ANEW = 25_000;

/**
 * The fewest links, flows, attachments, open doors and copies of credentials that, taken off the map, leave no way to the goals of the compiled graph. What checks (sign-on,
 * signatures, gates) is not offered: taking it away takes no way away. Nor is what the target itself is, since a thing that is nowhere cannot be harmed.
 */
export function mapCut(view: ReachView, compiled: Compiled, passages: Passages): MapCut {
  const { graph } = view.attacked;
  const targets = new Set([...compiled.goals].map((node) => graph.states[node]?.subject ?? ''));
  const offered = (atom: Atom): boolean => {
    if (atom.kind === 'gate') return false;
    if (atom.kind === 'link') return atom.type !== undefined && !CHECKS.has(atom.type);
    return atom.kind !== 'placement' || (isCredential(view, atom.asset) && !targets.has(atom.asset ?? ''));
  };
  const index = new Map<string, number>();
  const atoms: Atom[] = [];
  const bundles = new Map<number, readonly (readonly number[])[]>();
  graph.steps.forEach((step, i) => {
    const node = compiled.states + i;
    if (compiled.graph.status[node] === CLOSED) return;
    const groups = passages.groupsOf(step).filter((group) => group.every((id) => offered(passages.atoms.get(id) as Atom)));
    if (groups.length === 0) return;
    bundles.set(
      node,
      groups.map((group) =>
        group.map((id) => {
          const known = index.get(id) ?? atoms.push(passages.atoms.get(id) as Atom) - 1;
          index.set(id, known);
          return known;
        }),
      ),
    );
  });
  const cut = cheapestCut(compiled.graph, compiled.goals, { cost: atoms.map(() => 1), bundles }, { rounds: roundsFor(compiled) });
  const elements = cut.elements.map((element) => atoms[element] as Atom);
  const beyond = new Set(cut.beyond);
  const cuts = [...compiled.goals].filter((goal) => !beyond.has(goal)).map((goal) => nameOf(compiled, goal));
  return {
    elements: elements.map(elementOf),
    lower: cut.lower,
    bound: cut.lower >= cut.cost ? 'exact' : 'upper',
    cuts,
    beyond: cut.beyond.map((goal) => nameOf(compiled, goal)),
    without: elements.length === 0 || compiled.steps > MADE_ANEW ? [] : saidWithout(view, compiled, elements, cuts),
  };
}

function isCredential({ attacked: { map } }: ReachView, asset: string | undefined): boolean {
  return map.assets.find((one) => one.id === asset)?.kind === 'credential';
}

export function elementOf({ id, kind, type, says }: Atom): CutElement {
  return { id, kind, ...(type === undefined ? {} : { type }), says };
}

/** The graph of the map without the elements, under the same verdicts, asked the same. Members that evidence tells apart are judged by their whole. */
function saidWithout(view: ReachView, compiled: Compiled, elements: readonly Atom[], cuts: readonly string[]): MapCut['without'] {
  const { map, position } = view.attacked;
  const graph = attackGraphOf(
    without(map, new Set(elements.map((element) => element.id))),
    position.stateOf,
    new Set(position.evidence.map((one) => one.subject)),
  );
  const known = new Set(graph.states.map((state) => state.id));
  const goals = cuts.filter((goal) => known.has(goal));
  const made = compile({ ...toProblem(graph, { goals }), start: compiled.problem.start.filter((state) => known.has(state)) });
  const found = reach(made);
  // A state that the new graph has not is one that no step of it gives.
  return cuts.map((goal): { goal: string; reach: Reach } => ({ goal, reach: found[goals.indexOf(goal)] ?? 'no-way-known' }));
}

/** The map less some of its elements. */
export function without(map: ServiceMap, gone: ReadonlySet<string>): ServiceMap {
  const joined = (part: string, networks: readonly string[]) => networks.filter((network) => !gone.has(`${part} on ${network}`));
  return {
    ...map,
    links: map.links.filter((link) => !gone.has(link.id)),
    flows: map.flows
      .filter((flow) => !gone.has(flow.id))
      .map((flow) => (flow.over === undefined ? flow : { ...flow, over: flow.over.filter((network) => !gone.has(`${flow.id} over ${network}`)) })),
    parts: map.parts.map((part) => ({
      ...part,
      ...(part.attached === undefined ? {} : { attached: joined(part.id, part.attached) }),
      ...(part.interfaces === undefined ? {} : { interfaces: part.interfaces.map((door) => ({ ...door, on: joined(`${part.id}.${door.id}`, door.on) })) }),
    })),
    assets: map.assets.map((asset) => ({ ...asset, at: asset.at.filter(({ part }) => !gone.has(`${asset.id} at ${part}`)) })),
  };
}
