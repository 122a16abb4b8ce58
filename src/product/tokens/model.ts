import type { Instant } from '../../core/index.ts';
import { ACTION_IDS, type ActionId } from '../access/actions.ts';
import type { PersonId } from '../access/model.ts';
import { needsPresence } from '../access/schema.ts';
import type { TokenId } from './secret.ts';

export const LONGEST_MS = 365 * 86_400_000;
/** Good ones, of one person. */
export const MOST_TOKENS = 50;
/** Issued by one person within a day, revoked ones as well: each stays on the ledger for ever. */
export const MOST_A_DAY = 100;
export const DAY_MS = 86_400_000;

/** What a token may be issued for, where its person may do it. */
export const TOKEN_SCOPES: readonly ActionId[] = ACTION_IDS.filter((id) => !needsPresence(id));

export interface Token {
  readonly id: TokenId;
  readonly person: PersonId;
  readonly scope: readonly ActionId[];
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  readonly revokedAt?: Instant;
}

/** By id, in the order of issuing. */
export type Tokens = ReadonlyMap<string, Token>;

export type TokenState = 'valid' | 'expired' | 'revoked';

export function stateOf(token: Token, at: Instant): TokenState {
  if (token.revokedAt !== undefined) return 'revoked';
  return at < token.expiresAt ? 'valid' : 'expired';
}

export function isGood(token: Token, at: Instant): boolean {
  return stateOf(token, at) === 'valid';
}
