import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    const first = measuredChild(args);
    const again = [measuredChild(args), measuredChild(args), measuredChild(args)].toSorted((a, b) => a.ms - b.ms)[1] ?? first;
    const index = await openAdvisories(database, join(folder, 'index.db'));
    const read = readBom(readFileSync(bom), 'bom.cdx.json', bomSchemas(), { lenient: true });
    const first10k = measured(1, () => exposureOf(read, index));
    const again10k = measured(9, () => exposureOf(read, index));
    index.close();
    return [
      row('the command, with the index to be made', first.ms, 'ms'),
      row('the same: memory at most', first.mb, 'MB'),
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

function measuredChild(args: readonly string[]): { readonly ms: number; readonly mb: number } {
  const code = `process.on('exit', () => process.stderr.write('\\nMAXRSS ' + process.resourceUsage().maxRSS + ' ' + (process.cpuUsage().user + process.cpuUsage().system))); process.argv.splice(1, 1, ${JSON.stringify(MAIN)}, ...${JSON.stringify(args)}); await import(${JSON.stringify(MAIN)});`;
  const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', code, '--'], { encoding: 'utf8', maxBuffer: 512 * 1024 * 1024 });
  const [, memory, time] = /MAXRSS (\d+) (\d+)/.exec(stderr) ?? [];
  if (status !== 1 || memory === undefined) throw new Error(`the command did not answer: ${stderr.slice(0, 500)}`);
  return { ms: Number(time) / 1000, mb: Number(memory) / 1024 };
}
