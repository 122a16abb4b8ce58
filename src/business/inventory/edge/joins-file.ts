import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readTextFile } from '../../../map/edge/files.ts';
import type { ServiceMap } from '../../../map/model.ts';
import { type Joins, NO_JOINS, readJoins } from '../joins.ts';

const MAX_BYTES = 4 * 1024 * 1024;

/** The rules in a file, which errors call `shown`. Throws `Refused` (ASSAY-INVENTORY-001, -002, ASSAY-MAP-…). */
export function readJoinsFile(path: string, shown: string, map: ServiceMap): Joins {
  return readJoins(readTextFile(path, { bytes: MAX_BYTES }), shown, map);
}

/** The rules of joins.yaml in a folder, or none where the operator put none there. Throws as `readJoinsFile` does. */
export function joinsIn(folder: string, map: ServiceMap): Joins {
  const path = join(folder, NO_JOINS.file);
  return existsSync(path) ? readJoinsFile(path, NO_JOINS.file, map) : NO_JOINS;
}
