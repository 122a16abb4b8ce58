import { Duration, Instant } from '../../core/index.ts';

/** What a one-time link lets in: the first operator, an invited person, somebody whose ways in were taken, somebody who used a recovery code. */
export const LINK_KINDS = ['setup', 'invitation', 'reset', 'recovery'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** A link that is sent lives as long as a person takes to read their post; one that is used at once, no longer than that takes. */
const LIFE: Readonly<Record<LinkKind, Duration>> = {
  setup: Duration.hours(24),
  invitation: Duration.hours(72),
  reset: Duration.hours(24),
  recovery: Duration.minutes(15),
};

export interface Link {
  readonly id: string;
  readonly kind: LinkKind;
  /** Absent for the set-up link: nobody is there yet. */
  readonly person?: string;
  readonly expiresAt: Instant;
}

export function linkExpiry(kind: LinkKind, now: Instant): Instant {
  return Instant.plus(now, LIFE[kind]);
}

/** Secrets of links are 32 bytes in base64url. Anything else is not looked up. */
export function isLinkSecret(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}
