import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { Refused } from '../../../core/index.ts';
import { gitFaults } from '../faults.ts';
import { whenEnded } from './ending.ts';

/** Without a byte for so long, git hangs on what the repository put in its way, such as a pipe that nobody writes to. */
const SILENCE_MS = 120_000;
const STDERR_BYTES = 16_384;

export interface GitChild {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Resolves when git has ended. Never rejects. */
  readonly ended: Promise<{ readonly code: number | null; readonly said: string }>;
  /** To be called for each piece that came: silence is counted from it. */
  alive(): void;
  kill(): void;
}

/**
 * Starts git on a private folder that stands for the repository (see `open.ts`): none of the repository's configuration is read. The environment is made from nothing,
 * since a single variable such as `GIT_EXTERNAL_DIFF` or `GIT_SSH_COMMAND` names a program to run; `more` is ours alone.
 */
export function gitChild(gitDir: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): GitChild {
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn('git', [...OPTIONS, `--git-dir=${gitDir}`, ...args], {
    cwd: gitDir,
    env: { ...environment(gitDir), ...more },
    stdio: ['pipe', 'pipe', 'pipe'],
    shell: false,
    windowsHide: true,
  });
  // One that waits for what does not come would outlive us.
  const forget = whenEnded(() => child.kill('SIGKILL'));
  let said = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const alive = () => {
    clearTimeout(timer);
    // Pieces are still taken out of the pipe after git has ended.
    if (!over) timer = setTimeout(() => child.kill('SIGKILL'), SILENCE_MS);
  };
  alive();
  child.stderr.on('data', (piece: Buffer) => {
    if (said.length < STDERR_BYTES) said += piece.toString('utf8');
  });
  // A git that ended does not read on: that is told by how it ended, and not by a broken pipe.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<{ code: number | null; said: string }>((resolve) => {
    child.on('error', (error) => {
      over = true;
      forget();
      clearTimeout(timer);
      resolve({ code: null, said: error.message });
    });
    child.on('close', (code) => {
      over = true;
      forget();
      clearTimeout(timer);
      resolve({ code, said: said.slice(0, STDERR_BYTES).trim() });
    });
  });
  return { stdin: child.stdin, stdout: child.stdout, ended, alive, kill: () => void child.kill('SIGKILL') };
}

// What the private folder's configuration could say is said here once more: these win over any file.
const OPTIONS = [
  ...['core.fsmonitor=', 'core.hooksPath=/dev/null', 'core.commitGraph=false', 'core.alternateRefsCommand=', 'protocol.allow=never', 'core.pager=cat'].flatMap(
    (one) => ['-c', one],
  ),
  '--no-pager',
  '--no-replace-objects',
  '--no-optional-locks',
];

function environment(home: string): Record<string, string> {
  return {
    // Where git itself is found. It is the operator's own.
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    // No protocol at all, which wins over what a configuration allows for one of them.
    GIT_ALLOW_PROTOCOL: '',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    GIT_PAGER: 'cat',
    // Names in blocks, and not each in a write of its own: that would be most of the time in which a history is read.
    GIT_FLUSH: '0',
  };
}

/** What git wrote, where it is short. Gives nothing where git ended with another status than 0. Throws `Refused` (ASSAY-GIT-002, -008). */
export async function gitText(gitDir: string, args: readonly string[], most = 1024 * 1024): Promise<string | undefined> {
  const child = gitChild(gitDir, args);
  child.stdin.end();
  let text = '';
  for await (const piece of child.stdout) {
    child.alive();
    text += String(piece);
    if (text.length > most) {
      child.kill();
      throw new Refused(tooMuch(args, most));
    }
  }
  const { code, said } = await child.ended;
  if (code === null) throw new Refused(notStarted(said));
  return code === 0 ? text : undefined;
}

/** What git wrote, to what it was given, however it ended. Throws `Refused` (ASSAY-GIT-002, -008). */
export async function gitBytes(
  gitDir: string,
  args: readonly string[],
  input: string,
  most: number,
  more: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly bytes: Uint8Array }> {
  const child = gitChild(gitDir, args, more);
  child.stdin.end(input);
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of child.stdout) {
    child.alive();
    pieces.push(piece as Buffer);
    size += (piece as Buffer).length;
    if (size > most) {
      child.kill();
      throw new Refused(tooMuch(args, most));
    }
  }
  const { code, said } = await child.ended;
  if (code === null) throw new Refused(notStarted(said));
  return { code, bytes: Buffer.concat(pieces) };
}

function tooMuch(args: readonly string[], most: number) {
  return gitFaults.fault('002', {
    message: `git ${args[0]} has more to say than Assay reads`,
    expected: `at most ${most} bytes`,
    found: 'more',
    remedy: 'Give a copy of the repository with fewer refs.',
  });
}

export function notStarted(said: string) {
  return gitFaults.fault('008', {
    message: 'git could not be started, or was ended',
    expected: 'git 2.39 or later on the PATH',
    found: said === '' ? 'no answer' : said,
    remedy: 'Install git, and try: git --version',
  });
}
