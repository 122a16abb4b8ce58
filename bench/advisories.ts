import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { openAdvisories } from '../src/development/advisory/edge/open.ts';
import { bomSchemas } from '../src/development/component/edge/schemas.ts';
import { readBom } from '../src/development/component/read.ts';
import { exposureOf } from '../src/development/exposure/expose.ts';
import { vectors } from '../test/vectors.ts';
import { type BenchResult, MACHINE, measured } from './result.ts';

// Real records, under as many names as make a database of 200,000: names of packages, ids and aliases are each told apart by a suffix.
const NAMES = 47;
const COMPONENTS = 10_000;
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

interface Record {
  id: string;
  aliases?: string[];
  affected?: { package?: { name: string } }[];
}

export async function run(): Promise<BenchResult[]> {
  const source = vectors('development/osv/go-vulndb.ndjson.gz');
  if (source === undefined) return [];
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-advisories-'));
  try {
    const lines = gunzipSync(readFileSync(source))
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '');
    const database = join(folder, 'advisories.ndjson');
    const packages = await multiplied(lines, database);
    const bom = join(folder, 'bom.cdx.json');
    writeFileSync(bom, bomOf(packages));
    const input = `${lines.length * NAMES} advisories (real ones of Go under ${NAMES} names), ${packages.length} packages, a bill of materials of ${COMPONENTS} components`;
    const row = (figure: string, value: number, unit: string, budget?: number): BenchResult => ({
      bench: 'advisories',
      figure,
      value,
      unit,
      input,
      runs: 1,
      machine: MACHINE,
      ...(budget === undefined ? {} : { budget: { most: budget } }),
    });
    const args = ['development', 'sbom', bom, '--advisories', database, '--index', join(folder, 'index.db'), '--json'];
    const first = await measuredChild(args);
    const again = [await measuredChild(args), await measuredChild(args), await measuredChild(args)].toSorted((x, y) => x.ms - y.ms)[1] ?? first;
    const parsed = await parsedAlone(database);
    const index = await openAdvisories(database, join(folder, 'index.db'));
    const read = readBom(readFileSync(bom), 'bom.cdx.json', bomSchemas(), { lenient: true });
    const first10k = measured(1, () => exposureOf(read, index));
    const again10k = measured(9, () => exposureOf(read, index));
    index.close();
    return [
      row('the command, with the index to be made, in processor time of all its processes', first.ms, 'ms'),
      row('the same: memory of all its processes at most', first.mb, 'MB', 400),
      row('JSON.parse alone of each line of the same file, in processor time', parsed, 'ms'),
      row('the command with the index to be made, as a multiple of JSON.parse alone', first.ms / parsed, 'x'),
      row('the command in a new process, with the index made before', again.ms, 'ms', 3000),
      row('the same: memory at most', again.mb, 'MB', 400),
      row('matching in a process, first', first10k.ms, 'ms'),
      row('matching in a process, again', again10k.ms, 'ms', 200),
      row('components affected', again10k.result.counts.affected, 'components'),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function multiplied(lines: readonly string[], file: string): Promise<readonly string[]> {
  const packages = new Set<string>();
  const out = createWriteStream(file);
  for (let n = 0; n < NAMES; n += 1) {
    for (const line of lines) {
      const record = JSON.parse(line) as Record;
      record.id = `${record.id}-${n}`;
      record.aliases = (record.aliases ?? []).map((alias) => `${alias}${String(n).padStart(2, '0')}`);
      for (const each of record.affected ?? []) {
        if (each.package === undefined) continue;
        each.package.name = `${each.package.name}-${n}`;
        packages.add(each.package.name);
      }
      if (!out.write(`${JSON.stringify(record)}\n`)) await new Promise((done) => out.once('drain', done));
    }
  }
  await new Promise((done) => out.end(done));
  return [...packages];
}

/** Every so-many-th package in an early version, so that many are affected, and as many that no record names. */
function bomOf(packages: readonly string[]): string {
  const components = Array.from({ length: COMPONENTS }, (_, i) => {
    const known = packages[(i * 7919) % packages.length] ?? '';
    const name = i % 2 === 0 ? known : `example.org/nobody/m${i}`;
    const version = `v1.${i % 40}.${i % 7}`;
    const purl = `pkg:golang/${name.split('/').map(encodeURIComponent).join('/')}@${version}`;
    return { type: 'library', 'bom-ref': `c${i}`, name: name.split('/').at(-1), version, purl };
  });
  return JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'firmware', 'bom-ref': 'root', name: 'product' } },
    components,
  });
}

/** What no way to make an index of these records can be faster than, as long as each is parsed. */
async function parsedAlone(file: string): Promise<number> {
  const before = process.cpuUsage();
  let kept = '';
  for await (const piece of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 18 })) {
    const lines = (kept + String(piece)).split('\n');
    kept = lines.pop() ?? '';
    for (const line of lines) JSON.parse(line);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Processor time and memory of a command and every process that it starts. What they share is counted for each. */
async function measuredChild(args: readonly string[]): Promise<{ readonly ms: number; readonly mb: number }> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const times = new Map<number, number>();
  let mb = 0;
  const watch = setInterval(() => {
    const tree = treeOf(child.pid ?? 0);
    for (const { pid, ms } of tree) times.set(pid, ms);
    mb = Math.max(
      mb,
      tree.reduce((sum, each) => sum + each.mb, 0),
    );
  }, 20);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const status = await new Promise((done) => child.once('close', done));
  clearInterval(watch);
  if (status !== 1 || mb === 0) throw new Error(`the command did not answer: ${said.slice(0, 500)}`);
  return { ms: [...times.values()].reduce((sum, ms) => sum + ms, 0), mb };
}

/** A process and those below it, as the kernel tells them (proc(5)): time in ticks of 10 ms, memory in kB. */
function treeOf(pid: number): readonly { readonly pid: number; readonly ms: number; readonly mb: number }[] {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /, '')
      .split(' ');
    const memory = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) / 1024;
    const tasks = `/proc/${pid}/task`;
    const below = (existsSync(tasks) ? readdirSync(tasks) : []).flatMap((task) => readFileSync(`${tasks}/${task}/children`, 'latin1').trim().split(' '));
    const own = { pid, ms: (Number(fields[11]) + Number(fields[12])) * 10, mb: memory };
    return [own, ...below.filter((each) => each !== '').flatMap((each) => treeOf(Number(each)))];
  } catch {
    return []; // It ended while it was looked at.
  }
}
