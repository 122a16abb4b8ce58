import { joinsIn } from '../../business/inventory/edge/joins-file.ts';
import { readDiscovery } from '../../business/inventory/edge/kept.ts';
import { type Inventory, type InventoryThing, inventoryAt } from '../../business/inventory/view.ts';
import { inventoryTakenView, type TakenEntry } from '../../business/inventory/views.ts';
import { foldViews, register } from '../../ledger/projections.ts';
import type { Desk, Seen } from '../judge/desk.ts';
import type { InventoryShown } from './model.ts';

type Body = Omit<InventoryShown, 'at' | 'head'>;

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

/** The rules are those of joins.yaml in the folder of the service, where the operator put one. Throws `Refused` (ASSAY-INVENTORY-001, -002) where it is none. */
export function inventoryShown({ ledger, dataDir }: Desk, seen: Seen): Body {
  const taken = takenOf(ledger).filter(({ seq }) => seq < seen.head.size);
  return shown(
    inventoryAt(
      taken.map((one) => readDiscovery(dataDir, one)),
      joinsIn(dataDir, seen.map),
      seen.map,
      seen.at,
    ),
  );
}

/** What is or belongs to a person leaves here as a figure. */
function shown({ things, unmapped, missingLinks, sources }: Inventory): Body {
  const statesOf = (all: readonly InventoryThing[]) => ({
    present: all.filter(({ state }) => state === 'present').length,
    gone: all.filter(({ state }) => state === 'gone').length,
    'not-seen': all.filter(({ state }) => state === 'not-seen').length,
  });
  const personalIn = (all: readonly InventoryThing[]) => all.filter(({ personal }) => personal).length;
  const joinedBy = ({ join: joined }: InventoryThing): Body['joined'][number]['by'] => (joined.to === 'part' ? joined.by : joined.to);
  const lines = unmapped.map(({ kind, name, personal, source, state, weight, can, unclear }) => ({
    kind,
    ...(personal ? {} : { name }),
    things: 1,
    source,
    state,
    weight,
    can,
    ...(unclear === undefined || personal ? {} : { unclear }),
  }));
  return {
    things: statesOf(things),
    kinds: [...Map.groupBy(things, ({ kind }) => kind)].map(([kind, all]) => ({ kind, states: statesOf(all), personal: personalIn(all) })),
    joined: [...Map.groupBy(things, joinedBy)].map(([by, all]) => ({ by, things: all.length, personal: personalIn(all) })),
    // Those without a name and with the same powers are one line; the first keeps its place.
    unmapped: [...Map.groupBy(lines, (line) => ('name' in line ? line : JSON.stringify(line))).values()].flatMap((same) =>
      same.slice(0, 1).map((line) => ({ ...line, things: same.length })),
    ),
    missingLinks: missingLinks.map(({ from, to, type, source, lastSeen }) => ({ from, to, type, source, lastSeen })),
    sources: sources.map(({ format, source, looks, lastLook, state, uncovered, things: of }) => ({
      format,
      source,
      looks,
      lastLook,
      state,
      uncovered: uncovered.length,
      things: { present: of.present, gone: of.gone, 'not-seen': of['not-seen'] },
    })),
  };
}
