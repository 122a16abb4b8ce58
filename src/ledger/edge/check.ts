import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { type Fault, Refused } from '../../core/index.ts';
import { ledgerFault } from '../faults.ts';
import { EMPTY_ROOT, type Hash, readHash } from '../hash.ts';
import type { Entry, Head, TreeSize } from '../model.ts';
import { formatVerifierKey, parseVerifierKey, type VerifierKey, verifierKey } from '../signed-note.ts';
import { TILE_WIDTH, type Tile, tilesOf } from '../tiles.ts';
import { type FoundCheckpoint, firstWrongTile, verifyLog, wrongTile } from '../verify.ts';
import { asRefused, DATABASE_FILE, openForReading } from './database.ts';
import { readSmallFile } from './durable-file.ts';
import { publicKeyOf, verifyEd25519 } from './ed25519.ts';
import { fileChecker, type NamedFile } from './named-files.ts';
import { loadSigningKey } from './signing-key.ts';
import { type Tables, tables as tablesOf, tilePlace } from './tables.ts';

/** What somebody kept outside the data folder, to hold the ledger against. Without it, whoever holds the folder and its key can rewrite both. */
export interface Trusted {
  /** A verifier key, `name+id+base64`. */
  readonly verifierKey?: string;
  /** A checkpoint that this ledger signed earlier. */
  readonly checkpoint?: string;
}

export interface VerifyReport {
  readonly ok: boolean;
  /** How far the entries could be verified. */
  readonly head: Head;
  readonly origin: string;
  readonly verifierKey: string;
  /** Checkpoints that hold. */
  readonly checkpoints: number;
  /** True when a key or a checkpoint from outside was held against it. */
  readonly trusted: boolean;
  readonly firstBad?: number;
  readonly faults: readonly Fault[];
}

/** Verifies the ledger in a folder and the files that `named` finds in its entries, beside a writer or after anything. Damage is reported, never thrown; only a folder without ledger is refused (ASSAY-LEDGER-005). */
export function verifyLedger(dataDir: string, trusted: Trusted = {}, named: NamedFile = () => undefined): VerifyReport {
  const file = `${dataDir}/${DATABASE_FILE}`;
  let db: DatabaseSync | undefined;
  try {
    // Before the database: a writer's newer checkpoint must not meet our older view of the entries.
    const checkpoint = readSmallFile(`${dataDir}/checkpoint`);
    db = openForReading(dataDir);
    const read = tablesOf(db);
    return read.snapshot(() => check(dataDir, read, checkpoint, trusted, named));
  } catch (error) {
    const refused = asRefused(error, file);
    if (!(refused instanceof Refused) || refused.faults.some((fault) => fault.code === 'ASSAY-LEDGER-005')) throw refused;
    return report('', undefined, { size: 0, root: EMPTY_ROOT, checkpoints: 0, faults: refused.faults }, trusted);
  } finally {
    db?.close();
  }
}

/**
 * Reads every entry for judging from: each is held against the hash kept for it, and all of them against every signed checkpoint, in one snapshot of
 * the database. Throws `Refused` with the first bad entry's fault (ASSAY-LEDGER-011 to -023); what `take` was told before that is worth nothing.
 */
export function readVerified(dataDir: string, read: Tables, key: VerifierKey, take: (entry: Entry) => void): Head {
  const checkpointFile = readSmallFile(`${dataDir}/checkpoint`);
  return read.snapshot(() => {
    const verification = verifyLog({
      key,
      verify: verifyEd25519,
      entries: read.rows(),
      checkpoints: foundCheckpoints(read, checkpointFile),
      keptLeaf: leafReader(read),
      take,
    });
    const faults = [...verification.faults, ...checkKeys(dataDir, read, key)];
    if (faults.length > 0) throw new Refused(...faults);
    return { size: verification.size as TreeSize, root: verification.root };
  });
}

function foundCheckpoints(read: Tables, checkpointFile: string | undefined): FoundCheckpoint[] {
  const found: FoundCheckpoint[] = read.checkpoints().map(({ note, size }) => ({ note, where: `the checkpoint stored at size ${size}` }));
  if (checkpointFile !== undefined) found.push({ note: checkpointFile, where: 'the file checkpoint' });
  return dedupe(found);
}

function check(dataDir: string, read: Tables, checkpointFile: string | undefined, trusted: Trusted, named: NamedFile): VerifyReport {
  const damage = read
    .integrity()
    .map((line) =>
      ledgerFault('006', { message: `the database file is damaged: ${line}`, file: `${dataDir}/${DATABASE_FILE}`, expected: 'a sound database', found: line }),
    );
  const verifier = trusted.verifierKey?.trim() ?? read.verifier();
  let key: VerifierKey;
  try {
    key = parseVerifierKey(verifier);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return report(verifier, undefined, { size: 0, root: EMPTY_ROOT, checkpoints: 0, faults: [...damage, ...error.faults] }, trusted);
  }
  const missing: Fault[] = [];
  if (checkpointFile === undefined) {
    missing.push(
      ledgerFault('020', {
        message: 'the file with the newest checkpoint is gone',
        file: `${dataDir}/checkpoint`,
        expected: 'the checkpoint last written beside the database',
        found: 'none',
      }),
    );
  }
  const found = foundCheckpoints(read, checkpointFile);
  if (trusted.checkpoint !== undefined) found.push({ note: trusted.checkpoint, where: 'the checkpoint kept outside' });
  const files = fileChecker(dataDir, named);
  const verification = verifyLog({
    key,
    verify: verifyEd25519,
    entries: read.rows(),
    checkpoints: dedupe(found),
    keptLeaf: leafReader(read),
    take: files.take,
  });
  const faults = [
    ...verification.faults,
    ...damage,
    ...missing,
    ...checkKeys(dataDir, read, key),
    ...missingKey(dataDir, key),
    ...files.faults,
    ...misfiled(read.checkpoints()),
  ];
  if (verification.firstBad === undefined) faults.push(...checkTiles(read, verification.size));
  return report(verifier, key, { ...verification, faults }, trusted);
}

function report(
  verifier: string,
  key: VerifierKey | undefined,
  found: { readonly size: number; readonly root: Hash; readonly checkpoints: number; readonly firstBad?: number; readonly faults: readonly Fault[] },
  trusted: Trusted,
): VerifyReport {
  return {
    ok: found.faults.length === 0,
    head: { size: found.size as TreeSize, root: found.root },
    origin: key?.name ?? '',
    verifierKey: verifier,
    checkpoints: found.checkpoints,
    trusted: trusted.verifierKey !== undefined || trusted.checkpoint !== undefined,
    ...(found.firstBad === undefined ? {} : { firstBad: found.firstBad }),
    faults: found.faults,
  };
}

// The file checkpoint is nearly always the newest row again, and a signature is the dearest thing to check.
function dedupe(found: readonly FoundCheckpoint[]): FoundCheckpoint[] {
  const seen = new Set<string>();
  return found.filter(({ note }) => !seen.has(note) && seen.add(note));
}

function leafReader(read: Tables): (seq: number) => Hash | undefined {
  let tile: Tile | undefined;
  return (seq) => {
    const index = Math.floor(seq / TILE_WIDTH);
    if (tile?.index !== index) tile = read.tile(0, index);
    const at = (seq % TILE_WIDTH) * 32;
    return at + 32 <= tile.hashes.length ? readHash(tile.hashes, at) : undefined;
  };
}

/** A checkpoint row must stand where its size puts it, or the newest would be looked for in the wrong place. */
function misfiled(rows: readonly { readonly size: number; readonly note: string }[]): Fault[] {
  return rows
    .filter(({ size, note }) => note.split('\n')[1] !== String(size))
    .map(({ size }) =>
      ledgerFault('013', { message: `the checkpoint stored at size ${size} is over another size`, expected: `size ${size}`, found: 'another size' }),
    );
}

/** The verifier key in the database, in the file beside it, and the public half of the signing key must be one. */
function checkKeys(dataDir: string, read: Tables, key: VerifierKey): Fault[] {
  const expected = formatVerifierKey(key);
  const faults: Fault[] = [];
  const differ = (file: string, found: string) => {
    faults.push(ledgerFault('023', { message: 'a key of this ledger is not the one that its checkpoints are verified with', file, expected, found }));
  };
  if (read.verifier() !== expected) differ(`${dataDir}/${DATABASE_FILE}`, read.verifier());
  const kept = readSmallFile(`${dataDir}/verifier-key`)?.trim();
  if (kept !== undefined && kept !== expected) differ(`${dataDir}/verifier-key`, kept);
  try {
    const signing = loadSigningKey(dataDir);
    // A copy handed to an auditor has no signing key, and needs none; nor does a reader who may not read it.
    if (signing !== undefined) {
      const own = formatVerifierKey(verifierKey(key.name, publicKeyOf(signing)));
      if (own !== expected) differ(`${dataDir}/signing-key`, own);
    }
  } catch (error) {
    if (error instanceof Refused) faults.push(...error.faults);
    else if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
  }
  return faults;
}

/** A crash before the first entry leaves no verifier-key, and the next opening for writing makes it: worth a report, not a refusal to read. */
function missingKey(dataDir: string, key: VerifierKey): Fault[] {
  const file = `${dataDir}/verifier-key`;
  if (existsSync(file)) return [];
  return [ledgerFault('023', { message: 'the file with the verifier key is gone', file, expected: formatVerifierKey(key), found: 'no file' })];
}

/** The leaves are known to be good: every tile must follow from them, and no tile may stand beside those. */
function checkTiles(read: Tables, size: number): Fault[] {
  const wrong = firstWrongTile(size, ({ level, index }) => read.tile(level, index).hashes);
  if (wrong !== undefined) return [wrongTile(wrong)];
  const known = new Set([...tilesOf(size)].map(({ level, index }) => tilePlace(level, index)));
  const stray = read.tilePlaces().find((place) => !known.has(place));
  return stray === undefined ? [] : [wrongTile({ level: Math.floor(stray / 2 ** 44), index: stray % 2 ** 44 })];
}
