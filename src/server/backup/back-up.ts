import { existsSync } from 'node:fs';
import { join, posix, resolve, sep } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Instant, Refused } from '../../core/index.ts';
import { DATABASE_FILE } from '../../ledger/edge/database.ts';
import { copyDatabase, isDatabase } from './database-copy.ts';
import { backupFaults } from './faults.ts';
import { beginFolder, copyFile, filesBelow, putFile } from './folder.ts';
import { ledgerOf } from './ledger-copy.ts';
import { type CopiedLedger, DATA, formatManifest, MANIFEST, MANIFEST_DIGEST, type Manifest, PATH } from './manifest.ts';

export interface BackUpOptions {
  readonly dataDir: string;
  /** A folder that is not there yet, or empty. */
  readonly to: string;
  readonly now: () => Instant;
}

export interface BackedUp {
  readonly folder: string;
  readonly madeAt: string;
  readonly ledgers: readonly CopiedLedger[];
  readonly files: number;
  readonly bytes: number;
  /** Of the manifest: whoever keeps it elsewhere can tell whether the back-up was changed. */
  readonly digest: string;
  /** What stands in the data folder and was not copied: links, pipes, names that no file of Assay has. */
  readonly left: readonly string[];
}

/** Locks, logs of databases that are copied whole, and drafts of files: nothing that a restored folder has use for. */
const PASSING = /(?:^|\/)ledger\.(?:lock|writer)$|\.db-(?:wal|shm|journal)$|\.tmp$|(?:^|\/)\.[^/]*\.part(?:\/|$)/;
const FIRST_CHECKPOINT_WITHIN_MS = 5000;

/**
 * Copies a data folder beside the server that writes it, and verifies the copy before it is put in place. One cut: of each ledger the file `checkpoint` is read first
 * and the database after it, so that the copy never has fewer entries than the checkpoint says; people.db after the ledgers, which name its rows only once they
 * are there; maps, standards and keys last, because each is written before the entry that names it. Killed at any point it leaves a folder `.NAME.….part`, which
 * does not restore. Throws `Refused`: ASSAY-BACKUP-001, -002, -006, -007, and -005 with the faults of a ledger that does not verify.
 */
export async function backUp({ dataDir, to, now }: BackUpOptions): Promise<BackedUp> {
  const source = resolve(dataDir);
  if (!existsSync(source)) throw new Refused(nothing(source));
  if (`${resolve(to)}${sep}`.startsWith(`${source}${sep}`)) throw new Refused(within(source, resolve(to)));
  const madeAt = Instant.format(now());
  const { files, others } = filesBelow(source);
  const wanted = files.filter((path) => !PASSING.test(path));
  const left = [...others, ...wanted.filter((path) => !PATH.test(path))];
  const paths = wanted.filter((path) => PATH.test(path));
  const ledgers = paths.filter((path) => posix.basename(path) === DATABASE_FILE).map((path) => (path === DATABASE_FILE ? '' : posix.dirname(path)));
  if (ledgers.length === 0) throw new Refused(nothing(source));

  const draft = beginFolder(to);
  try {
    const target = join(draft.folder, DATA);
    const copied: Manifest['files'] = [];
    const copy = (path: string) => {
      const made = copyFile(join(source, path), join(target, path));
      // Gone since it was listed: a raw input may be erased at any time, and a draft becomes a file of another name.
      if (made !== undefined) copied.push({ path, ...made });
    };
    const copyWhole = (path: string) => {
      copyDatabase(join(source, path), join(target, path));
      copied.push({ path, ...(copyFile(join(target, path)) ?? { bytes: 0, digest: '' }) });
    };
    const done = new Set<string>();
    for (const folder of ledgers) {
      const [checkpoint, database] = [posix.join(folder, 'checkpoint'), posix.join(folder, DATABASE_FILE)];
      await untilThere(join(source, checkpoint));
      copy(checkpoint);
      copyWhole(database);
      done.add(checkpoint).add(database);
    }
    for (const path of paths) if (!done.has(path) && isDatabase(join(source, path))) copyWhole(done.add(path) && path);
    // Listed anew: what the copied entries name may have been written since.
    for (const path of filesBelow(source).files) {
      if (!done.has(path) && !PASSING.test(path) && PATH.test(path) && !isLater(path, ledgers) && !isDatabase(join(source, path))) copy(path);
    }
    const manifest = { madeAt, ledgers: ledgers.map((folder) => ledgerOf(target, folder)), files: copied.sort((a, b) => (a.path < b.path ? -1 : 1)) };
    const texts = formatManifest(manifest);
    putFile(join(draft.folder, MANIFEST), texts.manifest);
    putFile(join(draft.folder, MANIFEST_DIGEST), texts.digest);
    draft.finish();
    return {
      folder: resolve(to),
      madeAt,
      ledgers: manifest.ledgers,
      files: copied.length,
      bytes: copied.reduce((sum, { bytes }) => sum + bytes, 0),
      digest: texts.digest.trim(),
      left,
    };
  } catch (error) {
    draft.discard();
    throw error;
  }
}

/** A file of a service that was made after the copying began: its ledger is not in the copy, so neither is anything else of it. */
function isLater(path: string, ledgers: readonly string[]): boolean {
  const service = /^services\/[^/]+(?=\/)/.exec(path)?.[0];
  return service !== undefined && !ledgers.includes(service);
}

/** A ledger that was made this very second has its database before its first checkpoint. */
async function untilThere(path: string): Promise<void> {
  for (let waited = 0; !existsSync(path) && waited < FIRST_CHECKPOINT_WITHIN_MS; waited += 50) await wait(50);
}

function nothing(file: string) {
  return backupFaults.fault('002', {
    message: 'there is no ledger in this folder or below it',
    file,
    expected: 'a data folder of Assay',
    found: 'none',
    remedy: 'Name the data folder with --data or ASSAY_DATA.',
  });
}

function within(source: string, file: string) {
  return backupFaults.fault('001', {
    message: 'a back-up within the folder that it copies would be lost with it',
    file,
    expected: `a folder outside ${source}`,
    found: 'one within it',
    remedy: 'Name a folder elsewhere, best on another machine.',
  });
}
