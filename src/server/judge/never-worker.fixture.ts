import { parentPort } from 'node:worker_threads';
import type { Said, Told } from './protocol.ts';

// A thread that answers `quick` at once and never comes back from `never`.

const say = (said: Said) => parentPort?.postMessage(said);
parentPort?.on('message', (told: Told) => {
  if (told.kind === 'stop') {
    parentPort?.close();
    return;
  }
  for (; told.name === 'never'; ) Math.sqrt(2);
  say({ kind: 'answer', id: told.id, answer: told.name, ms: 0 });
});
say({ kind: 'ready' });
