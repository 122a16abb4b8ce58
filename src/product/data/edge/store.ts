import { join } from 'node:path';
import { type Instant, Refused } from '../../../core/index.ts';
import type { DataClass } from '../../authorization/model.ts';
import { prepared } from '../../fleet/edge/prepared.ts';
import type { DeviceId } from '../../fleet/model.ts';
import { dataFaults } from '../faults.ts';
import { type DataRecord, type Holder, type Label, MOST_VALUE } from '../model.ts';
import { cutLog, DATA_FILE, openDatabase, sound } from './database.ts';
import { openFleetKey, type Random } from './key-file.ts';
import { type DataKeys, dataKeys } from './keys.ts';
import type { DataStore, Series } from './port.ts';
import { fitting, standsIn } from './rows.ts';
import { unsealed } from './sealing.ts';
import { upgrade } from './upgrade.ts';

interface Counted {
  readonly class: string;
  readonly purpose: string;
}

interface Waiting {
  readonly label: Label;
  readonly until: Instant;
  readonly value: Uint8Array;
}

const BATCH = 500;
const BATCH_MS = 200;
const MOST_WAITING = 20_000;
const MOST_BYTES = 32 << 20;
/** Rows deleted in one go, between which others have their turn. */
const AT_ONCE = 2000;

/** Opens the store of a fleet, making it where there is none. Throws `Refused` (ASSAY-DATA-002, -003, -010). `broke` hears of a batch that could not be written. `passphrase`: of its key, where that is sealed. */
export function openDataStore(folder: string, random: Random, broke: (error: unknown) => void = () => undefined, passphrase?: string): DataStore {
  const file = join(folder, DATA_FILE);
  const db = openDatabase(folder);
  let keys: DataKeys;
  try {
    keys = sound(file, () => dataKeys(db, openFleetKey(folder, db, random, passphrase), random, broke));
    within(() => upgrade(db, keys, random));
  } catch (error) {
    db.close();
    throw error;
  }
  let waiting: Waiting[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  const run = (sql: string, ...values: readonly (string | number | Uint8Array)[]) => prepared(db, sql).run(...values);

  function within<T>(work: () => T): T {
    return sound(file, () => {
      db.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        db.exec('COMMIT');
        return result;
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
      }
    });
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    if (batch.length === 0) return;
    waiting = [];
    bytes = 0;
    try {
      within(() => {
        const written: Counted[] = [];
        let id = Number(prepared(db, 'SELECT max(id) AS id FROM data_record').get()?.['id'] ?? 0);
        for (const { label, until, value } of batch) {
          const under = keys.sealer(label.holder, label.device);
          if (under === undefined) continue;
          const { n, sealer } = under;
          id += 1;
          run(
            'INSERT INTO data_record (id, key, channel, class, purpose, at, until, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
            id,
            n,
            label.channel,
            label.dataClass,
            label.purpose,
            label.at,
            until,
            sealer.seal(value, { ...label, until, id }),
          );
          written.push({ class: label.dataClass, purpose: label.purpose });
        }
        tally(written, 1);
      });
    } catch (error) {
      // Keys that were made in the batch have been rolled back with it.
      keys.forget();
      throw error;
    }
  }

  function tally(records: readonly Counted[], sign: 1 | -1): void {
    for (const some of Map.groupBy(records, (one) => `${one.class} ${one.purpose}`).values()) {
      const [first] = some;
      if (first === undefined) continue;
      run(
        'INSERT INTO data_tally VALUES (?, ?, ?) ON CONFLICT (class, purpose) DO UPDATE SET records = max(0, records + excluded.records)',
        first.class,
        first.purpose,
        sign * some.length,
      );
    }
  }

  function late(): void {
    try {
      flush();
    } catch (error) {
      broke(error);
    }
  }

  /** The rows of a query by their ids, deleted some at a time, each time with its turn for others. */
  async function deleted(sql: string, ...values: readonly (string | number)[]): Promise<number> {
    for (let all = 0; ; ) {
      const some = within(() => {
        const gone = prepared(db, `DELETE FROM data_record WHERE id IN (${sql} LIMIT ${AT_ONCE}) RETURNING class, purpose`).all(...values);
        tally(
          gone.map((row) => ({ class: String(row['class']), purpose: String(row['purpose']) })),
          -1,
        );
        return gone.length;
      });
      all += some;
      if (some < AT_ONCE) return all;
      await new Promise((done) => setImmediate(done));
    }
  }

  const keysOf = (holder: Holder, device: DeviceId | undefined) =>
    prepared(
      db,
      `SELECT data_key.n, data_key.device FROM data_key JOIN data_holder ON data_holder.n = data_key.holder WHERE data_holder.holder = ?1 AND (?2 = '' OR data_key.device = ?2) ORDER BY data_key.device`,
    ).all(holder, device ?? '');

  /** From here on nothing opens them. */
  function cut(request: string, holder: Holder, device: DeviceId | undefined): void {
    const before = waiting.length;
    waiting = waiting.filter(({ label }) => label.holder !== holder || (device !== undefined && label.device !== device));
    bytes = waiting.reduce((sum, { value }) => sum + value.length, 0);
    keys.forget(holder, device);
    within(() => {
      const rows = keysOf(holder, device);
      // What waited to be written never is.
      let records = before - waiting.length;
      for (const row of rows) {
        const n = Number(row['n']);
        records += Number(prepared(db, 'SELECT count(*) AS n FROM data_record WHERE key = ?').get(n)?.['n']);
        // Written over before it is deleted, whatever secure_delete does with the cell.
        run('UPDATE data_key SET wrapped = zeroblob(length(wrapped)) WHERE n = ?', n);
        run('DELETE FROM data_key WHERE n = ?', n);
        run('INSERT INTO data_orphan VALUES (?)', n);
      }
      let all = rows.length;
      if (device === undefined) {
        run('UPDATE data_holder SET wrapped = zeroblob(length(wrapped)) WHERE holder = ?', holder);
        all += Number(run('DELETE FROM data_holder WHERE holder = ?', holder).changes);
      }
      run(
        'INSERT INTO data_destroyed VALUES (?, ?, ?) ON CONFLICT (request) DO UPDATE SET records = records + excluded.records, keys = keys + excluded.keys',
        request,
        records,
        all,
      );
    });
  }

  async function orphansGone(): Promise<void> {
    // Rows that a crash left behind go with the next that are erased.
    const orphans = prepared(db, 'SELECT key FROM data_orphan').all();
    for (const row of orphans) {
      await deleted('SELECT id FROM data_record WHERE key = ?', Number(row['key']));
      within(() => run('DELETE FROM data_orphan WHERE key = ?', Number(row['key'])));
    }
    sound(file, () => cutLog(db));
  }

  return {
    put(label, until, value) {
      if (value.length > MOST_VALUE) throw tooLarge(value.length);
      if (waiting.length >= MOST_WAITING || bytes + value.length > MOST_BYTES) return false;
      waiting.push({ label, until, value });
      bytes += value.length;
      if (waiting.length === BATCH) setImmediate(late);
      timer ??= setTimeout(late, BATCH_MS).unref();
      return true;
    },
    flush,
    holdersOf(device) {
      // Whose first record waits still is a holder as well.
      flush();
      return sound(file, () =>
        prepared(
          db,
          'SELECT data_holder.holder FROM data_key JOIN data_holder ON data_holder.n = data_key.holder WHERE data_key.device = ? ORDER BY data_holder.n',
        )
          .all(device)
          .map((row) => String(row['holder']) as Holder),
      );
    },
    series(holder, device) {
      flush();
      return sound(file, () =>
        keysOf(holder, device).flatMap((row) => {
          const found: Series[] = [];
          // One look into the index for each channel, however many records it has.
          for (let channel = ''; ; ) {
            const next = prepared(db, 'SELECT min(channel) AS channel FROM data_record WHERE key = ? AND channel > ?').get(Number(row['n']), channel)?.[
              'channel'
            ];
            if (typeof next !== 'string') return found;
            channel = next;
            found.push({ holder, device: String(row['device']) as DeviceId, channel });
          }
        }),
      );
    },
    read({ holder, device, channel }, { from, until, after, limit }) {
      flush();
      return sound(file, () => {
        const found = keys.open(holder, device);
        const [row] = keysOf(holder, device);
        const rows = prepared(
          db,
          'SELECT id, class, purpose, at, until, sealed FROM data_record WHERE key = ? AND channel = ? AND at >= ? AND at < ? AND (at, id) > (?, ?) ORDER BY at, id LIMIT ?',
        ).all(
          Number(row?.['n'] ?? -1),
          channel,
          from ?? Number.MIN_SAFE_INTEGER,
          until ?? Number.MAX_SAFE_INTEGER,
          after?.at ?? Number.MIN_SAFE_INTEGER,
          after?.id ?? -1,
          limit + 1,
        );
        const page = rows.slice(0, Math.min(limit, fitting(rows)));
        const last = page.at(-1);
        const records: DataRecord[] = [];
        const bad: number[] = [];
        for (const one of page) {
          const bound = { holder, device, channel, ...standsIn(one) };
          const value = found === undefined ? undefined : unsealed(found.key, one['sealed'] as Uint8Array, bound);
          if (value === undefined) bad.push(bound.id);
          else records.push({ ...bound, value });
        }
        found?.key.fill(0);
        return { records, bad, ...(rows.length > page.length && last !== undefined ? { next: { at: Number(last['at']), id: Number(last['id']) } } : {}) };
      });
    },
    async destroy(request, holder, device) {
      cut(request, holder, device);
      await orphansGone();
      const row = prepared(db, 'SELECT records, keys FROM data_destroyed WHERE request = ?').get(request);
      return { records: Number(row?.['records'] ?? 0), keys: Number(row?.['keys'] ?? 0) };
    },
    again(done) {
      flush();
      // What this file has carried out it knows. Else it is an older copy; or format 1 carried it out, which forgot: then nothing is from before.
      const known = new Set(
        prepared(db, 'SELECT request FROM data_destroyed')
          .all()
          .map((row) => String(row['request'])),
      );
      for (const { request, holder, device, doneAt } of done) {
        if (known.has(request)) continue;
        const before = keysOf(holder, device).some(
          (row) => prepared(db, 'SELECT 1 FROM data_record WHERE key = ? AND at < ? LIMIT 1').get(Number(row['n']), doneAt) !== undefined,
        );
        if (before) cut(request, holder, device);
        else run('INSERT INTO data_destroyed VALUES (?, 0, 0) ON CONFLICT DO NOTHING', request);
      }
      return orphansGone();
    },
    async expire(now) {
      flush();
      const { gone, late: over } = sound(file, () => ({
        gone: prepared(db, 'SELECT class, purpose, count(*) AS n FROM data_record WHERE until <= ? GROUP BY class, purpose ORDER BY class, purpose')
          .all(now)
          .map((row) => ({ class: String(row['class']) as DataClass, purpose: String(row['purpose']), records: Number(row['n']) })),
        late: lateBy(now),
      }));
      if (gone.length > 0) {
        await deleted('SELECT id FROM data_record WHERE until <= ?', now);
        sound(file, () => cutLog(db));
      }
      return { gone, late: over };
    },
    async withdraw(holder, purpose, dataClass) {
      flush();
      const all = await deleted(
        'SELECT data_record.id FROM data_holder JOIN data_key ON data_key.holder = data_holder.n JOIN data_record ON data_record.key = data_key.n WHERE data_holder.holder = ? AND purpose = ? AND class = ?',
        holder,
        purpose,
        dataClass,
      );
      if (all > 0) sound(file, () => cutLog(db));
      return all;
    },
    further: () =>
      sound(file, () =>
        prepared(
          db,
          `SELECT DISTINCT data_holder.holder, purpose, class FROM data_record JOIN data_key ON data_key.n = data_record.key JOIN data_holder ON data_holder.n = data_key.holder WHERE purpose <> 'operation'`,
        )
          .all()
          .map((row) => ({ holder: String(row['holder']) as Holder, purpose: String(row['purpose']), dataClass: String(row['class']) as DataClass })),
      ),
    status(now) {
      flush();
      return sound(file, () => ({
        kept: prepared(db, 'SELECT class, purpose, records AS n FROM data_tally WHERE records > 0 ORDER BY class, purpose')
          .all()
          .map((row) => ({
            class: String(row['class']) as DataClass,
            purpose: String(row['purpose']),
            records: Number(row['n']),
          })),
        holders: Number(prepared(db, 'SELECT count(*) AS n FROM data_holder').get()?.['n']),
        overdue: Number(prepared(db, 'SELECT count(*) AS n FROM data_record WHERE until <= ?').get(now)?.['n']),
        late: lateBy(now),
      }));
    },
    close() {
      late();
      keys.forget();
      db.close();
    },
  };

  function lateBy(now: Instant): number {
    const oldest = prepared(db, 'SELECT min(until) AS until FROM data_record').get()?.['until'];
    return typeof oldest === 'number' ? Math.max(0, now - oldest) : 0;
  }
}

function tooLarge(found: number): Refused {
  return new Refused(
    dataFaults.fault('006', {
      message: 'the value is too large to be kept',
      expected: `at most ${MOST_VALUE} bytes`,
      found: `${found}`,
      remedy: 'Let the device say it in parts, or keep files elsewhere.',
    }),
  );
}
