import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { Digest, Instant } from '../src/core/index.ts';
import { initCodeLog } from '../src/development/codelog/edge/open.ts';
import { serveLog } from '../src/development/codelog/edge/serve.ts';
import type { StatementLeaf } from '../src/development/codelog/leaf.ts';
import { type BenchResult, MACHINE, median } from './result.ts';

const RUNS = 3;
const COUNT = 51_200;
const BATCH = 1024;
/** By HTTP each request carries so many entries, and so many requests are under way at once. */
const PER_REQUEST = 20;
const AT_ONCE = 16;
const HTTP_COUNT = 20_000;
const SINGLES = 300;
const TOKEN = 'bench';

const seconds = (from: bigint) => Number(process.hrtime.bigint() - from) / 1e9;
const now = () => Instant.of(Date.now());

function leaves(count: number): StatementLeaf[] {
  return Array.from({ length: count }, (_, i) => ({
    kind: 'review',
    digest: Digest.of(`${i}`),
    predicateType: 'https://assay.example/review/v1',
    subjects: [`gitCommit:${Digest.of(`commit ${i}`).slice(7, 47)}`],
    by: ['ada'],
    repository: 'firmware',
  }));
}

/**
 * Elapsed time, since waiting for the disk is part of an acknowledged entry. Beside it the naive log (each entry waited for alone), and the physical limit (one line appended and synced, without anything else). The
 * folder lies in the working directory, as a data folder does.
 */
export async function run(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(process.cwd(), '.bench-codelog-'));
  const rates = { library: [] as number[], again: [] as number[], http: [] as number[], naive: [] as number[], sync: [] as number[] };
  try {
    for (let run = 0; run < RUNS; run += 1) {
      const log = await initCodeLog(`${folder}/${run}`, now, 'log.example/bench');
      const all = leaves(COUNT);
      let start = process.hrtime.bigint();
      for (let at = 0; at < COUNT; at += BATCH) await log.submit(all.slice(at, at + BATCH));
      rates.library.push(COUNT / seconds(start));
      start = process.hrtime.bigint();
      const known = await log.submit(all.slice(0, BATCH * 10));
      rates.again.push(known.length / seconds(start));
      if (known.some(({ fresh }) => fresh)) throw new TypeError('an entry was entered twice');
      await log.close();

      const naive = await initCodeLog(`${folder}/${run}-naive`, now, 'log.example/naive');
      start = process.hrtime.bigint();
      for (const leaf of all.slice(0, SINGLES)) await naive.submit([leaf]);
      rates.naive.push(SINGLES / seconds(start));
      await naive.close();
      rates.sync.push(synced(`${folder}/${run}-lines`));
      rates.http.push(await overHttp(`${folder}/${run}-http`, all.slice(0, HTTP_COUNT)));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const base = { bench: 'codelog', input: `${COUNT.toLocaleString('en')} review entries`, runs: RUNS, machine: MACHINE };
  const against = (what: string, value: number, own: number) => ({ what, value, ratio: own / value });
  const [library, http, naive, sync] = [rates.library, rates.http, rates.naive, rates.sync].map(median) as [number, number, number, number];
  return [
    {
      ...base,
      figure: `submit, batches of ${BATCH}, deduplicated and synced, elapsed`,
      value: library,
      unit: 'entries/s',
      against: against('each entry waited for alone', naive, library),
      budget: { least: 50_000 },
    },
    { ...base, figure: 'submit what is there already, elapsed', value: median(rates.again), unit: 'entries/s' },
    {
      ...base,
      figure: `POST /add, ${PER_REQUEST} entries a request, ${AT_ONCE} at once, with indexes, elapsed`,
      value: http,
      unit: 'entries/s',
      against: against('one line appended and synced', sync, http),
      budget: { least: 4000 },
      input: `${HTTP_COUNT.toLocaleString('en')} review entries`,
    },
    { ...base, figure: 'each entry waited for alone, elapsed', value: naive, unit: 'entries/s', against: against('one line appended and synced', sync, naive) },
  ];
}

function synced(path: string): number {
  const file = openSync(path, 'a');
  const start = process.hrtime.bigint();
  for (let i = 0; i < SINGLES; i += 1) {
    writeSync(file, `${'x'.repeat(300)}\n`);
    fsyncSync(file);
  }
  const rate = SINGLES / seconds(start);
  closeSync(file);
  return rate;
}

async function overHttp(dataDir: string, all: readonly StatementLeaf[]): Promise<number> {
  const log = await initCodeLog(dataDir, now, 'log.example/http');
  const broke = (error: unknown) => {
    throw error;
  };
  const door = await serveLog({ log, host: '127.0.0.1', port: 0, now, broke, token: TOKEN, perSecond: 1e9 });
  const bodies = Array.from({ length: all.length / PER_REQUEST }, (_, i) => JSON.stringify({ entries: all.slice(i * PER_REQUEST, (i + 1) * PER_REQUEST) }));
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const start = process.hrtime.bigint();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) await post(`${door.url}/add`, body, agent);
    }),
  );
  const rate = all.length / seconds(start);
  if (log.ledger.head().size !== all.length) throw new TypeError('not every entry was entered');
  agent.destroy();
  await door.close();
  await log.close();
  return rate;
}

function post(url: string, body: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers: { Authorization: `Bearer ${TOKEN}` } }, (answer) => {
      answer.resume();
      answer.on('end', () => (answer.statusCode === 200 ? resolve() : reject(new TypeError(`status ${answer.statusCode}`))));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
