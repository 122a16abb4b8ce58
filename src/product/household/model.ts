import { z } from 'zod';
import type { Brand, Instant } from '../../core/index.ts';
import type { DataClass } from '../authorization/model.ts';
import type { DeviceId, HouseholdId, MemberId } from '../fleet/model.ts';

/** What a person is in a household. Support is never a member: it comes for a visit that the owner agreed to. */
export const ROLES = ['owner', 'household', 'guest', 'installer'] as const;
export type Role = (typeof ROLES)[number];

/** `s_` and 20 of a-z0-9, made by whoever asks, so that asking twice shares once. */
export type ShareId = Brand<string, 'ShareId'>;
/** `v_` and 20 of a-z0-9. */
export type VisitId = Brand<string, 'VisitId'>;

export const shareId = z
  .string()
  .regex(/^s_[a-z0-9]{20}$/)
  .transform((id) => id as ShareId);
export const visitId = z
  .string()
  .regex(/^v_[a-z0-9]{20}$/)
  .transform((id) => id as VisitId);
/** What data is used for: `operation`, `support`, `analytics` … */
export const purposeName = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);

export interface Member {
  readonly id: MemberId;
  readonly role: Role;
  readonly since: Instant;
  /** Good until then, not at it. An installer always has one. */
  readonly until?: Instant;
  readonly leftAt?: Instant;
}

/** One device, or one channel of it, to one person: a guest, or a member of another household. Always with an end. */
export interface Share {
  readonly id: ShareId;
  readonly device: DeviceId;
  /** Absent: every channel, commands too. */
  readonly channel?: string;
  readonly to: MemberId;
  readonly from: Instant;
  readonly until: Instant;
  readonly endedAt?: Instant;
}

/** Support asks, an owner agrees, and from then on it lasts for its minutes. */
export interface Visit {
  readonly id: VisitId;
  readonly supporter: MemberId;
  /** Absent: every device of the household. */
  readonly device?: DeviceId;
  readonly minutes: number;
  readonly askedAt: Instant;
  readonly agreedAt?: Instant;
  readonly until?: Instant;
  readonly endedAt?: Instant;
}

/** What a household lets its data be used for, by purpose and class. The newest word on each counts. */
export interface Consent {
  readonly purpose: string;
  readonly dataClass: DataClass;
  readonly givenAt: Instant;
  readonly until?: Instant;
  readonly withdrawnAt?: Instant;
}

export interface Household {
  readonly id: HouseholdId;
  readonly foundedAt: Instant;
  readonly dissolvedAt?: Instant;
  readonly members: ReadonlyMap<MemberId, Member>;
  readonly shares: ReadonlyMap<ShareId, Share>;
  readonly visits: ReadonlyMap<VisitId, Visit>;
  /** By `purpose/class`. */
  readonly consents: ReadonlyMap<string, Consent>;
}

/** In this household at this moment. */
export const isMember = ({ until, leftAt }: Member, at: Instant): boolean => leftAt === undefined && (until === undefined || at < until);
export const isShared = ({ from, until, endedAt }: Share, at: Instant): boolean => endedAt === undefined && from <= at && at < until;
export const isVisiting = ({ until, endedAt }: Visit, at: Instant): boolean => endedAt === undefined && until !== undefined && at < until;
export const isConsented = ({ until, withdrawnAt }: Consent, at: Instant): boolean => withdrawnAt === undefined && (until === undefined || at < until);
