import { accessSync, constants } from 'node:fs';
import process from 'node:process';
import { type Fault, Refused } from '../core/index.ts';
import { settleBinding } from './binding.ts';
import { serverFaults } from './faults.ts';
import type { StartOptions } from './start.ts';

// What the command line may ask of the server. It is loaded by those commands alone, so that no other waits for it.

export { backUp } from './backup/back-up.ts';
export { restore, verifyBackup } from './backup/restore.ts';

export interface StartAsked extends Omit<StartOptions, 'tls'> {
  /** Paths of PEM files. */
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/** Serves until SIGINT or SIGTERM; a second one ends the process at once, with what was acknowledged safe on disk. Throws `Refused` (ASSAY-SERVER-014 and others). */
export async function start({ tlsCert, tlsKey, ...options }: StartAsked) {
  const tls = readable({ ...(tlsCert === undefined ? {} : { tlsCert }), ...(tlsKey === undefined ? {} : { tlsKey }) }, options.breachedPasswords);
  const { host, port, publicUrl, behindProxy } = options;
  settleBinding({ host, port, tls: tls !== undefined, behindProxy, ...(publicUrl === undefined ? {} : { publicUrl }) });
  // Only now: a slip is said at once, and back-ups wait for none of it.
  const { startServer } = await import('./start.ts');
  const started = await startServer({ ...options, ...(tls === undefined ? {} : { tls }) });
  return { url: started.url, ...(started.setupUrl === undefined ? {} : { setupUrl: started.setupUrl }), stopped: untilSignalled(() => started.stop()) };
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** As a shell counts a process that a signal ended: 128 and the number of SIGINT. */
const INTERRUPTED = 130;

function untilSignalled(stop: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let told = false;
    const heed = () => {
      if (told) process.exit(INTERRUPTED);
      told = true;
      stop()
        .then(resolve, reject)
        .finally(() => {
          for (const signal of SIGNALS) process.off(signal, heed);
        });
    };
    for (const signal of SIGNALS) process.on(signal, heed);
  });
}

/** The files of TLS, both or neither; every file that was named must be one that can be read. */
function readable({ tlsCert, tlsKey }: { readonly tlsCert?: string; readonly tlsKey?: string }, breached: string | undefined): StartOptions['tls'] {
  const faults: Fault[] = [];
  for (const [option, path] of [
    ['--tls-cert', tlsCert],
    ['--tls-key', tlsKey],
    ['--breached-passwords', breached],
  ] as const) {
    if (path === undefined) continue;
    try {
      accessSync(path, constants.R_OK);
    } catch (error) {
      const found = (error as NodeJS.ErrnoException).code ?? 'no file';
      faults.push(
        serverFaults.fault('014', {
          message: `the file of ${option} cannot be read`,
          file: path,
          expected: 'a file that can be read',
          found,
          remedy: `Give ${option} another file, or mend its permissions.`,
        }),
      );
    }
  }
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    const [found, missing] = tlsCert === undefined ? ['--tls-key', '--tls-cert'] : ['--tls-cert', '--tls-key'];
    faults.push(
      serverFaults.fault('014', { message: `${found} is given without ${missing}`, expected: 'both, or neither', found, remedy: `Give ${missing} as well.` }),
    );
  }
  if (faults.length > 0) throw new Refused(...faults);
  return tlsCert === undefined || tlsKey === undefined ? undefined : { cert: tlsCert, key: tlsKey };
}
