import { type Fault, Refused } from '../../../core/index.ts';
import type { Draft } from '../../../ledger/model.ts';
import type { PersonId, Role } from '../../access/model.ts';
import { creationOptions, type PublicKeyCredentialCreationOptionsJSON, type RegistrationResponseJSON } from '../../passkeys/edge/ceremonies.ts';
import { draftOf } from '../../record/kept.ts';
import type { TotpEvent } from '../../totp/events.ts';
import { HOW_MANY } from '../../totp/recovery-code.ts';
import { peopleFaults } from '../faults.ts';
import type { Link, LinkKind } from '../link.ts';
import { type EnterAs, opaqueId } from '../model.ts';
import { type AppToSetUp, checkedCode, type Granted, grantedPasskey, grantedPassword, newApp, verifiedPasskey } from './new-means.ts';
import { endSessions, openSession, type SignedIn, type Visit } from './opened.ts';
import { refuseTaken } from './person-store.ts';
import { hasWayIn, type Rooms, type Started } from './rooms.ts';
import { countedAs } from './sign-in.ts';

/** Whose link it is, and from which browser it is used. */
export interface ByLink {
  /** Of the link: what stands after the # of its address. */
  readonly link: string;
  /** Secret of the ceremony's cookie. */
  readonly browser: string;
}

/** How they are called. Needed by the set-up; of an invitation it corrects what was written there; else it is not taken. */
export interface Names {
  readonly displayName?: string;
  readonly userName?: string;
}

export interface LinkView {
  readonly kind: LinkKind;
  readonly expiresAt: number;
  readonly displayName?: string;
  readonly userName?: string;
  readonly roles: readonly Role[];
}

export interface Enrolled extends SignedIn {
  /** Shown once. */
  readonly recoveryCodes: readonly string[];
}

/** The way in by a one-time link: the first operator's, an invitation, a new way in. All throw `Refused` (ASSAY-PEOPLE-004 for the link). */
export interface EnrolmentDesk {
  look(link: string): LinkView;
  passkeyOptions(by: ByLink & Names): Promise<PublicKeyCredentialCreationOptionsJSON>;
  /** `name`: what the passkey is to be called. Throws `Refused` (ASSAY-PASSKEY-002, -003). */
  passkey(by: ByLink & { readonly name: string; readonly response: RegistrationResponseJSON }, visit: Visit, enter: EnterAs): Promise<Enrolled>;
  /** Takes a password, to be had with the app whose secret it gives: both count from when a code has come back. Throws `Refused` (ASSAY-PASSWORD-001 to -004, ASSAY-PEOPLE-002, -008). */
  password(by: ByLink & Names & { readonly password: string }): Promise<AppToSetUp>;
  /** The code that shows that the app has the secret. Throws `Refused` (ASSAY-PASSWORD-005). */
  code(by: ByLink & { readonly code: string }, visit: Visit, enter: EnterAs): Promise<Enrolled>;
  /**
   * By an invitation, or a link for a new way in, whose person the operator's identity provider knows: they need no means of their own. `granted`: that its identity is this
   * person from now on; the facts stand in one append with the enrolment and the session, and the row is written after it.
   */
  byProvider(link: string, granted: { readonly facts: readonly Draft[]; readonly write: () => void }, visit: Visit, enter: EnterAs): Promise<SignedIn>;
}

export function enrolmentDesk(rooms: Rooms): EnrolmentDesk {
  const { links, persons, standings, started, challenges, site, random } = rooms;

  const found = (secret: string): Link => {
    const link = links.peek(secret);
    const standing = link?.person === undefined ? undefined : standings.state().get(link.person)?.state;
    const fits =
      link !== undefined &&
      (link.kind === 'setup'
        ? needsSetUp(rooms)
        : standing === (link.kind === 'invitation' ? 'invited' : 'active') || (link.kind === 'reset' && standing === 'invited'));
    if (link === undefined || !fits) throw noSuchLink();
    return link;
  };
  const key = (link: Link, browser: string) => JSON.stringify([browser, link.id]);
  const begunBy = (link: Link, browser: string) => started.peek(key(link, browser));

  /** Remembers who it will be and how they will be called; what is known already is their own to change, later. Gives it all. */
  const begin = (by: ByLink & Names, link: Link, more: Partial<Started> = {}): Started & { readonly displayName: string } => {
    const known = link.person === undefined ? undefined : persons.find(link.person);
    const before = begunBy(link, by.browser);
    const changing = link.kind === 'setup' || link.kind === 'invitation';
    const displayName = (changing ? by.displayName : undefined) ?? before?.displayName ?? known?.displayName;
    const userName = (changing ? by.userName : undefined) ?? before?.userName ?? known?.userName ?? by.userName;
    if (displayName === undefined) throw new Refused(nameNeeded('displayName', 'how others should see you named'));
    if (userName !== undefined) refuseTaken(persons, userName, link.person);
    const person = before?.person ?? link.person ?? opaqueId('p', random);
    const begun = { ...before, person, displayName, ...(userName === undefined ? {} : { userName }), ...more };
    started.put(key(link, by.browser), begun);
    return begun;
  };

  /** What both ways have in common: the link is used up, the rows are written, the facts entered, the session opened. */
  const finish = async (by: ByLink, visit: Visit, method: 'passkey' | 'password', means: (person: PersonId) => Granted, enter: EnterAs): Promise<Enrolled> => {
    const link = found(by.link);
    const begun = begunBy(link, by.browser);
    if (begun?.displayName === undefined) throw noSuchLink();
    const { displayName, userName } = begun;
    // Made by `opaqueId`, here or when the link was made.
    const person = begun.person as PersonId;
    const row = { id: person, displayName, createdAt: persons.find(person)?.createdAt ?? rooms.now(), ...(userName === undefined ? {} : { userName }) };
    const { facts, write } = means(person);
    let recoveryCodes: readonly string[] = [];
    const granting = () => {
      write();
      recoveryCodes = rooms.codes.renew(person);
    };
    // Who is not in yet gets nothing of rows alone, so theirs are written with their link's use; whoever is in gets them when the facts stand.
    const joining = standings.state().get(person)?.state !== 'active';
    rooms.database.transaction(() => {
      if (links.use(by.link) === undefined) throw noSuchLink();
      persons.put(row);
      if (joining) granting();
    });
    started.take(key(link, by.browser));
    const codes: TotpEvent = { type: 'recovery-codes.made', person, count: HOW_MANY };
    const closed = link.kind === 'reset' || link.kind === 'recovery' ? endSessions(rooms, person, 'sign-in-changed') : [];
    const decide = (drafts: readonly Draft[]) =>
      standings.decide(
        () => (link.kind === 'setup' ? { kind: 'found', person } : { kind: 'enrol', person, by: 'invitation' }),
        (events) => enter([...events, ...drafts], person),
      );
    try {
      const signedIn = await openSession(
        rooms,
        {
          person,
          method,
          visit,
          facts: [...closed, ...[...facts, codes].map(draftOf)],
          ...(link.kind === 'recovery' ? { recovered: true as const } : {}),
          ...(joining ? { decide } : { granting }),
        },
        enter,
      );
      if (method === 'password' && userName !== undefined) rooms.tries.forget(countedAs(userName));
      return { ...signedIn, recoveryCodes };
    } catch (error) {
      // Nothing is granted by rows whose fact was not entered, and nothing of a name is kept for nobody.
      if (link.kind === 'setup' && standings.state().get(person) === undefined) persons.erase(person);
      throw error;
    }
  };

  return {
    look(secret) {
      const { kind, expiresAt, person } = found(secret);
      const row = person === undefined ? undefined : persons.find(person);
      const roles = person === undefined ? (['operator'] as const) : (standings.state().get(person)?.roles ?? []);
      return {
        kind,
        expiresAt,
        roles,
        ...(row === undefined ? {} : { displayName: row.displayName }),
        ...(row?.userName === undefined ? {} : { userName: row.userName }),
      };
    },
    async passkeyOptions(by) {
      const link = found(by.link);
      const { person, displayName, userName } = begin(by, link);
      const challenge = challenges.give({ purpose: 'enrol', browser: by.browser, subject: link.id });
      return creationOptions({ site, challenge, person, name: userName ?? displayName, displayName, have: rooms.passkeys.of(person) });
    },
    async passkey(by, visit, enter) {
      const link = found(by.link);
      const made = await verifiedPasskey(rooms, by.response, { purpose: 'enrol', browser: by.browser, subject: link.id });
      return finish(by, visit, 'passkey', (person) => grantedPasskey(rooms, person, by.name, made), enter);
    },
    async password(by) {
      const link = found(by.link);
      const { displayName, userName } = begin(by, link);
      if (userName === undefined) throw new Refused(nameNeeded('userName', 'what you will type to sign in'));
      await rooms.judge.refuse(by.password, [displayName, userName]);
      const hash = await rooms.hasher.hash(by.password);
      const { secret, shown } = newApp(rooms, userName);
      begin(by, link, { hash, secret });
      return shown;
    },
    async code(by, visit, enter) {
      const begun = begunBy(found(by.link), by.browser);
      const { secret, step } = checkedCode(rooms, begun?.secret, by.code);
      const hash = begun?.hash;
      if (hash === undefined) throw noSuchLink();
      return finish(by, visit, 'password', (person) => grantedPassword(rooms, person, hash, { secret, step }), enter);
    },
    async byProvider(secret, { facts, write }, visit, enter) {
      const link = found(secret);
      if (link.person === undefined || link.kind === 'recovery') throw noSuchLink();
      // Of a link: made by `opaqueId` when its person was invited.
      const person = link.person as PersonId;
      const joining = standings.state().get(person)?.state === 'invited';
      // Used up first: of two that come at once by one link, one is refused.
      if (links.use(secret) === undefined) throw noSuchLink();
      const closed = joining ? [] : endSessions(rooms, person, 'sign-in-changed');
      const decide = (drafts: readonly Draft[]) =>
        standings.decide(
          () => ({ kind: 'enrol', person, by: 'identity-provider' }),
          (events) => enter([...events, ...drafts], person),
        );
      const opening = { person, method: 'identity-provider', visit, facts: [...closed, ...facts], granting: write } as const;
      return openSession(rooms, joining ? { ...opening, decide } : opening, enter);
    },
  };
}

/** Nobody is there who could let anybody in: at the first start, or where the database of people was lost. */
export function needsSetUp(rooms: Rooms): boolean {
  return ![...rooms.standings.state()].some(([person, { state }]) => state === 'active' && hasWayIn(rooms, person));
}

export function nameNeeded(field: 'displayName' | 'userName', expected: string): Fault {
  return peopleFaults.fault('008', { message: 'a name is needed', field, expected, found: 'none', remedy: 'Write one.' });
}

function noSuchLink(): Refused {
  return new Refused(
    peopleFaults.fault('004', {
      message: 'this link is not valid, or no longer: each works once, and for a while',
      expected: 'a link that was not used',
      remedy: 'Ask an operator for a new one; where nobody has signed in yet, restart the server, which prints one.',
    }),
  );
}
