import { z } from 'zod';
import { Digest, isInstantText } from '../../core/index.ts';

// What the ledger says of drills: that one was declared, before it began, and how it ended. Devices stand in the declaration alone, of which this is the digest.

export const DRILL_DECLARED = 'operations.drill-declared' as const;
export const DRILL_JUDGED = 'operations.drill-judged' as const;

const moment = z.string().refine(isInstantText, 'RFC 3339 in UTC');
const digest = z.string().refine((text): text is Digest => Digest.isText(text), 'sha256: and 64 hex digits');

export const drillDeclaredSchema = z.object({
  drill: z.string().max(80),
  part: z.string().max(300),
  begins: moment,
  within: z.string().max(40),
  devices: z.int().min(1),
  /** Of the declaration's canonical JSON. */
  declaration: digest,
});

export const DRILL_OUTCOMES = ['seen', 'late', 'missed', 'silent'] as const;

export const drillJudgedSchema = z.object({
  drill: z.string().max(80),
  declaration: digest,
  /** How many devices ended so. */
  outcomes: z.partialRecord(z.enum(DRILL_OUTCOMES), z.int().min(0)),
  inputs: z.array(digest).max(1000),
});

export type DrillDeclared = z.infer<typeof drillDeclaredSchema>;
export type DrillJudged = z.infer<typeof drillJudgedSchema>;
export type DrillOutcome = (typeof DRILL_OUTCOMES)[number];
