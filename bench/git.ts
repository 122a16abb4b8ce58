import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readChanges } from '../src/development/change/edge/changes.ts';
import { factsOf } from '../src/development/change/facts.ts';
import { Names } from '../src/development/change/named.ts';
import { readCommit } from '../src/development/git/commit.ts';
import { readHistory } from '../src/development/git/edge/history.ts';
import { openRepository, type Repository } from '../src/development/git/edge/open.ts';
import { resolveName } from '../src/development/git/edge/resolve.ts';
import type { ObjectId } from '../src/development/git/object.ts';
import { type BenchResult, MACHINE, median } from './result.ts';

// How fast a history is read: every commit's bytes taken from git, hashed again, compared with its name, its parents followed; that is what is done with all of a history. Then the same with all
// facts of each commit as it passes: identities, trailers, signatures. Then with the facts kept, as a review of a first release keeps them. Beside it, git alone giving the bytes to nobody.
// `node bench/main.ts git` makes a history of its own; `node bench/git.ts REPO [NAME]` measures any.

const COMMITS = 100_000;
const RUNS = 5;

const WAYS = {
  parents: 'commits read and hashed, their parents followed',
  facts: 'the same, with all facts of each commit',
  kept: 'the same, with the facts of all of them kept',
} as const;
type Way = keyof typeof WAYS;

/** What one reading took. Reading of the program itself is not in it. */
interface Read {
  readonly commits: number;
  readonly ms: number;
  /** What the processors worked, of git too, in milliseconds. */
  readonly cpu: number;
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
  const ways = Object.keys(WAYS) as Way[];
  const [git, ours]: [Read[], Record<Way, Read[]>] = [[], { parents: [], facts: [], kept: [] }];
  // In turn, so that what else the machine does slows all alike.
  for (let i = 0; i < RUNS; i += 1) {
    git.push(gitAlone(folder));
    for (const way of ways)
      ours[way].push(JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--once', way, folder, name], { encoding: 'utf8' })) as Read);
  }
  const commits = ours.parents[0]?.commits ?? 0;
  const row = { bench: 'git', input: `${what}, ${commits.toLocaleString('en')} commits`, runs: RUNS, machine: MACHINE };
  const rows = ways.flatMap((way) => [
    { ...rate(row, `${WAYS[way]}, by the clock`, ours[way], git, 'ms'), ...(way === 'kept' ? {} : { budget: { ratioAtLeast: 0.8 } }) },
    rate(row, `${WAYS[way]}, by the processors’ time of all processes`, ours[way], git, 'cpu'),
    { ...row, figure: `most memory: ${WAYS[way]}`, value: most(ours[way]), unit: 'MB', ...(way === 'kept' ? {} : { budget: { most: 150 } }) },
  ]);
  const seconds = (median(ours.facts.map(({ ms }) => ms)) * 100_000) / Math.max(1, commits) / 1000;
  return [...rows, { ...row, figure: '100,000 commits with all their facts', value: seconds, unit: 's', budget: { most: 5 } }];
}

/** How many commits a second, and how that is to git alone, which reads those of all refs. */
function rate(row: Row, figure: string, ours: readonly Read[], git: readonly Read[], by: 'ms' | 'cpu'): BenchResult {
  const each = (reads: readonly Read[]) => median(reads.map((read) => (1000 * read.commits) / read[by]));
  const [value, alone] = [each(ours), each(git)];
  return { ...row, figure, value, unit: 'a second', against: { what: 'git rev-list --all | git cat-file --batch alone', value: alone, ratio: value / alone } };
}

type Row = Pick<BenchResult, 'bench' | 'input' | 'runs' | 'machine'>;

function most(reads: readonly Read[]): number {
  return Math.max(...reads.map(({ megabytes }) => megabytes));
}

function gitAlone(folder: string): Read {
  const commits = Number(execFileSync('git', ['rev-list', '--all', '--count'], { cwd: folder, encoding: 'utf8' }));
  const [began, worked] = [performance.now(), childrenCpu()];
  const { status } = spawnSync('sh', ['-c', 'git rev-list --all 2>/dev/null | git cat-file --batch > /dev/null'], { cwd: folder });
  if (status !== 0) throw new Error(`git could not read ${folder}`);
  return { commits, ms: performance.now() - began, cpu: childrenCpu() - worked, megabytes: 0 };
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

async function once(way: Way, folder: string, name: string): Promise<Read> {
  const [began, worked] = [performance.now(), ownCpu()];
  const repository = openRepository(folder);
  try {
    const { commit } = await resolveName(repository, name);
    const commits = await read(way, repository, commit);
    return { commits, ms: performance.now() - began, cpu: ownCpu() - worked, megabytes: process.resourceUsage().maxRSS / 1024 };
  } finally {
    repository.close();
  }
}

/** How many commits were read: all that are kept, since each is read to know which of them lead to the name. */
async function read(way: Way, repository: Repository, tip: ObjectId): Promise<number> {
  let [seen, signed] = [0, 0];
  if (way === 'kept') {
    const { changes, history } = await readChanges(repository, tip);
    if (changes.size !== history.size) throw new Error('not every commit was read');
    return changes.size;
  }
  const names = new Names();
  const history = await readHistory(repository, [tip], (id, bytes) => {
    seen += 1;
    if (way === 'facts' && factsOf(id, readCommit(bytes, repository.format), names).signature !== undefined) signed += 1;
  });
  if (signed > seen || seen < history.size) throw new Error('not every commit was read');
  return seen;
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
  const [first, second = 'HEAD', folder = '.', name = 'HEAD'] = process.argv.slice(2);
  if (first === '--once')
    process.stdout.write(JSON.stringify(await once(second as Way, folder, name))); // By `measure` alone, which names one of them.
  else if (first !== undefined) process.stdout.write(`${JSON.stringify(measure(first, second, 'a history named on the command line'), undefined, 2)}\n`);
  else process.stderr.write('node bench/git.ts REPO [NAME]\n');
}
