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

export type FederationEvent = IdentityLinked | IdentityUnlinked;
