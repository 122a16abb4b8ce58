import type { DataClass } from '../authorization/model.ts';
import type { DeviceId, FleetEvent, HouseholdId } from '../fleet/model.ts';
import type { RequestId } from './model.ts';

/** Somebody who may has asked that what is kept of a household be erased. It is done from here on, whatever dies in between. */
export interface ErasureBegun extends FleetEvent {
  readonly type: 'data.erasure-begun';
  readonly request: RequestId;
  readonly household: HouseholdId;
  /** Of one device alone. */
  readonly device?: DeviceId;
  /** `member` or `service`, and its opaque id. */
  readonly by: string;
}

/** The keys are destroyed and the records deleted. */
export interface DataErased extends FleetEvent {
  readonly type: 'data.erased';
  readonly request: RequestId;
  readonly household: HouseholdId;
  readonly records: number;
  readonly keys: number;
}

export interface DataExported extends FleetEvent {
  readonly type: 'data.exported';
  readonly request: RequestId;
  readonly household: HouseholdId;
  readonly by: string;
  readonly records: number;
  /** Of the manifest, which has the digest of the records. */
  readonly manifest: string;
}

/** What went because its time was up, or because consent to its purpose was withdrawn. */
export interface DataExpired extends FleetEvent {
  readonly type: 'data.expired';
  readonly because: 'time' | 'consent-withdrawn';
  readonly household?: HouseholdId;
  readonly gone: readonly { readonly class: DataClass; readonly purpose: string; readonly records: number }[];
  /** Seconds by which the oldest of it was over its time. */
  readonly late: number;
}

export interface DataReceiptIssued extends FleetEvent {
  readonly type: 'data.receipt-issued';
  readonly request: RequestId;
  /** The bytes that were signed. */
  readonly receipt: string;
  /** Base64. */
  readonly signature: string;
}

export type DataEvent = ErasureBegun | DataErased | DataExported | DataExpired | DataReceiptIssued;

export const DATA_EVENTS = [
  'data.erasure-begun',
  'data.erased',
  'data.exported',
  'data.expired',
  'data.receipt-issued',
] as const satisfies readonly DataEvent['type'][];
