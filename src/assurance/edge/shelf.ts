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

/** The shipped edition whose place an import takes, and how much of it the import leaves out. */
export interface Superseding {
  readonly supersedes: string;
  readonly leavesOut: number;
}

/**
 * Keeps a standard in the data folder and names it on the ledger. One that is the newest of its id already, in the same place, is not named again. Gives
 * the digest, and the entry, or `undefined` where nothing was new.
 */
export async function rememberStandard(
  ledger: Ledger,
  dataDir: string,
  imports: Imports,
  read: ReadStandard,
  given: { readonly text: string; readonly digest: Digest },
  superseding?: Superseding,
): Promise<{ readonly digest: Digest; readonly seq: number | undefined }> {
  const { text, digest, details } = keep(read.standard, read.details, given.digest, read.format);
  mkdirSync(join(dataDir, 'standards'), { recursive: true, mode: 0o700 });
  // The files first: a crash between the two leaves files that nothing names, never a name without its file.
  for (const [path, content] of [
    [sourceFile(given.digest), given.text],
    [standardFile(details.digest), details.text],
    [standardFile(digest), text],
  ] as const) {
    if (!existsSync(join(dataDir, path))) writeDurably(join(dataDir, path), content, 0o600);
  }
  const last = imports.findLast((one) => one.id === read.standard.id);
  if (last?.digest === digest && last.supersedes === superseding?.supersedes) return { digest, seq: undefined };
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
  const [receipt] = await ledger.append([event]);
  return { digest, seq: receipt?.seq };
}
