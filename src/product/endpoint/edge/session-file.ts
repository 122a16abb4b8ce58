import { DatabaseSync } from 'node:sqlite';
import { Refused } from '../../../core/index.ts';
import { ensureOwnFile } from '../../../ledger/edge/own-file.ts';
import { endpointFaults } from '../faults.ts';
import type { Peer } from '../model.ts';
import type { StoredPacket } from './packet.ts';
import type { Queued } from './queues.ts';
import type { Sub } from './store.ts';

export const SESSION_FILE = 'endpoint.db';
// "AsEp" in ASCII, so that no other database is taken for this one.
const APPLICATION_ID = 0x41734570;
const FORMAT = 1;
const SCHEMA = `
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${FORMAT};
CREATE TABLE session (client TEXT PRIMARY KEY, owner TEXT NOT NULL, subs TEXT NOT NULL, lasts INTEGER NOT NULL, gone INTEGER) STRICT, WITHOUT ROWID;
CREATE TABLE retained (topic TEXT PRIMARY KEY, packet TEXT NOT NULL, payload BLOB NOT NULL, home TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE queued (n INTEGER PRIMARY KEY, client TEXT NOT NULL, topic TEXT NOT NULL, packet TEXT NOT NULL, payload BLOB NOT NULL, home TEXT NOT NULL) STRICT;
`;

const FLUSH_MS = 50;
const RETRY_MS = 1000;

export interface KeptSession {
  readonly client: string;
  readonly owner: Peer;
  readonly subs: readonly Sub[];
  readonly lasts: number;
  readonly gone?: number;
}

export interface Kept {
  readonly sessions: readonly KeptSession[];
  readonly retained: readonly { readonly packet: StoredPacket; readonly home: string }[];
  readonly queued: readonly Omit<Queued, 'group' | 'gone' | 'kept'>[];
}

/** What sessions leave behind, in a file: each method tells what is so from now on, and what is told within a moment is written together. */
export interface SessionFile {
  load(): Kept;
  session(client: string, kept: KeptSession | undefined): void;
  retained(topic: string, held: { readonly packet: StoredPacket; readonly home: string } | undefined): void;
  queued(entry: Queued): void;
  /** Writes what was told. */
  flush(): void;
  /** Writes what was told, and leaves no trace of what was deleted. */
  erase(): void;
  close(): void;
}

/**
 * Opens what an endpoint leaves behind in the fleet's folder, making it where there is none, for its owner's eyes alone. `broke`: told where it could not be written; it is tried again.
 * Throws `Refused` (ASSAY-ENDPOINT-011).
 */
export function openSessionFile(folder: string, broke: (error: unknown) => void): SessionFile {
  const file = `${folder}/${SESSION_FILE}`;
  const db = opened(file);
  const sql = {
    putSession: db.prepare('INSERT OR REPLACE INTO session VALUES (?, ?, ?, ?, ?)'),
    dropSession: db.prepare('DELETE FROM session WHERE client = ?'),
    putRetained: db.prepare('INSERT OR REPLACE INTO retained VALUES (?, ?, ?, ?)'),
    dropRetained: db.prepare('DELETE FROM retained WHERE topic = ?'),
    putQueued: db.prepare('INSERT OR REPLACE INTO queued VALUES (?, ?, ?, ?, ?, ?)'),
    dropQueued: db.prepare('DELETE FROM queued WHERE n = ?'),
  };
  const told = {
    sessions: new Map<string, KeptSession | undefined>(),
    retained: new Map<string, { readonly packet: StoredPacket; readonly home: string } | undefined>(),
    queued: new Map<number, Queued>(),
  };
  let timer: NodeJS.Timeout | undefined;

  function soon(ms = FLUSH_MS): void {
    timer ??= setTimeout(flush, ms).unref();
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (told.sessions.size + told.retained.size + told.queued.size === 0) return;
    try {
      db.exec('BEGIN IMMEDIATE');
      for (const [client, kept] of told.sessions) {
        if (kept === undefined) sql.dropSession.run(client);
        else sql.putSession.run(client, JSON.stringify(kept.owner), JSON.stringify(kept.subs), kept.lasts, kept.gone ?? null);
      }
      for (const [topic, held] of told.retained) {
        if (held === undefined) sql.dropRetained.run(topic);
        else sql.putRetained.run(topic, ...written(held.packet), held.home);
      }
      for (const entry of told.queued.values()) {
        if (!entry.gone) sql.putQueued.run(entry.row, entry.client, entry.packet.topic ?? '', ...written(entry.packet), entry.home);
        // What came and went in between was never there.
        else if (entry.kept) sql.dropQueued.run(entry.row);
      }
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      broke(error);
      soon(RETRY_MS);
      return;
    }
    for (const entry of told.queued.values()) entry.kept = !entry.gone;
    for (const map of Object.values(told)) map.clear();
  }

  const stored = (): Kept => ({
    sessions: db
      .prepare('SELECT * FROM session')
      .all()
      .map((row) => ({
        client: String(row['client']),
        owner: JSON.parse(String(row['owner'])) as Peer,
        subs: JSON.parse(String(row['subs'])) as readonly Sub[],
        lasts: Number(row['lasts']),
        ...(row['gone'] === null ? {} : { gone: Number(row['gone']) }),
      })),
    retained: db
      .prepare('SELECT * FROM retained')
      .all()
      .map((row) => ({ packet: read(row), home: String(row['home']) })),
    queued: db
      .prepare('SELECT * FROM queued ORDER BY n')
      .all()
      .map((row) => ({
        row: Number(row['n']),
        client: String(row['client']),
        packet: read(row),
        home: String(row['home']),
      })),
  });

  return {
    load() {
      try {
        return stored();
      } catch (error) {
        db.close();
        // What is wrong with JSON is said with a piece of it, and that is somebody's.
        throw unusable(file, error instanceof Error && !(error instanceof SyntaxError) ? error.message : 'a row that cannot be read');
      }
    },
    session(client, kept) {
      told.sessions.set(client, kept);
      soon();
    },
    retained(topic, held) {
      told.retained.set(topic, held);
      soon();
    },
    queued(entry) {
      told.queued.set(entry.row, entry);
      soon();
    },
    flush,
    erase() {
      flush();
      // Pages were overwritten with zeros; the log still has what stood there.
      try {
        db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      } catch (error) {
        broke(error);
      }
    },
    close() {
      flush();
      clearTimeout(timer);
      db.close();
    },
  };
}

/** All of a packet but its payload, as JSON: what aedes keeps on it are words and numbers. */
function written({ payload, ...rest }: StoredPacket): [string, Uint8Array] {
  return [JSON.stringify(rest), typeof payload === 'string' ? Buffer.from(payload) : (payload ?? new Uint8Array())];
}

function read(row: Readonly<Record<string, unknown>>): StoredPacket {
  const { topic = '', ...rest } = JSON.parse(String(row['packet']), bytes) as Partial<StoredPacket>;
  return { ...rest, topic, payload: Buffer.from(row['payload'] as Uint8Array) };
}

/** Correlation data of MQTT 5 are bytes, which JSON writes as numbers. Other properties that look like that are words of whoever sent them. */
function bytes(key: string, value: unknown): unknown {
  if (
    key !== 'correlationData' ||
    typeof value !== 'object' ||
    value === null ||
    !('type' in value) ||
    value.type !== 'Buffer' ||
    !('data' in value) ||
    !Array.isArray(value.data)
  )
    return value;
  return Buffer.from(value.data as number[]);
}

function opened(file: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    ensureOwnFile(file);
    db = new DatabaseSync(file, { timeout: 2000, defensive: true });
    // What is deleted is overwritten: it was said in somebody's home.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON');
    const tables = Number(db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n']);
    if (tables === 0) db.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT`);
    const application = db.prepare('PRAGMA application_id').get()?.['application_id'];
    const format = db.prepare('PRAGMA user_version').get()?.['user_version'];
    if (application !== APPLICATION_ID || format !== FORMAT) throw unusable(file, 'another kind of database');
    return db;
  } catch (error) {
    db?.close();
    throw error instanceof Refused ? error : unusable(file, error instanceof Error ? error.message : String(error));
  }
}

function unusable(file: string, found: string): Refused {
  return new Refused(
    endpointFaults.fault('011', {
      message: 'what sessions left behind cannot be read',
      file,
      expected: `a database of the endpoint, format ${FORMAT}`,
      found,
      remedy: 'Move the file away: devices and apps begin new sessions, and what waited for them is lost.',
    }),
  );
}
