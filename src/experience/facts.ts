import type { DataEvent } from '../product/data/events.ts';
import type { CertificateIssued, CertificateRevoked, CredentialUsed, DeviceRetired, WipeAsked, WipeConfirmed } from '../product/device/events.ts';
import type { DenialExplained, HouseholdEvent, NoticeAnswered } from '../product/household/events.ts';
import type { IntroductionEvent } from '../product/introduction/events.ts';
import type { PasskeyEvent } from '../product/passkeys/events.ts';
import type { PasswordEvent } from '../product/passwords/events.ts';
import type { PersonEvent } from '../product/people/events.ts';
import type { SessionEvent, SignInUnfinished } from '../product/sessions/events.ts';
import type { TokenEvent } from '../product/tokens/events.ts';
import type { TotpEvent } from '../product/totp/events.ts';

type Entered =
  | IntroductionEvent
  | SessionEvent
  | SignInUnfinished
  | PasswordEvent
  | PasskeyEvent
  | TotpEvent
  | PersonEvent
  | TokenEvent
  | HouseholdEvent
  | NoticeAnswered
  | DenialExplained
  | DataEvent
  | CertificateIssued
  | CertificateRevoked
  | CredentialUsed
  | DeviceRetired
  | WipeAsked
  | WipeConfirmed;

const READ = [
  'introduction.begun',
  'introduction.completed',
  'introduction.abandoned',
  'session.opened',
  'session.closed',
  'session.stepped-up',
  'sign-in.unfinished',
  'sign-in.locked',
  'recovery-code.used',
  'person.sign-in-reset',
  'person.enrolled',
  'person.roles-changed',
  'passkey.added',
  'passkey.removed',
  'totp.set',
  'totp.removed',
  'token.issued',
  'token.revoked',
  'member.joined',
  'member.changed',
  'member.left',
  'household.dissolved',
  'share.given',
  'consent.given',
  'notice.answered',
  'data.erasure-begun',
  'data.erased',
  'wipe.asked',
  'wipe.confirmed',
  'denial.explained',
  'certificate.issued',
  'certificate.revoked',
  'credential.used',
  'device.retired',
] as const satisfies readonly Entered['type'][];

/** Facts that some measure reads, each by the name that its room enters it under; all others are passed over without being read. */
export const FACT_TYPES: ReadonlySet<string> = new Set(READ);
