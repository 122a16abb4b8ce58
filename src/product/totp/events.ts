// Facts on the office's ledger.

export interface TotpSet {
  readonly type: 'totp.set';
  readonly person: string;
}

export interface TotpRemoved {
  readonly type: 'totp.removed';
  readonly person: string;
}

export interface RecoveryCodesMade {
  readonly type: 'recovery-codes.made';
  readonly person: string;
  readonly count: number;
}

/** Somebody without what they usually sign in with was given a link to make a new way in. Others should ask them whether it was they. */
export interface RecoveryCodeUsed {
  readonly type: 'recovery-code.used';
  readonly person: string;
  readonly left: number;
}

export type TotpEvent = TotpSet | TotpRemoved | RecoveryCodesMade | RecoveryCodeUsed;
