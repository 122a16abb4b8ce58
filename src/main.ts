#!/usr/bin/env node
import process from 'node:process';
import { COMMANDS } from './cli/index.ts';
import { run } from './cli/run.ts';
import { Instant } from './core/index.ts';

// The composition root: here the outside is handed in, and nowhere else. A reader that stops early (`| head`) is no fault of anybody's.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await run(process.argv.slice(2), COMMANDS, {
  cwd: process.cwd(),
  env: process.env,
  now: () => Instant.of(Date.now()),
  interactive: process.stderr.isTTY === true,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
