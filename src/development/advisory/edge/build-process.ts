import { type Fault, Refused } from '../../../core/index.ts';
import { buildIndex } from './build.ts';
import type { Inputs } from './inputs.ts';

/** What the process says when it ends; without faults the index is in its file. */
export interface Built {
  readonly faults: readonly Fault[];
}

// A process that makes one index and ends: what it takes of memory ends with it, and it ends with the one that asked for it.
process.once('disconnect', () => process.exit(1));
process.once('message', async ({ inputs, file }: { readonly inputs: Inputs; readonly file: string }) => {
  const answer = await built(inputs, file);
  process.removeAllListeners('disconnect');
  process.send?.(answer, undefined, {}, () => process.disconnect?.());
});

async function built(inputs: Inputs, file: string): Promise<Built> {
  try {
    await buildIndex(inputs, file);
    return { faults: [] };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { faults: error.faults };
  }
}
