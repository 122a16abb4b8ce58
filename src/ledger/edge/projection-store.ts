import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { canonicalJson, type Json, parseJson } from '../../core/index.ts';
import type { Hash } from '../hash.ts';
import type { Entry, LedgerStore, Seq, TreeSize } from '../model.ts';
import { fits, type LedgerProjection, type Registered, register, type Snapshot, takeSnapshot } from '../projections.ts';

/** The part of a ledger that projections read. */
export interface Source extends Pick<LedgerStore, 'read' | 'head'> {
  rootAt(size: TreeSize): Hash;
}

interface Rebuilt {
  readonly name: string;
  readonly version: number;
  /** Entries folded. */
  readonly size: number;
  /** True when no view was kept, or the kept one is what the entries give up to where it stood. */
  readonly agreed: boolean;
}

export interface ProjectionStore {
  /** The view at the ledger's present head: the kept snapshot, folded on. */
  view<View extends Json>(projection: LedgerProjection<View>): View;
  /** Throws every kept view away and folds each registered projection from the first entry. */
  rebuild(): readonly Rebuilt[];
  close(): void;
}

const PAGE = 4096;
const FILE = 'views.db';
const TABLE = 'CREATE TABLE snapshot (name TEXT PRIMARY KEY, version INTEGER NOT NULL, size INTEGER NOT NULL, root TEXT NOT NULL, view TEXT NOT NULL) STRICT';

/**
 * Keeps the views of registered projections in `views.db`, apart from the ledger: the file is a cache, may be deleted at any time, and is made
 * anew when it is damaged. A crash between an append and a snapshot leaves an older snapshot, which is folded on.
 */
export function openProjections(dataDir: string, source: Source, projections: readonly Registered[]): ProjectionStore {
  const db = openCache(`${dataDir}/${FILE}`);
  const get = db.prepare('SELECT name, version, size, root, view FROM snapshot WHERE name = ?');
  const put = db.prepare('INSERT OR REPLACE INTO snapshot (name, version, size, root, view) VALUES (?, ?, ?, ?, ?)');
  const keep = ({ name, version, size, root, view }: Snapshot) => {
    put.run(name, version, size, root, view);
  };

  function load(projection: Registered): Snapshot | undefined {
    const row = get.get(projection.name);
    if (row === undefined) return undefined;
    const size = source.head().size;
    const snapshot = {
      name: String(row['name']),
      version: Number(row['version']),
      size: Number(row['size']),
      root: String(row['root']) as Hash,
      view: String(row['view']),
    };
    return fits(snapshot, projection, (at) => (at <= size ? source.rootAt(at as TreeSize) : undefined)) ? snapshot : undefined;
  }

  return {
    view<View extends Json>(projection: LedgerProjection<View>): View {
      const registered = register(projection);
      const { size, root } = source.head();
      let current = load(registered);
      if (current === undefined || current.size !== size) {
        const from = current === undefined ? undefined : parseJson(current.view, FILE);
        current = takeSnapshot(registered, registered.foldOn(from, entriesOf(source, current?.size ?? 0, size)), size, root as Hash);
        keep(current);
      }
      // Always parsed from the kept text: what a caller sees is what the next start will read. `register` says why the type is right.
      return parseJson(current.view, FILE) as View;
    },
    rebuild() {
      const before = projections.map(load);
      db.exec('DELETE FROM snapshot');
      return projections.map((projection, i) => {
        const { size, root } = source.head();
        const kept = before[i];
        const known = projection.foldOn(undefined, entriesOf(source, 0, kept?.size ?? 0));
        const agreed = kept === undefined || canonicalJson(known) === kept.view;
        keep(takeSnapshot(projection, projection.foldOn(known, entriesOf(source, kept?.size ?? 0, size)), size, root as Hash));
        return { name: projection.name, version: projection.version, size, agreed };
      });
    },
    close: () => db.close(),
  };
}

function* entriesOf(source: Source, from: number, to: number): Generator<Entry> {
  for (let at = from; at < to; at += PAGE) yield* source.read(at as Seq, Math.min(PAGE, to - at));
}

function openCache(path: string): DatabaseSync {
  try {
    return cacheAt(path);
  } catch {
    // A cache that does not open, or is another version's, is worth nothing: drop it and fold again.
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
    return cacheAt(path);
  }
}

function cacheAt(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 2000, defensive: true });
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF');
    const sql = db.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').get('snapshot')?.['sql'];
    if (sql === undefined) db.exec(TABLE);
    else if (sql !== TABLE) throw new TypeError('another version of the cache');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
