import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Folded, foldedOf, VIEWS } from '../assurance/folded.ts';
import { readDiscovery } from '../business/inventory/edge/kept.ts';
import { type Joins, NO_JOINS, readJoins } from '../business/inventory/joins.ts';
import type { DiscoveryRead } from '../business/inventory/view.ts';
import { inventoryTakenView, type TakenEntry } from '../business/inventory/views.ts';
import { foldViews, register, type Source } from '../ledger/projections.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { Arguments, Io, Option } from './command.ts';
import type { NamedMap } from './workspace.ts';

const MAX_JOINS = 4 * 1024 * 1024;

export const JOINS: Option = {
  name: 'joins',
  kind: 'text',
  value: 'FILE',
  about: 'what discovered things are on the map (default: joins.yaml beside the map)',
};

/** The rules that the command names, else those beside the map, else none. Throws `Refused` (ASSAY-INVENTORY-001, -002, ASSAY-MAP-…). */
export function joinsOf(args: Arguments, io: Io, { file, map }: NamedMap): Joins {
  const named = args.text('joins');
  const beside = join(dirname(resolve(io.cwd, file)), 'joins.yaml');
  if (named === undefined && !existsSync(beside)) return NO_JOINS;
  const path = named === undefined ? beside : resolve(io.cwd, named);
  const shown = named ?? 'joins.yaml';
  return readJoins(readTextFile(path, { bytes: MAX_JOINS }), shown, map);
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
