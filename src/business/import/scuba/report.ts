import { z } from 'zod';
import { type Json, parseJson, Refused } from '../../../core/index.ts';
import { issueFault, shapeFault } from '../../../evidence/import/shape-fault.ts';
import { refuseNul } from '../../../evidence/import/wording.ts';
import { asWhole } from './individual.ts';

// The results file of ScubaGear 1.3 and later and of ScubaGoggles, the fields that are read. PowerShell writes a list of one as its only element, and a
// list of none as null: both are lists here. Everything else is let through, and listed as lost.

const MOST_FAULTS = 20;
/** Of the tool's own document, which has a product, its groups and their controls in seven levels, and raw settings below. */
const LIMITS = { bytes: 64 * 1024 * 1024, depth: 64 } as const;

const listed = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === null || value === undefined ? [] : Array.isArray(value) ? value : [value]), z.array(schema).max(100_000));
const words = z.nullish(z.string());

const controlSchema = z.looseObject({
  'Control ID': z.string().min(1).max(500),
  Requirement: words,
  Result: z.string().max(2000),
  Criticality: words,
  OriginalResult: words,
  OmittedEvaluationResult: words,
  IncorrectResult: words,
});
export type ScubaControl = z.infer<typeof controlSchema>;

const groupSchema = z.looseObject({ GroupName: words, GroupReferenceURL: words, Controls: listed(controlSchema) });

const reportSchema = z.looseObject({
  MetaData: z.looseObject({
    TenantId: words,
    DisplayName: words,
    DomainName: words,
    ProductSuite: words,
    ProductsAssessed: listed(z.string()),
    ProductAbbreviationMapping: z.nullish(z.record(z.string(), z.string())),
    Tool: words,
    ToolVersion: words,
    TimestampZulu: words,
  }),
  Summary: z.nullish(z.record(z.string(), z.looseObject({}))),
  Results: z.record(z.string(), listed(groupSchema)),
  Raw: z.nullish(z.looseObject({})),
});
export type ScubaReport = z.infer<typeof reportSchema>;

/**
 * Reads a results file. Throws `Refused` (ASSAY-IMPORT-003 with the fields that are not as the tools write them, -009; ASSAY-JSON-001 to -006). The bytes are
 * the tool's, or whoever stood between. `individual`: it was the report of one product.
 */
export function readReport(text: string, file: string): { readonly document: Json; readonly report: ScubaReport; readonly individual: boolean } {
  refuseNul(text, file);
  const given = parseJson(text.startsWith('\ufeff') ? text.slice(1) : text, file, LIMITS);
  const document = asWhole(given);
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new Refused(shapeFault({ file }, '(the whole)', 'an object with MetaData and Results', JSON.stringify(document).slice(0, 80)));
  const read = reportSchema.safeParse(document);
  if (!read.success)
    throw new Refused(...read.error.issues.slice(0, MOST_FAULTS).map((issue) => issueFault(issue, document, file, 'a results file of ScubaGear', 'shapes')));
  return { document, report: read.data, individual: document !== given };
}
