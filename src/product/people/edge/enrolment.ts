import { type Fault, Refused } from '../../../core/index.ts';
import type { Draft } from '../../../ledger/model.ts';
import type { PersonId, Role } from '../../access/model.ts';
import { creationOptions, type PublicKeyCredentialCreationOptionsJSON, type RegistrationResponseJSON } from '../../passkeys/edge/ceremonies.ts';
import type { PasskeyEvent } from '../../passkeys/events.ts';
import type { PasswordEvent } from '../../passwords/events.ts';
import { draftOf } from '../../record/kept.ts';
import type { TotpEvent } from '../../totp/events.ts';
import { HOW_MANY } from '../../totp/recovery-code.ts';
import { peopleFaults } from '../faults.ts';
import type { Link, LinkKind } from '../link.ts';
import { type EnterAs, opaqueId } from '../model.ts';
import { type AppToSetUp, checkedCode, newApp, putPasskey, verifiedPasskey } from './new-means.ts';
import { endSessions, openSession, type SignedIn } from './opened.ts';
import { hasWayIn, type Rooms } from './rooms.ts';

/** Whose link it is, and from which browser it is used. */
export interface ByLink {
  /** Of the link: what stands after the # of its address. */
  readonly link: string;
  /** Secret of the ceremony's cookie. */
  readonly browser: string;
  /** How they are called. Needed by the set-up; of an invitation it corrects what was written there; else it is not taken. */
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
  passkeyOptions(by: ByLink): Promise<PublicKeyCredentialCreationOptionsJSON>;
  /** Throws `Refused` (ASSAY-PASSKEY-002, -003). */
  passkey(by: ByLink & { readonly name: string; readonly response: RegistrationResponseJSON; readonly userAgent: string }, enter: EnterAs): Promise<Enrolled>;
  /** A secret for an authenticator app: it counts from when a code of it has come back. */
  app(by: ByLink): AppToSetUp;
  /** Throws `Refused` (ASSAY-PASSWORD-001 to -005). */
  password(by: ByLink & { readonly password: string; readonly code: string; readonly userAgent: string }, enter: EnterAs): Promise<Enrolled>;
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
  const start = (link: Link, browser: string) => started.peek(key(link, browser))?.person ?? link.person ?? opaqueId('p', random);

  /** The names that the person will have; those of whom is known already are their own to change, later. */
  const names = ({ displayName, userName }: ByLink, link: Link) => {
    const known = link.person === undefined ? undefined : persons.find(link.person);
    const changing = link.kind === 'setup' || link.kind === 'invitation';
    const display = (changing ? displayName : undefined) ?? known?.displayName;
    const user = (changing ? userName : undefined) ?? known?.userName ?? userName;
    if (display === undefined) throw new Refused(nameNeeded('displayName', 'how others should see you named'));
    return { displayName: display, createdAt: known?.createdAt ?? rooms.now(), ...(user === undefined ? {} : { userName: user }) };
  };

  /** What both ways have in common: the link is used up, the rows are written, the facts entered, the session opened. */
  const finish = async (
    by: ByLink & { readonly userAgent: string },
    method: 'passkey' | 'password',
    means: (person: PersonId) => readonly Draft[],
    enter: EnterAs,
  ): Promise<Enrolled> => {
    const link = found(by.link);
    // Made by `opaqueId`, here or when the link was made.
    const person = start(link, by.browser) as PersonId;
    const row = { id: person, ...names(by, link) };
    const { recoveryCodes, facts } = rooms.database.transaction(() => {
      if (links.use(by.link) === undefined) throw noSuchLink();
      persons.put(row);
      const made = means(person);
      return { recoveryCodes: rooms.codes.renew(person), facts: made };
    });
    started.take(key(link, by.browser));
    const codes: TotpEvent = { type: 'recovery-codes.made', person, count: HOW_MANY };
    const closed = link.kind === 'reset' || link.kind === 'recovery' ? endSessions(rooms, person, 'sign-in-changed') : [];
    const joining = standings.state().get(person)?.state !== 'active';
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
          userAgent: by.userAgent,
          facts: [...closed, ...facts, draftOf(codes)],
          ...(link.kind === 'recovery' ? { recovered: true as const } : {}),
          ...(joining ? { decide } : {}),
        },
        enter,
      );
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
    passkeyOptions(by) {
      const link = found(by.link);
      const { displayName, userName } = names(by, link);
      const person = start(link, by.browser);
      started.put(key(link, by.browser), { ...started.peek(key(link, by.browser)), person });
      const challenge = challenges.give({ purpose: 'enrol', browser: by.browser, subject: link.id });
      return creationOptions({ site, challenge, person, name: userName ?? displayName, displayName, have: rooms.passkeys.of(person) });
    },
    async passkey(by, enter) {
      const link = found(by.link);
      const made = await verifiedPasskey(rooms, by.response, { purpose: 'enrol', browser: by.browser, subject: link.id });
      // The passkey has the person's id in it: it has to be the one that was named when it was asked for.
      if (link.kind === 'setup' && started.peek(key(link, by.browser)) === undefined) throw noSuchLink();
      return finish(
        by,
        'passkey',
        (person) => {
          const added: PasskeyEvent = { type: 'passkey.added', person, passkey: putPasskey(rooms, person, by.name, made) };
          return [draftOf(added)];
        },
        enter,
      );
    },
    app(by) {
      const link = found(by.link);
      const { displayName, userName } = names(by, link);
      const { secret, shown } = newApp(rooms, userName ?? displayName);
      started.put(key(link, by.browser), { person: start(link, by.browser), secret });
      return shown;
    },
    async password(by, enter) {
      const link = found(by.link);
      const { displayName, userName } = names(by, link);
      if (userName === undefined) throw new Refused(nameNeeded('userName', 'what you will type to sign in'));
      await rooms.judge.refuse(by.password, [displayName, userName]);
      const { secret, step } = checkedCode(rooms, started.peek(key(link, by.browser))?.secret, by.code);
      const hash = await rooms.hasher.hash(by.password);
      return finish(
        by,
        'password',
        (person) => {
          rooms.passwords.put(person, hash);
          rooms.totp.put(person, secret, step);
          const set: readonly (PasswordEvent | TotpEvent)[] = [
            { type: 'password.set', person },
            { type: 'totp.set', person },
          ];
          return set.map(draftOf);
        },
        enter,
      );
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
