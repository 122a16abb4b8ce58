import { Refused } from '../../../core/index.ts';
import type { Draft } from '../../../ledger/model.ts';
import type { PersonId } from '../../access/model.ts';
import {
  type AuthenticationResponseJSON,
  creationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  requestOptions,
  verifyAssertion,
} from '../../passkeys/edge/ceremonies.ts';
import type { Passkey } from '../../passkeys/edge/passkey-store.ts';
import type { PasskeyEvent } from '../../passkeys/events.ts';
import { passkeyFaults } from '../../passkeys/faults.ts';
import type { PasswordEvent } from '../../passwords/events.ts';
import { draftOf } from '../../record/kept.ts';
import { csrfTokenOf } from '../../sessions/edge/session-store.ts';
import type { SessionEvent } from '../../sessions/events.ts';
import { signInFaults } from '../../sessions/faults.ts';
import type { TotpEvent } from '../../totp/events.ts';
import { HOW_MANY } from '../../totp/recovery-code.ts';
import { peopleFaults } from '../faults.ts';
import type { EnterAs, PersonRow } from '../model.ts';
import { nameNeeded } from './enrolment.ts';
import { type AppToSetUp, checkedCode, type Granted, grantedPasskey, grantedPassword, newApp, verifiedPasskey } from './new-means.ts';
import { endSessions } from './opened.ts';
import { refuseTaken } from './person-store.ts';
import { hasWayIn, type Rooms } from './rooms.ts';
import { countedAs, noteCounter } from './sign-in.ts';

/** Whose account it is, and the session that it is changed in: that one stays, all others end. */
export interface Self {
  readonly person: PersonId;
  readonly session: string;
}

/** How somebody signs in. */
export interface Means {
  readonly passkeys: readonly Passkey[];
  readonly password: boolean;
  readonly app: boolean;
  readonly recoveryCodesLeft: number;
  /** False where they were made, and their person has not said since that they have them. */
  readonly recoveryCodesKept: boolean;
}

/** The cookie of a session that was just proven anew. */
export interface SteppedUp {
  readonly secret: string;
  readonly csrfToken: string;
}

/** What people do to their own account. Every change of how they sign in ends their other sessions, at once. */
export interface AccountDesk {
  means(person: string): Means;
  /** Changes how they are called. Throws `Refused` (ASSAY-PEOPLE-002). */
  rename(self: Self, names: { readonly displayName?: string; readonly userName?: string }, enter: EnterAs): Promise<void>;
  passkeyOptions(self: Self, browser: string): Promise<PublicKeyCredentialCreationOptionsJSON>;
  /** Throws `Refused` (ASSAY-PASSKEY-002, -003). */
  addPasskey(
    self: Self,
    made: { readonly browser: string; readonly name: string; readonly response: RegistrationResponseJSON },
    enter: EnterAs,
  ): Promise<string>;
  /** Throws `Refused` (ASSAY-PASSKEY-004). */
  renamePasskey(self: Self, passkey: string, name: string, enter: EnterAs): Promise<void>;
  /** Throws `Refused` (ASSAY-PASSKEY-004; ASSAY-PEOPLE-006 for the last way in). */
  removePasskey(self: Self, passkey: string, enter: EnterAs): Promise<void>;
  /** Takes a password, to be had with the app whose secret it gives; it is judged here, before anybody scans anything, and again when it is set. Throws `Refused` as `setPassword` does. */
  app(self: Self, asked: { readonly browser: string; readonly password: string; readonly userName?: string }): Promise<AppToSetUp>;
  /** With `code`, of an app that was just set up; without, the app stays as it is. Throws `Refused` (ASSAY-PASSWORD-…, ASSAY-PEOPLE-002, -008). */
  setPassword(
    self: Self,
    made: { readonly browser: string; readonly password: string; readonly code?: string; readonly userName?: string },
    enter: EnterAs,
  ): Promise<void>;
  /** Takes password and app away together: neither is a way in without the other. Throws `Refused` (ASSAY-PEOPLE-006). */
  removePassword(self: Self, enter: EnterAs): Promise<void>;
  /**
   * Takes away ways in that others keep: `remove` does so at once in the people's database, and gives the facts of it, none where there was nothing to take. Throws `Refused`
   * (ASSAY-PEOPLE-006), and then nothing was taken.
   */
  removeKeptElsewhere(self: Self, remove: () => readonly Draft[], enter: EnterAs): Promise<void>;
  /** Adds a way in that others keep. Nothing where `granted` has no facts: it is one already. */
  addKeptElsewhere(self: Self, granted: { readonly facts: readonly Draft[]; readonly write: () => void }, enter: EnterAs): Promise<void>;
  renewRecoveryCodes(self: Self, enter: EnterAs): Promise<readonly string[]>;
  /** The person has the codes that were made last. Who loses the page that shows them has not said so, and is offered new ones. */
  codesKept(person: string): void;
  stepUpOptions(self: Self, browser: string): Promise<PublicKeyCredentialRequestOptionsJSON>;
  /** Throws `Refused` (ASSAY-SIGNIN-004; -002 for codes that were tried too often). */
  stepUp(
    self: Self,
    proof: { readonly browser: string; readonly response: AuthenticationResponseJSON } | { readonly code: string },
    enter: EnterAs,
  ): Promise<SteppedUp>;
}

export function accountDesk(rooms: Rooms): AccountDesk {
  const { site, persons, passkeys, passwords, totp, codes, sessions, challenges, started, tries } = rooms;
  const startedBy = ({ person }: Self, browser: string) => JSON.stringify([browser, person]);

  const rowOf = (person: string): PersonRow => {
    const row = persons.find(person);
    if (row === undefined) throw new TypeError('a session of somebody who has no row');
    return row;
  };

  /** What lets somebody in is written when its facts stand: a way in that no record tells of is not made. The other sessions end before. */
  const granted = async (self: Self, facts: readonly Draft[], write: () => void, enter: EnterAs) => {
    const closed = endSessions(rooms, self.person, 'sign-in-changed', { but: self.session });
    await enter([...facts, ...closed], self.person);
    rooms.database.transaction(write);
  };
  const grant = (self: Self, { facts, write }: Granted, enter: EnterAs) => granted(self, facts.map(draftOf), write, enter);

  /** What takes a way in away does so at once, in one transaction with the end of the other sessions, and is told of after. */
  const take = async (self: Self, remove: () => readonly Draft[], enter: EnterAs) => {
    const facts = rooms.database.transaction((): readonly Draft[] => {
      const removed = remove();
      if (!hasWayIn(rooms, self.person)) throw lastWayIn();
      return removed.length === 0 ? [] : [...removed, ...endSessions(rooms, self.person, 'sign-in-changed', { but: self.session })];
    });
    await enter(facts, self.person);
  };

  /** Refuses a password that may not be one, or a name that somebody else has. Gives the user name that goes with it. */
  const judged = async (person: PersonId, password: string, given: string | undefined): Promise<string> => {
    const row = rowOf(person);
    const userName = given ?? row.userName;
    if (userName === undefined) throw new Refused(nameNeeded('userName', 'what you will type to sign in'));
    refuseTaken(persons, userName, person);
    await rooms.judge.refuse(password, [row.displayName, userName]);
    return userName;
  };

  const provenBy = async (self: Self, proof: Parameters<AccountDesk['stepUp']>[1], enter: EnterAs): Promise<'passkey' | 'password' | undefined> => {
    if ('code' in proof) {
      const at = tries.begin(`step-up ${self.person}`);
      const step = totp.step(self.person, proof.code, rooms.now());
      if (step !== undefined && totp.use(self.person, step)) {
        at.succeeded();
        return 'password';
      }
      const locked: PasswordEvent = { type: 'sign-in.locked', person: self.person, at: 'step-up' };
      if (at.failed()) await enter([draftOf(locked)], undefined);
      return undefined;
    }
    const { browser, response } = proof;
    const asserted = await verifyAssertion({
      site,
      response,
      takeChallenge: (challenge) => challenges.take(challenge, { purpose: 'step-up', browser, subject: self.session }),
      find: passkeys.find,
      person: self.person,
    });
    if (!asserted.ok) await noteCounter(rooms, asserted, enter);
    return asserted.ok && passkeys.used(asserted.passkey, asserted.counter) ? 'passkey' : undefined;
  };

  return {
    means: (person) => ({
      passkeys: passkeys.of(person),
      password: passwords.find(person) !== undefined,
      app: totp.has(person),
      recoveryCodesLeft: codes.left(person),
      recoveryCodesKept: codes.areKept(person),
    }),
    async rename({ person }, names, enter) {
      if (names.userName !== undefined) refuseTaken(persons, names.userName, person);
      // The act first: a name that no entry tells of was not changed.
      await enter([], person);
      persons.put({ ...rowOf(person), ...names });
    },
    passkeyOptions({ person }, browser) {
      const { displayName, userName } = rowOf(person);
      const challenge = challenges.give({ purpose: 'add', browser, subject: person });
      return creationOptions({ site, challenge, person, name: userName ?? displayName, displayName, have: passkeys.of(person) });
    },
    async addPasskey(self, { browser, name, response }, enter) {
      const { person } = self;
      const made = await verifiedPasskey(rooms, response, { purpose: 'add', browser, subject: person });
      const added = grantedPasskey(rooms, person, name, made);
      await grant(self, added, enter);
      return added.passkey;
    },
    async renamePasskey({ person }, id, name, enter) {
      const found = () => passkeys.of(person).find((one) => one.id === id);
      if (found() === undefined) throw noSuchPasskey();
      await enter([], person);
      // It may have been removed while the act was entered.
      const passkey = found();
      if (passkey === undefined) throw noSuchPasskey();
      passkeys.put({ ...passkey, name });
    },
    async removePasskey(self, passkey, enter) {
      const { person } = self;
      const remove = (): readonly Draft[] => {
        if (!passkeys.remove(person, passkey)) throw noSuchPasskey();
        const removed: PasskeyEvent = { type: 'passkey.removed', person, passkey };
        return [draftOf(removed)];
      };
      await take(self, remove, enter);
    },
    async app(self, { browser, password, userName: given }) {
      const userName = await judged(self.person, password, given);
      const { secret, shown } = newApp(rooms, userName);
      started.put(startedBy(self, browser), { person: self.person, secret });
      return shown;
    },
    async setPassword(self, { browser, password, code, userName: given }, enter) {
      const { person } = self;
      const userName = await judged(person, password, given);
      const app = code === undefined && totp.has(person) ? undefined : checkedCode(rooms, started.peek(startedBy(self, browser))?.secret, code ?? '');
      const hash = await rooms.hasher.hash(password);
      refuseTaken(persons, userName, person);
      const { facts, write } = grantedPassword(rooms, person, hash, app);
      const named = () => {
        persons.put({ ...rowOf(person), userName });
        write();
      };
      await grant(self, { facts, write: named }, enter);
      tries.forget(countedAs(userName));
      started.take(startedBy(self, browser));
    },
    async removePassword(self, enter) {
      const { person } = self;
      const remove = (): readonly Draft[] => {
        passwords.remove(person);
        totp.remove(person);
        const removed: readonly (PasswordEvent | TotpEvent)[] = [
          { type: 'password.removed', person },
          { type: 'totp.removed', person },
        ];
        return removed.map(draftOf);
      };
      await take(self, remove, enter);
    },
    removeKeptElsewhere: take,
    async addKeptElsewhere(self, { facts, write }, enter) {
      if (facts.length > 0) await granted(self, facts, write, enter);
    },
    async renewRecoveryCodes(self, enter) {
      const { person } = self;
      let made: readonly string[] = [];
      const write = () => {
        made = codes.renew(person);
      };
      await grant(self, { facts: [{ type: 'recovery-codes.made', person, count: HOW_MANY }], write }, enter);
      return made;
    },
    codesKept: codes.kept,
    stepUpOptions({ person, session }, browser) {
      return requestOptions({ site, challenge: challenges.give({ purpose: 'step-up', browser, subject: session }), have: passkeys.of(person) });
    },
    async stepUp(self, proof, enter) {
      const method = await provenBy(self, proof, enter);
      if (method === undefined) throw refusedStepUp();
      const fact: SessionEvent = { type: 'session.stepped-up', person: self.person, session: self.session, method };
      await enter([draftOf(fact)], self.person);
      const secret = sessions.stepUp(self.session);
      if (secret === undefined) throw refusedStepUp();
      return { secret, csrfToken: csrfTokenOf(secret) };
    },
  };
}

function noSuchPasskey(): Refused {
  return new Refused(
    passkeyFaults.fault('004', {
      message: 'there is no such passkey of yours',
      expected: 'the id of one of your passkeys',
      remedy: 'Load the page anew: it may have been removed already.',
    }),
  );
}

function lastWayIn(): Refused {
  return new Refused(
    peopleFaults.fault('006', {
      message: 'this is the only way that you can sign in',
      expected: 'another passkey, a password with an authenticator app, or an account at the identity provider, beside it',
      found: 'none',
      remedy: 'Add another way first.',
    }),
  );
}

function refusedStepUp(): Refused {
  return new Refused(
    signInFaults.fault('004', {
      message: 'this did not show that it is you',
      expected: 'one of your passkeys, or the code of now of your authenticator app',
      remedy: 'Try again, or sign in anew.',
    }),
  );
}
