// Facts on the office's ledger. `passkey` is an id of ours: the authenticator's own id stays in people.db.

export interface PasskeyAdded {
  readonly type: 'passkey.added';
  readonly person: string;
  readonly passkey: string;
}

export interface PasskeyRemoved {
  readonly type: 'passkey.removed';
  readonly person: string;
  readonly passkey: string;
}

/** A signature was right and its counter was not: there are two authenticators with this key, or a copy was put back. The sign-in was refused. */
export interface PasskeyCounterWentBack {
  readonly type: 'passkey.counter-went-back';
  readonly person: string;
  readonly passkey: string;
  readonly kept: number;
  readonly seen: number;
}

export type PasskeyEvent = PasskeyAdded | PasskeyRemoved | PasskeyCounterWentBack;
