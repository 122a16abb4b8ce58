import type { CertificateRevoked, DeviceRetired, OwnershipEnded, WipeAsked, WipeConfirmed } from '../device/events.ts';
import type { DeviceId, FleetEvent, HouseholdId } from '../fleet/model.ts';
import type { DataChoice, Kind, RetirementId, WipeCourse } from './model.ts';

/** The first fact of the one append that retires a device or ends an ownership. What follows from it stands right behind it. */
export interface RetirementBegun extends FleetEvent {
  readonly type: 'retirement.begun';
  readonly retirement: RetirementId;
  readonly device: DeviceId;
  readonly kind: Kind;
  readonly household?: HouseholdId;
  readonly data: DataChoice;
  readonly reason: string;
  /** What has to be carried out, by name of the closer. */
  readonly closers: readonly string[];
  readonly wipe: WipeCourse;
  readonly order?: string;
  /** Credentials that were good in this moment: a wipe is confirmed by the key of one of them. */
  readonly signers: readonly string[];
  /** How many facts this append has, this one included. */
  readonly facts: number;
}

export interface RetirementClosed extends FleetEvent {
  readonly type: 'retirement.closed';
  readonly retirement: RetirementId;
  readonly device: DeviceId;
  readonly closer: string;
  readonly says: string;
}

/** A closer failed for the first time. It is tried again without further facts until it has succeeded. */
export interface RetirementFailed extends FleetEvent {
  readonly type: 'retirement.failed';
  readonly retirement: RetirementId;
  readonly device: DeviceId;
  readonly closer: string;
  readonly says: string;
}

/** The public key that this fleet's receipts are signed with, PEM. Entered before the first of them. */
export interface ReceiptKeyMade extends FleetEvent {
  readonly type: 'receipt.key-made';
  readonly publicKey: string;
}

export interface ReceiptIssued extends FleetEvent {
  readonly type: 'receipt.issued';
  readonly retirement: RetirementId;
  readonly device: DeviceId;
  /** The bytes that were signed. */
  readonly receipt: string;
  /** Base64. */
  readonly signature: string;
}

export type RetirementEvent = RetirementBegun | RetirementClosed | RetirementFailed | ReceiptKeyMade | ReceiptIssued;

export const RETIREMENT_EVENTS = [
  'retirement.begun',
  'retirement.closed',
  'retirement.failed',
  'receipt.key-made',
  'receipt.issued',
] as const satisfies readonly RetirementEvent['type'][];

/** Everything that the act of a retirement or a transfer may enter. */
export type RetiringEvent = RetirementBegun | DeviceRetired | CertificateRevoked | OwnershipEnded | WipeAsked;
export type { WipeConfirmed };
