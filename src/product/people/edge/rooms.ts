import { randomInt } from 'node:crypto';
import { Duration, type Instant } from '../../../core/index.ts';
import type { PersonId } from '../../access/model.ts';
import { type Challenges, openChallenges } from '../../passkeys/edge/challenges.ts';
import { type PasskeyStore, passkeyStore } from '../../passkeys/edge/passkey-store.ts';
import { type RelyingParty, relyingPartyOf } from '../../passkeys/relying-party.ts';
import { type PasswordHasher, passwordHasher } from '../../passwords/edge/argon2.ts';
import { type PasswordJudge, passwordJudge } from '../../passwords/edge/known-passwords.ts';
import { type PasswordStore, passwordStore } from '../../passwords/edge/password-store.ts';
import { type CodesAt, codesAt, type TriesAt, type Try, triesAt } from '../../passwords/edge/tries.ts';
import { type Kept, keep } from '../../record/kept.ts';
import { type SessionStore, sessionStore } from '../../sessions/edge/session-store.ts';
import { type RecoveryCodeStore, recoveryCodeStore } from '../../totp/edge/recovery-code-store.ts';
import { type TotpStore, totpStore } from '../../totp/edge/totp-store.ts';
import { type PersonCommand, peopleDecider, type Standings } from '../decide.ts';
import { PERSON_EVENT_TYPES, type PersonEvent } from '../events.ts';
import type { PeopleDeskOptions } from './desk.ts';
import { keyWasLost, openPeopleKey, type PeopleKey } from './key-file.ts';
import { type KnownBrowsers, knownBrowsers } from './known-browsers.ts';
import { type LinkStore, linkStore } from './link-store.ts';
import { openPeopleDatabase, type PeopleDatabase } from './people-database.ts';
import { type PersonStore, personStore } from './person-store.ts';
import { type ShortLived, shortLived } from './short-lived.ts';
import { type Tried, triedAt } from './tried.ts';

/** What a half-made enrolment needs to remember of itself, in the browser that makes it. */
export interface Started {
  /** Who it will be. */
  readonly person: string;
  readonly displayName?: string;
  readonly userName?: string;
  /** Of the authenticator app that is being set up. */
  readonly secret?: Uint8Array;
  /** Of the password that was judged already. */
  readonly hash?: string;
}

/** A password that was given, right or wrong, and whose code is awaited. */
export interface HalfIn {
  readonly userName: string;
  readonly person: PersonId | undefined;
  /** The hash that it matched. */
  readonly matched: string | undefined;
  /** The same password at today's cost, where it was kept at another. */
  readonly rehashed: Promise<string | undefined> | undefined;
  /** The try that the password began; a second code begins one of its own. */
  readonly at: Try | undefined;
  /** Under what tries of this name count from this browser. */
  readonly counted: string;
}

/** Everything that the parts of the desk share. Nobody outside of this folder has it. */
export interface Rooms {
  readonly site: RelyingParty;
  readonly now: () => Instant;
  readonly random: (bytes: number) => Uint8Array;
  readonly database: PeopleDatabase;
  readonly key: PeopleKey;
  readonly browsers: KnownBrowsers;
  /** Roles and states, from the office's ledger. */
  readonly standings: Kept<PersonCommand, Standings, PersonEvent>;
  readonly persons: PersonStore;
  readonly links: LinkStore;
  readonly passkeys: PasskeyStore;
  readonly passwords: PasswordStore;
  readonly totp: TotpStore;
  readonly codes: RecoveryCodeStore;
  readonly sessions: SessionStore;
  readonly challenges: Challenges;
  readonly started: ShortLived<Started>;
  readonly halfIn: ShortLived<HalfIn>;
  readonly tries: TriesAt;
  readonly codeTries: CodesAt;
  readonly tried: Tried;
  readonly hasher: PasswordHasher;
  readonly judge: PasswordJudge;
  readonly hasOtherWayIn: (person: string) => boolean;
  /** Does something that an answer must not wait for, since its time could be heard. */
  readonly afterAnswer: (work: () => Promise<unknown>) => void;
}

export function openRooms({
  dataDir,
  now,
  random,
  publicUrl,
  office,
  breachedPasswords,
  sessionLengths,
  hasOtherWayIn = () => false,
  afterAnswer = later,
}: PeopleDeskOptions): Rooms {
  // What can be refused without touching the disk comes first.
  const site = relyingPartyOf(publicUrl);
  const judge = passwordJudge({ list: breachedPasswords });
  const database = openPeopleDatabase({ dataDir, now, random });
  try {
    const key = openPeopleKey(dataDir, random);
    const lost = keyWasLost(database, key);
    const persons = personStore(database);
    const rooms: Rooms = {
      site,
      now,
      random,
      database,
      key,
      browsers: knownBrowsers({ key: key.browsers, now, random }),
      standings: keep(peopleDecider, PERSON_EVENT_TYPES, office),
      persons,
      links: linkStore(database),
      passkeys: passkeyStore(database),
      passwords: passwordStore(database),
      totp: totpStore(database, key),
      codes: recoveryCodeStore(database),
      sessions: sessionStore(database, sessionLengths),
      challenges: openChallenges({ now, random }),
      started: shortLived<Started>({ now, life: Duration.minutes(15), most: 10_000 }),
      halfIn: shortLived<HalfIn>({ now, life: Duration.minutes(5), most: 10_000 }),
      tries: triesAt({ now }),
      codeTries: codesAt({ now }),
      tried: triedAt({ now }),
      hasher: passwordHasher({ pepper: key.pepper, random }),
      judge,
      hasOtherWayIn,
      afterAnswer,
    };
    if (lost) {
      database.transaction(() => {
        for (const { id } of persons.list()) {
          rooms.passwords.remove(id);
          rooms.totp.remove(id);
        }
      });
    }
    return rooms;
  } catch (error) {
    database.close();
    throw error;
  }
}

const LATER_MS = 1000;

/** Between one and two seconds from now, so that whoever asks again and again does not hear when. What a ledger refuses then, it refuses of everything that follows, and says so there. */
function later(work: () => Promise<unknown>): void {
  setTimeout(() => void work().catch(() => undefined), LATER_MS + randomInt(LATER_MS)).unref();
}

/** Whether somebody could sign in, had they the means in their hands. */
export function hasWayIn(rooms: Rooms, person: string): boolean {
  return rooms.passkeys.of(person).length > 0 || (rooms.passwords.find(person) !== undefined && rooms.totp.has(person)) || rooms.hasOtherWayIn(person);
}
