import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Instant, Refused } from '../../../core/index.ts';
import { AT, HOME, OTHER_HOME } from '../../device/edge/devices.fixture.ts';
import type { DeviceId } from '../../fleet/model.ts';
import { type Holder, holderOf, type Label, MOST_VALUE } from '../model.ts';
import type { DataStore } from './port.ts';
import { openDataStore } from './store.ts';

const CAM = 'cam-17' as DeviceId;
const DOOR = 'lock-1' as DeviceId;
const FAR = Instant.of(AT + 86_400_000);
let folder: string;
let store: DataStore;
let broken: unknown[];
/** What the store drew: nonces, salts and the keys themselves. */
let drawn: Uint8Array[];

const open = () => {
  store = openDataStore(
    folder,
    (n) => {
      const bytes = randomBytes(n);
      // The store overwrites keys that it is done with: a copy is what a test searches for.
      drawn.push(new Uint8Array(bytes));
      return bytes;
    },
    (error) => broken.push(error),
  );
  return store;
};
const reopened = () => {
  store.close();
  return open();
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-data-'));
  broken = [];
  drawn = [];
  open();
});
afterEach(() => {
  store.close();
  tallied();
  rmSync(folder, { recursive: true });
});

/** What is counted is what is there, whatever a test did. */
function tallied(): void {
  if (!existsSync(join(folder, 'data.db'))) return;
  const db = new DatabaseSync(join(folder, 'data.db'), { readOnly: true });
  const counted = db.prepare('SELECT sum(records) AS n FROM data_tally').get()?.['n'] ?? 0;
  expect(counted).toBe(db.prepare('SELECT count(*) AS n FROM data_record').get()?.['n']);
  db.close();
}

const label = (holder: Holder, device = CAM, more: Partial<Label> = {}): Label => ({
  holder,
  device,
  channel: 'motion',
  dataClass: 'personal',
  purpose: 'operation',
  at: AT,
  ...more,
});
const put = (holder: Holder, text: string, device = CAM, more: Partial<Label> = {}, until = FAR) =>
  store.put(label(holder, device, more), until, Buffer.from(text));
const texts = (holder: Holder, device = CAM, channel = 'motion') =>
  store.read({ holder, device, channel }, { limit: 100 }).records.map(({ value }) => Buffer.from(value).toString());
const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.faults[0]?.code;
  }
};
const anywhere = (bytes: Uint8Array) =>
  readdirSync(folder)
    .filter((name) => name !== 'data.key')
    .filter((name) => readFileSync(join(folder, name)).includes(bytes));
/** Another program that writes into the file. */
const forge = (sql: string, ...values: readonly (string | number)[]) => {
  store.flush();
  const db = new DatabaseSync(join(folder, 'data.db'));
  db.prepare(sql).run(...values);
  db.close();
};

/** As they lie in the file. */
const sealed = (): readonly Buffer[] => {
  store.flush();
  const db = new DatabaseSync(join(folder, 'data.db'), { readOnly: true });
  const rows = db.prepare('SELECT sealed FROM data_record ORDER BY id').all();
  db.close();
  return rows.map((row) => Buffer.from(row['sealed'] as Uint8Array));
};

describe('what is kept', () => {
  it('is sealed under no salt and counter twice, over restarts and over a back-up that was put back', () => {
    put(HOME, 'one');
    put(HOME, 'two');
    store.close();
    const file = join(folder, 'data.db');
    const before = readFileSync(file);
    const heads: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      writeFileSync(file, before);
      open();
      put(HOME, `three ${n}`);
      put(HOME, `four ${n}`);
      heads.push(
        ...sealed()
          .slice(n === 0 ? 0 : 2)
          .map((one) => one.subarray(0, 20).toString('hex')),
      );
      store.close();
    }
    open();
    expect(heads).toHaveLength(8);
    expect(new Set(heads).size).toBe(8);
  });

  it('and is past its time stands in no file, though its household’s key lives on', async () => {
    for (const at of [1, 2, 3]) put(HOME, `${at}`.repeat(500), CAM, { at: Instant.of(AT + at) }, at === 3 ? FAR : Instant.of(AT + at));
    const [first, second, third] = sealed();
    await store.expire(Instant.of(AT + 2));
    for (const gone of [first, second]) expect(anywhere((gone ?? Buffer.alloc(1)).subarray(40, 400))).toEqual([]);
    expect(anywhere((third ?? Buffer.alloc(0)).subarray(40, 400))).toEqual(['data.db']);
    expect(texts(HOME)).toEqual(['3'.repeat(500)]);
  });

  it('is given back to its holder alone, over restarts, and stands in no file as it was said', () => {
    put(HOME, 'somebody is in the kitchen');
    put(OTHER_HOME, 'nobody is here');
    put(holderOf(DOOR, undefined), 'factory test', DOOR);
    expect(texts(HOME)).toEqual(['somebody is in the kitchen']);
    reopened();
    put(HOME, 'and now in the hall', CAM, { at: Instant.of(AT + 1) });
    expect(texts(HOME)).toEqual(['somebody is in the kitchen', 'and now in the hall']);
    expect(texts(OTHER_HOME)).toEqual(['nobody is here']);
    expect(texts(holderOf(DOOR, undefined), DOOR)).toEqual(['factory test']);
    expect(store.holdersOf(CAM)).toEqual([HOME, OTHER_HOME]);
    expect(store.series(HOME)).toEqual([{ holder: HOME, device: CAM, channel: 'motion' }]);
    for (const said of ['somebody is in', 'nobody is here', 'factory test']) expect(anywhere(Buffer.from(said))).toEqual([]);
    for (const file of ['data.db', 'data.key']) expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
  });

  it('comes in pages, in the order of its moments', () => {
    for (let n = 0; n < 25; n += 1) put(HOME, `${n}`, CAM, { at: Instant.of(AT + (n % 5)) });
    const seen: string[] = [];
    for (let after: { at: number; id: number } | undefined; ; ) {
      const page = store.read({ holder: HOME, device: CAM, channel: 'motion' }, { limit: 4, ...(after === undefined ? {} : { after }) });
      seen.push(...page.records.map(({ value, at }) => `${at - AT} ${Buffer.from(value)}`));
      if (page.next === undefined) break;
      after = page.next;
    }
    expect(seen).toHaveLength(25);
    expect(seen.map((one) => one[0])).toEqual([...seen.map((one) => one[0])].sort());
    expect(new Set(seen).size).toBe(25);
  });

  it('comes in pages that are bounded in bytes as well', () => {
    for (let n = 0; n < 100; n += 1) store.put(label(HOME, CAM, { at: Instant.of(AT + n) }), FAR, new Uint8Array(MOST_VALUE));
    const sizes: number[] = [];
    for (let after: { at: number; id: number } | undefined; ; ) {
      const { records, next } = store.read({ holder: HOME, device: CAM, channel: 'motion' }, { limit: 500, ...(after === undefined ? {} : { after }) });
      sizes.push(records.length);
      if (next === undefined) break;
      after = next;
    }
    expect(sizes).toEqual([63, 37]);
  });

  it('is refused beyond its size, and beyond what may wait', () => {
    expect(codeOf(() => store.put(label(HOME), FAR, new Uint8Array(MOST_VALUE + 1)))).toBe('ASSAY-DATA-006');
    const large = new Uint8Array(MOST_VALUE);
    let taken = 0;
    while (store.put(label(HOME), FAR, large)) taken += 1;
    expect(taken).toBe(512);
    expect(store.read({ holder: HOME, device: CAM, channel: 'motion' }, { limit: 1 }).records).toHaveLength(1);
    expect(store.put(label(HOME), FAR, large)).toBe(true);
  });

  it('gives back any bytes, and seals none of them twice alike', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (value) => {
        const at = Instant.of(AT + 1 + Math.floor(Math.random() * 1e9));
        for (let i = 0; i < 2; i += 1) store.put(label(HOME, CAM, { at }), FAR, value);
        const { records } = store.read({ holder: HOME, device: CAM, channel: 'motion' }, { from: at, until: Instant.of(at + 1), limit: 10 });
        expect(records.map((record) => [...record.value])).toEqual([[...value], [...value]]);
      }),
      { numRuns: 50 },
    );
    const db = new DatabaseSync(join(folder, 'data.db'), { readOnly: true });
    const heads = db.prepare('SELECT hex(substr(sealed, 1, 20)) AS head FROM data_record').all();
    expect(new Set(heads.map((row) => row['head'])).size).toBe(heads.length);
    db.close();
  });
});

describe('what somebody wrote into the file', () => {
  const moves: readonly (readonly [string, string])[] = [
    [
      'under another household',
      'UPDATE data_record SET key = (SELECT data_key.n FROM data_key JOIN data_holder ON data_holder.n = data_key.holder WHERE data_holder.holder = ?1)',
    ],
    ['to another channel', "UPDATE data_record SET channel = 'video' WHERE ?1 <> ''"],
    ['to a lower class', "UPDATE data_record SET class = 'operational' WHERE ?1 <> ''"],
    ['to another purpose', "UPDATE data_record SET purpose = 'analytics' WHERE ?1 <> ''"],
    ['to a later end', "UPDATE data_record SET until = until + 1 WHERE ?1 <> ''"],
    ['to another number', "UPDATE data_record SET id = 9 WHERE ?1 <> ''"],
    ['to another moment', "UPDATE data_record SET at = at + 1 WHERE ?1 <> ''"],
    ['changed', "UPDATE data_record SET sealed = zeroblob(length(sealed)) WHERE ?1 <> ''"],
    ['cut short', "UPDATE data_record SET sealed = substr(sealed, 1, 30) WHERE ?1 <> ''"],
  ];
  it.each(moves)('a record that was moved %s does not open', (how, sql) => {
    put(HOME, 'mine');
    put(OTHER_HOME, 'theirs');
    forge(`${sql} AND id = 1`.replace('?1) AND', '?1) WHERE'), OTHER_HOME);
    const all = [HOME, OTHER_HOME].flatMap((holder) => ['motion', 'video'].map((channel) => store.read({ holder, device: CAM, channel }, { limit: 10 })));
    expect(all.flatMap(({ records }) => records.map(({ value }) => Buffer.from(value).toString()))).toEqual(['theirs']);
    expect(all.flatMap(({ bad }) => bad)).toEqual([how === 'to another number' ? 9 : 1]);
  });

  it('a record that was written twice opens once', () => {
    put(HOME, 'once');
    forge('INSERT INTO data_record SELECT id + ?, key, channel, class, purpose, at, until, sealed FROM data_record', 1);
    expect(store.read({ holder: HOME, device: CAM, channel: 'motion' }, { limit: 10 })).toMatchObject({ records: [{ id: 1 }], bad: [2] });
    forge("UPDATE data_tally SET records = records + ? WHERE class = 'personal'", 1);
  });

  it('a class that there is not is not taken by the database itself', () => {
    put(HOME, 'mine');
    store.flush();
    expect(() => forge("UPDATE data_record SET class = 'secret' WHERE id = ?", 1)).toThrow(/CHECK/);
  });

  it('a key that was moved to another household opens nothing, and keeps nobody else from being kept', () => {
    put(HOME, 'mine');
    put(OTHER_HOME, 'theirs', DOOR);
    forge('UPDATE data_key SET holder = 3 - holder WHERE holder > ?', 0);
    reopened();
    expect(store.read({ holder: OTHER_HOME, device: CAM, channel: 'motion' }, { limit: 10 })).toMatchObject({ records: [], bad: [1] });
    expect(store.read({ holder: HOME, device: DOOR, channel: 'motion' }, { limit: 10 })).toMatchObject({ records: [], bad: [2] });
    put(OTHER_HOME, 'lost', CAM);
    put(HOME, 'kept', CAM);
    expect(texts(HOME)).toEqual(['kept']);
    expect(broken.map((error) => (error as Refused).faults[0]?.code)).toEqual(['ASSAY-DATA-004']);
  });
});

describe('erasing', () => {
  it('destroys the keys of a household, of which nothing is left in any file', async () => {
    for (let n = 0; n < 3000; n += 1) put(HOME, `mine ${n}`, n % 2 === 0 ? CAM : DOOR);
    put(OTHER_HOME, 'theirs');
    store.flush();
    const db = new DatabaseSync(join(folder, 'data.db'), { readOnly: true });
    const wrapped = (sql: string) =>
      db
        .prepare(sql)
        .all(HOME)
        .map((row) => Buffer.from(row['wrapped'] as Uint8Array));
    const keys = [
      ...wrapped('SELECT wrapped FROM data_holder WHERE holder = ?'),
      ...wrapped('SELECT data_key.wrapped FROM data_key JOIN data_holder ON data_holder.n = data_key.holder WHERE data_holder.holder = ?'),
    ];
    const sealed = db
      .prepare('SELECT sealed FROM data_record LIMIT 5')
      .all()
      .map((row) => Buffer.from(row['sealed'] as Uint8Array));
    db.close();
    expect(keys).toHaveLength(3);
    for (const bytes of [...keys, ...sealed]) expect(anywhere(bytes)).not.toEqual([]);

    expect(await store.destroy('er_1', HOME)).toEqual({ records: 3000, keys: 3 });
    for (const bytes of [...keys, ...sealed]) expect(anywhere(bytes)).toEqual([]);
    // No key as it is, either: of those 32 bytes that were ever drawn, none stands in a file of the database.
    const plain = drawn.filter((bytes) => bytes.length === 32);
    expect(plain.length).toBeGreaterThanOrEqual(6);
    for (const bytes of plain) expect(anywhere(bytes)).toEqual([]);
    expect(statSync(join(folder, 'data.db-wal')).size).toBe(0);
    expect(texts(HOME)).toEqual([]);
    expect(store.series(HOME)).toEqual([]);
    expect(texts(OTHER_HOME)).toEqual(['theirs']);
    // What comes afterwards is kept under a key of its own.
    put(HOME, 'new');
    expect(texts(HOME)).toEqual(['new']);
    // Asked again, it says what went both times.
    expect(await store.destroy('er_1', HOME)).toEqual({ records: 3001, keys: 5 });
  });

  it('of one device leaves the others of the household, and what waits is not written', async () => {
    put(HOME, 'the lock', DOOR);
    put(HOME, 'the camera');
    expect(await store.destroy('rt_1', HOME, CAM)).toEqual({ records: 1, keys: 0 });
    expect([texts(HOME), texts(HOME, DOOR)]).toEqual([[], ['the lock']]);
    put(HOME, 'the camera');
    store.flush();
    expect(await store.destroy('rt_2', HOME, CAM)).toEqual({ records: 1, keys: 1 });
    expect([texts(HOME), texts(HOME, DOOR)]).toEqual([[], ['the lock']]);
    expect(await store.destroy('rt_2', HOME, CAM)).toEqual({ records: 1, keys: 1 });
  });

  it('by time takes what is past it, and says by how much', async () => {
    put(HOME, 'short', CAM, {}, Instant.of(AT + 1000));
    put(HOME, 'long');
    put(HOME, 'warm', CAM, { channel: 'telemetry', dataClass: 'telemetry' }, Instant.of(AT + 4000));
    expect(store.status(Instant.of(AT + 5000))).toMatchObject({ overdue: 2, late: 4000, holders: 1 });
    expect(await store.expire(Instant.of(AT + 5000))).toEqual({
      gone: [
        { class: 'personal', purpose: 'operation', records: 1 },
        { class: 'telemetry', purpose: 'operation', records: 1 },
      ],
      late: 4000,
    });
    expect(texts(HOME)).toEqual(['long']);
    expect(await store.expire(Instant.of(AT + 5000))).toEqual({ gone: [], late: 0 });
  });
});

describe('files that do not fit', () => {
  it('another key file, one that is gone, and one that others can read', () => {
    put(HOME, 'mine');
    store.close();
    const file = join(folder, 'data.key');
    const key = readFileSync(file);
    writeFileSync(file, randomBytes(32), { mode: 0o600 });
    expect(codeOf(open)).toBe('ASSAY-DATA-003');
    writeFileSync(file, key.subarray(0, 31));
    expect(codeOf(open)).toBe('ASSAY-DATA-003');
    rmSync(file);
    expect(codeOf(open)).toBe('ASSAY-DATA-003');
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, key, { mode: 0o600 });
    chmodSync(file, 0o640);
    expect(codeOf(open)).toBe('ASSAY-DATA-003');
    chmodSync(file, 0o600);
    open();
    expect(texts(HOME)).toEqual(['mine']);
  });

  it('a database that was cut, emptied, or is another', () => {
    for (let n = 0; n < 500; n += 1) put(HOME, `mine ${n}`);
    store.close();
    const file = join(folder, 'data.db');
    const whole = readFileSync(file);
    for (const size of [whole.length - 4096, 5000, 100, 0]) {
      writeFileSync(file, whole);
      truncateSync(file, size);
      expect(codeOf(open), `${size} bytes`).toBe('ASSAY-DATA-002');
    }
    writeFileSync(file, randomBytes(8192));
    expect(codeOf(open)).toBe('ASSAY-DATA-002');
    rmSync(file);
    const other = new DatabaseSync(file);
    other.exec('CREATE TABLE other (n INTEGER)');
    other.close();
    expect(codeOf(open)).toBe('ASSAY-DATA-002');
    writeFileSync(file, whole);
    open();
    expect(texts(HOME)).toHaveLength(100);
  });
});
