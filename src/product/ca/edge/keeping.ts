import { Duration, type Instant, Refused } from '../../../core/index.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { OpenAuthority } from './authority.ts';
import { liesThere, makeLists } from './lists.ts';
import { statusOf } from './status.ts';
import { lastRevocation, newestCrl } from './tables.ts';

/** How often it is looked whether lists are due. */
const PACE_MS = 5 * 60_000;
/** A full list is good for a week and made every day: a verifier that could not fetch it for days still has one that holds. */
const FULL_EVERY = Duration.days(1);

/** What is due of an authority: a full list once a day, and between them a delta where something was revoked that no list says. What was entered and does not lie in the folder is due at once. */
export function dueList(fleet: Fleet, id: string, now: Instant): 'full' | 'delta' | undefined {
  const full = newestCrl(fleet.db, id, 'full');
  if (full === undefined || now - full.at >= FULL_EVERY || full.nextUpdate <= now || !liesThere(fleet, id, full)) return 'full';
  const newest = newestCrl(fleet.db, id);
  if (lastRevocation(fleet.db, id) > (newest?.upTo ?? -1)) return 'delta';
  if (newest?.base !== undefined && newest.number > full.number && !liesThere(fleet, id, newest)) return 'delta';
  // A delta that is over says no more that nothing was revoked since.
  return newest?.base !== undefined && newest.nextUpdate - now < Duration.hours(1) ? 'delta' : undefined;
}

/** Makes what is due of the issuing authorities whose key is at hand. Gives what was made; what could not be is left for `status` to show. Throws what the disk said, once all were tried. */
export async function keepLists(fleet: Fleet, authority: OpenAuthority): Promise<readonly string[]> {
  const made: string[] = [];
  const failed: unknown[] = [];
  const issuing = statusOf(fleet).authorities.filter(({ role, good, replacedBy }) => role === 'issuing' && (good > 0 || replacedBy === undefined));
  for (const { id } of issuing) {
    const due = dueList(fleet, id, fleet.now());
    if (due === undefined) continue;
    try {
      await makeLists(fleet, authority, { authority: id, delta: due === 'delta' });
      made.push(`${id} ${due}`);
    } catch (error) {
      // A token that is away, a key of an older authority under another passphrase: the others are made all the same.
      if (!(error instanceof Refused)) failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
  return made;
}

/** Keeps lists from now on, one look at a time. `opened`: the authority, once there is one. The result ends it, once what it is doing is done. */
export function keepingLists(fleet: Fleet, opened: () => Promise<OpenAuthority | undefined>): () => Promise<void> {
  let working: Promise<unknown> = Promise.resolve();
  let busy = false;
  const look = () => {
    if (busy) return;
    busy = true;
    working = opened()
      .then((authority) => (authority === undefined ? [] : keepLists(fleet, authority)))
      // The fleet may be closing, or its disk full: the next look finds it, and `status` shows what is over.
      .catch(() => undefined)
      .finally(() => {
        busy = false;
      });
  };
  const timer = setInterval(look, PACE_MS);
  timer.unref();
  look();
  return async () => {
    clearInterval(timer);
    await working;
  };
}
