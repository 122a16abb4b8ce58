import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** Addresses of a process that serves, as it prints them. */
export interface Doors {
  readonly est: string;
  readonly https: string;
  readonly mqtt: string;
}

/** A fleet of its own in a folder that goes with it, served by a process of its own. */
export interface OwnService {
  /** The data folder. */
  readonly dir: string;
  readonly doors: Doors;
  close(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('../../../main.ts', import.meta.url));

/** What kinds of devices enrol by, where nobody has said otherwise. */
export const SETTINGS = 'assay: est/1\nproducts:\n  camera: {}\n  lock: { profiles: [camera] }\n  kettle: { profiles: [sensor] }\n';

/** Makes an authority and serves on any free ports of this machine. The passphrases are drawn, told to these processes alone, and forgotten. */
export async function ownService(): Promise<OwnService> {
  const dir = mkdtempSync(join(tmpdir(), 'assay-simulation-'));
  const env = { ...process.env, ASSAY_SIMULATED_ROOT: secret(), ASSAY_SIMULATED_ISSUING: secret() };
  const data = ['--data', dir];
  const issuing = ['--passphrase', 'env:ASSAY_SIMULATED_ISSUING'];
  let serving: ChildProcess | undefined;
  const close = async () => {
    if (serving !== undefined && serving.exitCode === null && serving.signalCode === null) {
      const ended = new Promise((resolve) => serving?.once('exit', resolve));
      serving.kill('SIGTERM');
      await ended;
    }
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await done(['ca', 'init', '--organisation', 'Simulation', '--root-passphrase', 'env:ASSAY_SIMULATED_ROOT', ...issuing, ...data], env);
    const settings = join(dir, 'est.yaml');
    writeFileSync(settings, SETTINGS);
    await done(['est', 'settings', settings, ...data], env);
    const ports = ['est', 'https', 'mqtt', 'http'].flatMap((name) => [`--${name}-port`, '0']);
    const child = begun(['serve', ...issuing, ...data, ...ports, '--json'], env);
    serving = child;
    return { dir, doors: JSON.parse(await firstLine(child)) as Doors, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const secret = () => randomBytes(24).toString('base64url');

function begun(argv: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [MAIN, 'product', ...argv], { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** What it writes there on standard error says why. */
async function done(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = begun(argv, env);
  child.stdout?.resume();
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new TypeError(`product ${argv.slice(0, 2).join(' ')} ended with ${String(code)}`);
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (part) => {
      said += String(part);
      const end = said.indexOf('\n');
      if (end >= 0) resolve(said.slice(0, end));
    });
    child.once('exit', (code) => reject(new TypeError(`product serve ended with ${String(code)}`)));
  });
}
