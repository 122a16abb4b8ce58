import type { AlarmRaised } from '../est/events.ts';
import type { DeviceId, FleetEvent } from '../fleet/model.ts';
import type { Appraisal } from './model.ts';

// The facts of attestation on the fleet's ledger. Evidence stands there by its digest, and by what it said.

/** A device showed evidence of its hardware. What it said counts only where the outcome is `verified`. */
export interface AttestationRecorded extends FleetEvent, Appraisal {
  readonly type: 'attestation.recorded';
  readonly device: DeviceId;
  readonly product: string;
  /** SHA-256 of the SubjectPublicKeyInfo that it was held against, 64 hex digits. */
  readonly over?: string;
  readonly door: 'est' | 'https';
}

/** The operator said that the device may show other hardware, as after a repair. */
export interface AttestationForgotten extends FleetEvent {
  readonly type: 'attestation.forgotten';
  readonly device: DeviceId;
}

export type AttestationEvent = AttestationRecorded | AttestationForgotten;
/** All that an act of this room may enter. */
export type AttestationFact = AttestationEvent | AlarmRaised;

export const ATTESTATION_EVENTS = ['attestation.recorded', 'attestation.forgotten'] as const satisfies readonly AttestationEvent['type'][];
