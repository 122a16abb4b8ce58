import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, Digest, type Json, Refused } from '../../../core/index.ts';
import { writeDurably } from '../../../ledger/edge/durable-file.ts';
import { readTextFile } from '../../../map/edge/files.ts';
import type { ServiceMap } from '../../../map/model.ts';
import { inventoryFaults } from '../faults.ts';
import { type Joins, NO_JOINS, readJoins } from '../joins.ts';

// The rules in force are those of the data folder: the server has no folder of a map. Rules that an operator keeps beside the map, or names, are copied into
// it by each import that records. A copy says so in its first line, with the digest of the rest: nobody's own file is ever written over.

const MAX_BYTES = 4 * 1024 * 1024;
const HEAD = /^# assay copy of joins ([a-z]+) (sha256:[0-9a-f]{64})\. [^\n]*\n/;

/** The rules in a file, which errors call `shown`. Throws `Refused` (ASSAY-INVENTORY-001, -002, ASSAY-MAP-…). */
export function readJoinsFile(path: string, shown: string, map: ServiceMap): Joins {
  return readJoins(textOf(path), shown, map);
}

/** The rules of joins.yaml in a folder, or none where the operator put none there. Throws as `readJoinsFile` does. */
export function joinsIn(folder: string, map: ServiceMap): Joins {
  const path = join(folder, NO_JOINS.file);
  return existsSync(path) ? readJoinsFile(path, NO_JOINS.file, map) : NO_JOINS;
}

export interface JoinsPlaces {
  readonly dataDir: string;
  /** The folder of the map. */
  readonly mapDir: string;
  /** A file that the command names: its path, and how the command calls it. */
  readonly named?: { readonly path: string; readonly shown: string };
}

export interface JoinsChosen {
  readonly joins: Joins;
  /** What has to be done so that the data folder has these rules; absent where it has. `null`: the copy there is to go. */
  readonly copy?: string | null;
  /** Which rules are asked and which are not, where there are two that differ. */
  readonly note?: string;
}

/**
 * Which rules count: those that the command names, else those beside the map, else those of the data folder. A file of the data folder that somebody wrote
 * there is never written over: where it says otherwise, neither counts. Throws `Refused` (ASSAY-INVENTORY-005, and as `readJoinsFile` does).
 */
export function chooseJoins({ dataDir, mapDir, named }: JoinsPlaces, map: ServiceMap): JoinsChosen {
  const keptPath = join(dataDir, NO_JOINS.file);
  const besidePath = join(mapDir, NO_JOINS.file);
  const asked = named ?? (existsSync(besidePath) ? { path: besidePath, shown: NO_JOINS.file } : undefined);
  const kept = existsSync(keptPath) ? textOf(keptPath) : undefined;
  const from = kept === undefined ? undefined : copiedFrom(kept);
  if (kept !== undefined && asked !== undefined && realpathSync(asked.path) === realpathSync(keptPath)) return { joins: readJoins(kept, asked.shown, map) };
  if (asked === undefined) {
    if (kept === undefined) return { joins: NO_JOINS };
    if (from !== 'beside') return { joins: readJoins(kept, NO_JOINS.file, map) };
    return {
      joins: NO_JOINS,
      copy: null,
      note: `${NO_JOINS.file} beside the map is gone: no rules are asked. The server asks its copy until the next import that records.`,
    };
  }
  const text = textOf(asked.path);
  const joins = readJoins(text, asked.shown, map);
  const copy = copyOf(text, named === undefined ? 'beside' : 'named');
  if (kept === undefined) return { joins, copy };
  if (from !== undefined) {
    if (kept === copy) return { joins };
    return { joins, copy, note: `The rules are those of ${asked.shown}. The server asks those of the import before until the next import that records.` };
  }
  const own = readJoins(kept, NO_JOINS.file, map);
  if (meaning(own) === meaning(joins)) return { joins };
  throw new Refused(
    inventoryFaults.fault('005', {
      message: `${asked.shown === NO_JOINS.file ? `${NO_JOINS.file} beside the map` : asked.shown} and ${NO_JOINS.file} of the data folder differ`,
      file: asked.shown,
      expected: 'one set of rules, for the command line and the server',
      found: `${joins.rules.length} and ${own.rules.length} rules that do not say the same`,
      remedy: `Put what should count into one of them and delete the other. The one of the data folder was written there by hand; without it, the other is copied into its place.`,
    }),
  );
}

/** Makes the data folder have the rules that were chosen. Before the entries of the import are appended. */
export function keepJoins(dataDir: string, { copy }: JoinsChosen): void {
  const path = join(dataDir, NO_JOINS.file);
  if (copy === undefined) return;
  if (copy === null) {
    rmSync(path, { force: true });
    return;
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // Rules may name people.
  writeDurably(path, copy, 0o600);
}

function textOf(path: string): string {
  return readTextFile(path, { bytes: MAX_BYTES });
}

type From = 'beside' | 'named';

function copyOf(text: string, from: From): string {
  const rest = text.replace(/^\ufeff/, '');
  // Whoever names a copy as the rules copies what it has, and not its first line.
  const body = rest.replace(HEAD, '');
  // YAML has comments, and JSON has none; as YAML, JSON is read all the same.
  return `# assay copy of joins ${from} ${Digest.of(body)}. Edit the file that it was copied from.\n${body}`;
}

/** Where a copy came from; `undefined` of what somebody wrote or changed. */
function copiedFrom(text: string): From | undefined {
  const [head, from, digest] = HEAD.exec(text) ?? [];
  if (head === undefined || Digest.of(text.slice(head.length)) !== digest) return undefined;
  return from === 'beside' || from === 'named' ? from : undefined;
}

/** What rules say, wherever they stand. */
function meaning({ rules, sources, networks }: Joins): string {
  return canonicalJson([rules.map(({ line: _, number: __, ...rule }) => rule), sources, networks] as unknown as Json);
}
