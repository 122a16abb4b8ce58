// What `npm start` and `npm test` share: bring the locked packages in where they are missing, and run them with the Node that comes with them.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}node_modules/.assay-installed`;

/** Installs exactly what the lock file says, once per lock file. Exits with npm's words where that fails. */
export function ensureInstalled() {
  const lock = createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return false;
  process.stderr.write('Installing the locked packages (about half a minute, once) … ');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  if (result.status !== 0) {
    process.stderr.write(`failed\n${result.stdout ?? ''}${result.stderr ?? ''}\nIs the npm registry reachable? Then run: npm ci\n`);
    process.exit(2);
  }
  writeFileSync(stamp, lock);
  process.stderr.write('done\n');
  return true;
}

/** The environment in which the local Node and tools come first. */
export function localEnv(extra = {}) {
  return { ...process.env, ...extra, PATH: `${root}node_modules/.bin${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}` };
}

export function runLocal(command, args, { inherit = false, env = {} } = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: inherit ? 'inherit' : 'pipe',
    env: localEnv(env),
    shell: process.platform === 'win32',
  });
  return { status: result.status, output: `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}` };
}
