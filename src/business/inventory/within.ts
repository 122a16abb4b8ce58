import type { ThingKind } from './model.ts';
import type { InventoryRelation, InventoryThing } from './view.ts';

/** Kinds that are pieces of what contains them: who has power over a branch has it over the repository. People and machines are not pieces of a tenant. */
export const PIECES: ReadonlySet<ThingKind> = new Set(['branch', 'workflow', 'environment', 'secret', 'open-port', 'role']);

/** The same things, with those that are pieces of a joined one joined with it. What two joined ones contain is left as it is. */
export function joinedWithin(things: readonly InventoryThing[], relations: readonly InventoryRelation[]): readonly InventoryThing[] {
  const byId = new Map(things.map((thing) => [thing.id, thing]));
  const inside = Map.groupBy(
    relations.filter(({ power }) => power === 'contains'),
    ({ from }) => from,
  );
  const within = new Map<string, Set<string>>();
  const queue = things.flatMap((thing) => (thing.join.to === 'part' ? [{ id: thing.id, part: thing.join.part }] : []));
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const { to } of inside.get(next.id) ?? []) {
      const thing = byId.get(to);
      if (thing === undefined || thing.join.to !== 'nothing' || !PIECES.has(thing.kind)) continue;
      const known = within.get(to) ?? new Set();
      within.set(to, known);
      if (known.has(next.part)) continue;
      known.add(next.part);
      queue.push({ id: to, part: next.part });
    }
  }
  return things.map((thing) => {
    const [part, ...others] = within.get(thing.id) ?? [];
    if (part === undefined) return thing;
    if (others.length > 0) return { ...thing, join: { to: 'unclear', parts: [part, ...others].sort(), why: 'it is a piece of several parts' } };
    return { ...thing, join: { to: 'part', part, by: 'within', why: `a piece of ${part}` } };
  });
}
