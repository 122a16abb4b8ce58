import { z } from '@hono/zod-openapi';
import { digest, reason } from '../model.ts';

const fileName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^/\\\p{Cc}]+$/u, 'a file name without folders');
const file = z.strictObject({ name: fileName, base64: z.base64().max(12 * 1024 * 1024) });

export const importStandardBody = z
  .strictObject({
    /** An OSCAL catalogue or profile (JSON, XML, YAML), an export of OWASP ISVS, or a library of CISO Assistant. */
    file,
    /** Documents that a profile imports, found by their names. Nothing is ever fetched. */
    with: z.array(file).max(10).optional(),
    id: z.string().max(64).optional(),
    edition: z.string().min(1).max(100).optional(),
    levels: z.array(z.string().min(1).max(60)).max(10).optional(),
    /** Let it count in place of the edition that is shipped under its id. */
    supersede: z.boolean().optional(),
    /** Also where it leaves out requirements of that edition. */
    acknowledgeDrift: z.boolean().optional(),
    dryRun: z.boolean(),
    reason: reason.optional(),
  })
  .openapi('ImportStandard');
export type ImportStandardBody = z.input<typeof importStandardBody>;

export const standardImportAnswer = z
  .object({
    dryRun: z.boolean(),
    format: z.string(),
    standard: z.object({ id: z.string(), title: z.string(), edition: z.string(), source: z.string(), inForce: z.number().int(), withdrawn: z.number().int() }),
    /** Requirements in force that some control answers. */
    answered: z.number().int(),
    /** Where it stands to what is shipped, in sentences. */
    said: z.array(z.string()),
    notes: z.array(z.string()),
    carried: z.number().int(),
    values: z.number().int(),
    digest: digest.nullable(),
    /** Its entry; `null` where nothing was new or nothing was to be recorded. */
    seq: z.number().int().nullable(),
  })
  .openapi('StandardImported');
export type StandardImportAnswer = z.infer<typeof standardImportAnswer>;
