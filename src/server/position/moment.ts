import { z } from '@hono/zod-openapi';
import { Digest, Instant } from '../../core/index.ts';
import type { Ledger } from '../../ledger/edge/open.ts';
import type { Seq, TreeSize } from '../../ledger/model.ts';
import { moment } from '../model.ts';

/** What every judged question may be asked: for which moment, and from how many entries. */
export const ASKED = { at: moment.optional(), size: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional() };

/** Both named, so that equal questions are equal. */
export interface Judged {
  /** Milliseconds, as questions cross a thread as plain values. */
  readonly at: number;
  readonly size: number;
}

const MINUTE_MS = 60_000;

type Read = Pick<Ledger, 'head' | 'read' | 'rootAt'>;

/**
 * The moment and the head that a request is about. Without a moment it is the last full minute, or that of the newest entry where that is later: what was
 * just recorded counts at once, and the questions of one page are asked of one position. Throws `Refused` (ASSAY-TIME-001).
 */
export function judgedFor(asked: { readonly at?: string | undefined; readonly size?: number | undefined }, now: Instant, ledger: Read | undefined): Judged {
  const head = ledger?.head().size ?? 0;
  const size = asked.size ?? head;
  if (asked.at !== undefined) return { at: Instant.parse(asked.at), size };
  const last = size === 0 ? undefined : ledger?.read((Math.min(size, head) - 1) as Seq, 1)[0]?.recordedAt;
  // To the second, as moments are shown and asked for again.
  const newest = last === undefined ? 0 : Math.ceil(last / 1000) * 1000;
  return { at: Math.max(Math.floor(now / MINUTE_MS) * MINUTE_MS, newest), size };
}

/** Names the bytes of an answer: the service, the record, the moment and the question. */
export function tagOf(service: string, { at, size }: Judged, ledger: Read | undefined, name: string, rest: unknown = null): string {
  const known = ledger !== undefined && size <= ledger.head().size;
  const root = known ? String(ledger.rootAt(size as TreeSize)) : '';
  return Digest.of(JSON.stringify([service, size, root, at, name, rest])).slice('sha256:'.length, 'sha256:'.length + 32);
}
