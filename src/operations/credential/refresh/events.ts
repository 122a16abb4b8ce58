import { z } from 'zod';
import { Digest, isInstantText } from '../../../core/index.ts';

// What the service's ledger says of an order to renew. Names, owners, people and the reason stand in a document beside it, where they can be erased; this is its digest, salt included.

export const REFRESH_ORDERED = 'credential.refresh-ordered' as const;
export const REFRESH_CLOSED = 'credential.refresh-closed' as const;

const moment = z.string().refine(isInstantText, 'RFC 3339 in UTC');
const order = z.string().regex(/^refresh-[0-9a-f]{12}$/);
const count = z.int().min(0);

export const SCOPES = ['named', 'due', 'all'] as const;

export const orderedSchema = z.object({
  order,
  at: moment,
  scope: z.enum(SCOPES),
  steps: z.int().min(1).max(1_000_000),
  deadline: moment,
  people: z.int().min(1).max(2),
  /** How many entries the ledgers had that credentials were read from: what is read later has to be at least as long. */
  seen: z.object({ fleet: count.optional(), office: count.optional() }),
  document: z.string().refine((text): text is Digest => Digest.isText(text), 'sha256: and 64 hex digits'),
});

/** Steps, by their place in the document, that a newer fact has closed. */
export const closedSchema = z.object({ order, at: moment, renewed: z.array(count).max(1000), withdrawn: z.array(count).max(1000) });

export type Ordered = z.infer<typeof orderedSchema>;
export type Closed = z.infer<typeof closedSchema>;
