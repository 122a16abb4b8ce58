import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Instant } from '../src/core/index.ts';
import { openDataStore } from '../src/product/data/edge/store.ts';
import type { Label } from '../src/product/data/model.ts';
import type { DeviceId, HouseholdId } from '../src/product/fleet/model.ts';
import { type BenchResult, MACHINE, measured, median } from './result.ts';

const RECORDS = 10_000;
const BATCH = 500;
const BYTES = 100;
const DEVICES = 1000;
const RUNS = 5;
const AT = Instant.parse('2026-11-01T00:00:00Z');

/** Records that are sealed and written in batches, beside the same bytes put into a table as they are; reading; and the end of a household. */
export async function run(): Promise<BenchResult[]> {
  const input = `${RECORDS} records of ${BYTES} bytes, of ${DEVICES} devices in as many households, ${BATCH} a commit`;
  const base = { bench: 'data', input, runs: RUNS, machine: MACHINE };
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-data-'));
  const store = openDataStore(folder, randomBytes);
  const plain = new DatabaseSync(join(folder, 'plain.db'));
  plain.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE record (id INTEGER PRIMARY KEY, device TEXT NOT NULL, household TEXT NOT NULL, channel TEXT NOT NULL, class TEXT NOT NULL, purpose TEXT NOT NULL, at INTEGER NOT NULL, until INTEGER NOT NULL, value BLOB NOT NULL) STRICT;
    CREATE INDEX record_of ON record (household, device, channel, at); CREATE INDEX record_until ON record (until)`);
  try {
    const value = randomBytes(BYTES);
    let at: number = AT;
    const some = (work: (label: Label, until: Instant) => void) => {
      for (let n = 0; n < RECORDS; n += 1) {
        at += 1;
        const home = String(n % DEVICES).padStart(20, '0');
        const label: Label = {
          holder: `h_${home}` as HouseholdId,
          device: `cam-${n % DEVICES}` as DeviceId,
          channel: 'telemetry',
          dataClass: 'telemetry',
          purpose: 'operation',
          at: Instant.of(at),
        };
        work(label, Instant.of(at + 86_400_000));
      }
    };
    const sealed = () => {
      let n = 0;
      some((label, until) => {
        store.put(label, until, value);
        n += 1;
        if (n % BATCH === 0) store.flush();
      });
    };
    const insert = plain.prepare('INSERT INTO record (device, household, channel, class, purpose, at, until, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    const bare = () => {
      let n = 0;
      plain.exec('BEGIN');
      some(({ device, holder, channel, dataClass, purpose, at: moment }, until) => {
        insert.run(device, holder, channel, dataClass, purpose, moment, until, value);
        n += 1;
        if (n % BATCH === 0) plain.exec('COMMIT; BEGIN');
      });
      plain.exec('COMMIT');
    };
    // Keys are made once in the life of a device, and not in each run.
    sealed();
    const own = (RECORDS / measured(RUNS, sealed).ms) * 1000;
    const other = (RECORDS / measured(RUNS, bare).ms) * 1000;
    const series = { holder: `h_${'0'.repeat(20)}` as HouseholdId, device: 'cam-0' as DeviceId, channel: 'telemetry' };
    const read = measured(RUNS, () => store.read(series, { limit: 50 }));
    const ends: number[] = [];
    for (let n = 0; n < RUNS; n += 1) {
      const before = performance.now();
      await store.destroy(`de_${n}`, `h_${String(n + 1).padStart(20, '0')}` as HouseholdId);
      ends.push(performance.now() - before);
    }
    return [
      {
        ...base,
        figure: 'records sealed and written',
        value: own,
        unit: 'records/s',
        against: { what: 'the same rows as they are', value: other, ratio: own / other },
        budget: { ratioAtLeast: 0.2 },
      },
      { ...base, figure: `a page of ${read.result.records.length} records read and opened`, value: read.ms, unit: 'ms' },
      { ...base, figure: 'a household erased, its keys in no file any more (elapsed)', value: median(ends), unit: 'ms', budget: { most: 1000 } },
    ];
  } finally {
    store.close();
    plain.close();
    rmSync(folder, { recursive: true });
  }
}
