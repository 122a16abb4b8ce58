import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson, Instant } from '../../core/index.ts';
import { leafHash } from '../hash.ts';
import type { Seq } from '../model.ts';
import { foldViews, type LedgerProjection, project, register } from '../projections.ts';
import { EMPTY_EDGE, extend } from '../tiles.ts';
import { type Ledger, openLedger } from './open.ts';
import { tilePlace } from './tables.ts';

const tally: LedgerProjection<{ readonly [word: string]: number }> = {
  name: 'tally',
  version: 1,
  initial: () => ({}),
  on: { said: (view, { event }) => ({ ...view, [String(event.body)]: (view[String(event.body)] ?? 0) + 1 }) },
};
const order: LedgerProjection<readonly number[]> = { name: 'order', version: 3, initial: () => [], on: { said: (view, { seq }) => [...view, seq].slice(-5) } };
const all = [register(tally), register(order)];

let dataDir: string;
let ledger: Ledger;
const open = (mode: 'read' | 'write') => openLedger({ dataDir, now: () => Instant.of(0), mode });
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'assay-views-'));
  ledger = await open('write');
});
afterEach(async () => {
  await ledger.close();
  rmSync(dataDir, { recursive: true });
});

const say = (...words: readonly string[]) => ledger.append(words.map((body) => ({ type: 'said', body })));

/** What somebody does who can write the folder and has no key. */
function edit(work: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(`${dataDir}/ledger.db`);
  work(db);
  db.close();
}

const changeEntry = (db: DatabaseSync) => db.exec(`UPDATE entry SET canonical = replace(canonical, '"b"', '"a"') WHERE seq = 1`);
const recomputeTree = (db: DatabaseSync) => {
  changeEntry(db);
  const leaves = db
    .prepare('SELECT canonical FROM entry ORDER BY seq')
    .all()
    .map((row) => leafHash(String(row['canonical'])));
  for (const tile of extend(EMPTY_EDGE, leaves).tiles)
    db.prepare('UPDATE tile SET hashes = ? WHERE place = ?').run(tile.hashes, tilePlace(tile.level, tile.index));
};

describe('views', () => {
  it('folded live, entry by entry, are the views rebuilt, whatever is entered and whenever it is looked at', async () => {
    const live = all.map((projection) => projection.folding());
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 }), fc.boolean()), { maxLength: 6 }), async (steps) => {
        for (const [words, looks] of steps) {
          await say(...words);
          if (looks) foldViews(ledger, all);
        }
        for (const entry of ledger.read(seen as Seq, 10_000)) for (const folding of live) folding.take(entry);
        const rebuilt = foldViews(ledger, all);
        seen = rebuilt.head.size;
        expect(rebuilt.head).toEqual(ledger.head());
        expect([rebuilt.view(tally), rebuilt.view(order)].map(canonicalJson)).toEqual(live.map((folding) => canonicalJson(folding.view())));
        expect(rebuilt.view(tally)).toEqual(project(tally, tally.initial(), ledger.read(0 as Seq, 10_000)));
      }),
      { numRuns: 20 },
    );
  });

  it.each<[string, (path: string) => void]>([
    ['says otherwise', (path) => keptView(path, '{"a":100}')],
    ['is cut off', (path) => keptView(path, '{')],
    ['is null', (path) => keptView(path, 'null')],
    ['is no database', (path) => writeFileSync(path, 'no database')],
    ['is a folder', (path) => mkdirSync(path)],
  ])('rest on no kept view: a views.db that %s changes nothing', async (_, spoil) => {
    await say('a', 'b');
    spoil(`${dataDir}/views.db`);
    expect(foldViews(ledger, all).view(tally)).toEqual({ a: 1, b: 1 });
  });

  function keptView(path: string, view: string): void {
    const db = new DatabaseSync(path);
    db.exec('CREATE TABLE snapshot (name TEXT PRIMARY KEY, version INTEGER NOT NULL, size INTEGER NOT NULL, root TEXT NOT NULL, view TEXT NOT NULL) STRICT');
    const { size, root } = ledger.head();
    db.prepare('INSERT INTO snapshot VALUES (?, ?, ?, ?, ?)').run('tally', 1, size, root, view);
    db.close();
  }

  it('keep nothing in the data folder', async () => {
    await say('a');
    foldViews(ledger, all);
    expect(existsSync(`${dataDir}/views.db`)).toBe(false);
  });

  it.each<[string, (db: DatabaseSync) => void, string]>([
    ['an entry was edited', changeEntry, 'ASSAY-LEDGER-015: entry 1 does not match'],
    ['an entry was edited and the tree recomputed', recomputeTree, 'ASSAY-LEDGER-019: an entry from 0 to 2 is not what'],
    ['an entry was removed', (db) => db.exec('DELETE FROM entry WHERE seq = 1'), 'ASSAY-LEDGER-016: entry 1 is missing'],
    ['the last entry was removed', (db) => db.exec('DELETE FROM entry WHERE seq = 2'), 'ASSAY-LEDGER-020: entry 2 and what follows are gone'],
    ['an entry is no UTF-8', (db) => db.exec("UPDATE entry SET canonical = CAST(x'7bff7d' AS TEXT) WHERE seq = 1"), 'ASSAY-LEDGER-014: entry 1'],
    [
      'no checkpoint is over the last entries',
      (db) => db.exec('DELETE FROM checkpoint WHERE size > 0'),
      'ASSAY-LEDGER-021: no checkpoint was signed over entry 0',
    ],
    ['a checkpoint was changed', (db) => db.exec("UPDATE checkpoint SET note = replace(note, '3', '4')"), 'ASSAY-LEDGER-011'],
  ])('are refused, and nothing is written, where %s', async (_, harm, said) => {
    await say('a', 'b', 'c');
    // As after a crash: the file's older checkpoint does not yet cover the entries.
    const older = readFileSync(`${dataDir}/checkpoint`, 'utf8');
    await ledger.close();
    writeFileSync(`${dataDir}/checkpoint`, older);
    edit(harm);
    await expect(open('write')).rejects.toThrow(said.slice(0, said.startsWith('ASSAY-LEDGER-016') ? undefined : 16));
    const reader = await open('read');
    expect(() => foldViews(reader, all)).toThrow(said);
    await reader.close();
    expect(readFileSync(`${dataDir}/checkpoint`, 'utf8')).toBe(older);
  });

  it('are refused where the log was signed again with another key than the folder names', async () => {
    await say('a');
    await ledger.close();
    writeFileSync(`${dataDir}/verifier-key`, 'another\n');
    const reader = await open('read');
    expect(() => foldViews(reader, all)).toThrow('ASSAY-LEDGER-023');
    await reader.close();
  });

  it('are folded from more than 64 MiB of entries', async () => {
    const text = 'x'.repeat(65_000);
    for (let n = 0; n < 1100; n += 100) await ledger.append(Array.from({ length: 100 }, (_, i) => ({ type: 'long', body: { n: n + i, text } })));
    const long: LedgerProjection<string[]> = {
      name: 'long',
      version: 1,
      initial: () => [],
      on: {
        long: (view, { event }) => {
          view.push((event.body as { readonly text: string }).text);
          return view;
        },
      },
    };
    await ledger.close();
    ledger = await open('write');
    const view = foldViews(ledger, [register(long)]).view(long);
    expect(view.reduce((sum, each) => sum + each.length, 0)).toBeGreaterThan(68 * 1024 * 1024);
    await say('and goes on');
    expect(ledger.verify().ok).toBe(true);
  });
});
