import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeCrypto } from '../src/development/signature/edge/crypto.ts';
import { openGpg } from '../src/development/signature/edge/gpg.ts';
import { verifySshSig } from '../src/development/signature/sshsig.ts';
import { type BenchResult, MACHINE, median } from './result.ts';

// How many signatures of commits are verified a second: of SSH in this process, of OpenPGP by gpg in runs of many. `node bench/main.ts signatures`.

const SSH = 4000;
const OPENPGP = 2000;
const RUNS = 3;
const KINDS: readonly (readonly [string, ...string[]])[] = [
  ['Ed25519', 'ed25519'],
  ['P-256', 'ecdsa', '-b', '256'],
  ['RSA-3072', 'rsa', '-b', '3072'],
];

export async function run(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-signatures-'));
  const home = join(folder, 'gnupg');
  mkdirSync(home, { mode: 0o700 });
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GNUPGHOME: home, LC_ALL: 'C' };
  const gpg = (args: readonly string[], input: string | Uint8Array = '') =>
    execFileSync('gpg', ['--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', '', ...args], { env, input, stdio: ['pipe', 'pipe', 'ignore'] });
  const payload = Buffer.from(`tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n\n${'A change. '.repeat(60)}\n`);
  const results: BenchResult[] = [];
  const add = (figure: string, count: number, seconds: readonly number[], input: string) =>
    results.push({ bench: 'signatures', figure, value: Math.round(count / median(seconds)), unit: 'signatures/s', input, runs: RUNS, machine: MACHINE });
  try {
    const crypto = nodeCrypto();
    for (const [name, ...kind] of KINDS) {
      execFileSync('ssh-keygen', ['-q', '-N', '', '-f', join(folder, name), '-t', ...kind], { env });
      const signature = execFileSync('ssh-keygen', ['-Y', 'sign', '-q', '-n', 'git', '-f', join(folder, name)], {
        env,
        input: payload,
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      const seconds = Array.from({ length: RUNS }, () =>
        timed(() => {
          for (let i = 0; i < SSH; i += 1) if (verifySshSig(signature, payload, 'git', crypto).kind !== 'holds') throw new Error('a signature does not hold');
        }),
      );
      add(`SSH, ${name}`, SSH, await Promise.all(seconds), `${SSH} signatures of commits`);
    }
    for (const kind of ['ed25519', 'rsa4096']) {
      gpg(['--quick-generate-key', `${kind}@example.org`, kind, 'sign', 'never']);
      const signature = gpg(['--armor', '--detach-sign', '--local-user', `${kind}@example.org`], payload);
      const verifier = await openGpg([gpg(['--export', `${kind}@example.org`])]);
      const seconds: number[] = [];
      for (let at = 0; at < RUNS; at += 1) {
        seconds.push(
          await timed(async () => {
            const all = await verifier.verify(Array.from({ length: OPENPGP }, () => ({ signature, payload })));
            if (all.some((one) => one.kind !== 'holds')) throw new Error('a signature does not hold');
          }),
        );
      }
      verifier.close();
      add(`OpenPGP, ${kind}`, OPENPGP, seconds, `${OPENPGP} signatures of commits`);
    }
    return results;
  } finally {
    execFileSync('gpgconf', ['--kill', 'all'], { env });
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds by the clock: gpg is another process. */
async function timed(work: () => void | Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}
