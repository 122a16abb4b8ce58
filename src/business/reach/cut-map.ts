import { type Compiled, nameOf } from '../../attack/engine/compile.ts';
import { cheapestCut, type Means } from '../../attack/engine/cutting.ts';
import { CLOSED } from '../../attack/engine/graph.ts';
import type { Bundle, Row } from '../../attack/engine/hitting.ts';
import type { LinkType } from '../../map/model.ts';
import type { Atom } from './atoms.ts';
import { roundsFor } from './cut-controls.ts';
import { cheapestShown } from './cut-search.ts';
import type { CutElement, MapCut } from './model.ts';
import type { Passages } from './passages.ts';
import { Remade } from './remade.ts';
import type { ReachView } from './view.ts';

/** Checks, and not ways: without them there is less to get past. */
const CHECKS: ReadonlySet<LinkType> = new Set(['authenticates', 'signs', 'reviews']);

/** Steps made anew for one answer, over all maps that are tried; the first is tried whatever the size. */
const MADE_ANEW = 200_000;
const MOST_MAPS = 50;

/**
 * The fewest links, flows, attachments, open doors and copies of credentials that, taken off the map, leave no way to the goals of the compiled graph. What checks (sign-on,
 * signatures, gates) is not offered: taking it away takes no way away. Nor is what the target itself is, since a thing that is nowhere cannot be harmed. A goal is said
 * to be cut only where the graph of the map without the elements, made anew, says that it is closed.
 */
export function mapCut(view: ReachView, compiled: Compiled, passages: Passages): MapCut {
  const { atoms, means, index } = offeredBy(view, compiled, passages);
  const rounds = roundsFor(compiled);
  const remade = new Remade(view, compiled, new Set(index.keys()));
  const most = Math.min(MOST_MAPS, Math.max(1, Math.floor(MADE_ANEW / Math.max(1, compiled.steps))));
  const ids = (elements: readonly number[]) => elements.map((element) => (atoms[element] as Atom).id);
  const name = (goal: number) => nameOf(compiled, goal);

  const first = cheapestCut(compiled.graph, compiled.goals, means, { rounds });
  const beyond = new Set(first.beyond);
  const search = (goals: Int32Array, maps: number) => {
    const names = Array.from(goals, name);
    remade.allow(maps);
    return cheapestShown({
      affords: () => remade.affords(),
      cheapest: (rows, forbidden) => {
        if (rows.length === 0 && forbidden.size === 0 && goals.length === compiled.goals.length - beyond.size) return first;
        const also = rows.map((row) => allowed(row, forbidden));
        if (also.some((row) => row.length === 0)) return undefined;
        const cut = cheapestCut(compiled.graph, goals, { ...means, bundles: withoutThose(means.bundles, forbidden) }, { rounds, also });
        return cut.beyond.length > 0 ? undefined : cut;
      },
      refuted: (elements) => {
        if (elements.length === 0) return undefined;
        const found = remade.conflict(ids(elements), names);
        const number = (id: string) => index.get(id) as number;
        return found === undefined ? undefined : { needs: found.needs.map(number), row: found.row.map((bundle) => bundle.map(number)) };
      },
    });
  };

  let goals = compiled.goals.filter((goal) => !beyond.has(goal));
  let found = search(goals, most);
  if (found.elements === undefined && found.whole && goals.length > 1) {
    // Not all of them can be cut at once: those that nothing cuts are put aside, one by one.
    for (const goal of goals) {
      const alone = search(Int32Array.of(goal), Math.max(1, Math.floor(most / goals.length)));
      if (alone.elements === undefined && alone.whole) beyond.add(goal);
    }
    goals = goals.filter((goal) => !beyond.has(goal));
    found = search(goals, most);
  } else if (found.elements === undefined && found.whole) {
    for (const goal of goals) beyond.add(goal);
    goals = new Int32Array();
  }
  // Bounded out, or at odds with each other: what the cheapest that was found does cut is said, and the rest is not settled.
  const elements = goals.length === 0 ? [] : (found.elements ?? first.elements);
  const names = Array.from(goals, name);
  const said = elements.length === 0 ? [] : remade.reach(ids(elements), names);
  const closed = (goal: string) => elements.length === 0 || ['proven-closed', 'no-way-known'].includes(said[names.indexOf(goal)] ?? '');
  const settled = found.elements !== undefined || goals.length === 0;
  const cuts = names.filter(closed);
  const shown = cuts.length === 0 ? [] : elements;
  const lower = Math.min(found.lower, shown.length, passages.completeTo() + 1);
  return {
    elements: shown.map((element) => elementOf(atoms[element] as Atom)),
    lower,
    bound: settled && lower >= shown.length ? 'exact' : 'upper',
    cuts,
    beyond: Array.from(compiled.goals)
      .filter((goal) => beyond.has(goal))
      .map(name),
    undecided: names.filter((goal) => !closed(goal)),
    without: shown.length === 0 ? [] : cuts.map((goal) => ({ goal, reach: said[names.indexOf(goal)] ?? 'no-way-known' })),
  };
}

/** What may be taken away, and the steps that close without it. */
function offeredBy(
  view: ReachView,
  compiled: Compiled,
  passages: Passages,
): { readonly atoms: readonly Atom[]; readonly means: Means; readonly index: ReadonlyMap<string, number> } {
  const { graph } = view.attacked;
  const targets = new Set([...compiled.goals].map((node) => graph.states[node]?.subject ?? ''));
  const offered = (atom: Atom): boolean => {
    if (atom.kind === 'gate') return false;
    if (atom.kind === 'link') return atom.type !== undefined && !CHECKS.has(atom.type);
    return atom.kind !== 'placement' || (isCredential(view, atom.asset) && !targets.has(atom.asset ?? ''));
  };
  const atoms = [...passages.atoms.values()].filter(offered);
  const index = new Map(atoms.map((atom, i) => [atom.id, i]));
  const bundles = new Map<number, readonly Bundle[]>();
  graph.steps.forEach((step, i) => {
    const node = compiled.states + i;
    if (compiled.graph.status[node] === CLOSED) return;
    const groups = passages.groupsOf(step).filter((group) => group.every((id) => index.has(id)));
    if (groups.length > 0)
      bundles.set(
        node,
        groups.map((group) => group.map((id) => index.get(id) as number)),
      );
  });
  return { atoms, means: { cost: atoms.map(() => 1), bundles }, index };
}

function allowed(row: Row, forbidden: ReadonlySet<number>): Row {
  return forbidden.size === 0 ? row : row.filter((bundle) => !bundle.some((element) => forbidden.has(element)));
}

function withoutThose(bundles: Means['bundles'], forbidden: ReadonlySet<number>): Means['bundles'] {
  if (forbidden.size === 0) return bundles;
  return new Map([...bundles].map(([node, own]) => [node, allowed(own, forbidden)] as const).filter(([, own]) => own.length > 0));
}

function isCredential({ attacked: { map } }: ReachView, asset: string | undefined): boolean {
  return map.assets.find((one) => one.id === asset)?.kind === 'credential';
}

export function elementOf({ id, kind, type, says }: Atom): CutElement {
  return { id, kind, ...(type === undefined ? {} : { type }), says };
}
