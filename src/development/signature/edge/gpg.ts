import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderApart } from '../../git/edge/ending.ts';
import { type GpgLines, gpgOutcome, linesByFile, linesOf } from '../gpg-status.ts';
import type { Outcome } from '../model.ts';
import { signedMessage } from '../openpgp-message.ts';
import { openpgpFlaw } from '../openpgp-packet.ts';
import { nodeCrypto } from './crypto.ts';

export interface ToVerify {
  readonly signature: Uint8Array;
  readonly payload: Uint8Array;
}

/** Verifies signatures by keys that were given, and by no others. */
export interface Gpg {
  /** One outcome for each, in their order. Never rejects: where gpg does not answer, each says so. */
  verify(all: readonly ToVerify[]): Promise<readonly Outcome[]>;
  close(): void;
}

const TIME_MS = 120_000;
const STATUS_BYTES = 64 * 1024 * 1024;
const BATCH = 500;
const BATCH_BYTES = 64 * 1024 * 1024;
/** Runs of gpg beside one another on signatures that are not like others. */
const AT_ONCE = 2;

// No options of the operator's, no agent, no network, no trust of its own: whose a key is says the register.
const OPTIONS = [
  ...['--no-options', '--no-tty', '--no-autostart', '--no-auto-key-retrieve', '--no-auto-key-import', '--no-auto-key-locate', '--disable-dirmngr'],
  ...['--no-permission-warning', '--trust-model', 'always', '--status-fd', '1'],
];
// Older versions do not know every one of these. What a version does not know it does not do.
const NEWER = new Set(['--no-auto-key-import']);

interface Ran {
  readonly code: number | null;
  readonly said: string;
  readonly missing: boolean;
}

/** A private home with the keys given and nothing else, until `close`. `keys`: files of OpenPGP public keys as they are; one that is none gives no key. */
export async function openGpg(keys: readonly Uint8Array[], program = 'gpg'): Promise<Gpg> {
  const crypto = nodeCrypto();
  const { path: home, remove } = folderApart('gpg');
  mkdirSync(join(home, 'keys'), { mode: 0o700 });
  const work = join(home, 'work');
  mkdirSync(work, { mode: 0o700 });
  const version = await run(program, home, ['--version'], '');
  const options = OPTIONS.filter((one) => !NEWER.has(one) || / 2\.(?:[3-9]|\d\d)/.test(version.said));
  let missing = version.missing;
  if (!missing && keys.length > 0) {
    const files = keys.map((bytes, at) => {
      const file = join(home, 'keys', `${at}.key`);
      writeFileSync(file, bytes, { mode: 0o600 });
      return file;
    });
    const imported = await run(program, home, [...options, '--batch', '--import', ...files], '');
    missing = imported.missing;
  }
  const alone = async ({ signature, payload }: ToVerify, at: number): Promise<Outcome> => {
    const [sig, data] = [join(work, `${at}.sig`), join(work, `${at}.data`)];
    writeFileSync(sig, signature);
    writeFileSync(data, payload);
    const { said, code } = await run(program, home, [...options, '--batch', '--verify', sig, data], '');
    rmSync(sig);
    rmSync(data);
    return code === null ? { kind: 'unchecked', reason: 'tool-failed', found: 'gpg was ended' } : gpgOutcome(linesOf(said));
  };
  return {
    close: remove,
    verify: async (all) => {
      if (missing) return all.map(() => ({ kind: 'unchecked', reason: 'tool-missing' }) as const);
      const outcomes: (Outcome | undefined)[] = all.map(({ signature, payload }) => openpgpFlaw(signature, payload, crypto));
      for (const batch of batchesOf(all, (at) => outcomes[at] === undefined)) {
        const found = await together(program, home, work, options, batch);
        for (const [at, lines] of found) outcomes[at] = gpgOutcome(lines);
      }
      // What could not be put with others, and what a run that ended early left over.
      const left = outcomes.flatMap((outcome, at) => (outcome === undefined ? [at] : []));
      const next = async (): Promise<void> => {
        for (let at = left.pop(); at !== undefined; at = left.pop()) outcomes[at] = await alone(all[at] as ToVerify, at);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, next));
      return outcomes.map((outcome) => outcome ?? { kind: 'unchecked', reason: 'tool-failed' });
    },
  };
}

type Message = readonly [at: number, bytes: Uint8Array];

/** As signed messages, in groups that one run of gpg takes. */
function* batchesOf(all: readonly ToVerify[], open: (at: number) => boolean): Generator<readonly Message[]> {
  let batch: Message[] = [];
  let size = 0;
  for (const [at, { signature, payload }] of all.entries()) {
    const bytes = open(at) ? signedMessage(signature, payload) : undefined;
    if (bytes === undefined) continue;
    batch.push([at, bytes]);
    size += bytes.length;
    if (batch.length >= BATCH || size >= BATCH_BYTES) {
      yield batch;
      [batch, size] = [[], 0];
    }
  }
  if (batch.length > 0) yield batch;
}

async function together(
  program: string,
  home: string,
  work: string,
  options: readonly string[],
  batch: readonly Message[],
): Promise<ReadonlyMap<number, GpgLines>> {
  const files = new Map(batch.map(([at, bytes]) => [join(work, `m${at}`), { at, bytes }]));
  for (const [file, { bytes }] of files) writeFileSync(file, bytes);
  // Without --batch: with it, gpg ends at the first signature that does not hold.
  const { said } = await run(program, home, [...options, '--verify-files'], `${[...files.keys()].join('\n')}\n`);
  for (const file of files.keys()) rmSync(file);
  return new Map([...linesByFile(said)].flatMap(([file, lines]) => (files.has(file) ? [[files.get(file)?.at ?? -1, lines] as const] : [])));
}

function run(program: string, home: string, args: readonly string[], input: string): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: home,
      // Made from nothing: GNUPGHOME alone names what gpg reads.
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', HOME: home, GNUPGHOME: home },
      stdio: ['pipe', 'pipe', 'ignore'],
      shell: false,
      windowsHide: true,
    });
    const pieces: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => child.kill('SIGKILL'), TIME_MS);
    child.stdout.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size > STATUS_BYTES) child.kill('SIGKILL');
      else pieces.push(piece);
    });
    // How gpg ended is told by its status; a pipe that broke because it ended says nothing more.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.on('error', () => {
      clearTimeout(timer);
      resolve({ code: null, said: '', missing: true });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, said: Buffer.concat(pieces).toString('utf8'), missing: false });
    });
  });
}
