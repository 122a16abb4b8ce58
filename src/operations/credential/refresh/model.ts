import { z } from 'zod';
import { KINDS } from '../model.ts';

/** In which order all credentials are renewed, so that whoever has the new of one wave is let in by the next: nobody trusts a server before its anchor, and who does the work signs in until the end. */
export const WAVES = ['trust anchors', 'issuing authorities', 'servers', 'devices', 'tokens and shared keys', 'accounts'] as const;

export const waveNamed = (wave: number): string => WAVES[wave] ?? String(wave);

/** `devices`: by the order of renewal that every door of the fleet heeds. `authority`: by a roll-over. `task`: by whoever owns it. */
export const HOWS = ['devices', 'authority', 'task'] as const;

const text = z.string().max(1000);

export const stepSchema = z.strictObject({
  /** What stays the same when a new one takes its place. */
  lineage: text,
  /** Those that have to give way. */
  ids: z.array(text).min(1).max(10_000),
  kind: z.enum(KINDS),
  wave: z
    .int()
    .min(0)
    .max(WAVES.length - 1),
  how: z.enum(HOWS),
  name: text,
  owner: text.optional(),
  /** The ledger that says when one of these is no longer good. */
  ledger: z.enum(['fleet', 'office']).optional(),
});

export const orderDocumentSchema = z.strictObject({
  salt: z.string().max(80),
  reason: z.string().min(1).max(1000),
  by: text.optional(),
  approvedBy: text.optional(),
  steps: z.array(stepSchema).min(1).max(1_000_000),
});

export type Step = z.infer<typeof stepSchema>;
export type OrderDocument = z.infer<typeof orderDocumentSchema>;

/** Entries of the ledgers that credentials were read from; absent where there is no such ledger. */
export interface Seen {
  readonly fleet?: number | undefined;
  readonly office?: number | undefined;
}

export type Close = 'renewed' | 'withdrawn';
