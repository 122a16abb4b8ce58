import type { AlarmRaised } from '../est/events.ts';
import type { DeviceId, FleetEvent } from '../fleet/model.ts';
import type { Assertion } from './model.ts';

// The facts of the registrar on the fleet's ledger. What was signed stands there by its digest.

/** The manufacturer vouched for a device, and the registrar passed it on. */
export interface VoucherGiven extends FleetEvent {
  readonly type: 'voucher.given';
  readonly device: DeviceId;
  /** SHA-256 of the nonce and of the voucher, 64 hex digits. */
  readonly nonce?: string;
  readonly voucher: string;
  readonly assertion: Assertion;
  /** Whose the device is by it: base64, RFC 8995 section 5.8.2. */
  readonly domain: string;
  /** Vouchers in the manufacturer's log, this one among them. */
  readonly logged: number;
}

/** The device said what it made of its voucher, or of its enrolment. */
export interface BootstrapReported extends FleetEvent {
  readonly type: 'bootstrap.reported';
  readonly device: DeviceId;
  readonly step: 'voucher' | 'enrolment';
  readonly ok: boolean;
}

export type RegistrarEvent = VoucherGiven | BootstrapReported;
/** All that an act of the registrar may enter. */
export type RegistrarFact = RegistrarEvent | AlarmRaised;

export const REGISTRAR_EVENTS = ['voucher.given', 'bootstrap.reported'] as const satisfies readonly RegistrarEvent['type'][];

// The facts of a manufacturer's service, on a ledger of its own.

export interface VoucherIssued extends FleetEvent {
  readonly type: 'voucher.issued';
  /** Of the device, as its manufacturer wrote it. */
  readonly serial: string;
  readonly domain: string;
  /** Of the domain: SHA-256, 64 hex digits. Absent in what was entered before keys were: such an owner is nobody's equal, and is released by name. */
  readonly key?: string;
  readonly nonce?: string;
  readonly assertion: Assertion;
}

/** Another domain asked for a device that is owned: it was refused, and its owner can read of it. */
export interface VoucherContested extends FleetEvent {
  readonly type: 'voucher.contested';
  readonly serial: string;
  readonly owner: string;
  readonly domain: string;
}

/** The owner gave the device up, as the manufacturer recorded: the next domain that asks may have it. */
export interface VoucherReleased extends FleetEvent {
  readonly type: 'voucher.released';
  readonly serial: string;
  readonly owner: string;
}

export type MasaEvent = VoucherIssued | VoucherContested | VoucherReleased;

export const MASA_EVENTS = ['voucher.issued', 'voucher.contested', 'voucher.released'] as const satisfies readonly MasaEvent['type'][];
