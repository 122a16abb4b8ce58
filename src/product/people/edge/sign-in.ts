import { Instant } from '../../../core/index.ts';
import type { PersonId } from '../../access/model.ts';
import {
  type AuthenticationResponseJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  requestOptions,
  verifyAssertion,
} from '../../passkeys/edge/ceremonies.ts';
import type { PasskeyEvent } from '../../passkeys/events.ts';
import type { Try } from '../../passwords/edge/tries.ts';
import type { PasswordEvent } from '../../passwords/events.ts';
import { draftOf } from '../../record/kept.ts';
import type { TotpEvent } from '../../totp/events.ts';
import type { LinkMade } from '../events.ts';
import { type EnterAs, userNameKey } from '../model.ts';
import { openSession, refusedSignIn, type SignedIn, type Visit } from './opened.ts';
import type { Rooms } from './rooms.ts';

/** Ways in for who is known. Whatever is wrong, the refusal is the same (ASSAY-SIGNIN-001), and for a name and a password it takes the same time. */
export interface SignInDesk {
  passkeyOptions(browser: string): Promise<PublicKeyCredentialRequestOptionsJSON>;
  passkey(response: AuthenticationResponseJSON, visit: Visit, enter: EnterAs): Promise<SignedIn>;
  /** The first half, by name and password. It says nothing: the code is asked for whatever was given. `known`: what this browser was given when somebody signed in from it. Throws `Refused` (ASSAY-SIGNIN-002): the name has to wait. */
  password(asked: { readonly userName: string; readonly password: string }, browser: string, known?: string): Promise<void>;
  /** The second half. Throws `Refused` (ASSAY-SIGNIN-001, whichever half was wrong; -002). */
  code(code: string, visit: Visit, enter: EnterAs): Promise<SignedIn>;
  /**
   * A recovery code opens no session: it gives a link, good for 15 minutes, to make a new way in. Who has a password has to give it with their user name. Who has
   * passkeys alone may never have had a user name: their code of 80 random bits says who they are, and nobody guesses one.
   */
  recover(
    asked: { readonly userName?: string; readonly password?: string; readonly code: string },
    enter: EnterAs,
  ): Promise<{ readonly link: string; readonly expiresAt: Instant }>;
  /** Opens a session for whom somebody else has proven: the operator's identity provider. Throws ASSAY-SIGNIN-001 unless the person is active. */
  vouched(person: PersonId, visit: Visit, enter: EnterAs): Promise<SignedIn>;
}

export function signInDesk(rooms: Rooms): SignInDesk {
  const { site, challenges, passkeys, persons, passwords, totp, codes, hasher, tries, codeTries, links, halfIn, now } = rooms;
  const isActive = (person: string) => rooms.standings.state().get(person)?.state === 'active';

  /** Notes a try that went wrong; the one that closes a known person's name is a fact. It is entered after the answer: an unknown name has none to wait for. */
  const failed = (at: Try, person: PersonId | undefined, enter: EnterAs) => {
    if (!at.failed() || person === undefined) return;
    const locked: PasswordEvent = { type: 'sign-in.locked', person, at: 'sign-in' };
    rooms.afterAnswer(() => enter([draftOf(locked)], undefined));
  };

  /** A code was used up: told, and a link made for a new way in. */
  const recovered = async (person: PersonId, enter: EnterAs) => {
    const { id, secret, expiresAt } = links.make('recovery', person);
    const facts: readonly (TotpEvent | LinkMade)[] = [
      { type: 'recovery-code.used', person, left: codes.left(person) },
      { type: 'link.made', link: id, kind: 'recovery', person, expiresAt: Instant.format(expiresAt) },
    ];
    await enter(facts.map(draftOf), person);
    return { link: secret, expiresAt };
  };

  return {
    passkeyOptions(browser) {
      rooms.tried.begun(browser, 'passkey');
      return requestOptions({ site, challenge: challenges.give({ purpose: 'sign-in', browser }) });
    },
    async passkey(response, visit, enter) {
      const asserted = await verifyAssertion({
        site,
        response,
        takeChallenge: (challenge) => challenges.take(challenge, { purpose: 'sign-in', browser: visit.browser }),
        find: passkeys.find,
      });
      if (!asserted.ok) {
        rooms.tried.failed(visit.browser);
        await noteCounter(rooms, asserted, enter);
        throw refusedSignIn(asserted.reason);
      }
      const { passkey, counter } = asserted;
      if (!isActive(passkey.person)) throw refusedSignIn('not active');
      if (!passkeys.used(passkey, counter)) throw refusedSignIn('counter');
      return openSession(rooms, { person: passkey.person, method: 'passkey', visit }, enter);
    },
    async password({ userName, password }, browser, known) {
      const person = persons.findByUserName(userName)?.id;
      const counted = countedAs(userName, rooms.browsers.recognise(known, person));
      rooms.tried.begun(browser, 'password');
      const at = tries.begin(counted);
      // The same work for nobody as for somebody. What came of it is kept here and said by nothing, not by the time either.
      const kept = person === undefined ? undefined : passwords.find(person);
      const { ok, rehash } = await hasher.verify(password, kept);
      // Not waited for: the time of a right password at an old cost would say that it is right.
      const rehashed = rehash ? hasher.hash(password).catch(() => undefined) : undefined;
      halfIn.put(browser, { userName, person, matched: ok ? kept : undefined, rehashed, at, counted });
    },
    async code(code, visit, enter) {
      const half = halfIn.peek(visit.browser);
      if (half === undefined) throw refusedSignIn('no password');
      const { userName, person, matched, rehashed, counted } = half;
      const at = half.at ?? tries.begin(counted);
      // Another code after a wrong one is another try.
      halfIn.put(visit.browser, { ...half, at: undefined });
      const step = totp.step(person, code, now());
      // The hash is compared anew: the password may have been changed between the halves. A code is used up only by a sign-in that is right.
      const right = person !== undefined && matched !== undefined && passwords.find(person) === matched && isActive(person);
      // Of this password: another one gives the owner a fresh start, and no guesser.
      const guess = right ? codeTries.begin(`${person} ${matched}`) : undefined;
      if (!right || guess === undefined || step === undefined || !totp.use(person, step)) {
        failed(at, person, enter);
        rooms.tried.failed(visit.browser);
        throw refusedSignIn('password or code');
      }
      at.succeeded();
      guess.succeeded();
      tries.forget(countedAs(userName));
      halfIn.take(visit.browser);
      const renewed = await rehashed;
      if (renewed !== undefined) passwords.renew(person, matched, renewed);
      return openSession(rooms, { person, method: 'password', visit }, enter);
    },
    async recover({ userName, password, code }, enter) {
      if (userName === undefined) {
        const candidates = persons.list().map(({ id }) => id);
        const person = candidates.find((id) => isActive(id) && passwords.find(id) === undefined && codes.use(id, code));
        if (person === undefined) throw refusedSignIn('recovery code');
        return recovered(person, enter);
      }
      // A code of 80 random bits is not guessed, and without one nothing is said of the password.
      const at = tries.begin(`recovery ${userNameKey(userName)}`, 'unbounded');
      const person = persons.findByUserName(userName)?.id;
      const kept = person === undefined ? undefined : passwords.find(person);
      const { ok } = await hasher.verify(password ?? '', kept);
      const known = person !== undefined && isActive(person) && (kept === undefined || ok);
      if (!codes.use(known ? person : undefined, code) || person === undefined) {
        failed(at, person, enter);
        throw refusedSignIn('recovery code');
      }
      at.succeeded();
      return recovered(person, enter);
    },
    async vouched(person, visit, enter) {
      if (!isActive(person)) throw refusedSignIn('not active');
      return openSession(rooms, { person, method: 'identity-provider', visit }, enter);
    },
  };
}

/** Under what tries of a name count: from a browser that its person has signed in from before, apart from everybody else's. */
export function countedAs(userName: string, browser?: string): string {
  return JSON.stringify(['sign-in', userNameKey(userName), browser ?? null]);
}

/** A counter that went back is recorded: the signature was right, so somebody has the key who should not. */
export async function noteCounter(
  rooms: Rooms,
  refused: Extract<Awaited<ReturnType<typeof verifyAssertion>>, { readonly ok: false }>,
  enter: EnterAs,
): Promise<void> {
  const { passkey, counter } = refused;
  if (refused.reason !== 'counter' || passkey === undefined || counter === undefined) return;
  rooms.passkeys.used(passkey, 'went-back');
  const fact: PasskeyEvent = { type: 'passkey.counter-went-back', person: passkey.person, passkey: passkey.id, kept: passkey.counter, seen: counter };
  await enter([draftOf(fact)], undefined);
}
