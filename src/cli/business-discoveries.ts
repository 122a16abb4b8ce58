import { dirname, resolve } from 'node:path';
import { type Folded, foldedOf, VIEWS } from '../assurance/folded.ts';
import { chooseJoins, type JoinsChosen } from '../business/inventory/edge/joins-file.ts';
import { readDiscovery } from '../business/inventory/edge/kept.ts';
import type { DiscoveryRead } from '../business/inventory/view.ts';
import { inventoryTakenView, type TakenEntry } from '../business/inventory/views.ts';
import { foldViews, register, type Source } from '../ledger/projections.ts';
import type { Arguments, Io, Option } from './command.ts';
import { dataFolder, type NamedMap } from './workspace.ts';

export const JOINS: Option = {
  name: 'joins',
  kind: 'text',
  value: 'FILE',
  about: 'what discovered things are on the map (default: joins.yaml beside the map, else the one of the data folder)',
};

/** The rules that the command names, else those beside the map, else those of the data folder. Throws `Refused` (ASSAY-INVENTORY-001, -002, -005, ASSAY-MAP-…). */
export function joinsOf(args: Arguments, io: Io, { file, map }: NamedMap): JoinsChosen {
  const named = args.text('joins');
  return chooseJoins(
    {
      dataDir: dataFolder(args, io),
      mapDir: dirname(resolve(io.cwd, file)),
      ...(named === undefined ? {} : { named: { path: resolve(io.cwd, named), shown: named } }),
    },
    map,
  );
}

export interface Taken {
  readonly folded: Folded;
  readonly taken: readonly TakenEntry[];
}

/** What the ledger says, discoveries included. Throws `Refused` as `foldLedger` does. */
export function foldTaken(ledger: Source): Taken {
  const views = foldViews(ledger, [...VIEWS, register(inventoryTakenView)]);
  return { folded: foldedOf(views), taken: views.view(inventoryTakenView).taken };
}

export function readDiscoveries(dataDir: string, taken: readonly TakenEntry[]): readonly DiscoveryRead[] {
  return taken.map((one) => readDiscovery(dataDir, one));
}
