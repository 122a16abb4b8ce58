import { chmodSync, existsSync, lstatSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { type Fault, Refused } from '../../core/index.ts';
import { DATABASE_FILE } from '../../ledger/edge/database.ts';
import { checkDatabase, isDatabase } from './database-copy.ts';
import { backupFaults } from './faults.ts';
import { beginFolder, copyFile, filesBelow, readText } from './folder.ts';
import { ledgerOf } from './ledger-copy.ts';
import { ANOTHER, type CopiedLedger, DATA, MANIFEST, MANIFEST_DIGEST, type Manifest, parseManifest } from './manifest.ts';

export interface RestoreOptions {
  /** A back-up, as `backUp` made it. */
  readonly from: string;
  /** A folder that is not there yet, or empty. */
  readonly dataDir: string;
}

export interface Restored {
  readonly folder: string;
  readonly madeAt: string;
  readonly ledgers: readonly CopiedLedger[];
  readonly files: number;
  readonly bytes: number;
}

/** Handed out together with the ledger, for anybody to read. */
const PUBLIC = new Set(['checkpoint', 'verifier-key']);

/**
 * Puts a back-up in the place of a data folder. Every file is held against the manifest as it is copied, every ledger of the copy verified and held against
 * the manifest, every other database checked; only then is the folder put in place, whole. Throws `Refused`: ASSAY-BACKUP-001, -003 to -007, and nothing was put in place.
 */
export function restore({ from, dataDir }: RestoreOptions): Restored {
  const manifest = manifestOf(from);
  const draft = beginFolder(dataDir);
  try {
    checkFiles(from, manifest, draft.folder);
    checkContents(draft.folder, manifest);
    for (const { path } of manifest.files) if (PUBLIC.has(posix.basename(path))) chmodSync(join(draft.folder, path), 0o644);
    draft.finish();
  } catch (error) {
    draft.discard();
    throw error;
  }
  return summary(resolve(dataDir), manifest);
}

/** The same checks, with nothing copied. Throws `Refused` (ASSAY-BACKUP-003 to -007). */
export function verifyBackup(from: string): Restored {
  const manifest = manifestOf(from);
  checkFiles(from, manifest);
  checkContents(join(from, DATA), manifest);
  return summary(resolve(from), manifest);
}

function summary(folder: string, { madeAt, ledgers, files }: Manifest): Restored {
  return { folder, madeAt, ledgers, files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

function manifestOf(from: string): Manifest {
  const [file, digestFile] = [join(from, MANIFEST), join(from, MANIFEST_DIGEST)];
  for (const path of [file, digestFile]) {
    if (existsSync(path) && lstatSync(path).isFile()) continue;
    throw new Refused(
      backupFaults.fault('003', {
        message: `${resolve(from)} is no whole back-up`,
        file: path,
        expected: `a folder with ${MANIFEST}, ${MANIFEST_DIGEST} and ${DATA}`,
        found: existsSync(from) ? 'none of that name' : 'no such folder',
        remedy: 'Name the folder that assay server backup wrote. One that was cut short cannot be used.',
      }),
    );
  }
  return parseManifest(readText(file), readText(digestFile), file);
}

/** Holds each file against the manifest, copying it where `to` is given, and refuses what the manifest does not name. */
function checkFiles(from: string, { files, ledgers }: Manifest, to?: string): void {
  const faults: Fault[] = [];
  const refuse = (path: string, message: string, expected: string, found: string) => {
    faults.push(backupFaults.fault('004', { message, file: join(from, DATA, path), expected, found, remedy: ANOTHER }));
  };
  const named = new Set(files.map(({ path }) => path));
  if (named.size !== files.length) refuse('', 'the list names a file twice', 'each once', 'one twice');
  const data = join(from, DATA);
  const there = existsSync(data) ? filesBelow(data) : { files: [], others: [] };
  for (const path of [...there.files, ...there.others].filter((one) => !named.has(one)))
    refuse(path, `${path} was put into the back-up`, 'no such file', 'one');
  for (const { folder } of ledgers) {
    const path = posix.join(folder, DATABASE_FILE);
    if (!named.has(path)) refuse(path, `${path} is not among the files`, 'the database of a ledger', 'none');
  }
  for (const { path, bytes, digest } of files) {
    const found = copyFile(join(data, path), to === undefined ? undefined : join(to, path));
    if (found === undefined) refuse(path, `${path} is gone from the back-up`, digest, 'no such file');
    else if (found.digest !== digest || found.bytes !== bytes) refuse(path, `${path} is not the file that was copied`, digest, found.digest);
    // A copy that will be thrown away need not be made to its end.
    if (faults.length > 100) break;
  }
  if (faults.length > 0) throw new Refused(...faults);
}

function checkContents(data: string, { ledgers, files }: Manifest): void {
  const faults: Fault[] = [];
  const gather = (work: () => void) => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      faults.push(...error.faults);
    }
  };
  for (const ledger of ledgers) gather(() => ledgerOf(data, ledger.folder, ledger));
  for (const { path } of files) {
    // A ledger's own database has been read whole by its verification.
    if (posix.basename(path) === DATABASE_FILE || !isDatabase(join(data, path))) continue;
    gather(() => {
      const said = checkDatabase(join(data, path));
      if (said.length === 0) return;
      const fault = backupFaults.fault('007', {
        message: `${path} is damaged`,
        file: join(data, path),
        expected: 'a sound database',
        found: said.join('; '),
        remedy: ANOTHER,
      });
      throw new Refused(fault);
    });
  }
  if (faults.length > 0) throw new Refused(...faults);
}
