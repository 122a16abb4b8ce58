import { parentPort } from 'node:worker_threads';
import { Refused } from '../../core/index.ts';
import type { Said, Told } from './protocol.ts';
import { READINGS } from './readings.ts';

// The thread that reads what somebody sent and that belongs to no service yet: a map, a model of another tool. It has no disk and no ledger, and keeps nothing.

const port = parentPort;
if (port === null) throw new TypeError('reading is done in a thread of the server');
const say = (said: Said) => port.postMessage(said);

port.on('message', (told: Told) => {
  if (told.kind === 'stop') {
    port.close();
    return;
  }
  const started = performance.now();
  const ms = () => performance.now() - started;
  const { id } = told;
  try {
    const reading = READINGS.get(told.name);
    if (reading === undefined) throw new TypeError(`there is no reading ${told.name}`);
    // The caller's types and this table come from the same declaration; across a thread they are not visible.
    say({ kind: 'answer', id, answer: reading.read(told.input as never), ms: ms() });
  } catch (error) {
    if (error instanceof Refused) say({ kind: 'refused', id, faults: error.faults, ms: ms() });
    else say({ kind: 'failed', id, message: error instanceof Error ? (error.stack ?? error.message) : String(error), ms: ms() });
  }
});
say({ kind: 'ready' });
