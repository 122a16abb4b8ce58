import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Digest, Instant, type Json } from '../../core/index.ts';
import { DATABASE_FILE } from '../../ledger/edge/database.ts';
import { openLedger } from '../../ledger/edge/open.ts';
import type { Entry } from '../../ledger/model.ts';
import { FACT_TYPES } from '../facts.ts';
import type { Fact } from '../model.ts';

/** Where other layers enter facts, within a service's data folder. Read beside whoever writes them. */
const LEDGERS = ['product', 'office'] as const;

export interface Facts {
  /** Oldest first. */
  readonly facts: readonly Fact[];
  /** Of the ledgers that are there, by the checkpoints that their entries were held against. */
  readonly raw: Digest;
  readonly read: readonly { readonly ledger: string; readonly entries: number }[];
}

/** Throws `Refused` (ASSAY-LEDGER-011 to -023) where an entry is not what was signed: what is counted from such a ledger would be nobody's word. */
export async function readFacts(dir: string, now: () => Instant): Promise<Facts> {
  const facts: Fact[] = [];
  const read: { readonly ledger: string; readonly entries: number }[] = [];
  const checkpoints: string[] = [];
  for (const name of LEDGERS) {
    const dataDir = join(dir, name);
    if (!existsSync(join(dataDir, DATABASE_FILE))) continue;
    const ledger = await openLedger({ dataDir, now, mode: 'read' });
    try {
      const head = ledger.readVerified((entry) => {
        if (FACT_TYPES.has(entry.type)) facts.push(factOf(entry));
      });
      read.push({ ledger: name, entries: head.size });
      checkpoints.push(ledger.checkpoint());
    } finally {
      await ledger.close();
    }
  }
  return { facts: facts.sort((a, b) => a.at - b.at), raw: Digest.of(checkpoints.join('\n')), read };
}

function factOf({ type, body, recordedAt }: Entry): Fact {
  // JSON that is an object: what else there is has no fields.
  const fields = (typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {}) as { readonly [key: string]: Json };
  const at = fields['at'];
  // Facts of the fleet say when they happened; those of the office, when they were entered.
  return { type, at: typeof at === 'string' ? parsed(at, recordedAt) : recordedAt, body: fields };
}

function parsed(text: string, otherwise: Instant): Instant {
  try {
    return Instant.parse(text);
  } catch {
    return otherwise;
  }
}
