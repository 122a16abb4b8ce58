/** What the checker says. `status` 0: accepted. 1: refused. 2: unreadable. */
export interface LogChecked {
  readonly status: 0 | 1 | 2;
  readonly reason?: string;
  readonly proven: readonly string[];
}

export interface LogTrust {
  /** The verifier key of the log, from elsewhere than what is checked. */
  readonly key: string;
  readonly witnesses?: readonly string[];
  /** How many of them have to have cosigned; by default, all. */
  readonly need?: number;
  /** The bytes of the file that the entry must be of. */
  readonly statement?: Uint8Array;
  /** A public key in PEM, by which the statement must be signed. */
  readonly signer?: string | Uint8Array;
  /** Seconds since 1970. */
  readonly now?: number;
}

/** Checks a checkpoint or a proof, whoever wrote it. Never throws. */
export function check(text: string, trust: LogTrust): LogChecked;
export function included(index: number, size: number, leaf: Uint8Array, path: readonly Uint8Array[], root: Uint8Array): boolean;
export function extended(first: number, second: number, firstRoot: Uint8Array, secondRoot: Uint8Array, path: readonly Uint8Array[]): boolean;
