import type { Json } from '../../core/index.ts';
import type { LedgerProjection } from '../../ledger/projections.ts';
import { INVENTORY_ERASED, INVENTORY_TAKEN, type InventoryTaken, inventoryErasedSchema, inventoryTakenSchema } from './events.ts';

/** A discovery as the ledger knows it. `erased`: the entry that says so. */
export type TakenEntry = InventoryTaken & { readonly seq: number; readonly erased?: number };

/** Every discovery that was taken, each once, in the order of its newest entry. */
export type InventoryTakenView = { taken: (TakenEntry & { [key: string]: Json })[] };

export const inventoryTakenView: LedgerProjection<InventoryTakenView> = {
  name: 'inventory',
  version: 1,
  initial: () => ({ taken: [] }),
  on: {
    [INVENTORY_TAKEN]: (view, fact) => {
      const parsed = inventoryTakenSchema.safeParse(fact.event.body);
      if (!parsed.success) return view;
      // Taken again after it was erased: it is there again.
      const others = view.taken.filter(({ digest }) => digest !== parsed.data.digest);
      return { taken: [...others, { ...parsed.data, seq: fact.seq } as InventoryTakenView['taken'][number]] };
    },
    [INVENTORY_ERASED]: (view, fact) => {
      const parsed = inventoryErasedSchema.safeParse(fact.event.body);
      if (!parsed.success) return view;
      return { taken: view.taken.map((one) => (one.digest === parsed.data.digest ? { ...one, erased: fact.seq } : one)) };
    },
  },
};
