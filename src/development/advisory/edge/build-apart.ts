import { Worker } from 'node:worker_threads';
import { Refused } from '../../../core/index.ts';
import type { Built } from './build-worker.ts';
import type { Inputs } from './inputs.ts';

/** Small, so that the text of records that were read goes soon and not late: a database is a thousand times what is kept of it at a time. */
const YOUNG_MB = 8;

/** As `buildIndex`, in a thread with little room for what is no longer needed. Throws `Refused` (ASSAY-ADVISORY-001). */
export function buildApart(inputs: Inputs, file: string): Promise<void> {
  return new Promise((done, failed) => {
    const worker = new Worker(new URL('./build-worker.ts', import.meta.url), {
      workerData: { inputs, file },
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      // How this process was started is not the thread's: it would run the same again.
      execArgv: [],
      name: 'advisories',
    });
    let built: Built | undefined;
    worker.once('message', (message: Built) => {
      built = message;
    });
    worker.once('error', failed);
    worker.once('exit', () => {
      if (built === undefined) failed(new Error('the thread that makes the index of advisories ended without a word'));
      else if (built.faults.length > 0) failed(new Refused(...built.faults));
      else done();
    });
  });
}
