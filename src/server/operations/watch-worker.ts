import { parentPort, workerData } from 'node:worker_threads';
import { Instant, Refused } from '../../core/index.ts';
import { openLiveWatch } from './live-watch.ts';
import type { WatchSaid, WatchTold } from './watch-protocol.ts';

// The thread that watches one service: a million events are no matter of the server's own loop.

const port = parentPort;
if (port === null) throw new TypeError('a service is watched from a thread of the server');
const say = (said: WatchSaid) => port.postMessage(said);
const { dataDir } = workerData as { readonly dataDir: string };

/** Told at most so often: whoever is told asks again for all that is shown. */
const TELL_MS = 500;
let telling = false;
/** What is found after a while of nothing is entered at once; what goes on, as it has grown, so often and no more. */
const ENTER_MS = 30_000;
let entered = Number.NEGATIVE_INFINITY;
let entering: NodeJS.Timeout | undefined;

function enter(): void {
  clearTimeout(entering);
  entering = undefined;
  const grown = watch.grown();
  if (grown === undefined) return;
  entered = performance.now();
  say({ kind: 'grown', grown });
}

function changed(): void {
  if (telling) return;
  telling = true;
  setTimeout(() => {
    telling = false;
    say({ kind: 'changed' });
  }, TELL_MS).unref();
}

const watch = openLiveWatch(dataDir, () => Instant.of(Date.now()), changed);
// One body after the other: what comes first is judged first, and only one is unpacked at a time.
let last: Promise<void> = Promise.resolve();

async function offer({ id, body, format, path }: Extract<WatchTold, { readonly kind: 'offer' }>): Promise<void> {
  try {
    const taken = await watch.offer(body, {
      near: Instant.of(Date.now()),
      ...(format === undefined ? {} : { format }),
      ...(path === undefined ? {} : { path }),
    });
    say({ kind: 'taken', id, taken });
    const rest = entered + ENTER_MS - performance.now();
    if (rest <= 0) enter();
    else if (taken.detections > 0) entering ??= setTimeout(enter, rest).unref();
  } catch (error) {
    if (error instanceof Refused) say({ kind: 'refused', id, faults: error.faults });
    else say({ kind: 'failed', id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

// What was found before the last stop and not entered is entered now.
enter();

port.on('message', (told: WatchTold) => {
  if (told.kind === 'offer') last = last.then(() => offer(told));
  else if (told.kind === 'state') say({ kind: 'state', id: told.id, state: watch.state() });
  else {
    void last.then(() => {
      enter();
      watch.close();
      port.close();
    });
  }
});
