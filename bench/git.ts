import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { factsOf } from '../src/development/change/facts.ts';
import { readCommits, readHistory } from '../src/development/git/edge/history.ts';
import { openRepository } from '../src/development/git/edge/open.ts';
import { resolveName } from '../src/development/git/edge/resolve.ts';
import { type BenchResult, MACHINE, median } from './result.ts';

// How fast a history is read: every commit's bytes taken from git, hashed again, compared with its name, its parents followed; that is what is done with all of a history. Then how fast the
// commits of a range are read as wholes, with identities, trailers and signatures, were the range all of it. Beside it, git alone giving the bytes to nobody.
// `node bench/main.ts git` makes a history of its own; `node bench/git.ts REPO [NAME]` measures any.

const COMMITS = 100_000;
const RUNS = 5;

interface Read {
  readonly commits: number;
  /** Reading the history, and with all facts of each commit besides. */
  readonly ms: number;
  readonly factsMs: number;
  /** The same by what the processors worked, of git too, in milliseconds; reading of the program itself is in neither. */
  readonly cpu: number;
  readonly factsCpu: number;
  readonly megabytes: number;
}

export async function run(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-git-'));
  try {
    await synthetic(folder);
    return measure(folder, 'HEAD', 'a made history');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(folder: string, name: string, what: string): BenchResult[] {
  const [ours, theirs, theirCpu]: [Read[], number[], number[]] = [[], [], []];
  // In turn, so that what else the machine does slows both alike.
  for (let i = 0; i < RUNS; i += 1) {
    const alone = gitAlone(folder);
    theirs.push(alone.ms);
    theirCpu.push(alone.cpu);
    ours.push(JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--once', folder, name], { encoding: 'utf8' })) as Read);
  }
  const commits = ours[0]?.commits ?? 0;
  const [ms, facts, git] = [median(ours.map((one) => one.ms)), median(ours.map((one) => one.factsMs)), median(theirs)];
  const [cpu, factsCpu, gitCpu] = [median(ours.map((one) => one.cpu)), median(ours.map((one) => one.factsCpu)), median(theirCpu)];
  const memory = Math.max(...ours.map((one) => one.megabytes));
  const input = `${what}, ${commits.toLocaleString('en')} commits`;
  const row = { bench: 'git', input, runs: RUNS, machine: MACHINE };
  const per = (time: number) => commits / (time / 1000);
  return [
    {
      ...row,
      figure: 'commits read and hashed, their parents followed, by the clock',
      value: per(ms),
      unit: 'a second',
      against: { what: 'git rev-list --all | git cat-file --batch alone', value: per(git), ratio: git / ms },
      budget: { ratioAtLeast: 0.8 },
    },
    {
      ...row,
      figure: 'the same by the processors’ time of all processes',
      value: per(cpu),
      unit: 'a second',
      against: { what: 'git alone, by the same', value: per(gitCpu), ratio: gitCpu / cpu },
    },
    {
      ...row,
      figure: 'the whole history, and then all facts of each of its commits, by the clock',
      value: per(facts),
      unit: 'a second',
      against: { what: 'git rev-list --all | git cat-file --batch alone', value: per(git), ratio: git / facts },
      budget: { ratioAtLeast: 0.8 },
    },
    {
      ...row,
      figure: 'the same by the processors’ time of all processes',
      value: per(factsCpu),
      unit: 'a second',
      against: { what: 'git alone, by the same', value: per(gitCpu), ratio: gitCpu / factsCpu },
    },
    { ...row, figure: '100,000 commits with all their facts', value: (facts * 100_000) / Math.max(1, commits) / 1000, unit: 's', budget: { most: 5 } },
    { ...row, figure: 'most memory of the process', value: memory, unit: 'MB', budget: { most: 150 } },
  ];
}

function gitAlone(folder: string): { readonly ms: number; readonly cpu: number } {
  const [began, worked] = [performance.now(), childrenCpu()];
  const { status } = spawnSync('sh', ['-c', 'git rev-list --all 2>/dev/null | git cat-file --batch > /dev/null'], { cwd: folder });
  if (status !== 0) throw new Error(`git could not read ${folder}`);
  return { ms: performance.now() - began, cpu: childrenCpu() - worked };
}

/** What the processors worked for children that have ended, in milliseconds (proc(5), fields 16 and 17 of stat, in hundredths of a second). */
function childrenCpu(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
  return 10 * (Number(fields[13]) + Number(fields[14]));
}

function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + childrenCpu();
}

async function once(folder: string, name: string): Promise<Read> {
  const [began, worked] = [performance.now(), ownCpu()];
  const repository = openRepository(folder);
  let [commits, signed] = [0, 0];
  try {
    const { commit } = await resolveName(repository, name);
    const parents = await readHistory(repository, [commit]);
    const [ms, cpu] = [performance.now() - began, ownCpu() - worked];
    for await (const read of readCommits(repository, parents.keys())) {
      commits += 1;
      if (factsOf(read.id, read.commit).signature !== undefined) signed += 1;
    }
    if (signed > commits || commits !== parents.size) throw new Error('not every commit was read');
    return { commits, ms, cpu, factsMs: performance.now() - began, factsCpu: ownCpu() - worked, megabytes: process.resourceUsage().maxRSS / 1024 };
  } finally {
    repository.close();
  }
}

/** A history as real ones are: messages of some lines with trailers, and every fiftieth a merge. */
async function synthetic(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  execFileSync('git', ['init', '-q', '--bare', folder]);
  const child = spawn('git', ['fast-import', '--quiet'], { cwd: folder, stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const who = (n: number) => `Person ${n % 97} <person${n % 97}@example.org> ${1_500_000_000 + n * 60} +0200`;
  for (let n = 1; n <= COMMITS; n += 1) {
    const message = `Change number ${n} of something\n\n${`A line that says why it was changed, for the ${n}th time.\n`.repeat(1 + (n % 7))}\nReviewed-by: Person ${n % 89} <person${n % 89}@example.org>\nSigned-off-by: Person ${n % 97} <person${n % 97}@example.org>\n`;
    const merge = n % 50 === 0 ? `merge :${n - 7}\n` : '';
    const from = n === 1 ? '' : `from :${n - 1}\n`;
    const text = `commit refs/heads/main\nmark :${n}\nauthor ${who(n)}\ncommitter ${who(n + 1)}\ndata ${message.length}\n${message}${from}${merge}\n`;
    if (!child.stdin.write(text)) await new Promise((resolve) => child.stdin.once('drain', resolve));
  }
  child.stdin.end();
  await ended;
  execFileSync('git', ['symbolic-ref', 'HEAD', 'refs/heads/main'], { cwd: folder });
}

if (import.meta.main) {
  const [first, second, third] = process.argv.slice(2);
  if (first === '--once') process.stdout.write(JSON.stringify(await once(second ?? '.', third ?? 'HEAD')));
  else if (first !== undefined)
    process.stdout.write(`${JSON.stringify(measure(first, second ?? 'HEAD', 'a history named on the command line'), undefined, 2)}\n`);
  else process.stderr.write('node bench/git.ts REPO [NAME]\n');
}
