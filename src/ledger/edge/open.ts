import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type Instant, Refused } from '../../core/index.ts';
import { openCheckpoint, signCheckpoint } from '../checkpoint.ts';
import { ledgerFault, ledgerFaults } from '../faults.ts';
import { EMPTY_ROOT, HASH_BYTES, type Hash, leafHash } from '../hash.ts';
import type { Entry, Head, LedgerStore, Seq, TreeSize } from '../model.ts';
import type { ProofBundle } from '../proof.ts';
import { type Ed25519Sign, formatVerifierKey, isKeyName, parseVerifierKey, type VerifierKey, verifierKey } from '../signed-note.ts';
import { nodesFromTiles, TILE_WIDTH, type TilePlace } from '../tiles.ts';
import { consistencyPath, inclusionPath, rangeRoot } from '../tree-proof.ts';
import { readVerified, type Trusted, type VerifyReport, verifyLedger } from './check.ts';
import { type CheckpointFile, checkpointFile } from './checkpoint-file.ts';
import { DATABASE_FILE, guarded, openForReading, openForWriting } from './database.ts';
import { readSmallFile, writeDurably } from './durable-file.ts';
import { publicKeyOf, signerOf, verifyEd25519 } from './ed25519.ts';
import { createSigningKey, loadSigningKey } from './signing-key.ts';
import { sqliteStore } from './sqlite-store.ts';
import { putCheckpoint, type Tables, tables as tablesOf } from './tables.ts';
import { takeWriterLock, type WriterLock } from './writer-lock.ts';

export interface OpenOptions {
  readonly dataDir: string;
  readonly now: () => Instant;
  /** `write` makes the ledger where there is none and shuts other writers out; `read` needs one, changes nothing and runs beside a writer. */
  readonly mode: 'write' | 'read';
  /** Name of a new log, such as `assay.local/cameras`; without it a random one. An existing ledger keeps its own. */
  readonly origin?: string;
  /** Told of every entry that a writer reads as it opens, each of them verified. Where opening fails, what it was told must be thrown away. */
  readonly take?: (entry: Entry) => void;
}

interface ConsistencyProof {
  readonly from: number;
  readonly fromRoot: Hash;
  readonly to: number;
  readonly toRoot: Hash;
  readonly path: readonly Hash[];
}

export interface Ledger extends LedgerStore {
  readonly origin: string;
  /** `name+id+base64` of C2SP signed-note: what a third party needs to verify checkpoints. */
  readonly verifierKey: string;
  /** The newest signed checkpoint, a C2SP signed note, over every entry that has been acknowledged; when it returns, the file has it too. */
  checkpoint(): string;
  /** The checkpoint that was signed over so many entries, where it was kept: the newest in each bundle of 256 is. */
  signedAt(size: TreeSize): string | undefined;
  /** Everything that shows `seq` to be in this log. Throws `Refused` (ASSAY-LEDGER-009). */
  proveInclusion(seq: Seq): ProofBundle;
  /** That the log of `to` entries (by default, the present one) extends the one of `from`. Throws `Refused` (ASSAY-LEDGER-009). */
  proveConsistency(from: TreeSize, to?: TreeSize): ConsistencyProof;
  /** The root that the log had at an earlier size. Throws `Refused` (ASSAY-LEDGER-009). */
  rootAt(size: TreeSize): Hash;
  /** The bytes of a hash tile as C2SP tlog-tiles serves it, cut to `width` hashes; `undefined` where the tree is not that wide there. */
  tile(place: TilePlace): Uint8Array | undefined;
  /**
   * Hands over every entry for judging from, each held against its kept hash and all of them against the signed checkpoints. Gives the head that was
   * read. Throws `Refused` with the first bad entry's fault (ASSAY-LEDGER-011 to -023): what `take` was told before that must be thrown away.
   */
  readVerified(take: (entry: Entry) => void): Head;
  /** Recomputes everything from the entries. */
  verify(trusted?: Trusted): VerifyReport;
}

/**
 * Opens the ledger in a data folder. Throws `Refused`: ASSAY-LEDGER-004 another process writes it, -005 none there to read, -006 and -007 damaged or
 * foreign database, -014 to -023 and -028 when a writer would continue a log whose entries, checkpoints or keys deny one another. A writer reads every entry first.
 */
export function openLedger(options: OpenOptions): Promise<Ledger> {
  // Asynchronous because the port is, though SQLite is not: a store across a network opens by the same signature.
  return options.mode === 'write'
    ? Promise.resolve().then(() => guarded(options.dataDir, () => openWriter(options)))
    : Promise.resolve().then(() => guarded(options.dataDir, () => openReader(options)));
}

function openReader({ dataDir, now }: OpenOptions): Ledger {
  const db = openForReading(dataDir);
  try {
    const read = tablesOf(db);
    const key = parseVerifierKey(read.verifier());
    const store = guarded(dataDir, () => sqliteStore({ tables: read, file: dataDir, now, signer: undefined, committed: () => undefined }));
    return ledger({ dataDir, db, read, key, store, publish: () => undefined, released: () => undefined });
  } catch (error) {
    db.close();
    throw error;
  }
}

/** One level at a time: asked to make several at once under a folder that takes none (`/proc`), the platform tries for ever. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function openWriter({ dataDir, now, origin, take = () => undefined }: OpenOptions): Ledger {
  makeFolder(dataDir);
  const lock = takeWriterLock(dataDir, now);
  let db: DatabaseSync | undefined;
  let file: CheckpointFile | undefined;
  try {
    const signingKey = keyFor(dataDir);
    const sign = signerOf(signingKey);
    if (!existsSync(`${dataDir}/${DATABASE_FILE}`)) refuseLost(dataDir);
    db = openForWriting(dataDir, (fresh) => {
      refuseLost(dataDir);
      begin(fresh, nameOf(origin), publicKeyOf(signingKey), sign);
    });
    const read = tablesOf(db);
    const key = parseVerifierKey(read.verifier());
    checkKey(dataDir, key, publicKeyOf(signingKey));
    const store = guarded(dataDir, () => sqliteStore({ tables: read, file: dataDir, now, signer: { key, sign }, committed: () => file?.changed() }));
    checkTip(dataDir, read, key, store);
    // The tip is found from the tiles alone: without this, a checkpoint could be signed over entries that no longer hash to them.
    guarded(dataDir, () => readVerified(dataDir, read, key, take));
    file = checkpointFile(`${dataDir}/checkpoint`, () => read.newestCheckpoint()?.note);
    file.publish();
    if (!existsSync(`${dataDir}/verifier-key`)) writeDurably(`${dataDir}/verifier-key`, `${formatVerifierKey(key)}\n`, 0o644);
    const { publish, stop } = file;
    const published = () => guarded(dataDir, publish);
    return ledger({ dataDir, db, read, key, store, publish: published, released: () => release(lock, stop) });
  } catch (error) {
    file?.stop();
    db?.close();
    lock.release();
    throw error;
  }
}

function release(lock: WriterLock, stop: () => void): void {
  stop();
  lock.release();
}

// A checkpoint or a database without its key is an old ledger that lost it, never a new one: making a fresh key would sign over the loss.
function keyFor(dataDir: string) {
  const key = loadSigningKey(dataDir);
  if (key !== undefined) return key;
  if (existsSync(`${dataDir}/${DATABASE_FILE}`) || existsSync(`${dataDir}/checkpoint`)) {
    throw new Refused(
      ledgerFault('028', {
        message: 'the key that signs this ledger is gone',
        file: `${dataDir}/signing-key`,
        expected: 'the key made with the ledger',
        found: 'none',
        remedy: 'Put the signing key back from your backup; the ledger can still be read, verified and exported without it.',
      }),
    );
  }
  return createSigningKey(dataDir);
}

/** The file checkpoint is written after the database it speaks of: one without the other is a ledger that was taken away, not a new one. */
function refuseLost(dataDir: string): void {
  const note = readSmallFile(`${dataDir}/checkpoint`);
  if (note === undefined) return;
  const size = note.split('\n')[1] ?? 'some';
  throw tipFault('020', `the file checkpoint was signed over ${size} entries, and the database is gone`, `${size} entries`, 'none');
}

function nameOf(origin: string | undefined): string {
  if (origin === undefined) return `assay.local/${randomBytes(8).toString('hex')}`;
  if (isKeyName(origin)) return origin;
  throw new Refused(
    ledgerFaults.fault('012', {
      message: `"${origin.slice(0, 100)}" cannot name a ledger`,
      expected: 'a name without spaces and plus signs, such as assay.local/cameras',
      found: origin.slice(0, 100),
      remedy: 'Choose another name.',
    }),
  );
}

/** The first facts of a new log: its name and key, and a checkpoint over no entries. */
function begin(db: DatabaseSync, origin: string, publicKey: Uint8Array, sign: Ed25519Sign): void {
  const key = verifierKey(origin, publicKey);
  db.prepare('INSERT INTO log (id, verifier) VALUES (1, ?)').run(formatVerifierKey(key));
  putCheckpoint(db)(0, signCheckpoint(0, EMPTY_ROOT, key, sign));
}

function checkKey(dataDir: string, key: VerifierKey, publicKey: Uint8Array): void {
  const expected = formatVerifierKey(key);
  const own = formatVerifierKey(verifierKey(key.name, publicKey));
  const kept = readSmallFile(`${dataDir}/verifier-key`)?.trim() ?? expected;
  for (const [file, found] of [
    [`${dataDir}/signing-key`, own],
    [`${dataDir}/verifier-key`, kept],
  ] as const) {
    if (found !== expected) throw new Refused(ledgerFault('023', { message: 'this key is not the one that the ledger was made with', file, expected, found }));
  }
}

/** A log must not sign what denies an earlier checkpoint of its own (C2SP tlog-checkpoint), so a writer looks before it signs on. */
function checkTip(dataDir: string, read: Tables, key: VerifierKey, store: LedgerStore): void {
  const { size, root } = store.head();
  const newest = read.newestCheckpoint();
  const file = readSmallFile(`${dataDir}/checkpoint`);
  const nodes = nodesFromTiles(read.tile);
  for (const [where, note] of [
    ['the newest stored checkpoint', newest?.note],
    ['the file checkpoint', file],
  ] as const) {
    if (note === undefined) continue;
    const signed = openCheckpoint(note, key, verifyEd25519);
    if (signed.size > size) throw tipFault('020', `${where} was signed over ${signed.size} entries, and ${size} are left`, `${signed.size} entries`, `${size}`);
    const found = signed.size === size ? root : rangeRoot(nodes, 0, signed.size);
    if (found !== signed.root) throw tipFault('019', `${where} denies the entries`, signed.root, found);
  }
  if (newest?.size !== size) throw tipFault('021', 'the newest entries have no signed checkpoint', `${size} signed entries`, `${newest?.size ?? 0}`);
}

function tipFault(number: '019' | '020' | '021', message: string, expected: string, found: string): Refused {
  return new Refused(ledgerFault(number, { message: `${message}; run assay ledger verify`, expected, found }));
}

interface Parts {
  readonly dataDir: string;
  readonly db: DatabaseSync;
  readonly read: Tables;
  readonly key: VerifierKey;
  readonly store: LedgerStore;
  readonly publish: () => void;
  readonly released: () => void;
}

function ledger({ dataDir, db, read, key, store, publish, released }: Parts): Ledger {
  const nodes = nodesFromTiles(read.tile);
  const newest = (): { readonly size: number; readonly note: string } => {
    publish();
    const found = read.newestCheckpoint();
    if (found === undefined) throw tipFault('020', 'the ledger has no checkpoint', 'one', 'none');
    return found;
  };
  let closing: Promise<void> | undefined;
  return {
    ...store,
    origin: key.name,
    verifierKey: formatVerifierKey(key),
    checkpoint: () => newest().note,
    signedAt: (size) => read.checkpoints().find((one) => one.size === size)?.note,
    proveInclusion(seq) {
      // Not verified here: whoever gets the proof will, and needs no word of ours for it.
      const { size, note } = newest();
      if (!inRange(seq, 0, size - 1)) throw noSuch(`entry ${seq}`, size === 0 ? 'no entry: the ledger is empty' : `an entry from 0 to ${size - 1}`);
      const [entry] = store.read(seq, 1);
      const canonical = entry?.canonical ?? '';
      return {
        format: 'assay-ledger-proof/1',
        entry: canonical,
        leafHash: leafHash(canonical),
        index: seq,
        treeSize: size,
        path: inclusionPath(nodes, seq, size),
        checkpoint: note,
        verifierKey: formatVerifierKey(key),
      };
    },
    proveConsistency(from, to = store.head().size) {
      const { size } = store.head();
      if (!inRange(to, 1, size)) throw noSuch(`a tree of ${to} entries`, `a size from 1 to ${size}`);
      if (!inRange(from, 1, to)) throw noSuch(`a tree of ${from} entries`, `a size from 1 to ${to}`);
      return { from, fromRoot: rangeRoot(nodes, 0, from), to, toRoot: rangeRoot(nodes, 0, to), path: consistencyPath(nodes, from, to) };
    },
    rootAt(size) {
      const head = store.head();
      if (!inRange(size, 0, head.size)) throw noSuch(`a tree of ${size} entries`, `a size from 0 to ${head.size}`);
      return rangeRoot(nodes, 0, size);
    },
    tile({ level, index, width }) {
      // Of the published head: a tile that runs ahead of every checkpoint is nobody's to believe yet.
      const nodes = Math.floor(newest().size / TILE_WIDTH ** level);
      if (!inRange(width, 1, TILE_WIDTH) || !inRange(index, 0, nodes) || index * TILE_WIDTH + width > nodes) return undefined;
      return read.tile(level, index).hashes.slice(0, width * HASH_BYTES);
    },
    readVerified: (take) => guarded(`${dataDir}/${DATABASE_FILE}`, () => readVerified(dataDir, read, key, take)),
    verify: (trusted) => verifyLedger(dataDir, trusted),
    close() {
      closing ??= store.close().then(() => {
        // Closing twice, and the checkpoint before the database: after a failure here the entries are safe and the next opening publishes.
        try {
          publish();
        } finally {
          db.close();
          released();
        }
      });
      return closing;
    },
  };
}

function inRange(value: number, from: number, to: number): boolean {
  return Number.isSafeInteger(value) && value >= from && value <= to;
}

function noSuch(what: string, expected: string): Refused {
  return new Refused(
    ledgerFaults.fault('009', { message: `there is no ${what}`, expected, found: what, remedy: 'Ask assay ledger head for the present size.' }),
  );
}
