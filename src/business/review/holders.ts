import type { ThingKind } from '../inventory/model.ts';
import { powersOver } from '../inventory/powers.ts';
import type { Inventory, InventoryRelation, InventoryThing } from '../inventory/view.ts';

// Who or what a review decides on, as the inventory has it: whoever holds access to the subjects, or what they trust to say who somebody is.

export type Wanted = 'access' | 'leavers' | 'trusts';

const ACCESS: ReadonlySet<ThingKind> = new Set(['account', 'service-account', 'group', 'role', 'application', 'token', 'cloud-identity', 'runner']);
/** Accounts of a system that is joined whole are accounts of it, also where the source says nothing of what each may do. */
const WHOLE: ReadonlySet<ThingKind> = new Set(['identity-provider', 'system']);
const OWN: ReadonlySet<ThingKind> = new Set(['account', 'service-account']);

/** Ids of the things that hold what is wanted of the subjects, by these relations. Things that are gone hold nothing. */
export function holdersOf(
  wanted: Wanted,
  subjects: readonly string[],
  things: readonly InventoryThing[],
  relations: readonly InventoryRelation[],
): ReadonlySet<string> {
  const of = new Set(subjects);
  const standing = things
    .filter(({ state }) => state !== 'gone')
    // Whoever is somebody on the map may lose access as anybody else: only the subjects count as parts here.
    .map((thing): InventoryThing => (thing.join.to === 'part' && of.has(thing.join.part) ? thing : { ...thing, join: { to: 'nothing' } }));
  const powers = powersOver(
    standing,
    relations.filter(({ state }) => state !== 'gone'),
  );
  const byId = new Map(standing.map((thing) => [thing.id, thing]));
  const found = new Set<string>();
  for (const { thing, power, through } of powers) {
    const kind = byId.get(thing)?.kind;
    if (kind === undefined) continue;
    if (
      wanted === 'trusts' ? through.length === 0 && (power === 'authenticates' || power === 'becomes') && !OWN.has(kind) && kind !== 'token' : ACCESS.has(kind)
    )
      found.add(thing);
  }
  if (wanted === 'trusts') return found;
  const whole = new Set(
    standing.flatMap(({ kind, join, format, source }) => (WHOLE.has(kind) && join.to === 'part' && of.has(join.part) ? [`${format} ${source}`] : [])),
  );
  for (const { id, kind, format, source } of standing) if (OWN.has(kind) && whole.has(`${format} ${source}`)) found.add(id);
  return wanted === 'access' ? found : new Set([...found].filter((id) => byId.get(id)?.kind === 'account'));
}

/** Whether the source shows that it cannot be used: then it holds nothing, though it is there. */
export function switchedOff({ attributes }: InventoryThing): boolean {
  return (
    ['active', 'enabled'].some((name) => attributes[name] === false) ||
    /^(?:disabled|suspended|deprovisioned|deactivated|inactive)$/i.test(String(attributes['status'] ?? ''))
  );
}

export interface Item {
  /** As whoever decides reads it, once in a review. */
  readonly item: string;
  /** Of the inventory. */
  readonly thing: string;
}

/** What is to be decided on, from the newest that each source shows: in the order of their names. */
export function itemsIn(wanted: Wanted, subjects: readonly string[], { things, relations }: Inventory): readonly Item[] {
  const held = holdersOf(wanted, subjects, things, relations);
  const listed = things.filter((thing) => held.has(thing.id) && !switchedOff(thing));
  const names = Map.groupBy(listed, ({ name }) => name);
  return listed
    .map(({ id, name, kind, source }): Item => {
      const alone = name.trim() !== '' && names.get(name)?.length === 1;
      return { item: alone ? name.trim() : `${`${name.trim()} (${kind} of ${source}`.slice(0, 470).toWellFormed()}, ${id})`, thing: id };
    })
    .sort((a, b) => (a.item < b.item ? -1 : a.item > b.item ? 1 : 0));
}
