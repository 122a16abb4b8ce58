import { Instant } from '../src/core/index.ts';
import type { SecurityEvent } from '../src/operations/event/model.ts';
import { compile } from '../src/operations/sigma/engine.ts';
import { readRules } from '../src/operations/sigma/read.ts';
import { trialEvents } from '../src/operations/sigma/trial.ts';
import { matches } from '../src/operations/sigma/walk.ts';
import { windowsEvent } from '../src/operations/sigma/windows.ts';
import { readTarGz } from '../test/read-tar.ts';
import { vectors } from '../test/vectors.ts';
import { type BenchResult, MACHINE, measured, median } from './result.ts';

// All of SigmaHQ's rules on real Windows events, from the text of a line to the rules that match; the plain walk over every rule beside it, in the same process.
// `node bench/main.ts sigma`.

const RUNS = 5;
const ROUNDS = 40;

export async function run(): Promise<BenchResult[]> {
  const rulesAt = vectors('operations/sigma-rules.tar.gz');
  const eventsAt = vectors('operations/sigma-regression-half.tar.gz');
  if (rulesAt === undefined || eventsAt === undefined) return [];
  const texts = [...readTarGz(rulesAt)].filter(([file]) => file.endsWith('.yml')).map(([file, text]) => ({ file, text }));
  const raw = [...readTarGz(eventsAt)].filter(([file]) => file.endsWith('.json')).map(([, text]) => text);
  const lines = raw.flatMap(linesOf);
  const load = measured(1, () => compile(readRules(texts).rules));
  const engine = load.result;
  const first = measured(1, () => lines.map((line) => engine.match(eventOf(line))));
  const parse = perSecond(lines.length, () => lines.map((line) => JSON.parse(line) as unknown).length);
  const whole = perSecond(lines.length, () => lines.reduce((sum, line) => sum + engine.match(eventOf(line)).length, 0));
  const few = lines.slice(0, 20).map(eventOf);
  const naive = measured(1, () => few.map((event) => engine.rules.filter((rule) => matches(rule, event)).length));
  const walked = (few.length * 1000) / naive.ms;
  const bytes = Math.round(lines.reduce((sum, line) => sum + line.length, 0) / lines.length);
  const row = {
    bench: 'sigma',
    runs: RUNS,
    machine: MACHINE,
    input: `${engine.rules.length.toLocaleString('en')} rules of SigmaHQ, ${lines.length} real Windows events of ${bytes} bytes`,
  };
  return [
    { ...row, runs: 1, figure: 'read and compiled, processor time', value: load.ms, unit: 'ms', budget: { most: 3000 } },
    { ...row, runs: 1, figure: 'indexes made and first events, processor time', value: first.ms, unit: 'ms' },
    {
      ...row,
      figure: 'events from text to verdict, a second of one processor',
      value: whole,
      unit: 'events/s',
      against: { what: 'JSON.parse alone on the same lines', value: parse, ratio: whole / parse },
      budget: { least: 30_000 },
    },
    {
      ...row,
      figure: 'the same by the plain walk over every rule',
      value: walked,
      unit: 'events/s',
      against: { what: 'with the index', value: whole, ratio: whole / walked },
    },
    { ...row, runs: 1, figure: 'memory of the process', value: Math.round(process.memoryUsage().rss / 1e6), unit: 'MB', budget: { most: 400 } },
  ];
}

function linesOf(text: string): readonly string[] {
  const events = trialEvents(text, undefined) ?? [];
  const bytes = new TextEncoder().encode(text);
  return events.map(({ offset, length }) => JSON.stringify(JSON.parse(new TextDecoder().decode(bytes.subarray(offset, offset + length)))));
}

function eventOf(line: string): SecurityEvent {
  const read = windowsEvent(JSON.parse(line));
  if (read === undefined) throw new Error('the line is no Windows event');
  return { class: 'base', time: Instant.of(0), logSource: read.logSource, record: read.record, offset: 0, length: line.length };
}

/** Of processor time, the median over the runs. */
function perSecond(events: number, work: () => number): number {
  const { ms } = measured(RUNS, () => {
    let sum = 0;
    for (let round = 0; round < ROUNDS; round += 1) sum += work();
    return sum;
  });
  return median([(events * ROUNDS * 1000) / ms]);
}
