import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Duration, Instant, Refused } from '../../../core/index.ts';
import { fleetFaults } from '../faults.ts';
import { AT, type Counted, counted, countOf, counts, dump } from './counts.fixture.ts';
import { fleetFolder, openFleet } from './open.ts';
import type { Fleet, Projector } from './port.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'assay-fleet-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const open = (projectors: readonly Projector[] = [counts()], at = AT) => openFleet({ dir, now: () => at, projectors });
const count = (fleet: Fleet, thing: string) => fleet.act(thing, () => ({ ok: true, events: counted(thing, countOf(fleet.db, thing) + 1) }));
const codeOf = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refused)) throw error ?? new Error('it was taken');
  return error.faults[0]?.code;
};

describe('an act', () => {
  it('is in the tables and told to listeners, in the order of the ledger, when it resolves', async () => {
    const fleet = await open();
    const told: string[] = [];
    const stop = fleet.listen((type, body, seq) => told.push(`${seq} ${type} ${(body as { thing: string }).thing} ${countOf(fleet.db, 'a')}`));
    const receipts = await count(fleet, 'a');
    expect(receipts.map(({ seq }) => seq)).toEqual([0, 1]);
    expect(countOf(fleet.db, 'a')).toBe(1);
    // Told of a fact when it is in the tables.
    expect(told).toEqual(['0 thing.counted a 1', '1 thing.noted a 1']);
    stop();
    await count(fleet, 'a');
    expect(told).toHaveLength(2);
    await fleet.close();
  });

  it('of one key waits for the one before; those of many keys share commits, and nobody sees half', async () => {
    const fleet = await open();
    const told: number[] = [];
    fleet.listen((_, __, seq) => told.push(seq));
    const keys = ['a', 'b', 'c', 'd'];
    await Promise.all(Array.from({ length: 200 }, (_, i) => count(fleet, keys[i % 4] ?? '')));
    for (const key of keys) expect(countOf(fleet.db, key)).toBe(50);
    expect(told).toEqual(Array.from({ length: 400 }, (_, i) => i));
    // Each decided on what the one before it had entered.
    const ns = fleet.ledger.read(0 as never, 1000).map(({ body }) => (body as unknown as Counted).thing + String((body as unknown as Counted).n));
    expect(new Set(ns).size).toBe(200);
    await fleet.close();
  });

  it('that is refused, or has nothing to enter, enters nothing; who comes next is not held up', async () => {
    const fleet = await open();
    const fault = fleetFaults.fault('006', { message: 'no', remedy: 'none' });
    expect(await codeOf(fleet.act('a', () => ({ ok: false, faults: [fault] })))).toBe('ASSAY-FLEET-006');
    expect(await fleet.act('a', () => ({ ok: true, events: [] }))).toEqual([]);
    await expect(
      fleet.act('a', () => {
        throw new TypeError('a mistake');
      }),
    ).rejects.toThrow('a mistake');
    expect(fleet.ledger.head().size).toBe(0);
    await count(fleet, 'a');
    expect(countOf(fleet.db, 'a')).toBe(1);
    await fleet.close();
  });

  it('asked for before the fleet is closed ends; one asked for after is refused', async () => {
    const fleet = await open();
    const first = count(fleet, 'a');
    const second = count(fleet, 'a');
    const closed = fleet.close();
    expect(await codeOf(count(fleet, 'a'))).toBe('ASSAY-FLEET-004');
    await closed;
    expect(await first).toHaveLength(2);
    expect(await second).toHaveLength(2);
    await fleet.close();
  });

  it('of which a listener cannot be told ends everything: it guards sessions', async () => {
    const fatal: unknown[] = [];
    const fleet = await openFleet({ dir, now: () => AT, projectors: [counts()], fatal: (error) => fatal.push(error) });
    fleet.listen(() => {
      throw new TypeError('the endpoint is broken');
    });
    await expect(count(fleet, 'a')).rejects.toThrow('the endpoint is broken');
    expect(fatal).toHaveLength(1);
    expect(await codeOf(count(fleet, 'b'))).toBe('ASSAY-FLEET-004');
    await fleet.close();
  });

  it('that the tables do not take is on the ledger, is said so, and is applied before the next', async () => {
    let broken = true;
    const plain = counts();
    const fleet = await open([
      {
        ...plain,
        apply(...args) {
          if (broken) throw new TypeError('database or disk is full');
          plain.apply(...args);
        },
      },
    ]);
    expect(await codeOf(count(fleet, 'a'))).toBe('ASSAY-FLEET-003');
    expect(await codeOf(count(fleet, 'b'))).toBe('ASSAY-FLEET-003');
    expect(fleet.ledger.head().size).toBe(2);
    expect(countOf(fleet.db, 'a')).toBe(0);
    broken = false;
    await count(fleet, 'a');
    expect(countOf(fleet.db, 'a')).toBe(2);
    await fleet.close();
  });
});

describe('a start', () => {
  it('keeps everything in a folder that nobody else may look into', async () => {
    await (await open()).close();
    const folder = fleetFolder(dir);
    chmodSync(folder, 0o755);
    await (await open()).close();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'fleet.db')).mode & 0o777).toBe(0o600);
  });

  it('makes lost tables anew from the ledger', async () => {
    const fleet = await open();
    await count(fleet, 'a');
    const live = dump(fleet.db);
    await fleet.close();
    for (const name of ['fleet.db', 'fleet.db-wal', 'fleet.db-shm']) rmSync(join(fleetFolder(dir), name), { force: true });
    const again = await open();
    expect(dump(again.db)).toEqual(live);
    await again.close();
  });

  it('makes the tables of a room anew when its version rose, and of that room alone', async () => {
    const fleet = await open([counts(1), counts(1, 'other')]);
    await count(fleet, 'a');
    // What only a rebuild would mend.
    fleet.db.exec('UPDATE count_thing SET counted = 40; UPDATE other_thing SET counted = 40');
    await fleet.close();
    const same = await open([counts(1), counts(1, 'other')]);
    expect([countOf(same.db, 'a'), countOf(same.db, 'a', 'other')]).toEqual([40, 40]);
    await same.close();
    const risen = await open([counts(2), counts(1, 'other')]);
    expect([countOf(risen.db, 'a'), countOf(risen.db, 'a', 'other')]).toEqual([1, 40]);
    await risen.close();
  });

  it('brings up to date a room that was not there when facts were entered', async () => {
    const both = await open([counts(1), counts(1, 'other')]);
    await count(both, 'a');
    await both.close();
    const one = await open([counts(1)]);
    await count(one, 'a');
    await one.close();
    const again = await open([counts(1), counts(1, 'other')]);
    expect([countOf(again.db, 'a'), countOf(again.db, 'a', 'other')]).toEqual([2, 2]);
    await again.close();
  });

  it('does not believe tables of another ledger', async () => {
    const fleet = await open();
    await count(fleet, 'a');
    await fleet.close();
    const kept = readFileSync(join(fleetFolder(dir), 'fleet.db'));
    rmSync(fleetFolder(dir), { recursive: true });
    const other = await open();
    await count(other, 'b');
    await other.close();
    writeFileSync(join(fleetFolder(dir), 'fleet.db'), kept);
    const again = await open();
    expect([countOf(again.db, 'a'), countOf(again.db, 'b')]).toEqual([0, 1]);
    await again.close();
  });

  it('does not believe tables that are ahead of their ledger, as after a back-up was restored in part', async () => {
    const fleet = await open();
    await count(fleet, 'a');
    await fleet.close();
    const backup = join(dir, 'backup');
    cpSync(fleetFolder(dir), backup, { recursive: true });
    const further = await open();
    await count(further, 'a');
    await count(further, 'a');
    await further.close();
    for (const name of ['ledger.db', 'checkpoint']) cpSync(join(backup, name), join(fleetFolder(dir), name));
    const restored = await open();
    expect(countOf(restored.db, 'a')).toBe(1);
    await restored.close();
  });

  it('refuses a clock more than a day behind the last entry, and takes one that is a day behind', async () => {
    const fleet = await open();
    await count(fleet, 'a');
    await fleet.close();
    expect(await codeOf(open([counts()], Instant.of(AT - Duration.days(1) - 1)))).toBe('ASSAY-FLEET-001');
    await (await open([counts()], Instant.of(AT - Duration.days(1)))).close();
  });

  it.each([
    ['another database', (db: DatabaseSync) => db.exec('PRAGMA application_id = 7')],
    ['a newer format', (db: DatabaseSync) => db.exec('PRAGMA user_version = 99')],
    ['a view under a name of ours', (db: DatabaseSync) => db.exec('CREATE VIEW v AS SELECT 1')],
  ])('refuses %s in place of its own, and lets go of the folder', async (_, spoil) => {
    await (await open()).close();
    const file = join(fleetFolder(dir), 'fleet.db');
    const db = new DatabaseSync(file);
    spoil(db);
    db.close();
    expect(await codeOf(open())).toBe('ASSAY-FLEET-002');
    rmSync(file);
    await (await open()).close();
    writeFileSync(file, 'no database at all, and long enough to be one: '.repeat(100));
    expect(await codeOf(open())).toBe('ASSAY-FLEET-002');
    expect(existsSync(file)).toBe(true);
  });

  it('says which tables a room may not make', async () => {
    await expect(open([{ ...counts(), schema: 'CREATE TABLE elsewhere (a TEXT) STRICT' }])).rejects.toMatchObject({ faults: [{ code: 'ASSAY-FLEET-002' }] });
    await expect(open([counts(1, 'Room')])).rejects.toMatchObject({ faults: [{ code: 'ASSAY-FLEET-002' }] });
  });
});

describe('what is kept of any acts', () => {
  it('is what the ledger gives when it is told anew, wherever it was closed between', { timeout: 120_000 }, async () => {
    const acts = fc.array(fc.record({ thing: fc.constantFrom('a', 'b', 'c'), closes: fc.integer({ min: 0, max: 9 }) }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(acts, async (steps) => {
        const folder = mkdtempSync(join(tmpdir(), 'assay-fleet-any-'));
        const begin = () => openFleet({ dir: folder, now: () => AT, projectors: [counts()] });
        let fleet = await begin();
        let pending: Promise<unknown>[] = [];
        for (const { thing, closes } of steps) {
          pending.push(count(fleet, thing));
          if (closes > 0) continue;
          await Promise.all(pending);
          pending = [];
          await fleet.close();
          fleet = await begin();
        }
        await Promise.all(pending);
        const live = dump(fleet.db);
        await fleet.close();
        rmSync(join(fleetFolder(folder), 'fleet.db'));
        const rebuilt = await begin();
        expect(dump(rebuilt.db)).toEqual(live);
        for (const thing of ['a', 'b', 'c']) expect(countOf(rebuilt.db, thing)).toBe(steps.filter((step) => step.thing === thing).length);
        await rebuilt.close();
        rmSync(folder, { recursive: true });
      }),
      { numRuns: 20 },
    );
  });
});
