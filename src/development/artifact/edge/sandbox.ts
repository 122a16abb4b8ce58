import { spawn, spawnSync } from 'node:child_process';
import { chownSync, lchownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { Refused } from '../../../core/index.ts';
import { entryPath, nameText, notText } from '../../archive/path.ts';
import { folderApart } from '../../git/edge/ending.ts';
import { artifactFaults } from '../faults.ts';
import type { Call, Regeneration } from '../recipe.ts';
import type { SourceTree } from '../tree.ts';

/** Processor seconds, and seconds in all, of one call; bytes of one file that it writes. */
const CPU_S = 600;
const MS = 900_000;
const FILE_BYTES = 1024 * 1024 * 1024;
const SAID = 16_384;
const NOBODY = 65_534;
const FLAT = ['--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups', '--no-new-privs'];

export interface Sandbox {
  /** Where the tree is laid out. */
  readonly tree: string;
  readonly apart: Regeneration['sandbox'];
  readonly leftOut: number;
  call(call: Call): Promise<{ readonly code: number | null; readonly said: string }>;
  close(): void;
}

/**
 * A private folder with the tag's files in it, and a way to run a program there: with an environment made from nothing, without network, as nobody where the machine lets us, within
 * bounds of time and length. What is run is code of the tag's tree, such as the macros of `configure.ac`: it was reviewed, and it is held apart all the same: where it cannot be, it is not run (ASSAY-ARTIFACT-008) unless `withNetwork` says so.
 */
export function sandboxOf(tree: SourceTree, contentOf: (path: string) => Uint8Array | undefined, seconds: number, withNetwork = false): Sandbox {
  const held = heldApart();
  if (!held.network && !withNetwork) throw new Refused(notApart());
  const { path: folder, remove } = folderApart('recipe');
  const laid = join(folder, 'tree');
  const home = join(folder, 'home');
  const { nobody, network, prefix } = held;
  mkdirSync(laid);
  mkdirSync(home);
  const leftOut = layOut(tree, contentOf, laid, nobody);
  if (nobody) for (const path of [folder, laid, home]) chownSync(path, NOBODY, NOBODY);
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: home, TMPDIR: home, LC_ALL: 'C', TZ: 'UTC', SOURCE_DATE_EPOCH: String(seconds) };
  return {
    tree: laid,
    apart: { network: network ? 'none' : 'as the machine’s', user: nobody ? 'nobody' : 'the caller' },
    leftOut,
    call: (call) => run([...prefix, call.program, ...call.args], join(laid, call.folder), env),
    close: remove,
  };
}

/** What this machine has to hold a program apart with. */
function heldApart(): { readonly nobody: boolean; readonly network: boolean; readonly prefix: readonly string[] } {
  const nobody = process.getuid?.() === 0 && works('setpriv', [...FLAT, 'true']);
  const flat = nobody ? ['setpriv', ...FLAT] : [];
  const unshare = ['unshare', '--user', '--map-current-user', '--net', '--pid', '--fork', '--kill-child'];
  const network = works(flat[0] ?? 'unshare', [...flat.slice(1), ...(flat.length === 0 ? unshare.slice(1) : unshare), 'true']);
  const bounds = works('prlimit', ['--cpu=10', 'true']) ? ['prlimit', `--cpu=${CPU_S}`, `--fsize=${FILE_BYTES}`, '--core=0', '--nofile=1024'] : [];
  return { nobody, network, prefix: [...flat, ...(network ? unshare : []), ...bounds] };
}

function notApart() {
  return artifactFaults.fault('008', {
    message: 'the recipe cannot be run without network here, and was not run',
    expected: 'unshare of util-linux, and a system that lets it make a namespace',
    found: 'neither, or one of them',
    remedy:
      'Run it where unshare works: on Linux with util-linux, in a container with --security-opt seccomp=unconfined. With --dangerously-run-recipe-with-network it is run all the same, and then shows nothing.',
  });
}

function works(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore', env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' }, timeout: 10_000 }).status === 0;
}

/** Files first and links last, so that nothing is written through a link. Gives how many were left out. */
function layOut(tree: SourceTree, contentOf: (path: string) => Uint8Array | undefined, to: string, nobody: boolean): number {
  let left = 0;
  const made = new Set<string>();
  const folders = (path: string) => {
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
      const above = join(to, path.slice(0, at));
      if (made.has(above)) continue;
      mkdirSync(above, { recursive: true });
      if (nobody) chownSync(above, NOBODY, NOBODY);
      made.add(above);
    }
  };
  const files = [...tree.files.values()].toSorted((a, b) => Number(a.kind === 'link') - Number(b.kind === 'link'));
  for (const { path, kind } of files) {
    const content = contentOf(path);
    // The names in a tree are whoever's that could push: git itself refuses such, and a tree made by hand has them.
    const safe = !notText(path) && entryPath(path, 'the tag’s tree') === path && !path.split('/').some((name) => name.toLowerCase() === '.git');
    const target = kind === 'link' && content !== undefined ? nameText(content) : '';
    const leads = kind === 'link' && leadsAway(path, target, tree);
    if (content === undefined || !safe || leads || made.has(join(to, path))) {
      left += 1;
      continue;
    }
    folders(path);
    const full = join(to, path);
    if (kind === 'link') symlinkSync(Buffer.from(content), full);
    else writeFileSync(full, content, { mode: kind === 'program' ? 0o755 : 0o644, flag: 'wx' });
    if (nobody) lchownSync(full, NOBODY, NOBODY);
  }
  return left;
}

/** Whether a link leads out of the tree, or might: through another link, `..` is not what it seems. */
function leadsAway(path: string, target: string, tree: SourceTree): boolean {
  if (posix.isAbsolute(target)) return true;
  const names = dirname(path) === '.' ? [] : dirname(path).split('/');
  for (const name of target.split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') names.push(name);
    else if (tree.files.get(names.join('/'))?.kind === 'link' || names.pop() === undefined) return true;
  }
  return false;
}

function run(argv: readonly string[], cwd: string, env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    const [program = '', ...args] = argv;
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], shell: false, detached: true, timeout: MS, killSignal: 'SIGKILL' });
    let said = '';
    const hear = (piece: Buffer) => {
      said = (said + piece.toString('utf8')).slice(-SAID);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', (error) => resolve({ code: null, said: error.message }));
    child.on('close', (code) => resolve({ code, said }));
  });
}
