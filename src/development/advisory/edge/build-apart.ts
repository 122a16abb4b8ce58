import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Refused } from '../../../core/index.ts';
import type { Built } from './build-process.ts';
import type { Inputs } from './inputs.ts';

/** Small, so that the text of records that were read goes soon and not late: a database is a thousand times what is kept of it at a time. In MB. */
const YOUNG = 4;

/** As `buildIndex`, in a process that ends with it: what a thread had taken of memory would stay with the process that goes on to match. Throws `Refused` (ASSAY-ADVISORY-001). */
export function buildApart(inputs: Inputs, file: string): Promise<void> {
  return new Promise((done, failed) => {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = fork(fileURLToPath(new URL('./build-process.ts', import.meta.url)), {
      // How this process was started is not the other's: it would run the same again.
      execArgv: [`--max-semi-space-size=${YOUNG}`, '--disable-warning=ExperimentalWarning'],
      env,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    let built: Built | undefined;
    child.once('message', (message: Built) => {
      built = message;
    });
    child.once('error', failed);
    child.once('exit', () => {
      if (built === undefined) failed(new Error('the process that makes the index of advisories ended without a word'));
      else if (built.faults.length > 0) failed(new Refused(...built.faults));
      else done();
    });
    child.send({ inputs, file });
  });
}
