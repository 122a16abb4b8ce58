import { readdirSync } from 'node:fs';
import { type Bench, type BenchResult, kept, MACHINE } from './result.ts';

// node bench/main.ts [NAME ...] [--json] [--full]: runs bench/NAME.ts, or every file here that exports `run`. Exits 1 where a budget is missed.
const args = process.argv.slice(2);
const json = args.includes('--json');
const unknown = args.filter((arg) => arg.startsWith('--') && arg !== '--json' && arg !== '--full');
const wanted = args.filter((arg) => !arg.startsWith('--'));
const files = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'main.ts');

const benches = new Map<string, Bench>();
for (const file of files.sort()) {
  const module = (await import(new URL(file, import.meta.url).href)) as Partial<Bench>;
  if (module.run !== undefined) benches.set(file.slice(0, -'.ts'.length), { run: module.run });
}
const missing = [...unknown, ...wanted.filter((name) => !benches.has(name))];
if (missing.length > 0) {
  process.stderr.write(`There is no benchmark ${missing.join(', ')}. There are: ${[...benches.keys()].join(', ')}; options are --json and --full.\n`);
  process.exit(2);
}

const results: BenchResult[] = [];
for (const [name, bench] of benches) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`${name} ...\n`);
  results.push(...(await bench.run({ full: args.includes('--full') })));
}
process.stdout.write(json ? `${JSON.stringify(results, undefined, 2)}\n` : `${table(results)}\n`);
process.exitCode = results.some((result) => kept(result) === false) ? 1 : 0;

function table(rows: readonly BenchResult[]): string {
  const lines = [`${MACHINE}. Times are processor time, the median over the runs.`];
  let input = '';
  for (const row of rows) {
    if (row.input !== input) lines.push('', `${row.bench}: ${row.input}`);
    input = row.input;
    const ratio = row.against === undefined ? '' : `  ${row.against.what} ${short(row.against.value)} ${row.unit}: ${short(row.against.ratio)} times as much`;
    lines.push(`  ${row.figure.padEnd(66)}${short(row.value).padStart(9)} ${row.unit}${ratio}${promise(row)}`);
  }
  return lines.join('\n');
}

function promise(row: BenchResult): string {
  if (row.budget === undefined) return '';
  const said = [
    ...(row.budget.most === undefined ? [] : [`at most ${short(row.budget.most)} ${row.unit}`]),
    ...(row.budget.least === undefined ? [] : [`at least ${short(row.budget.least)} ${row.unit}`]),
    ...(row.budget.ratioAtLeast === undefined ? [] : [`at least ${short(row.budget.ratioAtLeast)} times`]),
  ];
  return `  (${said.join(', ')}: ${kept(row) === true ? 'kept' : 'MISSED'})`;
}

function short(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(2);
}
