import { Worker } from 'node:worker_threads';
import { type Fault, Refused } from '../../core/index.ts';
import { serverFaults } from '../faults.ts';
import type { Asked, Said, Told } from './protocol.ts';
import type { Question, Reading } from './question.ts';
import { fairQueue } from './queue.ts';

export interface Asking {
  readonly signal?: AbortSignal | undefined;
  /** Whose turn it takes; the server's own when absent. */
  readonly asker?: string;
}

/** Answers questions about one service, in a thread of its own. */
export interface Judge {
  /**
   * Asks, in turn with everybody else who asks. Throws `Refused` with what the question refused, ASSAY-SERVER-006 where this asker has too many waiting, -010 where the
   * thread cannot be kept alive or too many wait in all, -011 for a fault of ours, and the signal's reason when the asker has gone: what still waited is not asked then,
   * and the answer to what runs is dropped.
   */
  ask<Input, Answer>(question: Question<Input, Answer> | Reading<Input, Answer>, input: Input, asking?: Asking): Promise<Answer>;
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
  /** How long one question may run, in milliseconds; 45 s when absent. */
  readonly patienceMs?: number;
  /** A question was answered, refused or failed; `ms` is the thread's own time. */
  readonly asked?: (name: string, outcome: 'answer' | 'refused' | 'failed', ms: number) => void;
  /** A fault of ours, with its stack: for the log alone. */
  readonly failed: (message: string) => void;
}

// Three deaths in a minute are no accident: the thread is not started again until the server is.
const DEATHS = 3;
const MINUTE_MS = 60_000;
/**
 * Questions that wait for one thread: an asker who is told at once can come back, and memory stays bounded. Of one asker as many as a browser of theirs with several pages
 * open sends; in all as many as some dozens of such.
 */
const BOUNDS = { mostOfOne: 20, most: 400 };
/**
 * A question that runs longer is given up with its thread, so that one that never ends holds nobody else up for ever. It is less than a connection may be idle
 * (listen.ts), so that whoever asked is told. The largest report of an estate takes seconds.
 */
const PATIENCE_MS = 45_000;

interface Waiting {
  readonly told: Asked;
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

/**
 * The threads of judges and of the reader: `script` speaks protocol.ts. One question at a time is posted, so that what waits can still be taken back, and what is timed is
 * what runs.
 */
export function startThread({ script, data, now, asked, failed, patienceMs = PATIENCE_MS }: ThreadOptions): Judge {
  const waiting = fairQueue<Waiting>(BOUNDS);
  const deaths: number[] = [];
  let id = 0;
  let worker: Worker | undefined;
  let running: Waiting | undefined;
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
      // What was being asked may be what killed it: it is refused rather than asked again. What waited had no part in it, and waits for the next thread.
      ended()?.reject(notRunning('the judge of this service stopped while it was being asked'));
      if (stopping || broken !== undefined) return;
      deaths.push(now());
      if (deaths.filter((death) => now() - death < MINUTE_MS).length < DEATHS) start();
      else {
        refuseAll(notRunning('the judge of this service has stopped too often'));
        settle();
      }
    });
  }

  function hear(said: Said): void {
    if (said.kind === 'ready') {
      ready = true;
      settle();
      post();
      return;
    }
    if (said.kind === 'broken') {
      broken = said.faults;
      refuseAll(new Refused(...said.faults));
      settle();
      return;
    }
    if (running?.told.id !== said.id) return;
    const one = running;
    ended();
    asked?.(one.told.name, said.kind, said.ms);
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
    post();
  }

  /** Whose turn it is, where the thread is free. What waits for a ledger to be verified waits for that, however long it is. */
  function post(): void {
    if (running !== undefined || !ready || worker === undefined || stopping) return;
    const one = waiting.next();
    if (one === undefined) return;
    const mine = worker;
    try {
      mine.postMessage(one.told);
    } catch (error) {
      // An input that cannot cross threads is a mistake of its handler alone.
      one.reject(error);
      post();
      return;
    }
    running = one;
    patience = setTimeout(() => {
      failed(`a question took longer than ${patienceMs} ms: ${one.told.name}`);
      // Nothing more is given to a thread that ends, should it still answer.
      ready = false;
      void mine.terminate();
    }, patienceMs).unref();
  }

  /** What ran no longer does. */
  function ended(): Waiting | undefined {
    clearTimeout(patience);
    const one = running;
    running = undefined;
    return one;
  }

  function refuseAll(why: Refused): void {
    for (const one of waiting.clear()) one.reject(why);
  }

  start();
  return {
    ask<Input, Answer>(question: Question<Input, Answer> | Reading<Input, Answer>, input: Input, { signal, asker = '' }: Asking = {}): Promise<Answer> {
      if (broken !== undefined) return Promise.reject(new Refused(...broken));
      if (worker === undefined || stopping) return Promise.reject(notRunning('the judge of this service is not running'));
      if (signal?.aborted === true) return Promise.reject(signal.reason);
      id += 1;
      const told: Asked = { kind: 'ask', id, name: question.name, input };
      return new Promise<Answer>((resolve, reject) => {
        const done = () => signal?.removeEventListener('abort', gone);
        const mine: Waiting = {
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
        };
        const gone = () => {
          waiting.drop(mine);
          reject(signal?.reason);
        };
        const added = waiting.add(asker, mine);
        if (added === 'too-many') {
          reject(tooMany());
          return;
        }
        if (added === 'full') {
          reject(notRunning(`${BOUNDS.most} questions wait already`));
          return;
        }
        signal?.addEventListener('abort', gone, { once: true });
        post();
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
      const why = new Refused(serverFaults.fault('012', { message: 'the server is stopping', remedy: 'Ask again when it has started.' }));
      refuseAll(why);
      running?.reject(why);
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

function tooMany(): Refused {
  return new Refused(
    serverFaults.fault('006', {
      message: `${BOUNDS.mostOfOne} questions of yours wait for this service already`,
      expected: 'fewer at once',
      found: 'one more',
      remedy: 'Wait for their answers, and ask again.',
    }),
  );
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
