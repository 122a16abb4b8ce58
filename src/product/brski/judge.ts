import { sameBytes } from '../../core/der/hex.ts';
import type { Fault, Instant } from '../../core/index.ts';
import { Duration } from '../../core/index.ts';
import { brskiFaults } from './faults.ts';
import type { AuditEvent, Voucher, VoucherRequest } from './model.ts';

// What each of the three holds against what it was sent. Signatures and chains were verified by whoever calls.

/** The registrar, of a device's request: about the device whose certificate it showed, fresh, and made for this very connection. */
export function judgePledgeRequest(
  request: VoucherRequest,
  {
    serial,
    shown,
    nonceless,
    used,
  }: { readonly serial: string | undefined; readonly shown: Uint8Array | undefined; readonly nonceless: boolean; readonly used: boolean },
): readonly Fault[] {
  return [
    ...(serial !== undefined && request.serial === serial ? [] : [otherDevice(serial ?? 'a certificate with one serial number', request.serial)]),
    ...fresh(request.nonce, nonceless, used),
    ...(request.proximityRegistrarCert !== undefined && shown !== undefined && sameBytes(request.proximityRegistrarCert, shown) ? [] : [otherRegistrar()]),
  ];
}

/** The manufacturer, of a registrar's request and the device's within it. `registrar`: DER of who signed the outer one. */
export function judgeRegistrarRequest(
  request: VoucherRequest,
  prior: VoucherRequest | undefined,
  known: {
    readonly registrar: Uint8Array;
    readonly serial: string | undefined;
    readonly idevidIssuer: string | undefined;
    readonly nonceless: boolean;
    readonly used: boolean;
  },
): readonly Fault[] {
  const { registrar, serial, idevidIssuer, nonceless, used } = known;
  if (prior === undefined)
    // With a nonce or without: whose a device is would be for whoever names it first, and serial numbers are counted.
    return [...fresh(request.nonce, nonceless, used), disagrees('the device’s own request', 'none')];
  return [
    ...(request.serial === prior.serial && prior.serial === serial ? [] : [otherDevice(serial ?? 'a certificate with one serial number', request.serial)]),
    ...fresh(request.nonce, nonceless, used),
    ...(request.nonce === prior.nonce ? [] : [disagrees('the nonce of the device’s own request', 'another')]),
    ...(request.idevidIssuer === undefined || request.idevidIssuer === idevidIssuer ? [] : [disagrees('the issuer of the device’s certificate', 'another')]),
    ...(prior.proximityRegistrarCert !== undefined && sameBytes(prior.proximityRegistrarCert, registrar) ? [] : [otherRegistrar()]),
  ];
}

/** Whoever asked, of the voucher that came: about its device, for its own request, not over. `now` is absent where there is no clock: a voucher with a nonce needs none. */
export function judgeVoucher(
  voucher: Voucher,
  { serial, nonce, now }: { readonly serial: string; readonly nonce: string | undefined; readonly now?: Instant },
): readonly Fault[] {
  return [
    ...(voucher.serial === serial ? [] : [otherDevice(serial, voucher.serial)]),
    ...(voucher.nonce === nonce ? [] : [voucher.nonce === undefined ? noNonce('the voucher') : otherNonce()]),
    ...judgeTime(voucher, now),
  ];
}

const SLACK = Duration.minutes(15);

function judgeTime({ createdOn, expiresOn }: Voucher, now: Instant | undefined): readonly Fault[] {
  if (expiresOn === undefined) return [];
  if (now !== undefined && now < expiresOn && createdOn - SLACK <= now) return [];
  return [
    brskiFaults.fault('022', {
      message: 'the voucher is over, or not good yet',
      expected: 'a voucher of this moment, and a clock to tell it by',
      found: now === undefined ? 'no clock' : now >= expiresOn ? 'one that is over' : 'one of a moment that is to come',
      remedy: 'Ask for a new one, with a nonce: it needs no clock.',
    }),
  ];
}

/** The registrar, of the manufacturer's log: it stands there itself, last, and nobody else holds a voucher that needs no fresh request. */
export function judgeAuditLog(events: readonly AuditEvent[], own: string): readonly Fault[] {
  const last = events.reduce<AuditEvent | undefined>((newest, each) => (newest === undefined || each.date >= newest.date ? each : newest), undefined);
  const others = events.filter(({ domainId, nonce }) => domainId !== own && nonce === undefined).length;
  if (last?.domainId === own && others === 0) return [];
  return [
    brskiFaults.fault('024', {
      message: 'the manufacturer’s log tells of another owner',
      expected: 'this domain, last of all, and no other with a voucher that needs no nonce',
      found: last === undefined ? 'an empty log' : last.domainId !== own ? 'another domain after this one' : `${others} such vouchers`,
      remedy: 'Ask the manufacturer who that is before the device is used.',
    }),
  ];
}

function fresh(nonce: string | undefined, nonceless: boolean, used: boolean): readonly Fault[] {
  if (nonce === undefined) return nonceless ? [] : [noNonce('the request')];
  return used ? [usedNonce()] : [];
}

function noNonce(what: string): Fault {
  return brskiFaults.fault('009', {
    message: `${what} has no nonce`,
    field: 'nonce',
    expected: 'a fresh nonce of 8 to 32 bytes',
    found: 'none',
    remedy: 'Make a nonce for each request. A voucher without one can be used whenever somebody likes.',
  });
}

export function usedNonce(): Fault {
  return brskiFaults.fault('010', {
    message: 'the nonce was used before',
    field: 'nonce',
    expected: 'a fresh nonce',
    found: 'one that a voucher was given for',
    remedy: 'Make a nonce for each request.',
  });
}

function otherNonce(): Fault {
  return brskiFaults.fault('010', {
    message: 'the voucher answers another request',
    field: 'nonce',
    expected: 'the nonce of this request',
    found: 'another',
    remedy: 'Ask anew. If it happens again, somebody keeps vouchers and shows them later.',
  });
}

function otherDevice(expected: string, found: string): Fault {
  return brskiFaults.fault('008', {
    message: 'it is about another device',
    field: 'serial-number',
    expected,
    found,
    remedy: 'Ask for the device that shows its certificate.',
  });
}

export function otherRegistrar(): Fault {
  return brskiFaults.fault('011', {
    message: 'the device saw another registrar than this one',
    field: 'proximity-registrar-cert',
    expected: 'the certificate that this registrar showed on the connection',
    found: 'another, or none',
    remedy: 'Let the device ask over a connection of its own. If it did, somebody stands between it and this registrar.',
  });
}

function disagrees(expected: string, found: string): Fault {
  return brskiFaults.fault('019', {
    message: 'the device’s own request is missing, or says something else',
    field: 'prior-signed-voucher-request',
    expected,
    found,
    remedy: 'Pass the device’s request on as it came.',
  });
}
