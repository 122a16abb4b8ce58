import { parentPort, workerData } from 'node:worker_threads';
import { type Fault, Refused } from '../../../core/index.ts';
import { buildIndex } from './build.ts';
import type { Inputs } from './inputs.ts';

/** What the thread says when it ends; without faults the index is in its file. */
export interface Built {
  readonly faults: readonly Fault[];
}

// A thread that makes one index and ends: what it takes of memory ends with it.
const { inputs, file } = workerData as { readonly inputs: Inputs; readonly file: string };
try {
  await buildIndex(inputs, file);
  parentPort?.postMessage({ faults: [] } satisfies Built);
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  parentPort?.postMessage({ faults: error.faults } satisfies Built);
}
