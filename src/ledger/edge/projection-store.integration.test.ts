import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import type { Seq } from '../model.ts';
import { type LedgerProjection, project, register } from '../projections.ts';
import { type Ledger, openLedger } from './open.ts';
import { openProjections } from './projection-store.ts';

let folded = 0;
const tally: LedgerProjection<{ readonly [word: string]: number }> = {
  name: 'tally',
  version: 1,
  initial: () => ({}),
  on: {
    said: (view, { event }) => {
      folded += 1;
      return { ...view, [String(event.body)]: (view[String(event.body)] ?? 0) + 1 };
    },
  },
};
const order: LedgerProjection<readonly number[]> = { name: 'order', version: 3, initial: () => [], on: { said: (view, { seq }) => [...view, seq].slice(-5) } };
const all = [register(tally), register(order)];

let dataDir: string;
let ledger: Ledger;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'assay-views-'));
  ledger = await openLedger({ dataDir, now: () => Instant.of(0), mode: 'write' });
});
afterEach(async () => {
  await ledger.close();
  rmSync(dataDir, { recursive: true });
});

const say = (...words: readonly string[]) => ledger.append(words.map((body) => ({ type: 'said', body })));

describe('projection store', () => {
  it('live is rebuilt is folded, whatever is entered and whenever it is looked at', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 }), fc.boolean()), { maxLength: 6 }), async (steps) => {
        const views = openProjections(dataDir, ledger, all);
        for (const [words, looks] of steps) {
          await say(...words);
          if (looks) views.view(tally);
        }
        const live = views.view(tally);
        const liveOrder = views.view(order);
        expect(views.rebuild().every((rebuilt) => rebuilt.agreed && rebuilt.size === ledger.head().size)).toBe(true);
        expect(views.view(tally)).toEqual(live);
        expect(views.view(order)).toEqual(liveOrder);
        expect(live).toEqual(project(tally, tally.initial(), ledger.read(0 as Seq, 10_000)));
        views.close();
      }),
      { numRuns: 20 },
    );
  });

  it('folds each entry once, across restarts', async () => {
    await say('a', 'b', 'a');
    folded = 0;
    for (let restart = 0; restart < 3; restart += 1) {
      const views = openProjections(dataDir, ledger, all);
      expect(views.view(tally)).toEqual({ a: 2, b: 1 });
      views.close();
    }
    expect(folded).toBe(3);
  });

  it('folds again for a new version, and finds a kept view that was changed', async () => {
    await say('a', 'b');
    const views = openProjections(dataDir, ledger, all);
    views.view(tally);
    expect(views.view({ ...tally, version: 2, on: { said: (view) => ({ ...view, n: (view['n'] ?? 0) + 1 }) } })).toEqual({ n: 2 });
    expect(views.view(tally)).toEqual({ a: 1, b: 1 });
    views.close();
    const db = new DatabaseSync(`${dataDir}/views.db`);
    db.exec(`UPDATE snapshot SET view = '{"a":100}' WHERE name = 'tally'`);
    db.close();
    const again = openProjections(dataDir, ledger, all);
    await say('a');
    expect(again.rebuild().map(({ name, agreed }) => [name, agreed])).toEqual([
      ['tally', false],
      ['order', true],
    ]);
    expect(again.view(tally)).toEqual({ a: 2, b: 1 });
    again.close();
  });

  it.each<[string, string]>([
    ['is no database', 'this is not a database, however long it may be. '.repeat(200)],
    ['is empty', ''],
  ])('makes itself anew when its file %s', async (_, content) => {
    await say('a');
    writeFileSync(`${dataDir}/views.db`, content);
    const views = openProjections(dataDir, ledger, all);
    expect(views.view(tally)).toEqual({ a: 1 });
    views.close();
  });

  it('drops the table of another version of the cache', async () => {
    const db = new DatabaseSync(`${dataDir}/views.db`);
    db.exec('CREATE TABLE snapshot (name TEXT)');
    db.close();
    await say('a');
    const views = openProjections(dataDir, ledger, all);
    expect(views.view(tally)).toEqual({ a: 1 });
    views.close();
  });
});
