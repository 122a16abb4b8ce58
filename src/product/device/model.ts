import type { Instant } from '../../core/index.ts';
import type { DeviceId, HouseholdId, ProductId } from '../fleet/model.ts';

/** `registered`: it will come. `in-service`: it holds an operational credential. `retired`: for ever. */
export type Life = 'registered' | 'in-service' | 'retired';

/** `pending` until it was first seen in use; `superseded` once a newer one was; `revoked` by an act. Expiry is a matter of the moment, and never stored. */
export type CredentialState = 'pending' | 'current' | 'superseded' | 'revoked';

export interface Credential {
  /** Of the certificate: lower-case hex, no leading zeros. */
  readonly serial: string;
  readonly device: DeviceId;
  /** Name of the profile that it was issued by. */
  readonly profile: string;
  /** SHA-256 of the DER certificate, 64 hex digits. */
  readonly fingerprint: string;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  /** Until when it may still ask for renewal, and do nothing else. */
  readonly graceUntil: Instant;
  readonly state: CredentialState;
  /** Told to give way to a new one, by this order: until it has, its device may renew and do nothing else. */
  readonly rotation?: { readonly order: string; readonly askedAt: Instant };
}

export interface Device {
  readonly id: DeviceId;
  readonly product: ProductId;
  readonly life: Life;
  readonly household?: HouseholdId;
  /** The gateway that speaks for it. */
  readonly gateway?: DeviceId;
  readonly firmware?: string;
  /** SHA-256 of the manufacturer's certificate for it (IDevID), where it has one. */
  readonly manufacturerKey?: string;
  /** The retired identity of the same thing, refurbished. */
  readonly predecessor?: DeviceId;
  readonly registeredAt: Instant;
  readonly retiredAt?: Instant;
  /** Put out of service while an incident goes on, by this order. */
  readonly quarantine?: { readonly order: string; readonly at: Instant };
  /** Last asked to erase itself, and what came of it. Absent: never asked. */
  readonly wipe?: { readonly order: string; readonly askedAt: Instant; readonly confirmedAt?: Instant; readonly receipt?: string };
}

/** What a credential may do at a moment, and why: the one question that every door asks, on new, resumed and live sessions alike. */
export type Standing =
  | { readonly may: 'everything'; readonly until: Instant }
  | { readonly may: 'renew-only'; readonly until: Instant; readonly because: 'expired-in-grace' | 'nobodys' | 'rotation-asked' }
  | { readonly may: 'nothing'; readonly because: 'unknown' | 'not-yet-valid' | 'expired' | 'superseded' | 'revoked' | 'retired' | 'quarantined' };

/** What somebody at a door shows: of the certificate, as it was read. The serial number alone is no proof, as two authorities may use the same. */
export interface Presented {
  readonly serial: string;
  readonly fingerprint: string;
}

/** What a standing is judged by. Answers for this moment; nobody keeps an answer without listening to the fleet. */
export interface DeviceView {
  device(id: DeviceId): Pick<Device, 'id' | 'life' | 'household' | 'quarantine'> | undefined;
  credential(serial: string): Credential | undefined;
}
