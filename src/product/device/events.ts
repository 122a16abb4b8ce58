import type { DeviceId, FleetEvent, HouseholdId, ProductId } from '../fleet/model.ts';

/** What is said of one device when it is registered. */
export interface Registration {
  readonly device: DeviceId;
  readonly product: ProductId;
  /** SHA-256 of the manufacturer's certificate for it (IDevID), 64 hex digits. */
  readonly manufacturerKey?: string;
  readonly gateway?: DeviceId;
  readonly firmware?: string;
  /** The retired identity of the same thing, refurbished. */
  readonly predecessor?: DeviceId;
}

/** Devices that will come. Many stand in one fact: a batch of 100,000 is some hundreds of entries, each with its place in the batch. */
export interface DeviceRegistered extends FleetEvent {
  readonly type: 'device.registered';
  readonly devices: readonly Registration[];
  readonly batch?: { readonly digest: string; readonly part: number; readonly of: number };
}

/** The device said which firmware it runs, over a session of its own. */
export interface DeviceReported extends FleetEvent {
  readonly type: 'device.reported';
  readonly device: DeviceId;
  readonly firmware: string;
}

/** As the authority enters it (ca/events.ts), in the act of the device (`deviceKey`). Of a server's or an authority's own certificate no device is said, and this room passes it over. */
export interface CertificateIssued extends FleetEvent {
  readonly type: 'certificate.issued';
  readonly device?: DeviceId;
  readonly issuer?: string;
  /** Lower-case hex, no leading zeros. */
  readonly serial: string;
  /** SHA-256 of the DER certificate, 64 hex digits. */
  readonly fingerprint: string;
  readonly profile: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** Until when it may still ask for renewal; absent: no longer than it is good. */
  readonly graceUntil?: string;
}

/** First use of a credential: it is current from here on, and what the device had of the same profile before is superseded. Later uses enter nothing. */
export interface CredentialUsed extends FleetEvent {
  readonly type: 'credential.used';
  readonly device: DeviceId;
  readonly serial: string;
}

export interface CertificateRevoked extends FleetEvent {
  readonly type: 'certificate.revoked';
  readonly device?: DeviceId;
  readonly issuer?: string;
  readonly serial: string;
  /** A reason of ca/model.ts. */
  readonly reason: string;
}

/** A household owns it from here on: entered by introduction, in the act of the device. */
export interface OwnershipBegan extends FleetEvent {
  readonly type: 'ownership.began';
  readonly device: DeviceId;
  readonly household: HouseholdId;
}

export interface OwnershipEnded extends FleetEvent {
  readonly type: 'ownership.ended';
  readonly device: DeviceId;
  readonly household: HouseholdId;
  readonly because: 'transferred' | 'retired' | 'given-up';
}

/** For ever. */
export interface DeviceRetired extends FleetEvent {
  readonly type: 'device.retired';
  readonly device: DeviceId;
  /** Why, in the operator's words; never a person's name. */
  readonly reason: string;
}

/** Told to erase itself. The order is what its receipt has to name. */
export interface WipeAsked extends FleetEvent {
  readonly type: 'wipe.asked';
  readonly device: DeviceId;
  /** `wo_` and 20 of a-z0-9. */
  readonly order: string;
}

/** Its receipt came, signed by a key of its own. */
export interface WipeConfirmed extends FleetEvent {
  readonly type: 'wipe.confirmed';
  readonly device: DeviceId;
  readonly order: string;
  /** Of the statement that it signed, `sha256:` and 64 hex digits. */
  readonly receipt: string;
  /** Of the credential that it signed with. */
  readonly serial: string;
  /** What it signed. This, its signature and its certificate are kept, so that the fleet is not alone in saying so; nothing personal is in them. */
  readonly statement?: string;
  /** Base64. */
  readonly signature?: string;
  /** Base64 of DER. */
  readonly certificate?: string;
}

/** Put out of service while an incident goes on: its sessions end, and it is let in nowhere, until it is released. */
export interface DeviceQuarantined extends FleetEvent {
  readonly type: 'device.quarantined';
  readonly device: DeviceId;
  /** Of the action that asked for it, such as the key of a step of a playbook. */
  readonly order: string;
}

export interface DeviceReleased extends FleetEvent {
  readonly type: 'device.released';
  readonly device: DeviceId;
  readonly order: string;
}

/** This credential has to give way to a new one. */
export interface RotationAsked extends FleetEvent {
  readonly type: 'rotation.asked';
  readonly device: DeviceId;
  readonly serial: string;
  readonly order: string;
}

/** Taken back, where it had not given way yet. */
export interface RotationWaived extends FleetEvent {
  readonly type: 'rotation.waived';
  readonly device: DeviceId;
  readonly serial: string;
  readonly order: string;
}

export type DeviceEvent =
  | DeviceRegistered
  | DeviceReported
  | CertificateIssued
  | CredentialUsed
  | CertificateRevoked
  | OwnershipBegan
  | OwnershipEnded
  | DeviceRetired
  | WipeAsked
  | WipeConfirmed
  | DeviceQuarantined
  | DeviceReleased
  | RotationAsked
  | RotationWaived;

export const DEVICE_EVENTS = [
  'device.registered',
  'device.reported',
  'certificate.issued',
  'credential.used',
  'certificate.revoked',
  'ownership.began',
  'ownership.ended',
  'device.retired',
  'wipe.asked',
  'wipe.confirmed',
  'device.quarantined',
  'device.released',
  'rotation.asked',
  'rotation.waived',
] as const satisfies readonly DeviceEvent['type'][];
