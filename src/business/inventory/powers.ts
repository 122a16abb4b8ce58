import { POWERS, type Power } from './model.ts';
import type { InventoryRelation, InventoryThing } from './view.ts';

// Who has power over the parts of the map. A power is passed back to members of a group, to whoever holds a token and to whoever can become the
// account; power over what contains a thing is power over the thing. It ends at what the map already explains.

/** What gives power over the other end. To send something on, to contain and to belong give none by themselves. */
const GIVES: ReadonlySet<Power> = new Set(POWERS.filter((power) => !['forwards', 'contains', 'member', 'none'].includes(power)));
/** What takes over the powers of the other end. */
const PASSES: ReadonlySet<Power> = new Set<Power>(['member', 'becomes', 'holds']);

export interface PowerFound {
  /** The thing that has the power. */
  readonly thing: string;
  readonly power: Power;
  readonly part: string;
  /** The thing of the part over which it is held, or what contains it. */
  readonly over: string;
  /** Things between, nearest to `thing` first: groups that it is a member of, tokens that it holds. */
  readonly through: readonly string[];
}

/** Every power of a thing over a part, once a power and part, by the shortest way. Things that are gone have none. */
export function powersOver(things: readonly InventoryThing[], relations: readonly InventoryRelation[]): readonly PowerFound[] {
  const byId = new Map(things.filter(({ state }) => state !== 'gone').map((thing) => [thing.id, thing]));
  const into = Map.groupBy(
    relations.filter(({ from, to }) => byId.has(from) && byId.has(to)),
    ({ to }) => to,
  );
  const parts = Map.groupBy(
    [...byId.values()].filter(({ join }) => join.to === 'part'),
    ({ join }) => (join.to === 'part' ? join.part : ''),
  );
  return [...parts.keys()].sort().flatMap((part) =>
    over(
      part,
      (parts.get(part) ?? []).map(({ id }) => id),
      byId,
      into,
    ),
  );
}

function over(
  part: string,
  own: readonly string[],
  byId: ReadonlyMap<string, InventoryThing>,
  into: ReadonlyMap<string, readonly InventoryRelation[]>,
): readonly PowerFound[] {
  const reached = new Set(own);
  for (const id of reached) for (const { from, power } of into.get(id) ?? []) if (power === 'contains') reached.add(from);
  const found = new Map<string, PowerFound>();
  const queue: PowerFound[] = [];
  const take = (next: PowerFound) => {
    const key = `${next.thing} ${next.power}`;
    if (found.has(key) || next.through.includes(next.thing)) return;
    found.set(key, next);
    queue.push(next);
  };
  for (const id of reached) for (const { from, power } of into.get(id) ?? []) if (GIVES.has(power)) take({ thing: from, power, part, over: id, through: [] });
  for (let i = 0; i < queue.length; i += 1) {
    const one = queue[i] as PowerFound;
    const thing = byId.get(one.thing);
    if (thing === undefined || explained(thing)) continue;
    for (const { from, power } of into.get(one.thing) ?? []) if (PASSES.has(power)) take({ ...one, thing: from, through: [one.thing, ...one.through] });
  }
  return queue;
}

/** Whether the map or a rule answers for it: then what it passes on is theirs. A role within a part is a way into it, and explains nobody. */
export function explained({ join }: InventoryThing): boolean {
  return join.to === 'left' || (join.to === 'part' && join.by !== 'within');
}
