// Facts on the office's ledger. Nothing of the password is among them, and nothing by which it was judged.

export interface PasswordSet {
  readonly type: 'password.set';
  readonly person: string;
}

export interface PasswordRemoved {
  readonly type: 'password.removed';
  readonly person: string;
}

/** So many tries with this person's name went wrong that further ones have to wait. Once in an episode; passkeys are not held up by it. */
export interface SignInLocked {
  readonly type: 'sign-in.locked';
  readonly person: string;
  readonly at: 'sign-in' | 'step-up';
}

export type PasswordEvent = PasswordSet | PasswordRemoved | SignInLocked;
