import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Digest, type Instant, Refused } from '../../core/index.ts';
import { writeDurably } from '../../ledger/edge/durable-file.ts';
import type { Ledger } from '../../ledger/edge/open.ts';
import {
  type Details,
  type ImportedView,
  importsAt,
  keep,
  type ReadStandard,
  readDetails,
  readKept,
  type StandardImported,
  type Superseding,
  setApart,
  sourceFile,
  standardFile,
} from '../imported/index.ts';
import { notNamed } from '../imported/kept.ts';
import type { Standard } from '../model.ts';
import { STANDARDS } from '../standards/index.ts';

type Imports = ImportedView['imports'];

/**
 * Every standard at hand at a moment: those that are shipped, then those that had been imported by then, from where the data folder keeps them. Throws
 * `Refused` (ASSAY-STANDARD-008).
 */
export function standardsAt(dataDir: string, imports: Imports, at: Instant): readonly Standard[] {
  const held = importsAt(imports, at).map(({ digest, at: recorded, supersedes }) =>
    setApart({
      ...readKept(...kept(dataDir, digest), digest).standard,
      imported: { digest, at: recorded, ...(supersedes === undefined ? {} : { supersedes }) },
    }),
  );
  return [...STANDARDS, ...held];
}

/** What the file of an imported standard said of each requirement. Throws `Refused` (ASSAY-STANDARD-008). */
export function detailsAt(dataDir: string, digest: string): Details {
  const { details } = readKept(...kept(dataDir, digest), digest);
  return readDetails(...kept(dataDir, details), details);
}

function kept(dataDir: string, digest: string): [text: string, file: string] {
  const path = Digest.isText(digest) ? join(dataDir, standardFile(digest)) : dataDir;
  if (!Digest.isText(digest) || !existsSync(path)) throw new Refused(notNamed(path, digest, 'no such file'));
  return [readFileSync(path, 'utf8'), path];
}

interface Given {
  readonly text: string;
  readonly digest: Digest;
}

/**
 * Keeps a standard in the data folder, and gives the fact that names it: `undefined` where it is the newest of its id already, in the same place.
 * The files first: a crash before the fact is entered leaves files that nothing names, never a name without its file.
 */
export function keepStandard(
  dataDir: string,
  imports: Imports,
  read: ReadStandard,
  given: Given,
  superseding?: Superseding,
): { readonly digest: Digest; readonly event: StandardImported | undefined } {
  const { text, digest, details } = keep(read.standard, read.details, given.digest, read.format);
  mkdirSync(join(dataDir, 'standards'), { recursive: true, mode: 0o700 });
  for (const [path, content] of [
    [sourceFile(given.digest), given.text],
    [standardFile(details.digest), details.text],
    [standardFile(digest), text],
  ] as const) {
    if (!existsSync(join(dataDir, path))) writeDurably(join(dataDir, path), content, 0o600);
  }
  const last = imports.findLast((one) => one.id === read.standard.id);
  if (last?.digest === digest && last.supersedes === superseding?.supersedes) return { digest, event: undefined };
  const { id, edition, title, requirements } = read.standard;
  const event: StandardImported = {
    type: 'standard.imported',
    body: {
      id,
      edition,
      title: title.slice(0, 300).toWellFormed(),
      digest,
      requirements: requirements.length,
      withdrawn: requirements.filter((one) => one.withdrawn !== undefined).length,
      ...superseding,
    },
  };
  return { digest, event };
}

/** Keeps a standard and names it on the ledger. Gives the digest, and the entry, or `undefined` where nothing was new. */
export async function rememberStandard(
  ledger: Ledger,
  dataDir: string,
  imports: Imports,
  read: ReadStandard,
  given: Given,
  superseding?: Superseding,
): Promise<{ readonly digest: Digest; readonly seq: number | undefined }> {
  const { digest, event } = keepStandard(dataDir, imports, read, given, superseding);
  if (event === undefined) return { digest, seq: undefined };
  const [receipt] = await ledger.append([event]);
  return { digest, seq: receipt?.seq };
}
