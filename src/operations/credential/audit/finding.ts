/** The checks of AWS IoT Device Defender that hold for any fleet, under names of our own. `limit`: judged by a threshold that can be set. */
export const CHECKS = [
  ['intermediate-ca-revoked', 'Certificates in use under a revoked authority'],
  ['revoked-ca-active', 'A revoked authority still signs'],
  ['device-certificate-shared', 'One key or certificate on several devices'],
  ['device-key-quality', 'Weak key of a device'],
  ['ca-key-quality', 'Weak key of an authority'],
  ['policy-too-broad', 'A policy that permits too much'],
  ['policy-misconfigured', 'A policy that does not do what it seems to'],
  ['ca-expiring', 'An authority ends soon'],
  ['client-id-conflict', 'Two claim one client id'],
  ['device-certificate-expiring', 'A device certificate ends soon'],
  ['device-certificate-old', 'A device certificate is old'],
  ['revoked-certificate-active', 'A revoked certificate is still good for somebody'],
  ['logging-disabled', 'Security events are not collected'],
] as const satisfies readonly (readonly [string, string])[];

export type Check = (typeof CHECKS)[number][0];

/**
 * One thing that is wrong or cannot be known. `from` and `until`: it is so within these moments alone (milliseconds), since some things come true by time and no fact: so a finding follows from
 * facts, and is asked for at a moment. `by`: the entries that it follows from, the one that brought it last.
 */
export interface Finding {
  readonly check: Check;
  /** `authority:ID`, `certificate:SERIAL`, `key:HASH`, `policy:ID`, `part:ID` or `fleet`. */
  readonly subject: string;
  readonly state: 'found' | 'unknown';
  readonly says: string;
  readonly from?: number;
  readonly until?: number;
  readonly by: readonly number[];
}

export interface Thresholds {
  /** Milliseconds before its end at which a device certificate, and an authority, are found. */
  readonly deviceEnds: number;
  readonly authorityEnds: number;
  /** Milliseconds of age at which a device certificate is found. */
  readonly deviceAge: number;
  /** How long a revocation may stand on no list. */
  readonly unlisted: number;
  /** How long a conflict is shown after it was seen. */
  readonly conflict: number;
}

const DAY = 86_400_000;
/** As Device Defender has them where it has a figure: 30 days before the end, and a year of age. */
export const THRESHOLDS: Thresholds = { deviceEnds: 30 * DAY, authorityEnds: 30 * DAY, deviceAge: 365 * DAY, unlisted: DAY, conflict: 7 * DAY };
