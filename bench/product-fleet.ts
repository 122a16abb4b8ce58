import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Instant } from '../src/core/index.ts';
import { decideReport } from '../src/product/device/decide.ts';
import { deviceOf } from '../src/product/device/edge/questions.ts';
import { type Search, searchDevices } from '../src/product/device/edge/search.ts';
import type { Registration } from '../src/product/device/events.ts';
import { deviceKey } from '../src/product/device/key.ts';
import { partsOf } from '../src/product/device/sheet.ts';
import { type OpenRooms, openRooms } from '../src/product/fleet/edge/door.ts';
import { roomsOfFleet } from '../src/product/fleet/edge/rooms.ts';
import type { DeviceId, ProductId } from '../src/product/fleet/model.ts';
import { retire } from '../src/product/retirement/edge/room.ts';
import { type BenchOptions, type BenchResult, MACHINE } from './result.ts';

const ACTS = 2000;
const KEYS = 8;
const QUESTIONS = 300;
const RETIRED = 500;
const PRODUCTS = ['camera', 'lock', 'kettle'];

const now = () => Instant.of(Date.now());
const ms = (from: bigint) => Number(process.hrtime.bigint() - from) / 1e6;

/** Numbers that look drawn and are the same each time. */
function drawn(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

function fleetOf(size: number): readonly Registration[] {
  const next = drawn(1);
  return Array.from({ length: size }, (_, i) => {
    const product = PRODUCTS[i % PRODUCTS.length] as ProductId;
    return { device: `${product}-${Math.floor(next() * 1e9).toString(36)}-${i}` as DeviceId, product, firmware: `4.${i % 7}.${i % 3}` };
  });
}

/**
 * Elapsed time, because waiting for the disk is part of an act. The folder lies in the working directory, as a data folder does. An act decides on its device, is entered durably, and is applied before it
 * resolves. Searches are pages of 50.
 */
export async function run({ full = false }: BenchOptions = {}): Promise<BenchResult[]> {
  const size = full ? 1_000_000 : 100_000;
  const folder = mkdtempSync(join(process.cwd(), '.bench-fleet-'));
  try {
    const devices = fleetOf(size);
    let open = await openRooms({ dir: folder, now, rooms: roomsOfFleet() });
    const parts = partsOf(devices);
    let from = process.hrtime.bigint();
    for (const [part, some] of parts.entries()) {
      await open.ask('device.register', { devices: some as never, batch: { digest: `sha256:${'0'.repeat(64)}`, part, of: parts.length } });
    }
    const registering = (size / ms(from)) * 1000;
    // What the system still writes of a million devices would be waited for by the acts.
    open.fleet.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    execFileSync('sync');
    const one = await acts(open, devices, 1);
    const many = await acts(open, devices, KEYS);
    const gone = await retirements(open, devices);
    const bare = bareCommits(folder);
    const found = searched(open, devices);
    await open.close();
    from = process.hrtime.bigint();
    open = await openRooms({ dir: folder, now, rooms: roomsOfFleet() });
    const starting = ms(from);
    await open.close();

    const input = `${size.toLocaleString('en')} devices, elapsed time`;
    const result = (figure: string, value: number, unit: string, rest: Partial<BenchResult> = {}): BenchResult => ({
      bench: 'product-fleet',
      figure,
      value,
      unit,
      input,
      runs: 1,
      machine: MACHINE,
      ...rest,
    });
    return [
      result('devices registered, in parts of 60 KB', registering, '/s'),
      result(`acts by ${KEYS} keys side by side, durable and applied`, many.rate, '/s', {
        against: { what: 'by one key', value: one.rate, ratio: many.rate / one.rate },
      }),
      result('acts by one key, one after another', one.rate, '/s', {
        against: { what: 'bare rows in SQLite, a commit each', value: bare, ratio: one.rate / bare },
      }),
      result(`an act among ${KEYS}, p99`, many.p99, 'ms'),
      result('retiring one device, until who guards its sessions has been told, p99', gone, 'ms'),
      result('a page of a search, worst p95 of its kinds', Math.max(...found.map(({ p95 }) => p95)), 'ms', { budget: { most: 100 } }),
      ...found.map(({ what, p95 }) => result(`  search: ${what}, p95`, p95, 'ms')),
      result('a part of an id by a look at every row, p95', scanned(folder, devices), 'ms'),
      result('opening the fleet, its whole ledger verified', starting, 'ms'),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function acts({ fleet }: OpenRooms, devices: readonly Registration[], keys: number): Promise<{ readonly rate: number; readonly p99: number }> {
  const times: number[] = [];
  const from = process.hrtime.bigint();
  let n = 0;
  const worker = async (key: number) => {
    const device = devices[key]?.device as DeviceId;
    for (; n < ACTS; ) {
      n += 1;
      const firmware = `9.${keys}.${n}`;
      const began = process.hrtime.bigint();
      await fleet.act(deviceKey(device), () => decideReport(deviceOf(fleet.db, device), device, firmware, now()));
      times.push(ms(began));
    }
  };
  await Promise.all(Array.from({ length: keys }, (_, key) => worker(key)));
  return { rate: (ACTS / ms(from)) * 1000, p99: percentile(times, 0.99) };
}

/** One after another, from asking to the call of a listener such as the endpoint's. */
async function retirements({ fleet }: OpenRooms, devices: readonly Registration[]): Promise<number> {
  const times: number[] = [];
  let began = process.hrtime.bigint();
  const stop = fleet.listen((type) => {
    if (type === 'device.retired') times.push(ms(began));
  });
  for (const { device } of devices.slice(100, 100 + RETIRED)) {
    began = process.hrtime.bigint();
    await retire(fleet, { device, reason: 'measured' }, []);
  }
  stop();
  return percentile(times, 0.99);
}

function bareCommits(folder: string): number {
  const db = new DatabaseSync(join(folder, 'bare.db'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (n INTEGER PRIMARY KEY, body TEXT) STRICT');
  const insert = db.prepare('INSERT INTO t (body) VALUES (?)');
  const from = process.hrtime.bigint();
  for (let n = 0; n < ACTS; n += 1) insert.run('x'.repeat(120));
  const rate = (ACTS / ms(from)) * 1000;
  db.close();
  return rate;
}

function searched({ fleet }: OpenRooms, devices: readonly Registration[]): readonly { readonly what: string; readonly p95: number }[] {
  const next = drawn(7);
  const any = () => devices[Math.floor(next() * devices.length)]?.device ?? '';
  const kinds: readonly [string, () => Omit<Search, 'limit'>][] = [
    ['one id', () => ({ text: any() })],
    ['a part of an id', () => ({ text: any().slice(7, 13) })],
    ['three digits anywhere', () => ({ text: String(100 + Math.floor(next() * 899)) })],
    ['a part that no id has', () => ({ text: `zzq${Math.floor(next() * 1000)}` })],
    ['a beginning of two letters', () => ({ text: 'ca' })],
    ['one product, deep in', () => ({ product: 'lock' as ProductId, after: `n${Math.floor(next() * devices.length)}` })],
    ['a life and a firmware', () => ({ life: 'registered', firmware: '4.3.1' })],
    ['a product and a firmware', () => ({ product: 'lock' as ProductId, firmware: '4.3.1' })],
    ['what expires', () => ({ expiringBefore: now() })],
  ];
  return kinds.map(([what, question]) => {
    const times: number[] = [];
    for (let n = 0; n < QUESTIONS; n += 1) {
      const asked = question();
      const from = process.hrtime.bigint();
      searchDevices(fleet.db, { ...asked, limit: 50 });
      times.push(ms(from));
    }
    return { what, p95: percentile(times, 0.95) };
  });
}

/** What a part of an id would cost without the index of threes. */
function scanned(folder: string, devices: readonly Registration[]): number {
  const db = new DatabaseSync(join(folder, 'product', 'fleet.db'), { readOnly: true });
  const look = db.prepare('SELECT id FROM device WHERE instr(id, ?) > 0 ORDER BY n LIMIT 51');
  const next = drawn(9);
  const times = Array.from({ length: 20 }, () => {
    const text = (devices[Math.floor(next() * devices.length)]?.device ?? '').slice(7, 13);
    const from = process.hrtime.bigint();
    look.all(text);
    return ms(from);
  });
  db.close();
  return percentile(times, 0.95);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
