import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Instant } from '../src/core/index.ts';
import { verifyLedger } from '../src/ledger/edge/check.ts';
import { verifyEd25519 } from '../src/ledger/edge/ed25519.ts';
import { openLedger } from '../src/ledger/edge/open.ts';
import type { Draft, Seq } from '../src/ledger/model.ts';
import { verifyProof } from '../src/ledger/proof.ts';
import { type BenchResult, MACHINE, median } from './result.ts';

const BATCH = 256;
const BATCHES = 200;
const COUNT = BATCH * BATCHES;
const RUNS = 5;
const PROOFS = 1000;
const SINGLES = 500;

const seconds = (from: bigint) => Number(process.hrtime.bigint() - from) / 1e9;

function batch(from: number): Draft[] {
  return Array.from({ length: BATCH }, (_, i) => ({
    type: 'evidence.recorded',
    body: {
      subject: `camera-${from + i}`,
      claim: 'firmware.version',
      value: '4.11.2',
      observedAt: '2026-11-01T00:00:00Z',
      source: 'fleet inventory',
      raw: `sha256:${'0123456789abcdef'.repeat(4)}`,
    },
  }));
}

/**
 * Elapsed time, because waiting for the disk is part of an acknowledged append. The folder lies in the working directory, as a data folder does: a
 * temporary folder is often memory, where syncing costs nothing. Each run appends to a new ledger and inserts the very same texts into a bare table,
 * both in batches of 256, write-ahead log, synchronous=FULL.
 */
export async function run(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(process.cwd(), '.bench-ledger-'));
  const rates = { append: [] as number[], raw: [] as number[], single: [] as number[], verify: [] as number[], prove: [] as number[], check: [] as number[] };
  let bytes = 0;
  try {
    for (let n = 0; n < RUNS; n += 1) {
      const dataDir = `${folder}/${n}`;
      const ledger = await openLedger({ dataDir, now: () => Instant.of(Date.now()), mode: 'write' });
      const drafts = Array.from({ length: BATCHES }, (_, i) => batch(i * BATCH));
      let start = process.hrtime.bigint();
      for (const each of drafts) await ledger.append(each);
      rates.append.push(COUNT / seconds(start));

      const texts = Array.from({ length: BATCHES }, (_, i) => ledger.read((i * BATCH) as Seq, BATCH).map((entry) => entry.canonical));
      bytes = texts.flat().reduce((sum, text) => sum + text.length, 0) / COUNT;
      rates.raw.push(COUNT / rawInsert(`${dataDir}-raw.db`, texts));

      start = process.hrtime.bigint();
      const report = verifyLedger(dataDir);
      rates.verify.push(COUNT / seconds(start));
      if (!report.ok) throw new TypeError('the ledger that was just written does not verify');

      start = process.hrtime.bigint();
      const proofs = Array.from({ length: PROOFS }, (_, i) => ledger.proveInclusion(((i * 7919) % COUNT) as Seq));
      rates.prove.push(PROOFS / seconds(start));
      start = process.hrtime.bigint();
      for (const proof of proofs) verifyProof(proof, verifyEd25519, ledger.verifierKey);
      rates.check.push(PROOFS / seconds(start));

      start = process.hrtime.bigint();
      for (let i = 0; i < SINGLES; i += 1) await ledger.append([{ type: 'evidence.recorded', body: { i } }]);
      rates.single.push(SINGLES / seconds(start));
      await ledger.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const base = { bench: 'ledger', input: `${COUNT.toLocaleString('en')} entries of ${Math.round(bytes)} bytes`, runs: RUNS, machine: MACHINE };
  const append = median(rates.append);
  const raw = median(rates.raw);
  return [
    {
      ...base,
      figure: 'append, batches of 256, synchronous=FULL, elapsed',
      value: append,
      unit: 'entries/s',
      against: { what: 'bare SQLite insert of the same bytes', value: raw, ratio: raw / append },
      budget: { least: 80_000 },
    },
    { ...base, figure: 'append, one at a time, each waited for, elapsed', value: median(rates.single), unit: 'entries/s' },
    { ...base, figure: 'verify everything, elapsed', value: median(rates.verify), unit: 'entries/s' },
    { ...base, figure: 'prove one entry, elapsed', value: median(rates.prove), unit: 'proofs/s' },
    { ...base, figure: 'check one proof, elapsed', value: median(rates.check), unit: 'proofs/s' },
  ];
}

/** Seconds to insert `texts`, one transaction a batch. */
function rawInsert(path: string, texts: readonly (readonly string[])[]): number {
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE entry (seq INTEGER PRIMARY KEY, canonical TEXT NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO entry (seq, canonical) VALUES (?, ?)');
  const start = process.hrtime.bigint();
  let seq = 0;
  for (const each of texts) {
    db.exec('BEGIN IMMEDIATE');
    for (const text of each) {
      insert.run(seq, text);
      seq += 1;
    }
    db.exec('COMMIT');
  }
  const took = seconds(start);
  db.close();
  return took;
}
