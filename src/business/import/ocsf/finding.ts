import { z } from 'zod';
import { type Json, Refused } from '../../../core/index.ts';
import { issueFault } from '../../../evidence/import/shape-fault.ts';
import type { Documents } from '../posture/documents.ts';

// Findings of OCSF 1.0 and later (schema.ocsf.io), the fields that are read. Producers write null, or leave out, what they do not have.

const MOST_FAULTS = 20;
const words = z.nullish(z.string());
const number = z.nullish(z.number());
const strings = z.nullish(z.array(z.string()).max(10_000));

const resourceSchema = z.looseObject({
  uid: words,
  name: words,
  type: words,
  region: words,
  namespace: words,
  group: z.nullish(z.looseObject({ name: words })),
  /** The producer's own words for the resource, of any shape. */
  data: z.unknown().optional(),
});
const accountSchema = z.looseObject({ uid: words, name: words });

const infoSchema = z.nullish(z.looseObject({ uid: words, title: words, types: strings, analytic: z.nullish(z.looseObject({ uid: words, name: words })) }));

const findingSchema = z.looseObject({
  class_uid: z.int(),
  status: words,
  status_id: number,
  status_code: words,
  severity: words,
  severity_id: number,
  time: z.nullish(z.union([z.number(), z.string()])),
  time_dt: words,
  metadata: z.nullish(
    z.looseObject({
      event_code: words,
      product: z.nullish(z.looseObject({ name: words, version: words, vendor_name: words })),
      profiles: strings,
    }),
  ),
  finding_info: infoSchema,
  /** Its name in 1.0. */
  finding: infoSchema,
  compliance: z.nullish(
    z.looseObject({
      control: words,
      standards: strings,
      requirements: strings,
      status: words,
      status_id: number,
      status_code: words,
    }),
  ),
  vulnerabilities: z.nullish(
    z.array(z.looseObject({ title: words, severity: words, references: strings, cve: z.nullish(z.looseObject({ uid: words })) })).max(10_000),
  ),
  resources: z.nullish(z.array(resourceSchema).max(100_000)),
  resource: z.nullish(resourceSchema),
  cloud: z.nullish(z.looseObject({ provider: words, account: z.nullish(accountSchema) })),
  remediation: z.nullish(z.looseObject({ references: strings })),
  unmapped: z.nullish(z.looseObject({ provider: words, cloud: z.nullish(z.looseObject({ provider: words, account: z.nullish(accountSchema) })) })),
});
export type Finding = z.infer<typeof findingSchema>;

export interface Row {
  readonly at: string;
  readonly finding: Finding;
  readonly whole: Json;
}

/**
 * Reads each document as a finding. An object that holds a list under `findings` or `Findings`, as some interfaces answer, is that list. Throws `Refused`
 * (ASSAY-IMPORT-003, up to 20 fields). `around`: what stands beside such a list.
 */
export function readFindings(documents: Documents, file: string): { readonly rows: readonly Row[]; readonly around: readonly Json[] } {
  const [only] = documents.values;
  const inside = documents.values.length === 1 ? listIn(only) : undefined;
  const values = inside?.values ?? documents.values;
  const faults: ReturnType<typeof issueFault>[] = [];
  const rows: Row[] = [];
  values.forEach((whole, i) => {
    const at = inside === undefined ? documents.at(i) : `${inside.key}[${i}]`;
    const read = findingSchema.safeParse(whole);
    if (read.success) rows.push({ at, finding: read.data, whole });
    else if (faults.length < MOST_FAULTS)
      faults.push(
        ...read.error.issues.slice(0, MOST_FAULTS).map((issue) => {
          const fault = issueFault(issue, whole, file, 'a finding of OCSF', 'shapes');
          return { ...fault, field: [at, fault.field].filter((each) => each !== '' && each !== undefined).join('.') };
        }),
      );
  });
  if (faults.length > 0) throw new Refused(...faults.slice(0, MOST_FAULTS));
  return { rows, around: inside === undefined ? [] : [inside.around] };
}

function listIn(value: Json | undefined): { readonly key: string; readonly values: readonly Json[]; readonly around: Json } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Object.hasOwn(value, 'class_uid')) return undefined;
  for (const key of ['findings', 'Findings']) {
    const list = Object.hasOwn(value, key) ? (value as { readonly [key: string]: Json })[key] : undefined;
    if (Array.isArray(list)) {
      const { [key]: _, ...around } = value as { readonly [key: string]: Json };
      return { key, values: list as readonly Json[], around };
    }
  }
  return undefined;
}
