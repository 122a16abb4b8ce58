/** How a password was hashed: Argon2id (RFC 9106), memory in KiB. */
export interface Cost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** OWASP's Password Storage Cheat Sheet: 19 MiB and two passes. Raised here, hashes are made anew as people sign in. */
export const CURRENT_COST: Cost = { memory: 19_456, passes: 2, parallelism: 1 };
/** More than this is no cost of ours: somebody wrote the row who wants the server busy. */
const MOST: Cost = { memory: 1_048_576, passes: 16, parallelism: 8 };

export interface PasswordHash {
  readonly cost: Cost;
  /** base64 without padding, as the PHC string format has it. */
  readonly salt: string;
  readonly hash: string;
}

const PATTERN = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{22,86})\$([A-Za-z0-9+/]{43,86})$/;

/** The PHC string format: the parameters stand with the hash, so they can be raised without a flag day. */
export function formatHash({ cost, salt, hash }: PasswordHash): string {
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${salt}$${hash}`;
}

export function parseHash(text: string): PasswordHash | undefined {
  const [, m, t, p, salt, hash] = PATTERN.exec(text) ?? [];
  if (salt === undefined || hash === undefined) return undefined;
  const cost = { memory: Number(m), passes: Number(t), parallelism: Number(p) };
  const bounded = cost.memory >= 8 * cost.parallelism && cost.memory <= MOST.memory && cost.passes >= 1 && cost.passes <= MOST.passes;
  return bounded && cost.parallelism >= 1 && cost.parallelism <= MOST.parallelism ? { cost, salt, hash } : undefined;
}

export function isOutdated({ cost }: PasswordHash): boolean {
  return cost.memory !== CURRENT_COST.memory || cost.passes !== CURRENT_COST.passes || cost.parallelism !== CURRENT_COST.parallelism;
}
