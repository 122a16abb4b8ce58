import { indexed } from '../../assurance/attacks/ways.ts';
import { closuresOf, heldIn } from '../../attack/engine/worlds.ts';
import type { AttackStep, StepStatus } from '../../attack/model.ts';
import type { Layer } from '../../core/index.ts';
import { atomsOf } from './atoms.ts';
import { elementOf } from './cut-map.ts';
import { sharedNetworks, weakest } from './links.ts';
import type { Cell, Element, Matrix, Side } from './model.ts';
import { partOf, type ReachView, standsFor } from './view.ts';

/** The pairings of layers that are shown: the office beside what develops and what operates, and these beside each other. */
const PAIRINGS: readonly (readonly [Layer, Layer])[] = [
  ['business', 'development'],
  ['business', 'operations'],
  ['development', 'operations'],
];

/**
 * Where systems and people of two layers meet: what joins them, the steps that lead from the one directly to the other, whether these are open, and how many critical goals follow
 * from what they give. Networks and places are no sides: what two systems share is named in the cell. Only cells in which something is.
 */
export function interfaceMatrix(view: ReachView): readonly Matrix[] {
  const steps = stepsBetween(view);
  const joins = joinsBetween(view);
  return PAIRINGS.map(([rows, columns]) => {
    const [rowSides, columnSides] = [sidesOf(view, rows), sidesOf(view, columns)];
    const found = rowSides.flatMap((row) =>
      columnSides.flatMap((column) => {
        const key = `${row.part} ${column.part}`;
        const [between, joined] = [steps.get(key) ?? [], joins(row.part, column.part)];
        return between.length + joined.length === 0 ? [] : [{ row: row.part, column: column.part, steps: between, joins: joined }];
      }),
    );
    const goals = goalsAfter(
      view,
      found.map((cell) => cell.steps),
    );
    const cells = found.map((cell, i): Cell => ({ ...cell, steps: cell.steps.length, status: weakest(cell.steps), goals: goals(i) }));
    return { rows, columns, sides: { rows: rowSides, columns: columnSides }, cells };
  });
}

function sidesOf({ attacked: { map, graph }, layers }: ReachView, layer: Layer): readonly Side[] {
  return map.parts
    .filter(
      (part) => part.kind !== 'network' && part.kind !== 'place' && part.inScope && layers.get(part.id) === layer && standsFor(graph, part.id) === part.id,
    )
    .map((part) => ({ part: part.id, name: part.name, kind: part.kind, layer }));
}

/** Steps that need something of one part and give something of another, by the two: `wiki api`. Those that only say what a state implies are none. */
export function stepsBetween({ attacked: { map, graph } }: ReachView): ReadonlyMap<string, readonly AttackStep[]> {
  const { states } = indexed(graph);
  const at = partOf(map);
  const of = (id: string): string | undefined => {
    const state = states.get(id);
    return state === undefined ? undefined : at(state);
  };
  const found = new Map<string, AttackStep[]>();
  for (const step of graph.steps) {
    const to = of(step.to);
    if (step.sentence === '' || to === undefined) continue;
    for (const from of new Set(step.from.map(of))) {
      if (from === undefined || from === to) continue;
      const key = `${from} ${to}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, [step]);
      else known.push(step);
    }
  }
  return found;
}

function joinsBetween({ attacked: { map, graph } }: ReachView): (row: string, column: string) => readonly Element[] {
  const atoms = [...atomsOf(map, (id) => standsFor(graph, id)).values()];
  const direct = new Map<string, Element[]>();
  for (const atom of atoms) {
    if (atom.kind !== 'link' && atom.kind !== 'flow') continue;
    const [from = '', to = ''] = atom.ends;
    for (const key of new Set([`${from} ${to}`, `${to} ${from}`])) direct.set(key, [...(direct.get(key) ?? []), elementOf(atom)]);
  }
  const shared = new Set(sharedNetworks(map));
  const on = new Map<string, Set<string>>();
  for (const atom of atoms) {
    if ((atom.kind !== 'attachment' && atom.kind !== 'door') || atom.network === undefined || !shared.has(atom.network)) continue;
    const part = atom.ends[0] ?? '';
    on.set(part, (on.get(part) ?? new Set()).add(atom.network));
  }
  const names = new Map(map.parts.map((part) => [part.id, part.name]));
  return (row, column) => [
    ...(direct.get(`${row} ${column}`) ?? []),
    ...[...(on.get(row) ?? [])]
      .filter((network) => on.get(column)?.has(network) === true)
      .map((id) => ({ id, kind: 'network' as const, says: `${names.get(id) ?? id}, which both are on` })),
  ];
}

/** How many critical goals follow from what the steps of each list give: those shown to be open, and those not closed. */
function goalsAfter({ attacked: { graph }, compiled }: ReachView, lists: readonly (readonly AttackStep[])[]): (list: number) => Cell['goals'] {
  const given = (statuses: readonly StepStatus[]) =>
    lists.map((steps) =>
      Int32Array.from(new Set(steps.filter((step) => statuses.includes(step.status)).map((step) => compiled.stateNode.get(step.to) as number))),
    );
  const [proven, open] = [given(['open']), given(['open', 'undecided'])];
  const must = closuresOf(compiled.graph, 'must', proven);
  const may = closuresOf(compiled.graph, 'may', open);
  const nodes = graph.goals.map((goal) => compiled.stateNode.get(goal.state) as number);
  const count = (words: readonly Int32Array[], starts: readonly Int32Array[], list: number) =>
    (starts[list]?.length ?? 0) === 0 ? 0 : nodes.filter((node) => heldIn(words, list, node)).length;
  return (list) => ({ proven: count(must, proven, list), may: count(may, open, list) });
}
