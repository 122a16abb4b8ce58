import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conns, zeekJson } from './intake.ts';
import { madeRules, matching, RULES } from './operations-rules.ts';
import { type BenchResult, MACHINE, median } from './result.ts';

// From an event to its incident, through `assay operations watch` as an operator runs it: a process of its own, lines at its standard input, incidents at its standard error. `node bench/main.ts operations-delay`.

const ROUNDS = 3;
const SHARE = 0.8;
const WARM = 120_000;
const MEASURED = 120_000;
const SECONDS = 10;
const MOST_SECONDS = 1;

/** Each opens an incident of its own, once: the rules whose mark a line of Zeek can bear. */
const MARKS = Array.from({ length: RULES }, (_, i) => i).filter((i) => i % 4 !== 0);

interface Round {
  readonly rate: number;
  /** Milliseconds from the moment at which an event was to be sent until its incident was told of. */
  readonly delays: readonly number[];
  readonly sent: number;
}

/** Lines without end: the same fleet again and again, its clock going on. */
function traffic(): { next(): string; marked(rule: number): string } {
  const all = conns().map((conn) => (conn.dstPort === 23 ? { ...conn, dstPort: 443 } : conn));
  const long = all.length / 50;
  let at = 0;
  const conn = () => {
    const one = all[at % all.length] as (typeof all)[number];
    const ts = one.ts + Math.floor(at / all.length) * long;
    at += 1;
    return { ...one, ts };
  };
  return {
    next: () => `${zeekJson(conn())}\n`,
    marked(rule) {
      const { dstPort, service, history } = matching(rule);
      // Of devices that do nothing else, so that no two marks are of one incident.
      const line = zeekJson({ ...conn(), src: `10.200.${rule >> 8}.${rule & 255}`, ...(dstPort === undefined ? {} : { dstPort }) });
      return `${line
        .replace('"service":"ssl"', `"service":"${service ?? 'ssl'}"`)
        .replace('"history":"ShADadFf"', `"history":"${history ?? 'ShADadFf'}"`)
        .replace('"resp_bytes":5120', '"resp_bytes":9120')}\n`;
    },
  };
}

async function round(rules: string): Promise<Round> {
  const child = spawn(process.execPath, ['src/main.ts', 'operations', 'watch', '--input', '-', '--format', 'zeek-json', '--rules', rules, '--json'], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const told = new Map<number, number>();
  const waiting = new Map<number, () => void>();
  let rest = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const now = performance.now();
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const rule = Number(/ Made rule (\d+): /.exec(line)?.[1] ?? Number.NaN);
      if (Number.isNaN(rule) || told.has(rule)) continue;
      told.set(rule, now);
      waiting.get(rule)?.();
    }
  });
  const gone = new Promise<void>((done) => child.on('exit', () => done()));
  const incident = (rule: number) =>
    Promise.race([
      new Promise<void>((done) => {
        if (told.has(rule)) done();
        else waiting.set(rule, done);
      }),
      gone.then(() => {
        if (!told.has(rule)) throw new Error(`the watch ended without the incident of rule ${rule}`);
      }),
    ]);
  const lines = traffic();
  const marks = [...MARKS];
  const flood = async (count: number): Promise<void> => {
    const last = marks.shift() as number;
    for (let sent = 0; sent < count; sent += 500) {
      const block = Array.from({ length: 500 }, lines.next).join('');
      if (!child.stdin.write(block)) await new Promise((done) => child.stdin.once('drain', done));
    }
    child.stdin.write(lines.marked(last));
    await incident(last);
  };
  await flood(WARM);
  const from = performance.now();
  await flood(MEASURED);
  const rate = (MEASURED / (performance.now() - from)) * 1000;

  // By a timetable that is fixed beforehand: who is late is late by it, and what waits behind counts its waiting.
  const perMs = (rate * SHARE) / 1000;
  const total = Math.floor(perMs * SECONDS * 1000);
  const every = Math.floor(total / marks.length);
  const schedule = new Map(marks.map((rule, i) => [i * every + (every >> 1), rule]));
  const made = Array.from({ length: total }, (_, i) => {
    const rule = schedule.get(i);
    return Buffer.from(rule === undefined ? lines.next() : lines.marked(rule));
  });
  const begun = performance.now();
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, Math.floor((performance.now() - begun) * perMs) + 1);
    if (due > sent) child.stdin.write(Buffer.concat(made.slice(sent, due)));
    sent = due;
    await new Promise((done) => setTimeout(done, 1));
  }
  child.stdin.end();
  await Promise.all(marks.map(incident));
  await gone;
  return { rate, sent: total, delays: [...schedule].map(([place, rule]) => (told.get(rule) ?? Number.POSITIVE_INFINITY) - (begun + place / perMs)) };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] as number;
}

export async function run(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-delay-'));
  const rounds: Round[] = [];
  try {
    const rules = join(folder, 'made.yml');
    writeFileSync(rules, madeRules('product: zeek\n  service: conn'));
    for (let n = 0; n < ROUNDS; n += 1) rounds.push(await round(rules));
  } finally {
    rmSync(folder, { recursive: true });
  }
  const input = `Zeek JSON through the watch command, ${RULES} rules; ${MARKS.length - 2} events with an incident of their own among ${rounds.map(({ sent }) => sent).join(', ')}, elapsed`;
  const result = (figure: string, value: number, unit: string, budget?: BenchResult['budget']): BenchResult => ({
    bench: 'operations-delay',
    figure,
    value,
    unit,
    ...(budget === undefined ? {} : { budget }),
    input,
    runs: ROUNDS,
    machine: MACHINE,
  });
  const delay = (share: number) => median(rounds.map(({ delays }) => percentile(delays, share))) / 1000;
  return [
    result('as fast as it takes them', Math.round(median(rounds.map(({ rate }) => rate))), 'events/s'),
    result(`from event to incident at ${SHARE * 100} % of that, median`, delay(0.5), 's'),
    result(`from event to incident at ${SHARE * 100} % of that, 99 of 100`, delay(0.99), 's', { most: MOST_SECONDS }),
    result('the same, in the worst of the rounds', Math.max(...rounds.map(({ delays }) => percentile(delays, 0.99))) / 1000, 's'),
  ];
}
