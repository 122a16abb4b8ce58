import { AsyncLocalStorage } from 'node:async_hooks';
import type { PersonId } from '../product/index.ts';

// Who asks, for whatever shares something out among people and is called through handlers that need not know: the queue of a judge.

const asking = new AsyncLocalStorage<PersonId | undefined>();

/** Runs a request as what this person asked. */
export function askedBy<T>(person: PersonId | undefined, run: () => T): T {
  return asking.run(person, run);
}

/** Runs what the server does of its own accord, also where a request was the occasion: it takes no place of the person's. */
export function ofOurOwn<T>(run: () => T): T {
  return asking.run(undefined, run);
}

/** Who asks now; the empty text for the server itself. */
export function askerNow(): string {
  return asking.getStore() ?? '';
}
