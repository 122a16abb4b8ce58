import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Digest, Instant, Refused } from '../../../core/index.ts';
import type { HouseholdId, MemberId } from '../../fleet/model.ts';
import { HOUSEHOLD_LIMITS } from '../decide.ts';
import { householdFaults } from '../faults.ts';
import type { Role } from '../model.ts';

/** Somebody is asked into a household. Who opens it becomes this member; the owner's word is taken when it is opened, so an owner who left asks nobody in. */
export interface Invitation {
  readonly household: HouseholdId;
  /** Made when the invitation is, so that opening it twice makes nobody twice. */
  readonly member: MemberId;
  readonly role: Role;
  /** Of the membership. */
  readonly memberUntil?: Instant;
  readonly by: MemberId;
  /** Good until then, not at it. */
  readonly until: Instant;
}

/** Invitations that are open: with the names, where they can be erased. What comes of one is a fact on the ledger, the invitation is none. */
export interface Invitations {
  /** Gives the code, which is kept nowhere. Throws `Refused` (ASSAY-HOUSEHOLD-011 where too many are open). */
  make(invitation: Invitation): string;
  /** Lets go of those of a household whose time is over, and gives who would have come: of them no name is kept either. */
  lapsed(household: HouseholdId, at: Instant): readonly MemberId[];
  /** Throws `Refused` (ASSAY-HOUSEHOLD-015: unknown, over or used, in one answer). */
  opened(code: string, at: Instant): Invitation;
  spent(code: string): void;
  close(): void;
}

/** 192 bits, so that nobody finds one by trying. */
const CODE_BYTES = 24;
const CODE = /^hi_[A-Za-z0-9_-]{32}$/;

// What is kept of a code. It is too long to be guessed, so one hash of it is enough.
const digestOf = (code: string) => Digest.of(`assay-invitation/1\n${code}`);

/** `folder`: the fleet's; its file of names has been made by `openHouseholdNames`. */
export function openInvitations(folder: string): Invitations {
  const db = new DatabaseSync(join(folder, 'personal.db'), { timeout: 2000 });
  db.exec(
    'PRAGMA secure_delete = ON; CREATE TABLE IF NOT EXISTS household_invitation (digest TEXT PRIMARY KEY, household TEXT NOT NULL, member TEXT NOT NULL, role TEXT NOT NULL, member_until INTEGER, invited_by TEXT NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID; CREATE INDEX IF NOT EXISTS household_invitation_of ON household_invitation (household)',
  );
  return {
    make({ household, member, role, memberUntil, by, until }) {
      const open = Number(db.prepare('SELECT count(*) AS n FROM household_invitation WHERE household = ?').get(household)?.['n'] ?? 0);
      if (open >= HOUSEHOLD_LIMITS.members) throw new Refused(tooMany());
      const code = `hi_${randomBytes(CODE_BYTES).toString('base64url')}`;
      db.prepare('INSERT INTO household_invitation VALUES (?, ?, ?, ?, ?, ?, ?)').run(digestOf(code), household, member, role, memberUntil ?? null, by, until);
      return code;
    },
    lapsed: (household, at) =>
      db
        .prepare('DELETE FROM household_invitation WHERE household = ? AND until <= ? RETURNING member')
        .all(household, at)
        .map((row) => String(row['member']) as MemberId),
    opened(code, at) {
      const row = CODE.test(code) ? db.prepare('SELECT * FROM household_invitation WHERE digest = ?').get(digestOf(code)) : undefined;
      if (row === undefined || at >= Number(row['until'])) throw new Refused(notGood());
      const end = row['member_until'];
      return {
        // Written by `make` alone.
        household: String(row['household']) as HouseholdId,
        member: String(row['member']) as MemberId,
        role: String(row['role']) as Role,
        ...(typeof end === 'number' ? { memberUntil: Instant.of(end) } : {}),
        by: String(row['invited_by']) as MemberId,
        until: Instant.of(Number(row['until'])),
      };
    },
    spent(code) {
      db.prepare('DELETE FROM household_invitation WHERE digest = ?').run(digestOf(code));
    },
    close: () => db.close(),
  };
}

function tooMany() {
  return householdFaults.fault('011', { message: 'too many invitations are open', remedy: 'They end by themselves; wait for some to be opened.' });
}

export function notGood() {
  return householdFaults.fault('015', {
    message: 'this invitation is not good',
    expected: 'an invitation that is open',
    remedy: 'Ask whoever invited you for a new one; each opens once.',
  });
}
