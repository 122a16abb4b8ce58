import { parentPort } from 'node:worker_threads';
import type { Said, Told } from './protocol.ts';

// A thread that answers `quick` at once, `slow` when it has been told to go on by what is shared, and never comes back from `never`.

const say = (said: Said) => parentPort?.postMessage(said);
parentPort?.on('message', (told: Told) => {
  if (told.kind === 'stop') {
    parentPort?.close();
    return;
  }
  for (; told.name === 'never'; ) Math.sqrt(2);
  if (told.name === 'slow') Atomics.wait(new Int32Array(told.input as SharedArrayBuffer), 0, 0);
  say({ kind: 'answer', id: told.id, answer: told.name, ms: 0 });
});
say({ kind: 'ready' });
