import { Refused } from '../../../core/index.ts';
import type { Draft } from '../../../ledger/model.ts';
import type { PersonId } from '../../access/model.ts';
import { draftOf } from '../../record/kept.ts';
import { browserOf } from '../../sessions/browser.ts';
import { csrfTokenOf, type Session } from '../../sessions/edge/session-store.ts';
import type { Method, SessionClosed, SessionEvent } from '../../sessions/events.ts';
import { signInFaults } from '../../sessions/faults.ts';
import { type EnterAs, opaqueId } from '../model.ts';
import type { Rooms } from './rooms.ts';

/** Somebody is in. `secret` goes into the cookie and nowhere else. */
export interface SignedIn {
  readonly person: PersonId;
  readonly session: Session;
  readonly secret: string;
  /** Goes with every request of this session that changes something. */
  readonly csrfToken: string;
}

/** The request that somebody signs in by. */
export interface Visit {
  /** Secret of the ceremony's cookie. */
  readonly browser: string;
  readonly userAgent: string;
  /** The session that the browser had: it ends, whoever's it was. */
  readonly replaces?: { readonly person: PersonId; readonly session: string };
}

export interface Opening {
  readonly person: PersonId;
  readonly method: Method;
  readonly visit: Visit;
  readonly recovered?: true;
  /** Facts that led to it, entered with it. */
  readonly facts?: readonly Draft[];
  /** Rows that let somebody in from now on: written once the facts stand, never before. */
  readonly granting?: () => void;
  /** Enters them in another way than by themselves: together with what a decider gives. */
  readonly decide?: (facts: readonly Draft[]) => Promise<unknown>;
}

/**
 * Opens a session: first the fact, then the row, so no session is without a fact. Its secret is new: what the browser had before is worth nothing.
 * Throws `Refused` (ASSAY-SIGNIN-001) where the person was suspended meanwhile.
 */
export async function openSession(rooms: Rooms, opening: Opening, enter: EnterAs): Promise<SignedIn> {
  const { person, method, visit, recovered, facts = [], granting, decide } = opening;
  const id = opaqueId('s', rooms.random);
  const felt = rooms.tried.done(visit.browser);
  const opened: SessionEvent = { type: 'session.opened', person, session: id, method, ...(recovered === undefined ? {} : { recovered }), ...felt };
  const { userAgent, replaces } = visit;
  const replaced = replaces === undefined ? [] : endSessions(rooms, replaces.person, 'signed-out', { only: replaces.session });
  const drafts = [...replaced, ...facts, draftOf(opened), ...rooms.tried.unfinished().map(draftOf)];
  await (decide === undefined ? enter(drafts, person) : decide(drafts));
  if (granting !== undefined) rooms.database.transaction(granting);
  if (rooms.standings.state().get(person)?.state !== 'active') throw refusedSignIn('not active');
  const { secret, ...session } = rooms.sessions.open({ id, person, method, recovered: recovered === true, ...browserOf(userAgent) });
  return { person, session, secret, csrfToken: csrfTokenOf(secret) };
}

/** Ends sessions now, and gives the facts of it, to be entered with their cause. */
export function endSessions(
  rooms: Rooms,
  person: string,
  why: SessionClosed['why'],
  which?: { readonly only: string } | { readonly but: string },
): readonly Draft[] {
  return rooms.sessions.end(person, which).map(({ id }) => {
    const closed: SessionEvent = { type: 'session.closed', person, session: id, why };
    return draftOf(closed);
  });
}

/** One refusal for everything that can be wrong. `why` is for tests, as the cause; it goes nowhere outside. */
export function refusedSignIn(why: string): Refused {
  const refused = new Refused(
    signInFaults.fault('001', {
      message: 'the sign-in was refused',
      expected: 'a passkey that is registered here; or a user name, its password, and the code of now',
      remedy: 'Try again. If it goes on: use another passkey, a recovery code, or ask an operator for a new way in.',
    }),
  );
  refused.cause = why;
  return refused;
}
