/** Facts on the office's ledger. Ids only: what is proposed is named by its digest, and its text can be erased. */
export interface ActProposed {
  readonly type: 'act.proposed';
  readonly proposal: string;
  readonly action: string;
  readonly proposer: string;
  readonly resource: { readonly kind: string; readonly id: string; readonly owner?: string };
  readonly digest: string;
  readonly reason?: string;
  /** RFC 3339. */
  readonly at: string;
  readonly expiresAt: string;
}

/** From here on it may run, once. What it did is a fact of its own, with the same proposal's id. */
export interface ActAgreed {
  readonly type: 'act.agreed';
  readonly proposal: string;
  readonly action: string;
  readonly proposer: string;
  readonly approver: string;
  readonly digest: string;
  readonly at: string;
}

/** It was agreed to, and could not be done any more: nothing happened, and it does not run again. */
export interface ActFailed {
  readonly type: 'act.failed';
  readonly proposal: string;
  readonly codes: readonly string[];
  readonly at: string;
}

export interface ActRefused {
  readonly type: 'act.refused';
  readonly proposal: string;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
}

export interface ActWithdrawn {
  readonly type: 'act.withdrawn';
  readonly proposal: string;
  readonly by: string;
  readonly at: string;
}

export interface ActLapsed {
  readonly type: 'act.lapsed';
  readonly proposal: string;
  readonly at: string;
}

export type ApprovalEvent = ActProposed | ActAgreed | ActFailed | ActRefused | ActWithdrawn | ActLapsed;
