import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Refused } from '../../core/index.ts';
import type { Format } from '../../operations/intake/formats.ts';
import { serverFaults } from '../faults.ts';
import type { Grown } from './incident-acts.ts';
import type { Taken } from './live-watch.ts';
import type { WatchState } from './model.ts';
import type { WatchSaid, WatchTold } from './watch-protocol.ts';

export interface Offer {
  readonly body: Uint8Array;
  readonly format?: Format;
  /** Which of Zeek's logs it is, where that is not told by itself. */
  readonly path?: string;
}

/** The watch over one service, as handlers ask it. Its thread begins with the first events, or where something was kept of before. */
export interface ServiceWatch {
  /**
   * Resolves once every event of it is judged. `source`: who sends, each of whom has a budget. Throws `Refused`: ASSAY-SERVER-006 where the source sends more than its budget or too much waits, so that it keeps what it has and comes
   * again; ASSAY-SERVER-012; ASSAY-INTAKE-001, -003.
   */
  offer(source: string, offer: Offer): Promise<Taken>;
  state(): Promise<WatchState>;
  close(): Promise<void>;
}

/** Bytes that wait to be judged, of everybody and of one source. A single request is smaller than either. */
const MOST_WAITING = 64 * 1024 * 1024;
const MOST_OF_ONE = 32 * 1024 * 1024;
/** What a source may send: at once, and then each second. */
const BURST = 128 * 1024 * 1024;
const PER_SECOND = 8 * 1024 * 1024;
const MOST_SOURCES = 10_000;

export interface WatchOptions {
  readonly dataDir: string;
  /** Milliseconds of some clock that never goes back. */
  readonly ticks: () => number;
  /** Something was detected. */
  readonly changed: () => void;
  /** Incidents are new or have grown: to be entered. */
  readonly grown: (grown: Grown) => void;
  readonly failed: (message: string) => void;
  readonly budget?: { readonly burst: number; readonly perSecond: number };
}

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
}

const NOTHING: WatchState = { begun: false, alerts: [], alertCount: 0, dropped: 0, incidents: [] };

export function serviceWatch({ dataDir, ticks, changed, grown, failed, budget = { burst: BURST, perSecond: PER_SECOND } }: WatchOptions): ServiceWatch {
  const waiting = new Map<number, Waiting>();
  const levels = new Map<string, { left: number; at: number; waiting: number }>();
  let worker: Worker | undefined;
  let next = 1;
  let bytes = 0;
  let closed = false;

  function start(): Worker {
    const mine = new Worker(new URL('./watch-worker.ts', import.meta.url), { workerData: { dataDir }, name: 'watch' });
    mine.on('message', hear);
    mine.on('error', (error) => failed(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    mine.on('exit', () => {
      if (worker !== mine) return;
      worker = undefined;
      for (const { reject } of waiting.values()) reject(away('its thread ended'));
      waiting.clear();
    });
    return mine;
  }

  function hear(said: WatchSaid): void {
    if (said.kind === 'changed') {
      changed();
      return;
    }
    if (said.kind === 'grown') {
      grown(said.grown);
      return;
    }
    if (said.kind === 'failed') failed(said.message);
    if (said.id === undefined) return;
    const asked = waiting.get(said.id);
    waiting.delete(said.id);
    if (said.kind === 'taken') asked?.resolve(said.taken as never);
    else if (said.kind === 'state') asked?.resolve(said.state as never);
    else asked?.reject(said.kind === 'refused' ? new Refused(...said.faults) : away('something broke in its thread'));
  }

  function ask<T>(told: (id: number) => WatchTold): Promise<T> {
    if (closed) return Promise.reject(away('the server is stopping'));
    worker ??= start();
    const id = next;
    next += 1;
    return new Promise<T>((resolve, reject) => {
      waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      worker?.postMessage(told(id));
    });
  }

  function levelOf(source: string) {
    const at = ticks();
    const level = levels.get(source) ?? { left: budget.burst, at, waiting: 0 };
    level.left = Math.min(budget.burst, level.left + ((at - level.at) / 1000) * budget.perSecond);
    level.at = at;
    // The source that was heard of longest ago is forgotten first: by then it has its whole budget again.
    levels.delete(source);
    if (levels.size >= MOST_SOURCES) for (const [old, { waiting: held }] of levels) if (held === 0 && levels.delete(old)) break;
    levels.set(source, level);
    return level;
  }

  return {
    async offer(source, { body, ...how }) {
      const level = levelOf(source);
      const size = body.length;
      if (level.left < size) throw comeAgain('more than this source may send', `${budget.perSecond} bytes a second`);
      if (level.waiting + size > MOST_OF_ONE || bytes + size > MOST_WAITING)
        throw comeAgain('more waits to be judged than is held', 'what was sent before to be answered');
      level.left -= size;
      level.waiting += size;
      bytes += size;
      try {
        return await ask<Taken>((id) => ({ kind: 'offer', id, body, ...how }));
      } finally {
        level.waiting -= size;
        bytes -= size;
      }
    },
    state: () =>
      worker === undefined && !existsSync(join(dataDir, 'operations')) ? Promise.resolve(NOTHING) : ask<WatchState>((id) => ({ kind: 'state', id })),
    async close() {
      closed = true;
      const mine = worker;
      if (mine === undefined) return;
      const ended = new Promise<void>((done) => mine.once('exit', () => done()));
      mine.postMessage({ kind: 'stop' } satisfies WatchTold);
      await ended;
    },
  };
}

function comeAgain(found: string, expected: string): Refused {
  return new Refused(
    serverFaults.fault('006', {
      message: 'no room for these events at the moment; none of them was taken',
      expected,
      found,
      remedy: 'Keep them, and send them again after Retry-After.',
    }),
  );
}

function away(found: string): Refused {
  return new Refused(
    serverFaults.fault('012', {
      message: `the watch of this service does not answer: ${found}`,
      found,
      remedy: 'Keep what was not answered, and send it again.',
    }),
  );
}
