/**
 * The registry of claims: what evidence may state, each declared once, with its value's schema and its default validity. Data only.
 * A claim that nobody has declared is refused when it is recorded.
 */
import type { ClaimDeclared } from '../model.ts';
import { BUSINESS } from './business.ts';
import { DEVELOPMENT } from './development.ts';
import { EXPERIENCE } from './experience.ts';
import { OPERATIONS } from './operations.ts';
import { PRODUCT } from './product.ts';

export const CLAIMS: readonly ClaimDeclared[] = [...BUSINESS, ...OPERATIONS, ...DEVELOPMENT, ...PRODUCT, ...EXPERIENCE];

const BY_ID = new Map(CLAIMS.map((claim) => [claim.id, claim]));

export function claimOf(id: string): ClaimDeclared | undefined {
  return BY_ID.get(id);
}
