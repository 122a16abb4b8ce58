// The console's files, built where they are missing or older than what they are made of. The server serves them as they are.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { root, runLocal } from './install.js';

const stamp = `${root}console/dist/.built-from`;

/** Builds once for each state of the sources. Exits with Vite's words where that fails. */
export function ensureConsole() {
  const from = digest();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === from) return;
  process.stderr.write('Building the console … ');
  const { status, output } = runLocal('vite', ['build', '-c', 'console/vite.config.ts']);
  if (status !== 0) {
    process.stderr.write(`failed\n${output}\n`);
    process.exit(3);
  }
  writeFileSync(stamp, from);
  process.stderr.write('done\n');
}

function digest() {
  const hash = createHash('sha256');
  const files = [`${root}package-lock.json`, `${root}console/index.html`, `${root}console/vite.config.ts`];
  for (const folder of ['src', 'public']) {
    if (!existsSync(`${root}console/${folder}`)) continue;
    for (const entry of readdirSync(`${root}console/${folder}`, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
  }
  for (const file of files.sort()) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}
