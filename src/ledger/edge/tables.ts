import type { DatabaseSync } from 'node:sqlite';
import { Refused } from '../../core/index.ts';
import { parseEntry } from '../entry.ts';
import { ledgerFault } from '../faults.ts';
import type { Group } from '../group.ts';
import type { Entry } from '../model.ts';
import { TILE_WIDTH, type Tile } from '../tiles.ts';

interface StoredCheckpoint {
  readonly size: number;
  readonly note: string;
}

/** An entry as its row has it; `canonical` is undefined where the bytes are not UTF-8. */
interface StoredEntry {
  readonly seq: number;
  readonly canonical: string | undefined;
}

/** Every statement the ledger runs, and nothing that decides. */
export interface Tables {
  size(): number;
  entries(from: number, limit: number): Entry[];
  /** The rows as they are, for verification: whoever can write the file controls them. */
  rows(): Iterable<StoredEntry>;
  tile(level: number, index: number): Tile;
  tilePlaces(): number[];
  verifier(): string;
  newestCheckpoint(): StoredCheckpoint | undefined;
  checkpoints(): StoredCheckpoint[];
  /** Writes a planned group and the checkpoint over it in one transaction; returns once it is durable. */
  commit(group: Group, checkpoint: string): void;
  /** Runs reads against one state of the database, whatever a writer does meanwhile. */
  snapshot<T>(read: () => T): T;
  integrity(): string[];
}

const PLACES = 2 ** 44;

export function tilePlace(level: number, index: number): number {
  return level * PLACES + index;
}

export function putCheckpoint(db: DatabaseSync): (size: number, note: string) => void {
  const put = db.prepare(
    'INSERT INTO checkpoint (bundle, size, note) VALUES (?, ?, ?) ON CONFLICT (bundle) DO UPDATE SET size = excluded.size, note = excluded.note',
  );
  return (size, note) => {
    put.run(Math.ceil(size / TILE_WIDTH), size, note);
  };
}

export function tables(db: DatabaseSync): Tables {
  const size = db.prepare('SELECT max(seq) AS last FROM entry');
  const entries = db.prepare('SELECT seq, canonical FROM entry WHERE seq >= ? ORDER BY seq LIMIT ?');
  // A page at a time and as arrays: six times as fast as row by row and as blobs.
  const page = db.prepare('SELECT seq, canonical FROM entry WHERE seq > ? ORDER BY seq LIMIT 1024');
  page.setReturnArrays(true);
  const blob = db.prepare('SELECT CAST(canonical AS BLOB) AS bytes FROM entry WHERE seq = ?');
  const tile = db.prepare('SELECT hashes FROM tile WHERE place = ?');
  const newest = db.prepare('SELECT size, note FROM checkpoint ORDER BY bundle DESC LIMIT 1');
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  return {
    size() {
      const last = size.get()?.['last'];
      return typeof last === 'number' ? last + 1 : 0;
    },
    entries(from, limit) {
      let seq = from;
      return entries.all(from, limit).map((row) => {
        if (row['seq'] !== seq) throw missing(seq);
        const entry = parseEntry(String(row['canonical']), seq);
        seq += 1;
        return entry;
      });
    },
    *rows() {
      for (let after = Number.NEGATIVE_INFINITY; ; ) {
        const found = page.all(after) as unknown as readonly (readonly unknown[])[]; // setReturnArrays, which the types do not know
        if (found.length === 0) return;
        for (const [seq, text] of found) {
          after = Number(seq);
          // Text that is not UTF-8 reaches us mended, with this character for what was no text: then its bytes are looked at.
          const sound = typeof text === 'string' && !text.includes('\ufffd');
          yield { seq: after, canonical: sound ? text : decoded(decoder, blob.get(after)?.['bytes']) };
        }
      }
    },
    tile(level, index) {
      const hashes = tile.get(tilePlace(level, index))?.['hashes'];
      return { level, index, hashes: hashes instanceof Uint8Array ? hashes : new Uint8Array() };
    },
    tilePlaces() {
      return db
        .prepare('SELECT place FROM tile ORDER BY place')
        .all()
        .map((row) => Number(row['place']));
    },
    verifier() {
      return String(db.prepare('SELECT verifier FROM log').get()?.['verifier'] ?? '');
    },
    newestCheckpoint() {
      const row = newest.get();
      return row === undefined ? undefined : stored(row);
    },
    checkpoints() {
      return db.prepare('SELECT size, note FROM checkpoint ORDER BY bundle').all().map(stored);
    },
    commit: committer(db),
    snapshot(read) {
      db.exec('BEGIN');
      try {
        return read();
      } finally {
        db.exec('COMMIT');
      }
    },
    integrity() {
      return db
        .prepare('PRAGMA integrity_check(10)')
        .all()
        .map((row) => String(row['integrity_check']))
        .filter((line) => line !== 'ok');
    },
  };
}

function committer(db: DatabaseSync): Tables['commit'] {
  const insert = db.prepare('INSERT INTO entry (seq, canonical) VALUES (?, ?)');
  const putTile = db.prepare('INSERT INTO tile (place, hashes) VALUES (?, ?) ON CONFLICT (place) DO UPDATE SET hashes = excluded.hashes');
  const put = putCheckpoint(db);
  return (group, checkpoint) => {
    db.exec('BEGIN IMMEDIATE');
    try {
      // A second writer that got past the lock (somebody deleted the lock file) meets the primary key here and enters nothing.
      group.entries.forEach((canonical, i) => {
        insert.run(group.firstSeq + i, canonical);
      });
      for (const { level, index, hashes } of group.tiles) putTile.run(tilePlace(level, index), hashes);
      put(group.tip.edge.range.size, checkpoint);
      db.exec('COMMIT');
    } catch (error) {
      // Some errors have rolled back already; a second attempt would hide the first message.
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  };
}

function stored(row: Record<string, unknown>): StoredCheckpoint {
  return { size: Number(row['size']), note: String(row['note']) };
}

function decoded(decoder: TextDecoder, bytes: unknown): string | undefined {
  try {
    return bytes instanceof Uint8Array ? decoder.decode(bytes) : undefined;
  } catch {
    return undefined;
  }
}

function missing(seq: number): Refused {
  return new Refused(ledgerFault('016', { message: `entry ${seq} is missing`, field: `entry ${seq}`, expected: `entry ${seq}`, found: 'none' }));
}
