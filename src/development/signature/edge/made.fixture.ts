import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one test file, and programs run in it with an environment of their own. */
export interface Workshop {
  readonly folder: string;
  run(program: string, args: readonly string[], input?: string | Uint8Array, more?: Readonly<Record<string, string>>): Buffer;
  path(...names: readonly string[]): string;
  write(name: string, bytes: string | Uint8Array): string;
  close(): void;
}

export function workshop(): Workshop {
  const folder = mkdtempSync(join(tmpdir(), 'assay-signature-'));
  const path = (...names: readonly string[]) => join(folder, ...names);
  mkdirSync(path('gnupg'), { mode: 0o700 });
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    GNUPGHOME: path('gnupg'),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.org',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.org',
  };
  const run: Workshop['run'] = (program, args, input = '', more = {}) =>
    execFileSync(program, args, { cwd: folder, env: { ...env, ...more }, input, stdio: ['pipe', 'pipe', 'ignore'], maxBuffer: 64 * 1024 * 1024 });
  return {
    folder,
    path,
    run,
    write: (name, bytes) => {
      writeFileSync(path(name), bytes);
      return path(name);
    },
    close: () => {
      // The agent that made keys for the test lives in this folder; it ends with it.
      run('gpgconf', ['--kill', 'all']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** `ssh-keygen -Y sign` of these bytes. */
export function sshSigned(shop: Workshop, key: string, message: Uint8Array, options: readonly string[] = [], namespace = 'git'): Buffer {
  return shop.run('ssh-keygen', ['-Y', 'sign', '-q', '-n', namespace, '-f', shop.path(key), ...options], message);
}

/** A key without a passphrase; gives the line of its public half. */
export function sshKey(shop: Workshop, name: string, ...kind: readonly string[]): string {
  shop.run('ssh-keygen', ['-q', '-N', '', '-C', name, '-f', shop.path(name), '-t', ...kind]);
  return shop.run('cat', [shop.path(`${name}.pub`)]).toString('utf8');
}

export function fingerprint(shop: Workshop, name: string): string {
  return (
    shop
      .run('ssh-keygen', ['-l', '-f', shop.path(`${name}.pub`)])
      .toString('utf8')
      .split(' ')[1] ?? ''
  );
}
