import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Duration, Instant, Refused } from '../../../core/index.ts';
import { fleetFaults } from '../faults.ts';
import { GIVING } from '../giving.ts';
import type { FleetEvent } from '../model.ts';
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
          // As SQLite says it.
          if (broken) throw Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });
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

describe('an act of several keys', () => {
  it('waits for every act before it of any of them, and is waited for by all', async () => {
    const fleet = await open();
    const seen: string[] = [];
    const said = (what: string, thing: string) => () => {
      seen.push(`${what} ${countOf(fleet.db, 'a')} ${countOf(fleet.db, 'b')}`);
      return { ok: true as const, events: counted(thing, 1) };
    };
    await Promise.all([
      fleet.act('a', said('a', 'a')),
      fleet.act('b', said('b', 'b')),
      fleet.act(['a', 'b'], said('both', 'a')),
      fleet.act(['b', 'a', 'b'], said('again', 'b')),
      fleet.act('b', said('last', 'b')),
    ]);
    expect(seen.slice(2)).toEqual(['both 1 1', 'again 2 1', 'last 2 2']);
    expect(countOf(fleet.db, 'a') + countOf(fleet.db, 'b')).toBe(5);
    await expect(fleet.act([], () => ({ ok: true, events: [] }))).rejects.toThrow('key');
    await fleet.close();
  });

  it('of any keys ends, in whatever order they are named', async () => {
    const fleet = await open();
    const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(keys, { minLength: 1, maxLength: 20 }), async (acts) => {
        const at = new Set<string>();
        await Promise.all(
          acts.map((mine) =>
            fleet.act(mine, () => {
              for (const key of mine) expect(at.has(key)).toBe(false);
              return { ok: true, events: [] };
            }),
          ),
        );
      }),
      { numRuns: 50 },
    );
    await fleet.close();
  });
});

describe('a fact that a room cannot take', () => {
  const strict = (room = 'count'): Projector => {
    const plain = counts(1, room);
    return {
      ...plain,
      apply(db, type, body, seq) {
        const { thing } = body as { readonly thing: string };
        // Half of it is written before it throws.
        plain.apply(db, type, body, seq);
        if (thing === 'bad')
          db.prepare(`INSERT INTO ${room}_thing (thing, counted, noted, seq) SELECT thing, 1, 1, 1 FROM ${room}_thing WHERE thing = ?`).run(thing);
      },
    };
  };

  it('is set aside with an alarm, and the fleet goes on; whoever entered it is told', async () => {
    const alarms: unknown[] = [];
    const begin = () => openFleet({ dir, now: () => AT, projectors: [strict(), counts(1, 'other')], alarmed: (aside) => alarms.push(aside) });
    const fleet = await begin();
    await count(fleet, 'a');
    const told: string[] = [];
    fleet.listen((type, body) => told.push(`${type} ${(body as { thing: string }).thing}`));
    expect(await codeOf(count(fleet, 'bad'))).toBe('ASSAY-FLEET-011');
    expect(alarms).toMatchObject([
      { room: 'count', seq: 2, type: 'thing.counted' },
      { room: 'count', seq: 3, type: 'thing.noted' },
    ]);
    // Guards hear of it all the same, and the room that takes it has it.
    expect(told).toEqual(['thing.counted bad', 'thing.noted bad']);
    expect([countOf(fleet.db, 'bad'), countOf(fleet.db, 'bad', 'other')]).toEqual([0, 1]);
    await count(fleet, 'a');
    expect(countOf(fleet.db, 'a')).toBe(2);
    expect(fleet.asides()).toHaveLength(2);
    const live = dump(fleet.db);
    await fleet.close();
    // The same from the ledger alone, and said once more.
    rmSync(join(fleetFolder(dir), 'fleet.db'));
    const again = await begin();
    expect(dump(again.db)).toEqual(live);
    expect(alarms).toHaveLength(4);
    await again.close();
    // A version that takes it has nothing aside.
    const mended = await open([counts(2), counts(1, 'other')]);
    expect([countOf(mended.db, 'bad'), mended.asides()]).toEqual([1, []]);
    await mended.close();
  });
});

describe('a clock that is set back while the fleet is open', () => {
  const given = (type: string): FleetEvent => ({ type, at: Instant.format(AT), thing: 'a' }) as FleetEvent;

  it('gives nothing, takes away still, and lets no time come back', async () => {
    let at: Instant = Instant.plus(AT, Duration.days(1));
    const fleet = await openFleet({ dir, now: () => at, projectors: [counts()] });
    await count(fleet, 'a');
    at = Instant.plus(at, Duration.hours(5));
    await count(fleet, 'a');
    const latest = at;
    at = Instant.of(latest - Duration.minutes(9));
    expect(fleet.now()).toBe(at);
    await fleet.act('a', () => ({ ok: true, events: [given('certificate.issued')] }));
    at = Instant.of(latest - Duration.minutes(11));
    expect(fleet.now()).toBe(latest);
    for (const type of GIVING) expect(await codeOf(fleet.act('a', () => ({ ok: true, events: [given(type)] })))).toBe('ASSAY-FLEET-001');
    await fleet.act('a', () => ({ ok: true, events: [given('certificate.revoked')] }));
    // Below the moment of the start too, although nothing was entered since.
    at = Instant.plus(latest, Duration.minutes(1));
    await fleet.act('a', () => ({ ok: true, events: [given('certificate.issued')] }));
    await fleet.close();
    const second = await openFleet({ dir, now: () => at, projectors: [counts()] });
    const opened = at;
    at = Instant.of(opened - Duration.minutes(11));
    expect(second.now()).toBeGreaterThanOrEqual(opened);
    expect(await codeOf(second.act('a', () => ({ ok: true, events: [given('token.made')] })))).toBe('ASSAY-FLEET-001');
    await second.close();
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
