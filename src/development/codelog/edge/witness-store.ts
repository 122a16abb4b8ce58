import type { KeyObject } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Refused } from '../../../core/index.ts';
import { readSmallFile, writeDurably } from '../../../ledger/edge/durable-file.ts';
import { publicKeyOf, signerOf, verifyEd25519 } from '../../../ledger/edge/ed25519.ts';
import { ensureOwnFile } from '../../../ledger/edge/own-file.ts';
import { createSigningKey, loadSigningKey } from '../../../ledger/edge/signing-key.ts';
import { type Hash, isHash } from '../../../ledger/hash.ts';
import { isKeyName, type VerifierKey } from '../../../ledger/signed-note.ts';
import { cosign, formatWitnessKey, parseWitnessKey, witnessKey } from '../cosignature.ts';
import { codelogFaults } from '../faults.ts';
import { type Denied, judgeAsked, type KnownLogs, NEVER_SEEN, readAsked, type Seen } from '../witness.ts';

const SCHEMA = 'CREATE TABLE seen (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root TEXT NOT NULL, note TEXT NOT NULL) STRICT';

/** An answer to a request to cosign. `size`: the one that was seen, beside a 409. */
export type WitnessAnswer = { readonly status: 200; readonly cosignature: string } | (Denied & { readonly size?: number });

export interface Witness {
  readonly key: VerifierKey;
  readonly verifierKey: string;
  /** Judges a request and signs where it may. Throws what the disk throws; then nothing was signed. */
  answer(body: string, logs: KnownLogs, seconds: number): WitnessAnswer;
  /** What was seen of a log. */
  seen(origin: string): Seen;
  close(): void;
}

/** Where the witness of a data folder is. */
export function witnessFolder(dataDir: string): string {
  return `${dataDir}/development/witness`;
}

/**
 * Opens the witness of a data folder; `name` makes one where there is none. What it saw last is read, judged and replaced in one transaction, which is on disk before anything is signed: two
 * requests at once, also to two processes, are one after the other. Throws `Refused` (ASSAY-CODELOG-010, ASSAY-LEDGER-012, -028, -031).
 */
export function openWitness(dataDir: string, name?: string): Witness {
  const folder = witnessFolder(dataDir);
  const { key, private: signingKey } = keyOf(folder, name);
  const file = `${folder}/witness.db`;
  ensureOwnFile(file);
  const db = new DatabaseSync(file, { timeout: 5000, defensive: true });
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF');
    db.exec('BEGIN IMMEDIATE');
    const schema = db.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL').all();
    if (schema.length === 0) db.exec(SCHEMA);
    db.exec('COMMIT');
    if (schema.length > 1 || (schema.length === 1 && schema[0]?.['sql'] !== SCHEMA)) throw new Refused(foreign(file));
  } catch (error) {
    db.close();
    throw error;
  }
  return witness(db, key, signingKey);
}

function witness(db: DatabaseSync, key: VerifierKey, signingKey: KeyObject): Witness {
  const read = db.prepare('SELECT size, root FROM seen WHERE origin = ?');
  const write = db.prepare(
    'INSERT INTO seen (origin, size, root, note) VALUES (?, ?, ?, ?) ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note',
  );
  const sign = signerOf(signingKey);
  const seen = (origin: string): Seen => {
    const row = read.get(origin);
    if (row === undefined) return NEVER_SEEN;
    const [size, root] = [Number(row['size']), String(row['root'])];
    if (!Number.isSafeInteger(size) || !isHash(root)) throw new Refused(foreign('witness.db'));
    return { size, root };
  };
  return {
    key,
    verifierKey: formatWitnessKey(key),
    seen,
    answer(body, logs, seconds) {
      const asked = readAsked(body, logs, verifyEd25519);
      if ('status' in asked) return asked;
      const { origin, size, root } = asked.checkpoint;
      // Immediate: the lock is taken before the reading, so that no other transaction stands between it and the writing.
      db.exec('BEGIN IMMEDIATE');
      try {
        const before = seen(origin);
        const judged = judgeAsked(asked, before);
        if (judged !== 'cosign') {
          db.exec('ROLLBACK');
          return judged.status === 409 ? { ...judged, size: before.size } : judged;
        }
        write.run(origin, size, root as Hash, asked.request.checkpoint);
        db.exec('COMMIT');
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
      }
      // Killed here, nothing was signed, and the same checkpoint can be asked for again: its size is the one that was seen.
      return { status: 200, cosignature: cosign(asked.text, seconds, key, sign) };
    },
    close: () => db.close(),
  };
}

/** A witness keeps its name: under another it would be another witness, with the same key. */
function keyOf(folder: string, name: string | undefined): { readonly key: VerifierKey; readonly private: KeyObject } {
  const kept = readSmallFile(`${folder}/verifier-key`);
  if (kept !== undefined) {
    const key = parseWitnessKey(kept);
    const own = loadSigningKey(folder);
    if (own === undefined || formatWitnessKey(witnessKey(key.name, publicKeyOf(own))) !== formatWitnessKey(key))
      throw new Refused(state(folder, 'the signing key that belongs to the file verifier-key', own === undefined ? 'none' : 'another'));
    if (name !== undefined && name !== key.name) throw new Refused(state(folder, `the witness ${name}`, `the witness ${key.name}`));
    return { key, private: own };
  }
  // What it saw without the key it signed with is an old witness that lost it, and never a new one.
  if (existsSync(`${folder}/witness.db`)) throw new Refused(state(folder, 'the file verifier-key', 'none'));
  if (name === undefined || !isKeyName(name))
    throw new Refused(state(folder, 'a witness, or a name for a new one (--name), without spaces and plus signs', name ?? 'none'));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const made = loadSigningKey(folder) ?? createSigningKey(folder);
  const key = witnessKey(name, publicKeyOf(made));
  writeDurably(`${folder}/verifier-key`, `${formatWitnessKey(key)}\n`, 0o644);
  return { key, private: made };
}

function foreign(file: string) {
  return state(file, 'the table of a witness', 'something else');
}

function state(file: string, expected: string, found: string) {
  return codelogFaults.fault('010', {
    message: `${file} does not have ${expected}`,
    file,
    expected,
    found,
    remedy: 'Put it back from a copy. A witness that forgot what it saw must not sign under its old key: make a new one in another data folder.',
  });
}
