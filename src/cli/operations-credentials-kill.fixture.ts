import process from 'node:process';
import { Instant } from '../core/index.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

// One command in a process of its own, which ends, as by a loss of power, when it looks at the clock for the nth time: around every entry that it makes.

const [folder = '.', nth = '0', from = '0', ...argv] = process.argv.slice(2);
let looks = 0;
const out = (text: string) => process.stdout.write(text);
process.exitCode = await run(argv, COMMANDS, {
  cwd: folder,
  env: process.env,
  now: () => {
    if (++looks === Number(nth)) process.kill(process.pid, 'SIGKILL');
    return Instant.of(Number(from) + looks);
  },
  interactive: false,
  out,
  err: out,
});
