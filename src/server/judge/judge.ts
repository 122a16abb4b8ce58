import { Worker } from 'node:worker_threads';
import { type Fault, Refused } from '../../core/index.ts';
import { serverFaults } from '../faults.ts';
import type { Said, Told } from './protocol.ts';
import type { Question, Reading } from './question.ts';

/** Answers questions about one service, in a thread of its own. */
export interface Judge {
  /**
   * Asks. Throws `Refused` with what the question refused, ASSAY-SERVER-010 where the thread cannot be kept alive, ASSAY-SERVER-011 for a fault of ours,
   * and the signal's reason when the asker has gone: the thread still finishes, and its answer is dropped.
   */
  ask<Input, Answer>(question: Question<Input, Answer> | Reading<Input, Answer>, input: Input, signal?: AbortSignal): Promise<Answer>;
  /** Why the record cannot be judged at all; `undefined` while it can. */
  readonly broken: readonly Fault[] | undefined;
  /** True once the thread has read and verified the ledger. */
  readonly ready: boolean;
  /** Resolves when the thread is ready or the record is known to be broken. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export interface JudgeOptions {
  readonly dataDir: string;
  readonly now: () => number;
  /** How long one question may take, in milliseconds; two minutes when absent. */
  readonly patienceMs?: number;
  /** A question was answered, refused or failed; `ms` is the thread's own time. */
  readonly asked?: (name: string, outcome: 'answer' | 'refused' | 'failed', ms: number) => void;
  /** A fault of ours, with its stack: for the log alone. */
  readonly failed: (message: string) => void;
}

// Three deaths in a minute are no accident: the thread is not started again until the server is.
const DEATHS = 3;
const MINUTE_MS = 60_000;
/** A question that waits behind more than these is refused: an asker who is told at once can come back, and memory stays bounded. */
const MOST_WAITING = 200;
/** A question that runs longer is given up with its thread, so that one that never ends holds nobody else up for ever. The largest report of an estate takes seconds. */
const PATIENCE_MS = 120_000;

interface Waiting {
  readonly name: string;
  readonly told: Told;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export function startJudge({ dataDir, ...options }: JudgeOptions): Judge {
  return startThread({ script: new URL('./worker.ts', import.meta.url), data: { dataDir }, ...options });
}

/** A thread for reading what somebody sent, which belongs to no service yet. Answers what `reading` declares. */
export function startReader(options: Omit<JudgeOptions, 'dataDir'>): Judge {
  return startThread({ script: new URL('./reading-worker.ts', import.meta.url), data: {}, ...options });
}

interface ThreadOptions extends Omit<JudgeOptions, 'dataDir'> {
  readonly script: URL;
  readonly data: Readonly<Record<string, string>>;
}

/** The threads of judges and of the reader: `script` speaks protocol.ts. */
export function startThread({ script, data, now, asked, failed, patienceMs = PATIENCE_MS }: ThreadOptions): Judge {
  const waiting = new Map<number, Waiting>();
  const deaths: number[] = [];
  let id = 0;
  let worker: Worker | undefined;
  let ready = false;
  let broken: readonly Fault[] | undefined;
  let stopping = false;
  let patience: NodeJS.Timeout | undefined;
  let settle: () => void = () => undefined;
  const settled = new Promise<void>((done) => {
    settle = done;
  });

  function start(): void {
    const mine = new Worker(script, { workerData: data, name: 'judge' });
    worker = mine;
    mine.on('message', (said: Said) => hear(said));
    mine.on('error', (error) => failed(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    mine.on('exit', () => {
      if (worker !== mine) return;
      worker = undefined;
      ready = false;
      clearTimeout(patience);
      patience = undefined;
      if (stopping || broken !== undefined) return;
      deaths.push(now());
      // What was being asked may be what killed it: it is refused rather than asked again.
      refuseAll(notRunning('the judge of this service stopped while it was being asked'));
      if (deaths.filter((death) => now() - death < MINUTE_MS).length < DEATHS) start();
      else settle();
    });
  }

  function hear(said: Said): void {
    if (said.kind === 'ready') {
      ready = true;
      watch();
      settle();
      return;
    }
    if (said.kind === 'broken') {
      broken = said.faults;
      refuseAll(new Refused(...said.faults));
      settle();
      return;
    }
    const one = waiting.get(said.id);
    if (one === undefined) return;
    waiting.delete(said.id);
    // The thread answers in order: whatever is left begins now.
    watch();
    asked?.(one.name, said.kind, said.ms);
    if (said.kind === 'answer') one.resolve(said.answer);
    else if (said.kind === 'refused') one.reject(new Refused(...said.faults));
    else {
      failed(said.message);
      one.reject(
        new Refused(
          serverFaults.fault('011', {
            message: 'something broke inside Assay while this was computed',
            remedy: 'The log has it under the id of this request. Please report it.',
          }),
        ),
      );
    }
  }

  /** Times the question that runs. What an asker gave up still runs, so the time of the one behind it begins too early, and never too late. */
  function watch(): void {
    clearTimeout(patience);
    patience = undefined;
    const slow = worker;
    // What waits for a ledger to be verified waits for that, however long it is.
    if (waiting.size === 0 || slow === undefined || !ready) return;
    patience = setTimeout(() => {
      failed(`a question took longer than ${patienceMs} ms: ${[...waiting.values()][0]?.name ?? 'one that nobody waits for'}`);
      void slow.terminate();
    }, patienceMs).unref();
  }

  function refuseAll(why: Refused): void {
    const all = [...waiting.values()];
    waiting.clear();
    for (const one of all) one.reject(why);
  }

  start();
  return {
    ask<Input, Answer>(question: Question<Input, Answer> | Reading<Input, Answer>, input: Input, signal?: AbortSignal): Promise<Answer> {
      if (broken !== undefined) return Promise.reject(new Refused(...broken));
      const live = worker;
      if (live === undefined || stopping) return Promise.reject(notRunning('the judge of this service is not running'));
      if (waiting.size >= MOST_WAITING) return Promise.reject(notRunning(`${MOST_WAITING} questions wait already`));
      if (signal?.aborted === true) return Promise.reject(signal.reason);
      id += 1;
      const mine = id;
      const told: Told = { kind: 'ask', id: mine, name: question.name, input };
      return new Promise<Answer>((resolve, reject) => {
        const gone = () => {
          if (waiting.delete(mine)) reject(signal?.reason);
        };
        const done = () => signal?.removeEventListener('abort', gone);
        signal?.addEventListener('abort', gone, { once: true });
        waiting.set(mine, {
          name: question.name,
          told,
          // What comes back is what the question of this name gave.
          resolve: (answer) => {
            done();
            resolve(answer as Answer);
          },
          reject: (error) => {
            done();
            reject(error);
          },
        });
        if (patience === undefined) watch();
        live.postMessage(told);
      });
    },
    get broken() {
      return broken;
    },
    get ready() {
      return ready;
    },
    settled: () => settled,
    async stop() {
      stopping = true;
      refuseAll(new Refused(serverFaults.fault('012', { message: 'the server is stopping', remedy: 'Ask again when it has started.' })));
      const last = worker;
      if (last === undefined) return;
      const exited = new Promise<void>((done) => last.once('exit', () => done()));
      last.postMessage({ kind: 'stop' } satisfies Told);
      const grace = setTimeout(() => void last.terminate(), 2000);
      await exited;
      clearTimeout(grace);
    },
  };
}

function notRunning(message: string): Refused {
  return new Refused(
    serverFaults.fault('010', {
      message,
      expected: 'a running judge',
      found: 'none',
      remedy: 'Ask again in a moment; if it stays so, start the server again and read its log.',
    }),
  );
}
