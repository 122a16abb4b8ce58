import { z } from 'zod';
import { Duration, isInstantText } from '../../core/index.ts';

const id = z.string().regex(/^[a-z0-9](?:[a-z0-9._-]{0,78}[a-z0-9])?$/, 'lower-case letters, digits, dots, hyphens and underscores');

/** What will be done to the service on purpose, and what has to be said of it: written before it begins. */
export const drillSchema = z.strictObject({
  assay: z.literal('drill/1'),
  id,
  /** What is imitated, in words. */
  what: z.string().min(1).max(500),
  /** The element of the map, or one of its variants, that misbehaves. */
  part: z.string().regex(/^[a-z0-9][a-z0-9._-]*(?:\/[a-z0-9][a-z0-9._-]*)?$/, 'an element of the map, with /variant where it is narrower'),
  /** As detections name them: addresses, client ids, host names. Never on the ledger. */
  devices: z.array(z.string().min(1).max(300)).min(1).max(100),
  begins: z.string().refine(isInstantText, 'RFC 3339 in UTC'),
  /** How soon it has to be seen. */
  within: z.string().refine((text) => Duration.isText(text), 'an ISO 8601 duration such as PT5M'),
  /** Any of these rules has to name each device. */
  rules: z.array(z.string().min(1).max(300)).min(1).max(50),
});

export type Drill = z.infer<typeof drillSchema>;
