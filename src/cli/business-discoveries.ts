import { dirname, resolve } from 'node:path';
import { type Folded, foldedOf, VIEWS } from '../assurance/folded.ts';
import { joinsIn, readJoinsFile } from '../business/inventory/edge/joins-file.ts';
import { readDiscovery } from '../business/inventory/edge/kept.ts';
import type { Joins } from '../business/inventory/joins.ts';
import type { DiscoveryRead } from '../business/inventory/view.ts';
import { inventoryTakenView, type TakenEntry } from '../business/inventory/views.ts';
import { foldViews, register, type Source } from '../ledger/projections.ts';
import type { Arguments, Io, Option } from './command.ts';
import type { NamedMap } from './workspace.ts';

export const JOINS: Option = {
  name: 'joins',
  kind: 'text',
  value: 'FILE',
  about: 'what discovered things are on the map (default: joins.yaml beside the map)',
};

/** The rules that the command names, else those beside the map, else none. Throws `Refused` (ASSAY-INVENTORY-001, -002, ASSAY-MAP-…). */
export function joinsOf(args: Arguments, io: Io, { file, map }: NamedMap): Joins {
  const named = args.text('joins');
  return named === undefined ? joinsIn(dirname(resolve(io.cwd, file)), map) : readJoinsFile(resolve(io.cwd, named), named, map);
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
