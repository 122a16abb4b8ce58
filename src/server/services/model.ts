import { z } from '@hono/zod-openapi';
import { PART_KINDS } from '../../map/model.ts';
import { IMPORT_FORMATS, importAnswer, mapText } from '../map/model.ts';
import { digest, moment } from '../model.ts';

const SERVICE_STATES = ['ready', 'judging', 'record-broken'] as const;
export type ServiceState = (typeof SERVICE_STATES)[number];

const serviceLine = z
  .object({
    id: z.string(),
    title: z.string(),
    /** `judging`: its ledger is being read. `record-broken`: it does not verify, or is not whole, and nothing is said of it. */
    state: z.enum(SERVICE_STATES),
    /** Of a broken record: what is wrong with it first, and what can be done. Names no folder. */
    fault: z.object({ code: z.string(), remedy: z.string() }).optional(),
    outline: z
      .object({
        parts: z.number().int(),
        evidence: z.number().int(),
        fresh: z.number().int(),
        lastSeen: moment.nullable(),
        /** `null` while it has no map. */
        mapDigest: digest.nullable(),
        size: z.number().int(),
      })
      .optional(),
    /** The moment that the console opens this service at, where it is not now: nothing has been seen of it since. */
    openAt: z.string().optional(),
  })
  .openapi('Service');
export type ServiceLine = z.infer<typeof serviceLine>;

export const servicesAnswer = z
  .object({
    services: z.array(serviceLine),
  })
  .openapi('Services');
export type ServicesAnswer = z.infer<typeof servicesAnswer>;

const partOfDrawing = z.strictObject({ name: z.string().min(1).max(200), kind: z.enum(PART_KINDS) });

/** The three ways to bring a service: a text, a model as /api/map/import showed it, or a drawing of one part. */
export const createBody = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('yaml'), yaml: mapText }),
  z.strictObject({
    from: z.literal('model'),
    text: mapText,
    format: z.enum(IMPORT_FORMATS),
    file: z.string().max(200).default('the model'),
    /** Digest of the map that the dry run showed: nothing else is recorded than what somebody has seen the losses of. */
    seen: digest,
  }),
  z.strictObject({
    from: z.literal('drawing'),
    id: z.string().max(80),
    name: z.string().min(1).max(200),
    operator: z.string().max(200).optional(),
    part: partOfDrawing,
  }),
]);
export type CreateBody = z.infer<typeof createBody>;

export const createAnswer = z.object({ id: z.string(), title: z.string(), digest, account: importAnswer.shape.account }).openapi('ServiceCreated');
export type CreateAnswer = z.infer<typeof createAnswer>;
