import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { compare } from '../src/assurance/compare/compare.ts';
import { foldLedger, foldLedgerAt } from '../src/assurance/folded.ts';
import type { Standard } from '../src/assurance/model.ts';
import { positionOf } from '../src/assurance/position.ts';
import { buildReport } from '../src/assurance/report/build.ts';
import { renderHtml } from '../src/assurance/report/html.ts';
import { standardPosition } from '../src/assurance/report/requirements.ts';
import { STANDARDS } from '../src/assurance/standards/index.ts';
import { attackGraphOf } from '../src/attack/fleet/index.ts';
import { Instant } from '../src/core/index.ts';
import { openLedger } from '../src/ledger/edge/open.ts';
import { seeded } from '../test/random-problem.ts';
import { type BenchOptions, type BenchResult, MACHINE } from './result.ts';
import { FLEET_AT, grownService, stream } from './service-fleet.ts';

const SIZES = [1_000, 10_000, 100_000, 1_000_000];
const VERSIONS = 12;
const WANTED = { standards: 20, requirements: 3_000 };
const BATCH = 1024;
const NOTHING = { mapDigest: `sha256:${'0'.repeat(64)}` };

/**
 * From a closed ledger to a position, a report and a comparison, over four decades of evidence: each size in a process of its own, so that memory is its
 * own too. The scan beside it reads the same rows and hashes the same bytes, and does nothing else: what no verified start can do without.
 */
export async function run(_options: BenchOptions = {}): Promise<BenchResult[]> {
  // In the working directory, as a data folder is: a temporary folder is often memory.
  const folder = mkdtempSync(join(process.cwd(), '.bench-scale-'));
  try {
    const found: (Figures & { readonly size: number })[] = [];
    for (const size of SIZES) {
      const dataDir = join(folder, String(size));
      await record(dataDir, size);
      found.push({ size, ...measuredApart(dataDir) });
      rmSync(dataDir, { recursive: true });
    }
    return [...found.flatMap((one) => figures(one)), ...growth(found)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the child reports: processor milliseconds, peak memory in MB after each stage. */
interface Figures {
  readonly scan: number;
  readonly start: number;
  readonly position: number;
  readonly report: number;
  readonly compare: number;
  readonly startMb: number;
  readonly reportMb: number;
  readonly compareMb: number;
  readonly htmlMb: number;
  readonly ledgerMb: number;
  readonly members: number;
  readonly standards: number;
  readonly requirements: number;
}

/** The shipped standards, and made-up editions of the longest of them until there are as many as wanted. Their requirements have the ids of the real ones, and so its crosswalk. */
function manyStandards(): readonly Standard[] {
  const shipped = [...STANDARDS];
  const count = shipped.reduce((sum, one) => sum + one.requirements.length, 0);
  const missing = Math.max(1, WANTED.standards - shipped.length);
  const longest = shipped.filter((one) => one.id !== 'cert-c').sort((a, b) => b.requirements.length - a.requirements.length);
  const each = Math.ceil(Math.max(0, WANTED.requirements - count) / missing);
  return [
    ...shipped,
    ...Array.from({ length: missing }, (_, i): Standard => {
      const like = longest[i % longest.length] as Standard;
      const requirements = Array.from({ length: each }, (_r, r) => like.requirements[r % like.requirements.length] as Standard['requirements'][number]);
      return { ...like, title: `Made up for measuring, after ${like.title}`, edition: `made up ${i + 1}`, requirements };
    }),
  ];
}

function fleetMap() {
  return grownService(1_000_000, VERSIONS);
}

/** A ledger of so many pieces of evidence, a hundredth of them about cameras of their own, at most 10,000 cameras. */
async function record(dataDir: string, size: number): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  const members = Math.min(10_000, Math.max(10, size / 10));
  const evidence = stream({ map: fleetMap(), random: seeded(1), members, single: 0.7, versions: VERSIONS });
  let moment = FLEET_AT - 86_400_000;
  const tick = () => {
    moment += 10;
    return Instant.of(moment);
  };
  const ledger = await openLedger({ dataDir, now: tick, mode: 'write' });
  for (let seq = 0; seq < size; ) {
    const drafts = Array.from({ length: Math.min(BATCH, size - seq) }, () => {
      const { seq: _, ...body } = evidence.next(seq);
      seq += 1;
      // JSON drops nothing of it: the statement is JSON as it stands.
      return { type: 'evidence.recorded', body: body as unknown as { readonly [key: string]: string } };
    });
    await ledger.append(drafts);
  }
  await ledger.close();
}

function measuredApart(dataDir: string): Figures {
  const ran = spawnSync(process.execPath, ['--max-old-space-size=12000', fileURLToPath(import.meta.url), dataDir], { encoding: 'utf8', maxBuffer: 1 << 20 });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout) as Figures;
}

/** Run by `measuredApart` in a process of its own. */
async function measureHere(dataDir: string): Promise<Figures> {
  const peak = () => process.resourceUsage().maxRSS / 1024;
  const map = fleetMap();
  const standards = manyStandards();
  let before = process.cpuUsage();
  const lap = (): number => {
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    return (user + system) / 1000;
  };
  const ledger = await openLedger({ dataDir, now: () => FLEET_AT, mode: 'read' });
  const { head, evidence, exclusions } = foldLedger(ledger);
  const start = lap();
  const startMb = peak();
  const position = positionOf({ map, evidence, exclusions, at: FLEET_AT });
  const against = standards.map((standard) => standardPosition(standard, map, position));
  const judged = lap();
  const graph = attackGraphOf(map, position.stateOf, new Set(evidence.map((one) => one.subject)));
  const html = renderHtml(
    buildReport({ map, ...NOTHING, head: { ...head, origin: ledger.origin }, at: FLEET_AT, position, graph, evidence, exclusions, standards }),
  );
  const report = lap();
  const reportMb = peak();
  const [half, whole] = foldLedgerAt(ledger, [{ size: Math.floor(head.size / 2) }, { size: head.size }]);
  if (half === undefined || whole === undefined) throw new TypeError('two cuts give two sides');
  const side = (of: typeof half) => ({ map, ...NOTHING, evidence: of.evidence, exclusions: of.exclusions, standards, at: FLEET_AT, size: of.head.size });
  const found = compare(side(half), side(whole));
  const compared = lap();
  const compareMb = peak();
  await ledger.close();
  lap();
  bareScan(dataDir);
  const scan = lap();
  if (found.controls.length === 0) throw new TypeError('twice the evidence moved nothing');
  const file = join(dataDir, 'ledger.db');
  return {
    scan,
    start,
    position: judged,
    report,
    compare: compared,
    startMb,
    reportMb,
    compareMb,
    htmlMb: html.length / 2 ** 20,
    ledgerMb: existsSync(file) ? statSync(file).size / 2 ** 20 : 0,
    members: new Set(evidence.flatMap((one) => (one.subject.includes('#') ? [one.subject] : []))).size,
    standards: against.length,
    requirements: against.reduce((sum, one) => sum + one.requirements.length, 0),
  };
}

function bareScan(dataDir: string): void {
  const db = new DatabaseSync(join(dataDir, 'ledger.db'), { readOnly: true });
  for (const row of db.prepare('SELECT canonical FROM entry ORDER BY seq').iterate()) hash('sha256', String(row['canonical']), 'hex');
  db.close();
}

function figures(one: Figures & { readonly size: number }): BenchResult[] {
  const input = `${one.size.toLocaleString('en')} pieces of evidence (${Math.round(one.ledgerMb)} MB) on 1,000,000 cameras, ${one.members.toLocaleString('en')} named; ${one.standards} standards, ${one.requirements.toLocaleString('en')} requirements`;
  const figure = (name: string, value: number, unit = 'ms'): BenchResult => ({ bench: 'scale', figure: name, value, unit, input, runs: 1, machine: MACHINE });
  const beside = (name: string, value: number): BenchResult => ({
    ...figure(name, value),
    against: { what: 'bare scan and SHA-256 of the same bytes', value: one.scan, ratio: value === 0 ? 0 : one.scan / value },
  });
  return [
    beside('cold start: open, verify, fold', one.start),
    beside('from there to the position against every standard', one.position),
    beside('from there to the report as HTML', one.report),
    beside('comparison of two moments, from the ledger', one.compare),
    figure('size of the report', one.htmlMb, 'MB'),
    figure('peak memory after the start', one.startMb, 'MB'),
    figure('peak memory after the report', one.reportMb, 'MB'),
    figure('peak memory after the comparison', one.compareMb, 'MB'),
  ];
}

/** The exponent of growth over the last decade: 1 where ten times as much takes ten times as long. */
function growth(found: readonly (Figures & { readonly size: number })[]): BenchResult[] {
  const [small, large] = [found.at(-2), found.at(-1)];
  if (small === undefined || large === undefined) return [];
  const decades = Math.log10(large.size / small.size);
  const input = `growth from ${small.size.toLocaleString('en')} to ${large.size.toLocaleString('en')} pieces of evidence, as an exponent`;
  return (['start', 'position', 'report', 'compare', 'compareMb'] as const).map((of) => ({
    bench: 'scale',
    figure: of === 'compareMb' ? 'peak memory' : of,
    value: Math.log10(large[of] / small[of]) / decades,
    unit: '',
    budget: { most: 1.15 },
    input,
    runs: 1,
    machine: MACHINE,
  }));
}

if (import.meta.main) {
  const [dataDir = ''] = process.argv.slice(2);
  process.stdout.write(JSON.stringify(await measureHere(dataDir)));
}
