import { z } from '@hono/zod-openapi';
import { ACTION_IDS } from '../../product/access/actions.ts';
import { moment, reason } from '../model.ts';
import { named } from '../people/model.ts';

export const tokenId = z.string().regex(/^tk[a-z0-9]{20}$/);

export const token = z
  .object({
    id: tokenId,
    name: z.string(),
    person: named,
    scope: z.array(z.string()),
    issuedAt: moment,
    expiresAt: moment,
    revokedAt: moment.optional(),
    /** To the hour. Absent: never. */
    usedAt: moment.optional(),
    state: z.enum(['valid', 'expired', 'revoked']),
  })
  .openapi('Token');
export type TokenView = z.infer<typeof token>;

export const tokenList = z.object({ tokens: z.array(token) }).openapi('TokenList');
export const scopeList = z.object({ scopes: z.array(z.object({ id: z.string(), title: z.string() })), longestDays: z.number().int() }).openapi('TokenScopes');

export const issuing = z.strictObject({
  /** For its person to know it by: which script, which machine. */
  name: z.string().trim().min(1).max(80),
  scope: z
    .array(z.enum(ACTION_IDS as readonly [(typeof ACTION_IDS)[number], ...typeof ACTION_IDS]))
    .min(1)
    .max(ACTION_IDS.length),
  expiresAt: moment,
  reason,
});
/** `secret` is shown here and never again. */
export const issued = z.object({ token, secret: z.string() }).openapi('IssuedToken');
