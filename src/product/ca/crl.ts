import { bytesOfHex } from '../../core/der/hex.ts';
import { TAG } from '../../core/der/read.ts';
import { element, explicit, headerLength, sequence, smallInteger, time, writeHeader } from '../../core/der/write.ts';
import { Instant, Refused } from '../../core/index.ts';
import { authorityKeyId, crlNumber, deltaCrlIndicator, freshestCrl, issuingDistributionPoint } from './extension.ts';
import { caFaults } from './faults.ts';
import type { KeyKind, RevocationReason, Revoked } from './model.ts';
import { signatureAlgorithm } from './signature.ts';

/** RFC 5280 section 5.3.1. */
export const REASONS: Readonly<Record<RevocationReason, number>> = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  privilegeWithdrawn: 9,
};

/** One list of revoked certificates: of all that an issuer signed, or of those that name the same address. */
export interface CrlAsked {
  /** Name in DER. */
  readonly issuer: Uint8Array;
  readonly keyId?: Uint8Array;
  /** Of the key that signs. */
  readonly kind: KeyKind;
  /** Higher than that of every list of this issuer before. */
  readonly number: number;
  /** Of a delta: the number of the full list that it adds to (RFC 5280 section 5.2.4). */
  readonly base?: number;
  readonly thisUpdate: Instant;
  readonly nextUpdate: Instant;
  /** Where the certificates that may stand on it say that it is; absent where it has all of them. */
  readonly only?: string;
  /** Of a full list: where its deltas are. */
  readonly delta?: string;
  readonly entries: readonly Revoked[];
}

/** The DER TBSCertList (RFC 5280 section 5.1): what is signed. Throws `Refused` (ASSAY-CA-020). */
export function crlBody(asked: CrlAsked): Uint8Array {
  const { issuer, keyId, kind, number, base, thisUpdate, nextUpdate, only, delta } = asked;
  if (nextUpdate <= thisUpdate || (base !== undefined && base >= number)) {
    throw new Refused(
      caFaults.fault('020', {
        message: `list ${number} of ${Instant.format(thisUpdate)} cannot be made`,
        expected: base === undefined ? 'a next update after this one' : `a next update after this one, and a number above ${base}`,
        found: `${Instant.format(nextUpdate)}, number ${number}`,
        remedy: 'Give it a time to be good for; see that the clock is right.',
      }),
    );
  }
  const extensions = [
    ...(keyId === undefined ? [] : [authorityKeyId(keyId)]),
    crlNumber(number),
    ...(base === undefined ? [] : [deltaCrlIndicator(base)]),
    ...(only === undefined ? [] : [issuingDistributionPoint(only)]),
    ...(delta === undefined ? [] : [freshestCrl(delta)]),
  ];
  // Version 2. Where nothing is revoked the list of entries is absent (section 5.1.2.6).
  const revoked = asked.entries.length === 0 ? [] : [element(TAG.sequence, entriesOf(asked.entries))];
  return sequence(smallInteger(1), signatureAlgorithm(kind), issuer, time(thisUpdate), time(nextUpdate), ...revoked, explicit(0, sequence(...extensions)));
}

// SEQUENCE { SEQUENCE { reasonCode, OCTET STRING { ENUMERATED … } } }, without the number that ends it. Always the same bytes, so written once.
const REASON = bytesOfHex('300c300a0603551d1504030a01');
/** Header, a serial number of 32 bytes, a moment, a reason. */
const LONGEST = 2 + 35 + 17 + REASON.length + 1;

/** All entries in one buffer: a hundred thousand small ones would cost more to collect than to write. */
function entriesOf(entries: readonly Revoked[]): Uint8Array {
  const bytes = new Uint8Array(entries.length * LONGEST);
  let at = 0;
  let second = Number.NaN;
  let moment: Uint8Array = new Uint8Array();
  for (const { serial, at: when, reason } of entries) {
    const now = Math.floor(when / 1000);
    if (now !== second) {
      second = now;
      moment = time(when);
    }
    const nought = serial.length % 2 === 0 && serial.charCodeAt(0) >= 0x38 ? 1 : 0;
    const digits = (serial.length + 1) >> 1;
    const number = digits + nought;
    const reasoned = reason === 'unspecified' ? 0 : REASON.length + 1;
    at = writeHeader(bytes, at, TAG.sequence, headerLength(number) + number + moment.length + reasoned);
    at = writeHeader(bytes, at, TAG.integer, number);
    if (nought === 1) bytes[at++] = 0;
    at = writeHex(bytes, at, serial);
    bytes.set(moment, at);
    at += moment.length;
    if (reasoned === 0) continue;
    bytes.set(REASON, at);
    at += REASON.length;
    bytes[at++] = REASONS[reason];
  }
  return bytes.subarray(0, at);
}

const digit = (code: number): number => (code < 0x3a ? code - 0x30 : code - 0x57);

function writeHex(bytes: Uint8Array, start: number, hex: string): number {
  let at = start;
  let i = 0;
  if (hex.length % 2 === 1) bytes[at++] = digit(hex.charCodeAt(i++));
  for (; i < hex.length; i += 2) bytes[at++] = (digit(hex.charCodeAt(i)) << 4) | digit(hex.charCodeAt(i + 1));
  return at;
}
