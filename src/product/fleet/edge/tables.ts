import { existsSync, lstatSync } from 'node:fs';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { Digest, Refused } from '../../../core/index.ts';
import { ensureOwnFile } from '../../../ledger/edge/own-file.ts';
import type { Entry } from '../../../ledger/model.ts';
import { fleetFaults } from '../faults.ts';
import type { Aside, Projector } from './port.ts';
import { prepared } from './prepared.ts';

export const FLEET_FILE = 'fleet.db';

// "AsFl" in ASCII, so that no other database is taken for this one.
const APPLICATION_ID = 0x4173466c;
const FORMAT = 1;
const ROOM = /^[a-z]{2,30}$/;

/*
 * Each room has its own cursor, because a process may open a fleet with some of the rooms only: the others then catch up when they are there again.
 * `mark` says of which ledger, and of which entry there, a room was last told: tables of another ledger, or of one that was set back, are made anew.
 */
const FRAME = [
  `PRAGMA application_id = ${APPLICATION_ID}`,
  `PRAGMA user_version = ${FORMAT}`,
  'CREATE TABLE fleet_room (room TEXT PRIMARY KEY, version INTEGER NOT NULL, applied INTEGER NOT NULL, mark TEXT NOT NULL) STRICT',
].join(';');
// Made where an earlier version made the others.
const ASIDES =
  'CREATE TABLE IF NOT EXISTS fleet_aside (seq INTEGER NOT NULL, room TEXT NOT NULL, type TEXT NOT NULL, says TEXT NOT NULL, PRIMARY KEY (seq, room)) STRICT, WITHOUT ROWID';

/** What the tables are made from. */
export interface Facts {
  /** Names the ledger. */
  readonly origin: string;
  size(): number;
  read(from: number, limit: number): readonly Entry[];
}

/** The tables of the fleet: what was entered, as each room keeps it. */
export interface FleetTables {
  readonly db: DatabaseSync;
  /** Applies everything that stands on the ledger and not yet in the tables, and gives it. All of a step or nothing, with the cursors. Throws `Refused` (ASSAY-FLEET-003). */
  catchUp(told: (entries: readonly Entry[]) => void): void;
  asides(): readonly Aside[];
  /** What was set aside of these entries. */
  asideOf(seqs: readonly number[]): readonly Aside[];
  close(): void;
}

const AT_ONCE = 1000;

/** Opens fleet.db, making it where there is none, and brings every room that is given up to the ledger's last entry. Throws `Refused` (ASSAY-FLEET-002, -003). */
export function openTables(folder: string, projectors: readonly Projector[], facts: Facts, alarmed: (aside: Aside) => void): FleetTables {
  const file = `${folder}/${FLEET_FILE}`;
  const db = opened(file);
  try {
    const applied = new Map(projectors.map((projector) => [projector, prepareRoom(db, projector, facts)]));
    return tablesOf(db, file, applied, facts, alarmed);
  } catch (error) {
    db.close();
    throw error instanceof Refused ? error : unusable(file, error);
  }
}

function tablesOf(db: DatabaseSync, file: string, applied: Map<Projector, number>, facts: Facts, alarmed: (aside: Aside) => void): FleetTables {
  const byType = new Map<string, Projector[]>();
  for (const projector of applied.keys()) for (const type of projector.types) byType.set(type, [...(byType.get(type) ?? []), projector]);
  const least = () => Math.min(Number.MAX_SAFE_INTEGER, ...applied.values());
  const setAside = db.prepare('INSERT INTO fleet_aside (seq, room, type, says) VALUES (?, ?, ?, ?) ON CONFLICT (seq, room) DO UPDATE SET says = excluded.says');
  const move = db.prepare('UPDATE fleet_room SET applied = ?, mark = ? WHERE room = ?');

  // Asked after each act: of what nobody set aside the tables are not asked.
  let any = false;
  type Apply = (projector: Projector, entry: Entry) => void;
  const plainly: Apply = (projector, { type, body, seq }) => projector.apply(db, type, body, seq);

  /** All of them in one transaction, with the cursors. */
  function transact(entries: readonly Entry[], last: Entry, apply: Apply): void {
    db.exec('BEGIN IMMEDIATE');
    try {
      for (const entry of entries)
        for (const projector of byType.get(entry.type) ?? []) if ((applied.get(projector) ?? -1) < entry.seq) apply(projector, entry);
      const behind = [...applied].filter(([, seq]) => seq < last.seq).map(([projector]) => projector);
      for (const { room } of behind) move.run(last.seq, markOf(facts, last), room);
      db.exec('COMMIT');
      for (const projector of behind) applied.set(projector, last.seq);
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }

  function step(entries: readonly Entry[]): void {
    const last = entries.at(-1);
    if (last === undefined) return;
    try {
      transact(entries, last, plainly);
    } catch (error) {
      if (isOfDisk(error)) throw untaken(file, last.seq, error);
      oneByOne(entries, last);
    }
  }

  /** A room cannot take one of them: what it can is taken, and each is undone by itself where it cannot. Slower, and so only then. */
  function oneByOne(entries: readonly Entry[], last: Entry): void {
    const found: Aside[] = [];
    try {
      transact(entries, last, (projector, entry) => {
        db.exec('SAVEPOINT fact');
        try {
          plainly(projector, entry);
        } catch (error) {
          if (isOfDisk(error)) throw error;
          db.exec('ROLLBACK TO fact');
          const aside = {
            room: projector.room,
            seq: entry.seq,
            type: entry.type,
            says: (error instanceof Error ? error.message : String(error)).slice(0, 500),
          };
          setAside.run(aside.seq, aside.room, aside.type, aside.says);
          found.push(aside);
        }
        db.exec('RELEASE fact');
      });
    } catch (error) {
      throw untaken(file, last.seq, error);
    }
    any ||= found.length > 0;
    for (const aside of found) alarmed(aside);
  }

  const catchUp = (told: (entries: readonly Entry[]) => void) => {
    for (let next = least() + 1; next < facts.size(); next = least() + 1) {
      const entries = facts.read(next, AT_ONCE);
      step(entries);
      told(entries);
    }
  };
  catchUp(() => undefined);
  return {
    db,
    catchUp,
    asides: () => prepared(db, 'SELECT * FROM fleet_aside ORDER BY seq, room LIMIT 1000').all().map(asideRow),
    asideOf: (seqs) => (any ? seqs : []).flatMap((seq) => prepared(db, 'SELECT * FROM fleet_aside WHERE seq = ? ORDER BY room').all(seq).map(asideRow)),
    close: () => db.close(),
  };
}

function asideRow(row: Readonly<Record<string, SQLOutputValue>>): Aside {
  return { room: String(row['room']), seq: Number(row['seq']), type: String(row['type']), says: String(row['says']) };
}

// SQLite's result codes for what is nobody's fact's fault: permission, busy, locked, memory, read-only, interrupted, I/O, damaged, full, cannot open, protocol, no database.
const OF_DISK: ReadonlySet<number> = new Set([3, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 26]);

/** Whether the disk, and not the fact, is why it was not taken: then it is taken once the disk is mended. */
function isOfDisk(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && OF_DISK.has(error.errcode & 0xff);
}

/** Gives up to which entry the room's tables are made, having emptied them where they are of another version or another ledger. */
function prepareRoom(db: DatabaseSync, projector: Projector, facts: Facts): number {
  const { room, version, schema } = projector;
  // A mistake of ours, found by the first start of any test.
  if (!ROOM.test(room)) throw new TypeError(`a room is named in small letters: ${room}`);
  const row = prepared(db, 'SELECT version, applied, mark FROM fleet_room WHERE room = ?').get(room);
  const applied = Number(row?.['applied'] ?? -1);
  if (row !== undefined && row['version'] === version && isOf(facts, applied, String(row['mark']))) return applied;
  db.exec('BEGIN IMMEDIATE');
  try {
    dropRoom(db, room);
    // Tried once more.
    prepared(db, 'DELETE FROM fleet_aside WHERE room = ?').run(room);
    const before = names(db);
    db.exec(schema);
    const strange = [...names(db)].filter(
      (name) => !before.has(name) && name !== room && !name.startsWith(`${room}_`) && !name.startsWith('sqlite_autoindex_'),
    );
    if (strange.length > 0) throw new TypeError(`tables of the room ${room} are named ${room}_…: ${strange.join(', ')}`);
    prepared(
      db,
      `INSERT INTO fleet_room (room, version, applied, mark) VALUES (?, ?, -1, '')
       ON CONFLICT (room) DO UPDATE SET version = excluded.version, applied = excluded.applied, mark = excluded.mark`,
    ).run(room, version);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
  return -1;
}

function names(db: DatabaseSync): ReadonlySet<string> {
  return new Set(
    db
      .prepare('SELECT name FROM sqlite_schema')
      .all()
      .map((row) => String(row['name'])),
  );
}

function dropRoom(db: DatabaseSync, room: string): void {
  const tables = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, ?) = ?").all(room.length + 1, `${room}_`);
  // A virtual table takes its shadows with it, which cannot be dropped by themselves.
  const virtual = tables.filter((row) => String(row['sql']).startsWith('CREATE VIRTUAL'));
  for (const row of virtual) db.exec(`DROP TABLE ${quoted(row['name'])}`);
  for (const row of tables) db.exec(`DROP TABLE IF EXISTS ${quoted(row['name'])}`);
}

function quoted(name: unknown): string {
  return `"${String(name).replaceAll('"', '""')}"`;
}

function markOf(facts: Facts, { canonical }: Entry): string {
  return `${facts.origin} ${Digest.of(canonical)}`;
}

function isOf(facts: Facts, applied: number, mark: string): boolean {
  if (applied < 0) return true;
  if (applied >= facts.size()) return false;
  const [entry] = facts.read(applied, 1);
  return entry !== undefined && markOf(facts, entry) === mark;
}

function opened(file: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    ensureOwnFile(file);
    db = new DatabaseSync(file, { timeout: 2000, defensive: true, enableForeignKeyConstraints: false });
    // NORMAL: a power cut may lose the newest commits of these tables, and never part of one. The ledger has what they are made from, and the next start applies it again.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA cache_size = -65536');
    const tables = Number(db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n']);
    if (tables === 0) db.exec(`BEGIN IMMEDIATE; ${FRAME}; COMMIT`);
    const application = db.prepare('PRAGMA application_id').get()?.['application_id'];
    const format = db.prepare('PRAGMA user_version').get()?.['user_version'];
    const strange = db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE type IN ('view', 'trigger')").get()?.['n'];
    if (application !== APPLICATION_ID || format !== FORMAT || strange !== 0) throw unusable(file);
    db.exec(ASIDES);
    return db;
  } catch (error) {
    db?.close();
    throw error instanceof Refused ? error : unusable(file, error);
  }
}

function unusable(file: string, cause?: unknown): Refused {
  const sound = existsSync(file) && lstatSync(file).isFile();
  const refused = new Refused(
    fleetFaults.fault('002', {
      message: 'the database of the fleet cannot be used',
      file,
      expected: `tables of a fleet, format ${FORMAT}`,
      found: cause instanceof Error ? cause.message : sound ? 'another kind of database' : 'no file',
      remedy: 'Nothing in it is lost: move the file away, and the next start makes it anew from the fleet’s ledger.',
    }),
  );
  refused.cause = cause;
  return refused;
}

function untaken(file: string, seq: number, cause: unknown): Refused {
  const said = cause instanceof Error ? cause.message : String(cause);
  const refused = new Refused(
    fleetFaults.fault('003', {
      message: `the facts up to entry ${seq} stand on the ledger, and could not be taken into the tables: ${said}`,
      file,
      expected: 'a disk that takes the write, and facts that this version reads',
      found: said,
      remedy: 'Free space, or mend the disk, and repeat: what is missing is applied first. Where that does not help, please report it.',
    }),
  );
  refused.cause = cause;
  return refused;
}
