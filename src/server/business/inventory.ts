import { elementName } from '../../assurance/element-name.ts';
import { joinsIn } from '../../business/inventory/edge/joins-file.ts';
import { readDiscovery } from '../../business/inventory/edge/kept.ts';
import { abilityOf, type Unmapped } from '../../business/inventory/unmapped.ts';
import { type Inventory, type InventoryThing, inventoryAt } from '../../business/inventory/view.ts';
import { inventoryTakenView, type TakenEntry } from '../../business/inventory/views.ts';
import type { Seen as Discovered } from '../../business/review/followed.ts';
import { foldViews, register } from '../../ledger/projections.ts';
import type { ServiceMap } from '../../map/model.ts';
import type { Desk, Seen } from '../judge/desk.ts';
import type { InventoryPeople, InventoryShown } from './model.ts';

type Body = Omit<InventoryShown, 'at' | 'head'>;
const MOST_PEOPLE = 5000;

const TAKEN = new WeakMap<Desk['ledger'], { readonly size: number; readonly taken: readonly TakenEntry[] }>();

/** The ledger is folded anew only where something came since. */
function takenOf(ledger: Desk['ledger']): readonly TakenEntry[] {
  const { size } = ledger.head();
  const known = TAKEN.get(ledger);
  if (known?.size === size) return known.taken;
  const { taken } = foldViews(ledger, [register(inventoryTakenView)]).view(inventoryTakenView);
  TAKEN.set(ledger, { size, taken });
  return taken;
}

/**
 * What was discovered, among the first `size` entries, and how it is joined: by joins.yaml in the folder of the service, where the operator put one. Throws
 * `Refused` (ASSAY-INVENTORY-001, -002) where it is none.
 */
export function discoveredIn({ ledger, dataDir }: Pick<Desk, 'ledger' | 'dataDir'>, map: ServiceMap, size: number): Discovered {
  const taken = takenOf(ledger).filter(({ seq }) => seq < size);
  return { discoveries: taken.map((one) => readDiscovery(dataDir, one)), joins: joinsIn(dataDir, map), map };
}

function inventoryIn(desk: Desk, { map, at, head }: Seen): Inventory {
  const { discoveries, joins } = discoveredIn(desk, map, head.size);
  return inventoryAt(discoveries, joins, map, at);
}

export const inventoryShown = (desk: Desk, seen: Seen): Body => shown(inventoryIn(desk, seen), seen.map);

/** What the figures of `inventoryShown` leave out: whose accounts they are. */
export function inventoryPeople(desk: Desk, seen: Seen): Omit<InventoryPeople, 'at' | 'head'> {
  const { things, unmapped } = inventoryIn(desk, seen);
  const powers = new Map(unmapped.map((one) => [one.thing, one]));
  const rank = ({ thing }: { readonly thing: string }) => unmapped.findIndex((one) => one.thing === thing);
  const all = things
    .filter(({ personal }) => personal)
    .map(({ id, kind, name, source, state, lastSeen, join: joined }) => {
      const power = powers.get(id);
      return {
        thing: id,
        kind,
        name,
        source,
        state,
        lastSeen,
        ...(joined.to === 'part' ? { is: elementName(seen.map, joined.part) } : {}),
        ...(power === undefined ? {} : { weight: power.weight, can: canOf(power, seen.map) }),
      };
    });
  const [mighty, others] = [all.filter(({ thing }) => powers.has(thing)).sort((a, b) => rank(a) - rank(b)), all.filter(({ thing }) => !powers.has(thing))];
  return { people: [...mighty, ...others].slice(0, MOST_PEOPLE), of: all.length };
}

/** In the map's own names. */
const canOf = ({ powers }: Unmapped, map: ServiceMap): readonly string[] =>
  powers.map(({ power, part }) => `can ${abilityOf(power).words} ${elementName(map, part)}`);

/** What is or belongs to a person leaves here as a figure. */
function shown({ things, unmapped, missingLinks, undeclaredPorts, sources, declared }: Inventory, map: ServiceMap): Body {
  const statesOf = (all: readonly InventoryThing[]) => ({
    present: all.filter(({ state }) => state === 'present').length,
    gone: all.filter(({ state }) => state === 'gone').length,
    'not-seen': all.filter(({ state }) => state === 'not-seen').length,
  });
  const personalIn = (all: readonly InventoryThing[]) => all.filter(({ personal }) => personal).length;
  const joinedBy = ({ join: joined }: InventoryThing): Body['joined'][number]['by'] => (joined.to === 'part' ? joined.by : joined.to);
  const lines = unmapped.map((one) => ({
    kind: one.kind,
    ...(one.personal ? {} : { name: one.name }),
    things: 1,
    source: one.source,
    state: one.state,
    weight: one.weight,
    can: canOf(one, map),
    ...(one.unclear === undefined || one.personal ? {} : { unclear: one.unclear }),
  }));
  return {
    things: statesOf(things),
    kinds: [...Map.groupBy(things, ({ kind }) => kind)].map(([kind, all]) => ({ kind, states: statesOf(all), personal: personalIn(all) })),
    joined: [...Map.groupBy(things, joinedBy)].map(([by, all]) => ({ by, things: all.length, personal: personalIn(all) })),
    // Those without a name and with the same powers are one line; the first keeps its place.
    unmapped: [...Map.groupBy(lines, (line) => ('name' in line ? line : JSON.stringify(line))).values()].flatMap((same) =>
      same.slice(0, 1).map((line) => ({ ...line, things: same.length })),
    ),
    missingLinks: missingLinks.map(({ from, to, type, source, lastSeen }) => ({
      from: elementName(map, from),
      to: elementName(map, to),
      type,
      source,
      lastSeen,
    })),
    undeclaredPorts: undeclaredPorts.map(({ part, port, protocol, source, lastSeen }) => ({ part: elementName(map, part), port, protocol, source, lastSeen })),
    strangers: strangersShown(things, unmapped, map),
    declared: declared.map(({ format, scope, state, coveredAt }) => ({
      format,
      // A scope may be somebody's mailbox.
      scope: scope.includes('@') ? 'personal' : scope,
      state,
      ...(coveredAt === undefined ? {} : { coveredAt }),
    })),
    sources: sources.map(({ format, source, looks, lastLook, state, uncovered, shrunk, things: of }) => ({
      format,
      source,
      looks,
      lastLook,
      state,
      uncovered: uncovered.length,
      shrunk: shrunk.length,
      things: { present: of.present, gone: of.gone, 'not-seen': of['not-seen'] },
    })),
  };
}

/** Machines that nobody knows, by the network on which a scan found them. */
function strangersShown(things: readonly InventoryThing[], unmapped: readonly Unmapped[], map: ServiceMap): Body['strangers'] {
  const networks = new Map(things.map(({ id, attributes }) => [id, attributes['network']]));
  const found = unmapped.flatMap(({ kind, thing, source, powers }) => {
    const network = networks.get(thing);
    const reach = powers.filter(({ power }) => power === 'none').map(({ part }) => elementName(map, part));
    return kind !== 'host' || typeof network !== 'string' || reach.length === 0 ? [] : [{ network: elementName(map, network), source, reach }];
  });
  return [...Map.groupBy(found, ({ network, source }) => JSON.stringify([network, source])).values()].flatMap((same) =>
    same.slice(0, 1).map((one) => ({ ...one, hosts: same.length, reach: [...new Set(same.flatMap(({ reach }) => reach))] })),
  );
}
