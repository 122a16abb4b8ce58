import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { type Instant, type Json, Refused } from '../../core/index.ts';
import { fleetFolder } from '../../product/fleet/edge/open.ts';
import { serverFaults } from '../faults.ts';
import type { Said, Told } from './protocol.ts';

/** The fleet of one service, as handlers ask it: whoever holds it. */
export interface ServiceFleet {
  /** Whether there is one. Nothing is made by looking. */
  exists(): boolean;
  /** Asks a command of the fleet. Throws `Refused`: what the fleet refuses, ASSAY-SERVER-023 where there is none, -024 where it cannot be reached. */
  ask(command: string, input: Json): Promise<Json>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (answer: Json) => void;
  readonly reject: (error: unknown) => void;
}

/** Of one service, at once. More are refused before they are kept. */
const MOST_WAITING = 500;

/** A process that serves and was stopped answers nobody, and its socket stays open: whoever asks is told so, and does not wait with it. */
const PATIENCE_MS = 30_000;

/**
 * `now`: the server's clock, which the fleet goes by. `failed`: told what broke in the thread, for the log. The thread begins with the first question. What is not answered in `patienceMs` is refused; it still counts
 * as waiting, and may still be done: acts are idempotent.
 */
export function serviceFleet(dataDir: string, now: () => Instant, failed: (message: string) => void, patienceMs = PATIENCE_MS): ServiceFleet {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let next = 1;
  let closed = false;

  function start(): Worker {
    const mine = new Worker(new URL('./fleet-worker.ts', import.meta.url), { workerData: { dataDir }, name: 'fleet' });
    mine.on('message', (said: Said) => hear(said));
    mine.on('error', (error) => failed(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    mine.on('exit', () => {
      if (worker !== mine) return;
      worker = undefined;
      for (const { reject } of waiting.values()) reject(unreachable('its thread ended'));
      waiting.clear();
    });
    return mine;
  }

  function hear(said: Said): void {
    const asked = waiting.get(said.id);
    waiting.delete(said.id);
    if (said.kind === 'answer') asked?.resolve(said.answer);
    else if (said.kind === 'refused') asked?.reject(new Refused(...said.faults));
    else {
      failed(said.message);
      asked?.reject(unreachable('something broke in its thread'));
    }
  }

  return {
    exists: () => existsSync(fleetFolder(dataDir)),
    ask(command, input) {
      if (!existsSync(fleetFolder(dataDir))) return Promise.reject(noFleet());
      if (closed || waiting.size >= MOST_WAITING) return Promise.reject(unreachable(closed ? 'the server is stopping' : 'too much is asked of it at once'));
      worker ??= start();
      const id = next;
      next += 1;
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(unreachable(`no answer in ${patienceMs / 1000} s`)), patienceMs);
        const over =
          <T>(told: (value: T) => void) =>
          (value: T) => {
            clearTimeout(late);
            told(value);
          };
        waiting.set(id, { resolve: over(resolve), reject: over(reject) });
        worker?.postMessage({ kind: 'ask', id, now: now(), command, input } satisfies Told);
      });
    },
    async close() {
      closed = true;
      const mine = worker;
      if (mine === undefined) return;
      const ended = new Promise<void>((done) => mine.once('exit', () => done()));
      mine.postMessage({ kind: 'stop' } satisfies Told);
      await ended;
    },
  };
}

function noFleet(): Refused {
  return new Refused(
    serverFaults.fault('023', {
      message: 'this service has no fleet yet',
      expected: 'a device that was registered',
      found: 'none',
      remedy: 'Register the first device: assay product device register ID --product PRODUCT',
    }),
  );
}

function unreachable(found: string): Refused {
  return new Refused(
    serverFaults.fault('024', {
      message: `the fleet of this service cannot be reached: ${found}`,
      expected: 'a fleet that answers',
      found,
      remedy: 'Try again. If it goes on, look at the log of the server, and at the process that serves the fleet.',
    }),
  );
}
