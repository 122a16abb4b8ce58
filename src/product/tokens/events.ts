/** Facts on the office's ledger. Neither the secret nor its hash ever goes there, nor the name that its person gave it. */
export interface TokenIssued {
  readonly type: 'token.issued';
  readonly token: string;
  readonly person: string;
  readonly scope: readonly string[];
  /** RFC 3339. */
  readonly at: string;
  readonly expiresAt: string;
}

export interface TokenRevoked {
  readonly type: 'token.revoked';
  readonly token: string;
  readonly by: string;
  /** Somebody asked for it; or its person was shut out, or lost what it was for. */
  readonly because: 'asked' | 'suspended' | 'roles-changed' | 'erased';
  readonly at: string;
}

export type TokenEvent = TokenIssued | TokenRevoked;
