import { Instant } from '../../../core/index.ts';
import type { Draft, LedgerStore, Seq } from '../../../ledger/model.ts';
import { project } from '../../../ledger/projections.ts';
import type { PersonId, Principal } from '../../access/model.ts';
import type { RelyingParty } from '../../passkeys/relying-party.ts';
import { draftOf } from '../../record/kept.ts';
import { csrfTokenOf, type Session } from '../../sessions/edge/session-store.ts';
import type { Lengths } from '../../sessions/life.ts';
import { type Alarm, alarmView } from '../alarms.ts';
import type { LinkMade } from '../events.ts';
import { type AccountDesk, accountDesk } from './account.ts';
import { type AdministrationDesk, administrationDesk, linkUrl } from './administration.ts';
import { type EnrolmentDesk, enrolmentDesk, needsSetUp } from './enrolment.ts';
import type { PeopleKey } from './key-file.ts';
import type { PeopleDatabase } from './people-database.ts';
import { openRooms } from './rooms.ts';
import { type SignInDesk, signInDesk } from './sign-in.ts';

export interface PeopleDeskOptions {
  readonly dataDir: string;
  readonly now: () => Instant;
  /** Bytes of the system's generator (`randomBytes` of node:crypto). */
  readonly random: (bytes: number) => Uint8Array;
  /** As browsers name the server. Refused where no passkey could be bound to it. */
  readonly publicUrl: string;
  /** The office's ledger: who is who is folded from it once, and followed from there. */
  readonly office: Pick<LedgerStore, 'read'>;
  /** A folder of range files, or one, of breached passwords. */
  readonly breachedPasswords?: string;
  /** How long sessions last now; absent: an hour idle, twelve in all. */
  readonly sessionLengths?: () => Lengths;
  /** Whether somebody can sign in by what is no business of this desk: the operator's identity provider. Absent: nobody can. */
  readonly hasOtherWayIn?: (person: string) => boolean;
  /** Does something after the answer. Absent: a second or two later. What is not done yet when the process ends is not done. */
  readonly afterAnswer?: (work: () => Promise<unknown>) => void;
}

/** Whoever has the cookie. */
export interface Resolved {
  readonly principal: Principal;
  readonly session: Session;
  readonly csrfToken: string;
}

export interface SetUpLink {
  readonly url: string;
  readonly expiresAt: Instant;
  /** To be entered on the office's ledger. */
  readonly facts: readonly Draft[];
}

/** Who people are and how they sign in: everything of it, for the server. HTTP, cookies and permissions are not its business. */
export interface PeopleDesk {
  readonly site: RelyingParty;
  /** For the stores of other rooms: `database.ensure(tables)`, `database.db`. */
  readonly database: PeopleDatabase;
  /** For what another room has to give out again, and keeps in the database until then. */
  readonly key: Pick<PeopleKey, 'seal' | 'unseal'>;
  /** For the cookie of a browser that this person has just signed in from. */
  rememberBrowser(person: PersonId): string;
  /** The name of a browser that was given this when somebody signed in from it by this user name; `undefined` for any other. It lets nobody in. */
  knownBrowser(given: string | undefined, userName: string): string | undefined;
  readonly enrolment: EnrolmentDesk;
  readonly signIn: SignInDesk;
  readonly account: AccountDesk;
  readonly administration: AdministrationDesk;
  /** `undefined` for a secret that is nobody's, a session that is over, and a person who is not active. One read by key. */
  resolveSession(secret: string, now: Instant): Resolved | undefined;
  /** What colleagues should hear of, newest first, from the office's ledger as it is now. */
  alarms(): readonly Alarm[];
  /** Whether nobody can sign in yet: then the sign-in page points at the link on the server's console. */
  needsSetUp(): boolean;
  /** While nobody can sign in: a new set-up link, in the place of any before it. To be called at each start. */
  setUpLink(): SetUpLink | undefined;
  close(): void;
}

const AT_ONCE = 1000;

/** Opens the people of an office. Throws `Refused` (ASSAY-PASSKEY-001, ASSAY-PASSWORD-004, ASSAY-PEOPLE-005, -007, ASSAY-LEDGER-031). */
export function openPeopleDesk(options: PeopleDeskOptions): PeopleDesk {
  const rooms = openRooms(options);
  const { database, standings, sessions, links, persons, site } = rooms;
  // A person whose erasure was entered and whose row was not yet gone when the process died.
  for (const { id } of persons.list()) if (standings.state().get(id)?.state === 'erased') persons.erase(id);
  let read = 0;
  let view = alarmView.initial();
  return {
    site,
    database,
    key: rooms.key,
    rememberBrowser: rooms.browsers.give,
    knownBrowser: (given, userName) => rooms.browsers.recognise(given, persons.findByUserName(userName)?.id),
    enrolment: enrolmentDesk(rooms),
    signIn: signInDesk(rooms),
    account: accountDesk(rooms),
    administration: administrationDesk(rooms),
    resolveSession(secret, now) {
      const session = sessions.resolve(secret, now);
      const standing = session === undefined ? undefined : standings.state().get(session.person);
      if (session === undefined || standing?.state !== 'active') return undefined;
      const { id, person, steppedUpAt } = session;
      return { principal: { person, roles: standing.roles, via: 'session', credential: id, steppedUpAt }, session, csrfToken: csrfTokenOf(secret) };
    },
    alarms() {
      for (;;) {
        const entries = options.office.read(read as Seq, AT_ONCE);
        view = project(alarmView, view, entries);
        read += entries.length;
        if (entries.length < AT_ONCE) return view.alarms.toReversed();
      }
    },
    needsSetUp: () => needsSetUp(rooms),
    setUpLink() {
      if (!needsSetUp(rooms)) return undefined;
      const { id, secret, expiresAt } = links.make('setup');
      const fact: LinkMade = { type: 'link.made', link: id, kind: 'setup', expiresAt: Instant.format(expiresAt) };
      return { url: linkUrl(site.origin, secret), expiresAt, facts: [draftOf(fact)] };
    },
    close: () => database.close(),
  };
}
