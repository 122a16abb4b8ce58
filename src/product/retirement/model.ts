import type { Brand, Instant } from '../../core/index.ts';
import type { DeviceId, HouseholdId } from '../fleet/model.ts';

/** `rt_` and 20 of a-z0-9. */
export type RetirementId = Brand<string, 'RetirementId'>;

/** `retire`: the end of a device's identity. `transfer`: the end of one ownership; the device stays in service and waits for its next introduction. */
export type Kind = 'retire' | 'transfer';

/** What becomes of the data of the household that owned it: erased, or kept for that household to take along. No later owner reads it either way. */
export type DataChoice = 'erase' | 'hand-over';

/**
 * Whether the device itself was told to erase itself: `asked`; `not-needed`, as it never held anything of anybody (it was never in service); `impossible`, as it had no credential left by which it
 * could be told and could answer. What is asked or impossible stays unconfirmed until its receipt comes.
 */
export type WipeCourse = 'asked' | 'not-needed' | 'impossible';

/** One thing that has to be brought to an end elsewhere, and whether it has been. */
export interface Intent {
  /** Name of the closer that carries it out, such as `endpoint.forget`. */
  readonly closer: string;
  readonly state: 'open' | 'failed' | 'done';
  /** What came of it, in plain words; of a failure, what was said. */
  readonly says?: string;
  readonly doneAt?: Instant;
}

export interface Retirement {
  readonly id: RetirementId;
  readonly device: DeviceId;
  readonly kind: Kind;
  /** Whose it was. */
  readonly household?: HouseholdId;
  readonly data: DataChoice;
  readonly reason: string;
  readonly begunAt: Instant;
  readonly wipe: WipeCourse;
  readonly order?: string;
  readonly wipedAt?: Instant;
  readonly intents: readonly Intent[];
  /** Entries of the fleet's ledger that are part of it, ascending. */
  readonly entries: readonly number[];
}

/** `confirmed`: everything was carried out and the device has proven its own part. Anything less stays `not-confirmed`, for as long as it takes. */
export type Stands = 'confirmed' | 'not-confirmed';

/** Carries out one kind of intent, wherever its room is: sessions, retained messages, shares, tokens, data. */
export interface Closer {
  /** Room and verb, such as `endpoint.disconnect`. Never renamed: it stands on the ledger. */
  readonly name: string;
  /**
   * Brings to an end what its room has of this device and household. Called until it has resolved once, also after a crash in the midst of it, so it has to be idempotent. Resolves with what came of it, in
   * plain words without anything personal (`3 retained messages, 1 queued`); rejects where it could not, and is tried again later.
   */
  close(asked: {
    readonly retirement: RetirementId;
    readonly kind: Kind;
    readonly device: DeviceId;
    readonly household?: HouseholdId;
    readonly data: DataChoice;
  }): Promise<string>;
}
