import { z } from 'zod';
import { isInstantText, type Json } from '../../core/index.ts';

/** The published type of a statement about a code review. docs/development-review-statement.md says what it means. */
export const REVIEW_TYPE = 'https://assay.invalid/predicate/code-review/v1';

const id = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);

export const OUTCOMES = ['approved', 'changes-requested', 'commented', 'withdrawn'] as const;

/** What a signature of SSH over a review is made for: one made for a commit or a log-in is none. */
export const SSH_NAMESPACE = 'code-review@assay.invalid';

/** The contract of the predicate. Its subjects are the commits that were looked at (`gitCommit`) and the tree after them (`gitTree`). */
export const reviewSchema = z.object({
  reviewer: z
    .object({
      id: z
        .string()
        .regex(/^[a-z][a-z0-9-]{0,62}$/)
        .describe('The id by which the register of people knows the reviewer; it says no name.'),
      publicKey: z
        .string()
        .regex(/^[A-Za-z0-9+/]{20,4000}={0,2}$/)
        .describe('The key that signs, as OpenSSH writes it behind its kind: base64. Its fingerprint has to be the reviewer’s in the register.'),
    })
    .describe('Who looked.'),
  role: z.enum(['person', 'bot', 'model']).describe('What the reviewer is. Only a person’s review counts.'),
  range: z
    .object({
      from: id.optional().describe('The commit before; absent where the range begins with the first commit.'),
      to: id.describe('The last commit that was looked at.'),
      tree: id.describe('The tree after it.'),
    })
    .describe('What the change is: what `to` has and `from` has not.'),
  looked: z
    .union([
      z.object({ at: z.literal('whole') }),
      z.object({
        at: z.literal('paths'),
        paths: z
          .array(
            z
              .string()
              .min(1)
              .max(4096)
              .regex(/^[^\p{Cc}]+$/u),
          )
          .min(1)
          .max(10_000),
      }),
    ])
    .describe('What was looked at: the whole change, or these paths of it.'),
  outcome: z.enum(OUTCOMES).describe('What the reviewer says of it. `withdrawn` takes back what the same reviewer said before.'),
  moment: z.string().refine(isInstantText, 'a moment in UTC').describe('When, by the reviewer’s own clock: RFC 3339 in UTC.'),
  tool: z.object({ name: z.string().min(1).max(200), version: z.string().min(1).max(100) }).describe('What the statement was made with.'),
  note: z.string().max(10_000).optional().describe('Words of the reviewer.'),
});

export type Review = z.output<typeof reviewSchema>;

/** JSON Schema (2020-12) of the predicate, made from the contract itself, for tools that write or read some. */
export function reviewJsonSchema(): Json {
  const schema = JSON.parse(JSON.stringify(z.toJSONSchema(reviewSchema, { io: 'input', unrepresentable: 'any' }))) as { readonly [key: string]: Json };
  return {
    ...schema,
    $id: 'https://assay.invalid/schema/code-review.schema.json',
    title: 'Assay code review, predicate v1',
    description: `The predicate of an in-toto Statement v1 of the type ${REVIEW_TYPE}: one person’s review of one change.`,
  };
}
