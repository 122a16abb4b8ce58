#!/usr/bin/env node
import process from 'node:process';
import { cliFaults } from './cli/faults.ts';
import { COMMANDS } from './cli/index.ts';
import { plain } from './cli/plain.ts';
import { run } from './cli/run.ts';
import { Instant } from './core/index.ts';

// The composition root: here the outside is handed in, and nowhere else.

// A reader that stops early (`| head`) is no fault of anybody's, and changes nothing of the verdict: the run goes on to its own exit
// status. Output that is lost any other way (a full disk) is said once, where it still can be, and no script takes it for a verdict.
let lost = false;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || lost) return;
    lost = true;
    process.exitCode = 3;
    const { code, message } = cliFaults.fault('010', { message: `the output could not be written: ${error.message}`, remedy: 'Make room for it.' });
    if (stream === process.stdout) process.stderr.write(plain(`${code} ${message}\n`));
  });
}

const status = await run(process.argv.slice(2), COMMANDS, {
  cwd: process.cwd(),
  env: process.env,
  now: () => Instant.of(Date.now()),
  interactive: process.stderr.isTTY === true,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  server: () => import('./server/door.ts'),
});
process.exitCode = lost ? 3 : status;
