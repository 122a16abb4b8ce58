import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pemOf } from '../../../core/der/armour.ts';
import { Duration, Instant, Refused } from '../../../core/index.ts';
import { openFleet } from '../../fleet/edge/open.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { Profile } from '../model.ts';
import { type OpenAuthority, openAuthority } from './authority.ts';
import { type Keys, keysOf } from './keys.ts';
import { caFolder, makeAuthority, type NewAuthority } from './making.ts';
import { caProjector } from './tables.ts';

// An authority of a fleet of its own in a temporary folder, for tests of this room and of those that need certificates.

export const ROOT_PASSPHRASE = 'the root lies in a drawer';
export const PASSPHRASE = 'the issuing one signs daily';
export const NOW = Instant.of(Math.floor(Date.now() / 1000) * 1000);

export const ANY: Profile = {
  name: 'any',
  days: 90,
  graceDays: 30,
  usages: ['client', 'server'],
  keys: ['p-256', 'p-384', 'ed25519', 'rsa-2048', 'rsa-3072', 'rsa-4096'],
  approval: false,
  serverKeys: false,
};

export interface Made {
  readonly dir: string;
  readonly folder: string;
  readonly fleet: Fleet;
  readonly authority: OpenAuthority;
  /** Moves the clock of the fleet. */
  at(moment: Instant): void;
  /** A file in the folder of the test, and its path. */
  file(name: string, content: string | Uint8Array): string;
  pem(name: string, ...certificates: readonly Uint8Array[]): string;
  close(): Promise<void>;
}

/** Keys of a folder, with the passphrases of this fixture. */
export const keysFor = (folder: string, files: Readonly<Record<string, string>> = {}): Keys =>
  keysOf({ folder, files, secret: ({ role }) => (role === 'root' ? ROOT_PASSPHRASE : PASSPHRASE), env: process.env });

export async function madeAuthority(asked: Partial<NewAuthority> = {}): Promise<Made> {
  const dir = mkdtempSync(join(tmpdir(), 'assay-ca-'));
  let now: Instant = NOW;
  const fleet = await openFleet({ dir, now: () => now, projectors: [caProjector] });
  await makeAuthority(fleet, {
    organisation: 'Example Cameras',
    shards: 1,
    root: { kind: 'p-256', passphrase: ROOT_PASSPHRASE },
    issuing: { kind: 'p-256', passphrase: PASSPHRASE },
    rootYears: 20,
    issuingYears: 5,
    env: process.env,
    ...asked,
  });
  const folder = caFolder(fleet);
  const authority = await openAuthority({ fleet, keys: keysFor(folder) });
  const file = (name: string, content: string | Uint8Array) => {
    const path = join(dir, name);
    writeFileSync(path, content);
    return path;
  };
  return {
    dir,
    folder,
    fleet,
    authority,
    at: (moment) => {
      now = moment;
    },
    file,
    pem: (name, ...certificates) => file(name, certificates.map((each) => pemOf('CERTIFICATE', each)).join('')),
    async close() {
      authority.close();
      await fleet.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** From a little before now, for so many days. */
export const validFor = (days: number) => ({ notBefore: Instant.of(NOW - 60_000), notAfter: Instant.plus(NOW, Duration.days(days)) });

const run = promisify(execFile);

/** What OpenSSL says, and whether it is content. */
export async function openssl(...args: readonly string[]): Promise<{ readonly ok: boolean; readonly said: string }> {
  try {
    const { stdout, stderr } = await run('openssl', args, { env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 64 * 1024 * 1024 });
    return { ok: true, said: `${stdout}${stderr}` };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    return { ok: false, said: `${stdout}${stderr}` };
  }
}

/** The codes that work is refused with; none where it is not. */
export async function codesOf(work: () => Promise<unknown> | unknown): Promise<readonly string[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code }) => code);
    throw error;
  }
}
