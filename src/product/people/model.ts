import { z } from 'zod';
import type { Instant } from '../../core/index.ts';
import type { Draft } from '../../ledger/model.ts';
import type { PersonId, Role } from '../access/model.ts';

export const PERSON_STATES = ['invited', 'active', 'suspended', 'erased'] as const;
export type PersonState = (typeof PERSON_STATES)[number];

/** What the ledger knows of a person. */
export interface Standing {
  readonly state: PersonState;
  readonly roles: readonly Role[];
  /** They had a way in once: restored, they are active, and else as invited as before. */
  readonly enrolled: boolean;
}

/** What people.db knows of them. */
export interface PersonRow {
  readonly id: PersonId;
  readonly displayName: string;
  /** As they wrote it; compared by `userNameKey`. Absent for who signs in by passkeys alone and gave none. */
  readonly userName?: string;
  readonly createdAt: Instant;
}

export interface Person extends PersonRow, Standing {}

/**
 * Enters facts on the office's ledger, durably, all or none. `by` is who acts, where the request did not say so: a sign-in finds it out on the way. Without
 * it they are what the server saw, and nobody's act: a sign-in that was refused is not one of the person whose name was tried.
 */
export type EnterAs = (drafts: readonly Draft[], by: PersonId | undefined) => Promise<unknown>;

// Control and format characters (a right-to-left override among them) let one name look like another.
const PLAIN = /^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+$/u;

const text = (most: number) =>
  z
    .string()
    .max(4 * most)
    .transform((value) => value.normalize('NFC').trim())
    .pipe(z.string().min(1).max(most).regex(PLAIN));

/** What others see: a name as the person writes it. */
export const displayName = text(80);
/** What is typed at sign-in: an e-mail address or any other name. */
export const userName = text(120);

/** Two user names that a person would take for one are one (compatibility forms, letters of either case). */
export function userNameKey(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase().normalize('NFKC');
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** An opaque id of 20 letters and digits (103 bits) after its prefix. `random` gives so many random bytes. */
export function opaqueId(prefix: string, random: (bytes: number) => Uint8Array): string {
  let id = '';
  while (id.length < 20) {
    for (const byte of random(32)) {
      // 252 is 7 times 36: bytes above it would make some letters likelier than others.
      if (byte < 252 && id.length < 20) id += ALPHABET.charAt(byte % 36);
    }
  }
  return `${prefix}_${id}`;
}
