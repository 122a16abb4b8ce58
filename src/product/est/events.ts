import type { DeviceId, FleetEvent } from '../fleet/model.ts';
import type { Proof } from './model.ts';

// The facts of enrolment on the fleet's ledger. Tokens stand there as digests, requests by the digest of their key.

export interface TokenMade extends FleetEvent {
  readonly type: 'token.made';
  readonly device: DeviceId;
  readonly digest: string;
  readonly until: string;
}

/** Entered with the certificate that it led to, in one act. */
export interface TokenUsed extends FleetEvent {
  readonly type: 'token.used';
  readonly device: DeviceId;
  readonly digest: string;
}

/** A request waits for a person. A token that it came with is good for this key alone from here on. */
export interface EnrolmentAsked extends FleetEvent {
  readonly type: 'enrolment.asked';
  readonly request: string;
  readonly device: DeviceId;
  readonly profile: string;
  readonly key: string;
  readonly by: Proof;
  readonly token?: string;
}

export interface EnrolmentDecided extends FleetEvent {
  readonly type: 'enrolment.decided';
  readonly request: string;
  readonly device: DeviceId;
  readonly approved: boolean;
}

/** A certificate was given out: for which key, by what proof. Entered with `certificate.issued`, in one act. */
export interface EnrolmentDone extends FleetEvent {
  readonly type: 'enrolment.done';
  readonly device: DeviceId;
  readonly key: string;
  readonly by: Proof;
  readonly request?: string;
}

/** Somebody tried what a sound device does not. At most one an hour for a device and a reason. */
export interface AlarmRaised extends FleetEvent {
  readonly type: 'alarm.raised';
  readonly device: DeviceId;
  /** The code of the refusal. */
  readonly code: string;
  /** In plain words, without anything that the stranger chose. */
  readonly says: string;
}

export type EstEvent = TokenMade | TokenUsed | EnrolmentAsked | EnrolmentDecided | EnrolmentDone | AlarmRaised;

export const EST_EVENTS = [
  'token.made',
  'token.used',
  'enrolment.asked',
  'enrolment.decided',
  'enrolment.done',
  'alarm.raised',
] as const satisfies readonly EstEvent['type'][];
