#!/usr/bin/env node
// Starts Assay under a Node that can run it: this one, or the one that `npm ci` put beside it. Plain JavaScript, so that an older Node can read it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [major, minor] = process.versions.node.split('.').map(Number);
const main = `${root}src/main.ts`;

if (major > 24 || (major === 24 && minor >= 11)) {
  await import(main);
} else {
  const local = `${root}node_modules/.bin/node`;
  if (!existsSync(local)) {
    process.stderr.write(
      `Assay needs Node 24.11 or later; this is ${process.versions.node}.\nRun "npm ci" in ${root} to bring one along, or install a newer Node.\n`,
    );
    process.exit(2);
  }
  const { status, signal } = spawnSync(local, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  if (signal !== null) process.kill(process.pid, signal);
  process.exit(status ?? 3);
}
