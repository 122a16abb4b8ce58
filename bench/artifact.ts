import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareArtifact } from '../src/development/artifact/edge/compare.ts';
import { type BenchResult, MACHINE, median } from './result.ts';

// How fast a tarball is held against its tag: every file of both unpacked, hashed and judged. Beside it, `tar` and `sha256sum` alone over the same tarball.
// `node bench/main.ts artifact` makes a repository and a tarball of its own.

const FILES = 100_000;
const RUNS = 3;

interface Read {
  readonly ms: number;
  readonly megabytes: number;
}

export async function run(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-artifact-'));
  try {
    await synthetic(folder);
    const [ours, theirs]: [Read[], number[]] = [[], []];
    for (let at = 0; at < RUNS; at += 1) {
      theirs.push(tarAlone(folder));
      ours.push(JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--once', folder], { encoding: 'utf8' })) as Read);
    }
    const ms = median(ours.map((one) => one.ms));
    const tar = median(theirs);
    const row = {
      bench: 'artifact',
      input: `a made tarball of ${FILES.toLocaleString('en')} files, packed with gzip, and its tag`,
      runs: RUNS,
      machine: MACHINE,
    };
    return [
      {
        ...row,
        figure: 'files unpacked, hashed and judged against the tag, by the clock',
        value: FILES / (ms / 1000),
        unit: 'a second',
        against: { what: 'tar | sha256sum alone, all bytes as one', value: FILES / (tar / 1000), ratio: tar / ms },
      },
      { ...row, figure: 'most memory of the process', value: Math.max(...ours.map((one) => one.megabytes)), unit: 'MB' },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All bytes of all files through one hash: less than we do, and what cannot be left out. */
function tarAlone(folder: string): number {
  const began = performance.now();
  execFileSync('sh', ['-c', 'tar -xzOf made.tar.gz | sha256sum'], { cwd: folder, stdio: 'ignore' });
  return performance.now() - began;
}

async function once(folder: string): Promise<Read> {
  const began = performance.now();
  const { state, counts } = await compareArtifact({
    artifact: join(folder, 'made.tar.gz'),
    against: join(folder, 'made.git'),
    tag: 'v1',
    submodules: new Map(),
    catalogues: [],
  });
  if (state !== 'proven' || counts.same !== FILES) throw new Error('the tarball is not what was made');
  return { ms: performance.now() - began, megabytes: process.resourceUsage().maxRSS / 1024 };
}

/** Files of some kilobytes, a hundred to a folder, as sources are. */
async function synthetic(folder: string): Promise<void> {
  const repository = join(folder, 'made.git');
  execFileSync('git', ['init', '-q', '--bare', repository]);
  const child = spawn('git', ['fast-import', '--quiet'], { cwd: repository, stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const write = async (text: string) => {
    if (!child.stdin.write(text)) await new Promise((resolve) => child.stdin.once('drain', resolve));
  };
  await write('commit refs/tags/v1\ncommitter A <a@example.org> 1500000000 +0000\ndata 4\nmade\n');
  for (let at = 0; at < FILES; at += 1) {
    const content = `int number_${at}(void) { return ${at * 7919}; } // ${'lines of a source, '.repeat(20 + (at % 200))}\n`;
    await write(`M 100644 inline src/part-${Math.floor(at / 100)}/file-${at}.c\ndata ${content.length}\n${content}\n`);
  }
  child.stdin.end();
  await ended;
  execFileSync('sh', ['-c', 'git --git-dir=made.git archive --prefix=made-1/ v1 | gzip -1 > made.tar.gz'], { cwd: folder });
}

if (import.meta.main) {
  const at = process.argv.indexOf('--once');
  if (at !== -1) process.stdout.write(JSON.stringify(await once(process.argv[at + 1] ?? '')));
}
