import { Instant, Refused } from '../../../core/index.ts';
import type { Draft } from '../../../ledger/model.ts';
import type { PersonId, Principal, Role } from '../../access/model.ts';
import { draftOf, type Enter } from '../../record/kept.ts';
import type { Session } from '../../sessions/edge/session-store.ts';
import type { SessionClosed } from '../../sessions/events.ts';
import { signInFaults } from '../../sessions/faults.ts';
import type { PersonCommand } from '../decide.ts';
import type { LinkMade } from '../events.ts';
import type { LinkKind } from '../link.ts';
import { opaqueId, type Person } from '../model.ts';
import { endSessions } from './opened.ts';
import type { Rooms } from './rooms.ts';

/** A link to hand to somebody: shown once, to whoever asked for it. */
export interface Handed {
  readonly person: PersonId;
  /** The whole address. Its secret stands after the #, where no server and no log sees it. */
  readonly url: string;
  readonly expiresAt: Instant;
}

/** What is done to people by others. What may be done by whom is Cedar's; that an operator has to stay is ours. All throw `Refused` (ASSAY-PEOPLE-001, -003). */
export interface AdministrationDesk {
  /** Everybody who is known, with what the ledger says of them. */
  list(): readonly Person[];
  find(person: string): Person | undefined;
  /** Whom and what somebody is now; `undefined` for all but active people. */
  standing(person: PersonId): Principal | undefined;
  /** Throws `Refused` (ASSAY-PEOPLE-002) where the user name is taken. */
  invite(asked: { readonly displayName: string; readonly userName?: string; readonly roles: readonly Role[] }, enter: Enter): Promise<Handed>;
  changeRoles(person: PersonId, roles: readonly Role[], enter: Enter): Promise<void>;
  suspend(person: PersonId, enter: Enter): Promise<void>;
  restore(person: PersonId, enter: Enter): Promise<void>;
  /**
   * Takes every way in from them and gives a link for a new one. `keptElsewhere` takes away those that others keep, in the same transaction, and gives the facts of it.
   */
  resetSignIn(person: PersonId, enter: Enter, keptElsewhere?: () => readonly Draft[]): Promise<Handed>;
  /** Names, means and sessions are gone; the ledger keeps an id that means nothing. */
  erase(person: PersonId, enter: Enter): Promise<void>;
  sessions(person: string): readonly Session[];
  /** One session, all but one, or all. Throws `Refused` (ASSAY-SIGNIN-003) where the one named is none of theirs. */
  endSessions(
    person: string,
    why: SessionClosed['why'],
    which: { readonly only: string } | { readonly but: string } | undefined,
    enter: Enter,
  ): Promise<number>;
}

export function administrationDesk(rooms: Rooms): AdministrationDesk {
  const { persons, standings, links, site } = rooms;
  const joined = (row: ReturnType<typeof persons.find>): readonly Person[] => {
    const standing = row === undefined ? undefined : standings.state().get(row.id);
    return row === undefined || standing === undefined || standing.state === 'erased' ? [] : [{ ...row, ...standing }];
  };
  const link = (kind: LinkKind, person: PersonId): { readonly handed: Handed; readonly fact: Draft } => {
    const { id, secret, expiresAt } = links.make(kind, person);
    const fact: LinkMade = { type: 'link.made', link: id, kind, person, expiresAt: Instant.format(expiresAt) };
    return { handed: { person, url: linkUrl(site.origin, secret), expiresAt }, fact: draftOf(fact) };
  };

  /** `first` runs once the decision stands and before its facts are entered: what takes something away does so even if the entry fails. */
  const decided = (command: PersonCommand, enter: Enter, first: () => readonly Draft[] = () => []) =>
    standings.decide(
      () => command,
      async (events) => enter([...events, ...first()]),
    );

  return {
    list: () => persons.list().flatMap(joined),
    find: (person) => joined(persons.find(person))[0],
    standing(person) {
      const standing = standings.state().get(person);
      return standing?.state === 'active' ? { person, roles: standing.roles, via: 'session', credential: 'none' } : undefined;
    },
    async invite({ displayName, userName, roles }, enter) {
      // Made by `opaqueId`, so it has the shape of one.
      const person = opaqueId('p', rooms.random) as PersonId;
      persons.put({ id: person, displayName, createdAt: rooms.now(), ...(userName === undefined ? {} : { userName }) });
      try {
        const { handed, fact } = link('invitation', person);
        await decided({ kind: 'invite', person, roles }, enter, () => [fact]);
        return handed;
      } catch (error) {
        persons.erase(person);
        throw error;
      }
    },
    async changeRoles(person, roles, enter) {
      await decided({ kind: 'change-roles', person, roles }, enter, () => endSessions(rooms, person, 'roles-changed'));
    },
    async suspend(person, enter) {
      await decided({ kind: 'suspend', person }, enter, () => {
        links.end(person);
        return endSessions(rooms, person, 'suspended');
      });
    },
    async restore(person, enter) {
      await decided({ kind: 'restore', person }, enter);
    },
    async resetSignIn(person, enter, keptElsewhere = () => []) {
      let handed: Handed | undefined;
      await decided({ kind: 'reset-sign-in', person }, enter, () =>
        rooms.database.transaction(() => {
          rooms.passkeys.remove(person);
          rooms.passwords.remove(person);
          rooms.totp.remove(person);
          rooms.codes.remove(person);
          const made = link('reset', person);
          handed = made.handed;
          return [...keptElsewhere(), ...endSessions(rooms, person, 'reset'), made.fact];
        }),
      );
      if (handed === undefined) throw new TypeError('a reset that decided nothing');
      return handed;
    },
    async erase(person, enter) {
      await decided({ kind: 'erase', person }, enter, () => endSessions(rooms, person, 'erased'));
      // After the fact: with it nobody gets in any more, and a name that is not yet gone is found by it and erased at the next start.
      persons.erase(person);
    },
    sessions: (person) => rooms.sessions.of(person),
    async endSessions(person, why, which, enter) {
      const facts = endSessions(rooms, person, why, which);
      if (facts.length === 0 && which !== undefined && 'only' in which) throw noSuchSession();
      if (facts.length > 0) await enter(facts);
      return facts.length;
    },
  };
}

/** The console's page for every kind of link. */
export function linkUrl(origin: string, secret: string): string {
  return `${origin}/setup#${secret}`;
}

function noSuchSession(): Refused {
  return new Refused(
    signInFaults.fault('003', {
      message: 'there is no such session, or it has ended already',
      expected: 'the id of a session of this person',
      remedy: 'Load the list anew.',
    }),
  );
}
