/** How somebody proved who they are. */
export const METHODS = ['passkey', 'password', 'identity-provider'] as const;
export type Method = (typeof METHODS)[number];

// Facts on the office's ledger.

export interface SessionOpened {
  readonly type: 'session.opened';
  readonly person: string;
  readonly session: string;
  readonly method: Method;
  /** By a link that a recovery code gave: others should know. */
  readonly recovered?: true;
}

export interface SessionClosed {
  readonly type: 'session.closed';
  readonly person: string;
  readonly session: string;
  readonly why: 'signed-out' | 'revoked' | 'sign-in-changed' | 'roles-changed' | 'suspended' | 'reset' | 'erased';
}

/** The person proved anew that it is them. The secret of the session changed with it. */
export interface SessionSteppedUp {
  readonly type: 'session.stepped-up';
  readonly person: string;
  readonly session: string;
  readonly method: Method;
}

export type SessionEvent = SessionOpened | SessionClosed | SessionSteppedUp;
