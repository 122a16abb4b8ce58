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
  /** Milliseconds since this browser was first asked to sign in, where that was seen. */
  readonly took?: number;
  /** Tries that failed before it. */
  readonly failed?: number;
}

/** So many sign-ins failed and were given up, since the last of these facts. Whose they were is not known, and nothing else of them is kept. */
export interface SignInUnfinished {
  readonly type: 'sign-in.unfinished';
  readonly method: Method;
  readonly count: number;
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
