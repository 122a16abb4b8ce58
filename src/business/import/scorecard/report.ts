import { z } from 'zod';
import { type Json, Refused } from '../../../core/index.ts';
import { issueFault } from '../../../evidence/import/shape-fault.ts';
import type { Documents } from '../posture/documents.ts';

// The JSON of OpenSSF Scorecard 4 and 5, the fields that are read: what the command prints, what its interface answers, and the rows of its weekly scan.

const MOST_FAULTS = 20;
const words = z.nullish(z.string());

const reportSchema = z.looseObject({
  date: words,
  repo: z.looseObject({ name: z.string().min(1).max(2000), commit: words }),
  scorecard: z.nullish(z.looseObject({ version: words, commit: words })),
  score: z.nullish(z.number()),
  checks: z
    .array(
      z.looseObject({
        name: z.string().min(1).max(200),
        score: z.number().min(-1).max(10),
        reason: words,
        details: z.nullish(z.array(z.string())),
        documentation: z.nullish(z.looseObject({ url: words, short: words })),
        annotations: z.nullish(z.array(z.string())),
      }),
    )
    .max(1000),
});
export type Scorecard = z.infer<typeof reportSchema>;

/** Reads each document as one repository's report. Throws `Refused` (ASSAY-IMPORT-003, up to 20 fields). */
export function readScorecards(documents: Documents, file: string): readonly { readonly at: string; readonly report: Scorecard; readonly whole: Json }[] {
  const faults: ReturnType<typeof issueFault>[] = [];
  const reports: { at: string; report: Scorecard; whole: Json }[] = [];
  documents.values.forEach((whole, i) => {
    const at = documents.at(i);
    const read = reportSchema.safeParse(whole);
    if (read.success) reports.push({ at, report: read.data, whole });
    else if (faults.length < MOST_FAULTS)
      faults.push(
        ...read.error.issues.slice(0, MOST_FAULTS).map((issue) => {
          const fault = issueFault(issue, whole, file, 'a report of Scorecard', 'shapes');
          return { ...fault, field: [at, fault.field].filter((each) => each !== '' && each !== undefined).join('.') };
        }),
      );
  });
  if (faults.length > 0) throw new Refused(...faults.slice(0, MOST_FAULTS));
  return reports;
}
