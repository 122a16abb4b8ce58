import type { DatabaseSync } from 'node:sqlite';
import { Instant, type Json } from '../../../core/index.ts';
import type { FleetEvent } from '../model.ts';
import type { Projector } from './port.ts';

/** A room for tests: how often each thing was counted, by whom last. A count is an act of two facts, so that half of one would show. */
export const counts = (version = 1, room = 'count'): Projector => ({
  room,
  version,
  types: ['thing.counted', 'thing.noted'],
  schema: `CREATE TABLE ${room}_thing (thing TEXT PRIMARY KEY, counted INTEGER NOT NULL, noted INTEGER NOT NULL, seq INTEGER NOT NULL) STRICT;
           CREATE INDEX ${room}_by_count ON ${room}_thing (counted)`,
  apply(db, type, body, seq) {
    const { thing } = body as { readonly thing: string };
    const column = type === 'thing.counted' ? 'counted' : 'noted';
    db.prepare(
      `INSERT INTO ${room}_thing (thing, counted, noted, seq) VALUES (:thing, :counted, :noted, :seq)
       ON CONFLICT (thing) DO UPDATE SET ${column} = ${column} + 1, seq = excluded.seq`,
    ).run({ thing, counted: column === 'counted' ? 1 : 0, noted: column === 'noted' ? 1 : 0, seq });
  },
});

export interface Counted extends FleetEvent {
  readonly type: 'thing.counted' | 'thing.noted';
  readonly thing: string;
  readonly n: number;
}

export const AT = Instant.parse('2026-11-01T00:00:00Z');

/** Both facts of one count: the `n`-th of this thing. */
export function counted(thing: string, n: number): readonly Counted[] {
  const at = Instant.format(AT);
  return [
    { type: 'thing.counted', at, thing, n },
    { type: 'thing.noted', at, thing, n },
  ];
}

/** How often it has been counted. */
export function countOf(db: DatabaseSync, thing: string, room = 'count'): number {
  return Number(db.prepare(`SELECT counted FROM ${room}_thing WHERE thing = ?`).get(thing)?.['counted'] ?? 0);
}

/** Every row of every table of the rooms, as text: two of them are compared. Cursors and schemas included, shadows of search left out. */
export function dump(db: DatabaseSync): Json {
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name")
    .all()
    .map((row) => String(row['name']))
    .filter((name) => !/_(?:data|idx|content|docsize|config)$/.test(name));
  return Object.fromEntries(
    tables.map((name) => [
      name,
      db
        .prepare(`SELECT * FROM "${name}"`)
        .all()
        .map((row) => JSON.stringify(row))
        .sort(),
    ]),
  );
}
