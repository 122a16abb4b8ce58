/** Facts on the office's ledger. Who somebody is at the provider (`sub`) is personal, and stands in people.db alone. */
export interface IdentityLinked {
  readonly type: 'identity.linked';
  readonly person: string;
  readonly issuer: string;
}

export interface IdentityUnlinked {
  readonly type: 'identity.unlinked';
  readonly person: string;
  readonly issuer: string;
}

/** How the provider said that it knows who signs in (OpenID Connect Core section 2). Entered with the session that came of it. */
export interface IdentityVouched {
  readonly type: 'identity.vouched';
  readonly person: string;
  readonly issuer: string;
  readonly acr?: string;
  readonly amr?: readonly string[];
}

export type FederationEvent = IdentityLinked | IdentityUnlinked | IdentityVouched;
