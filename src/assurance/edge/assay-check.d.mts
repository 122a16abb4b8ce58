/** What the checker says of a certificate. `status` 0: accepted. 1: refused. 2: unreadable. */
export interface Checked {
  readonly status: 0 | 1 | 2;
  readonly reason?: string;
  /** The claim, and what holds it up. */
  readonly proven: readonly string[];
  /** What no certificate can show. */
  readonly trusted: readonly string[];
}

/** Checks a certificate: `bytes` are whoever wrote the file's. `pinned`: the ledger's verifier key, from another source. Never throws. */
export function check(bytes: string | Uint8Array, pinned?: string): Checked;
