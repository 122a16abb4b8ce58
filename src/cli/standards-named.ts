import { existsSync, realpathSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { standardsAt } from '../assurance/edge/shelf.ts';
import { foldLedger } from '../assurance/folded.ts';
import { pickStandards, readStandard } from '../assurance/imported/index.ts';
import type { Standard } from '../assurance/model.ts';
import { Digest, Instant } from '../core/index.ts';
import { DATABASE_FILE } from '../ledger/edge/database.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { Arguments, Io } from './command.ts';
import { finder } from './oscal-files.ts';
import { dataFolder, withLedger } from './workspace.ts';

/** After any import: who asks about standards asks about all that are on the ledger. */
export const ALWAYS = Instant.of(Number.MAX_SAFE_INTEGER);

/** Shipped and imported, whenever. A data folder that is not there yet holds no imports, and none is made for asking. */
export async function shelfOf(args: Arguments, io: Io): Promise<readonly Standard[]> {
  const dataDir = dataFolder(args, io);
  if (!existsSync(join(dataDir, DATABASE_FILE))) return standardsAt(dataDir, [], ALWAYS);
  return withLedger(args, io, async (ledger) => standardsAt(dataDir, foldLedger(ledger).imports, ALWAYS), 'read');
}

/**
 * What a name on the command line means: a standard at hand, as `id` or `id@edition`, else a file. A file that is called like a standard is named by a
 * path (`./cra`). Throws `Refused` (ASSAY-GAP-001, ASSAY-STANDARD-…, and the codes of the file's format).
 */
export async function standardNamed(name: string, args: Arguments, io: Io): Promise<Standard> {
  const held = await shelfOf(args, io);
  const known = held.some((standard) => standard.id === name.split('@')[0]);
  if (!known && existsSync(resolve(io.cwd, name))) {
    const { text, digest, file } = given(name, io);
    const { standard } = readStandard(text, file, digest, {}, finder(args.texts('with'), io));
    // A file is titled by whoever wrote it, as an imported standard is.
    return { ...standard, imported: { digest, at: '' } };
  }
  const [found] = pickStandards(held, [name], undefined, 'Name a standard at hand (assay standards list), or a file.');
  return found as Standard; // `pickStandards` gives one for each name, or refuses.
}

const MAX_FILE = 32 * 1024 * 1024;

/** A file that the command line names: its text, its digest, and one spelling of its name. Throws `Refused` (ASSAY-MAP-001, -070 to -073). */
export function given(name: string, io: Io): { readonly text: string; readonly digest: Digest; readonly file: string } {
  const text = readTextFile(resolve(io.cwd, name), { bytes: MAX_FILE });
  // One spelling of a name, so that a profile that comes to import itself is seen to.
  return { text, digest: Digest.of(text), file: relative(realpathSync(io.cwd), realpathSync(resolve(io.cwd, name))) };
}
