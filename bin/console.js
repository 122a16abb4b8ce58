// The console's files, built where they are missing or older than what they are made of. The server serves them as they are.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { root, runLocal } from './install.js';

const built = `${root}console/dist`;
const stamp = `${built}/.built-from`;
const making = `${root}node_modules/.cache/assay-console`;
const LONGEST_MS = 120_000;

/**
 * Builds once for each state of the sources; of several processes that ask at once, one builds and the others wait. What is there stays whole until the new
 * one is. Exits with Vite's words where the build fails.
 */
export function ensureConsole() {
  const from = digest();
  const isThere = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === from;
  const until = Date.now() + LONGEST_MS;
  while (!isThere()) {
    if (claims()) return build(from);
    if (Date.now() > until) rmSync(making, { recursive: true, force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
}

/** Whether this process is to build. A claim that nobody has taken back for long is one whose process has died. */
function claims() {
  mkdirSync(dirname(making), { recursive: true });
  try {
    mkdirSync(making);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (Date.now() - (statSync(making, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > LONGEST_MS) rmSync(making, { recursive: true, force: true });
    return false;
  }
}

function build(from) {
  process.stderr.write('Building the console … ');
  // Also where tests build it: what they try is what is served.
  const { status, output } = runLocal('vite', ['build', '-c', 'console/vite.config.ts', '--outDir', `${making}/dist`], { env: { NODE_ENV: 'production' } });
  if (status !== 0) {
    rmSync(making, { recursive: true, force: true });
    process.stderr.write(`failed\n${output}\n`);
    process.exit(3);
  }
  writeFileSync(`${making}/dist/.built-from`, from);
  if (existsSync(built)) renameSync(built, `${making}/before`);
  renameSync(`${making}/dist`, built);
  rmSync(making, { recursive: true, force: true });
  process.stderr.write('done\n');
}

function digest() {
  const hash = createHash('sha256').update('production\0');
  const files = [`${root}package-lock.json`, `${root}console/index.html`, `${root}console/vite.config.ts`];
  for (const folder of ['src', 'public']) {
    if (!existsSync(`${root}console/${folder}`)) continue;
    for (const entry of readdirSync(`${root}console/${folder}`, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
  }
  for (const file of files.sort()) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}
