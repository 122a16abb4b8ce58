import { parentPort, workerData } from 'node:worker_threads';
import { Instant, Refused } from '../../core/index.ts';
import { openLedger } from '../../ledger/edge/open.ts';
import { openDesk } from './desk.ts';
import type { Said, Told } from './protocol.ts';
import { QUESTIONS } from './questions.ts';

// The thread of one service's judge. It reads the service's folder and writes nothing.

const port = parentPort;
if (port === null) throw new TypeError('the judge runs in a thread of the server');
const say = (said: Said) => port.postMessage(said);
const { dataDir } = workerData as { readonly dataDir: string };

try {
  const ledger = await openLedger({ dataDir, now: () => Instant.of(Date.now()), mode: 'read' });
  const desk = openDesk(dataDir, ledger, Date.now);
  port.on('message', (told: Told) => {
    if (told.kind === 'stop') {
      void ledger.close().finally(() => port.close());
      return;
    }
    const started = performance.now();
    const ms = () => performance.now() - started;
    const { id } = told;
    try {
      const question = QUESTIONS.get(told.name);
      if (question === undefined) throw new TypeError(`there is no question ${told.name}`);
      desk.follow();
      // The caller's types and this table come from the same declaration; across a thread they are not visible.
      say({ kind: 'answer', id, answer: question.answer(desk, told.input as never), ms: ms() });
    } catch (error) {
      if (error instanceof Refused) say({ kind: 'refused', id, faults: error.faults, ms: ms() });
      else say({ kind: 'failed', id, message: error instanceof Error ? (error.stack ?? error.message) : String(error), ms: ms() });
    }
  });
  say({ kind: 'ready' });
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  say({ kind: 'broken', faults: error.faults });
  port.close();
}
