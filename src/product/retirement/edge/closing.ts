import { Instant, Refused } from '../../../core/index.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { RetirementClosed, RetirementFailed } from '../events.ts';
import type { Closer, RetirementId } from '../model.ts';
import { type Open, openIntents, retirementOf } from './projector.ts';

const AT_ONCE = 8;
const PAGE = 64;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 3_600_000;
/** A closer that neither resolves nor rejects is taken for failed, and asked again: it is idempotent. */
const PATIENCE_MS = 60_000;
const LONGEST_WORDS = 500;
const LAST_WORDS_MS = 2000;

export interface Closing {
  /** Resolves when every closer that is here has been asked once about this, or after `ms`. */
  settled(retirement: RetirementId, ms: number): Promise<void>;
  end(): Promise<void>;
}

/**
 * Carries out what stands open on the ledger: at the start what an earlier process left, then each as it is entered. What fails is asked again, after one second first and after an hour at most.
 * An intent whose closer is not here stays open, and is shown so.
 */
export function beginClosing(fleet: Fleet, closers: readonly Closer[], patienceMs = PATIENCE_MS): Closing {
  const running = new Map<string, Promise<void>>();
  const retries = new Map<string, { readonly tries: number; readonly timer: NodeJS.Timeout }>();
  let ended = false;
  let scheduled = false;

  const keyOf = ({ retirement, closer }: Open) => `${retirement} ${closer}`;

  function schedule(): void {
    if (scheduled || ended) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      if (!ended) pump();
    });
  }

  function pump(): void {
    for (const closer of closers) {
      for (let after = ''; running.size < AT_ONCE; ) {
        const page = openIntents(fleet.db, closer.name, after, PAGE);
        for (const open of page) {
          if (running.size >= AT_ONCE) break;
          if (!running.has(keyOf(open)) && !retries.has(keyOf(open))) start(closer, open, 0);
        }
        const last = page.at(-1);
        if (last === undefined || page.length < PAGE) break;
        after = last.retirement;
      }
    }
  }

  function start(closer: Closer, open: Open, tries: number): void {
    const key = keyOf(open);
    const work = carryOut(closer, open)
      .catch(() => false)
      .then((done) => {
        running.delete(key);
        if (ended) return;
        if (!done) {
          const timer = setTimeout(
            () => {
              retries.delete(key);
              if (!ended) start(closer, { ...open, failed: true }, tries + 1);
            },
            Math.min(FIRST_RETRY_MS * 2 ** tries, LAST_RETRY_MS),
          );
          retries.set(key, { tries, timer: timer.unref() });
        }
        schedule();
      });
    running.set(key, work);
  }

  /** Whether it is done and entered. */
  async function carryOut(closer: Closer, open: Open): Promise<boolean> {
    const { retirement, device, kind, household, data } = open;
    const said = await within(closer.close({ retirement, kind, device, data, ...(household === undefined ? {} : { household }) }), patienceMs).then(
      (says) => ({ done: true, says }),
      (error: unknown) => ({
        done: false,
        says: error instanceof Refused ? (error.faults[0]?.message ?? '') : error instanceof Error ? error.message : String(error),
      }),
    );
    const says = said.says.slice(0, LONGEST_WORDS);
    const fact = { retirement, device, closer: open.closer, says };
    const at = Instant.format(fleet.now());
    if (said.done)
      await fleet.act(`retirement:${retirement}`, () => ({ ok: true, events: [{ ...fact, type: 'retirement.closed', at } satisfies RetirementClosed] }));
    else if (!open.failed)
      await fleet.act(`retirement:${retirement}`, () => ({ ok: true, events: [{ ...fact, type: 'retirement.failed', at } satisfies RetirementFailed] }));
    return said.done;
  }

  const stop = fleet.listen((type) => {
    if (type === 'retirement.begun') schedule();
  });
  schedule();

  return {
    async settled(retirement, ms) {
      const until = performance.now() + ms;
      const here = new Set(closers.map(({ name }) => name));
      for (;;) {
        const device = deviceOfRetirement(fleet, retirement);
        const waits = device === undefined ? false : retirementOf(fleet.db, device)?.intents.some(({ state, closer }) => state === 'open' && here.has(closer));
        if (waits !== true || ended || performance.now() >= until) return;
        await Promise.race([...running.values(), new Promise((done) => setTimeout(done, 10))]);
      }
    },
    async end() {
      ended = true;
      stop();
      for (const { timer } of retries.values()) clearTimeout(timer);
      // Who hangs is not waited for: what was not entered as done is asked again at the next start.
      await within(Promise.all(running.values()), LAST_WORDS_MS).catch(() => undefined);
    },
  };
}

function deviceOfRetirement({ db }: Fleet, retirement: RetirementId): string | undefined {
  const row = db.prepare('SELECT device FROM retirement WHERE id = ?').get(retirement);
  return row === undefined ? undefined : String(row['device']);
}

function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it did not answer in time')), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
