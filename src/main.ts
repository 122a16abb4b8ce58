#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

// The composition root: here the outside is handed in, and nowhere else.

// Kept beside the packages and not in a folder that others may write: whoever can write there can change the program itself. Where it cannot be written,
// everything is compiled each time. Said in the environment as well, so that the judges' threads use it; before anything is loaded, since only that is kept.
const kept = enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/assay', import.meta.url)));
if (kept.directory !== undefined) process.env['NODE_COMPILE_CACHE'] ??= kept.directory;
const [{ cliFaults }, { commandsFor }, { plain }, { run }, { Instant }] = await Promise.all([
  import('./cli/faults.ts'),
  import('./cli/loaded.ts'),
  import('./cli/plain.ts'),
  import('./cli/run.ts'),
  import('./core/index.ts'),
]);

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

const line = process.argv.slice(2);
const status = await run(line, await commandsFor(line), {
  cwd: process.cwd(),
  env: process.env,
  now: () => Instant.of(Date.now()),
  interactive: process.stderr.isTTY === true,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  server: () => import('./server/door.ts'),
});
process.exitCode = lost ? 3 : status;
