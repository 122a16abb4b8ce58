import { z } from 'zod';
import { type Fault, type Json, Refused } from '../../core/index.ts';
import { readVector } from './cvss.ts';
import { advisoryFaults } from './faults.ts';
import { isCpe, isUri } from './format.ts';
import { faultOfLanguage } from './language.ts';
import { readMoment } from './moment.ts';
import { faultOfWeakness } from './weakness.ts';

// What a person, an incident and the fleet know, as plain data; every paper is written from it.

const MOST = 2000;
const line = z
  .string()
  .min(1)
  .max(500)
  .refine((value) => value.trim() === value && !/[\p{Cc}\u2028\u2029]/u.test(value), 'no white space at its ends, and one line');
const prose = z
  .string()
  .min(1)
  .max(20_000)
  .refine((value) => value.trim() !== '', 'more than white space');
const uri = z.string().max(2000).refine(isUri, 'a URI');
// As CSAF 2.1 asks: no second that was put in, no small letters.
const moment = z.string().refine((value) => {
  const read = readMoment(value);
  return read !== undefined && !read.leap && !read.small;
}, 'a moment such as 2026-11-23T10:00:00Z');
const language = z.string().refine((value) => faultOfLanguage(value) === undefined, 'a tag of a language');

const reference = z.strictObject({ summary: prose, url: uri, self: z.boolean().optional() });
const JUSTIFICATIONS = [
  'component_not_present',
  'inline_mitigations_already_exist',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_not_present',
] as const;

const status = z
  .strictObject({
    product: line,
    state: z.enum(['affected', 'not_affected', 'fixed', 'under_investigation']),
    /** Of what is not affected: why. */
    why: z.enum(JUSTIFICATIONS).optional(),
    impact: prose.optional(),
    /** Of what is affected: what to do. */
    action: prose.optional(),
    remedy: z.enum(['vendor_fix', 'mitigation', 'workaround', 'fix_planned', 'no_fix_planned', 'none_available']).optional(),
    url: uri.optional(),
  })
  .refine((one) => one.state !== 'not_affected' || one.why !== undefined || one.impact !== undefined, 'with "why" or "impact", where it is not affected')
  .refine((one) => one.state !== 'affected' || one.action !== undefined, 'with "action", where it is affected')
  .refine((one) => one.state === 'affected' || (one.action ?? one.remedy ?? one.url) === undefined, '"action", "remedy" and "url" are of what is affected')
  .refine((one) => one.state === 'not_affected' || (one.why ?? one.impact) === undefined, '"why" and "impact" are of what is not affected');

const vulnerability = z
  .strictObject({
    cve: z
      .string()
      .regex(/^CVE-\d{4}-\d{4,19}$/)
      .optional(),
    ids: z
      .array(z.strictObject({ system: line, text: line }))
      .max(100)
      .optional(),
    title: line,
    description: prose,
    weakness: z
      .strictObject({ id: z.string(), name: z.string(), edition: z.string() })
      .refine(({ id, name, edition }) => faultOfWeakness(id, name, edition) === undefined, 'a weakness by its name in that edition of the enumeration')
      .optional(),
    discovered: moment.optional(),
    disclosed: moment.optional(),
    exploited: z.strictObject({ since: moment, known: moment }).optional(),
    products: z.array(status).min(1).max(MOST),
    scores: z
      .array(
        z.strictObject({
          vector: z.string().refine((value) => readVector(value) !== undefined, 'a vector of CVSS'),
          products: z.array(line).min(1).max(MOST),
        }),
      )
      .max(50)
      .optional(),
    references: z.array(reference).max(100).optional(),
  })
  .refine((one) => one.cve !== undefined || (one.ids?.length ?? 0) > 0, 'with "cve" or "ids"');

const facts = z.strictObject({
  kind: z.enum(['advisory', 'vex', 'incident', 'informational']),
  title: line,
  language: language.optional(),
  tlp: z.enum(['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED']),
  publisher: z.strictObject({
    category: z.enum(['coordinator', 'discoverer', 'other', 'user', 'vendor']),
    name: line,
    namespace: uri,
    contact: prose.optional(),
    authority: prose.optional(),
  }),
  tracking: z.strictObject({
    id: line,
    status: z.enum(['draft', 'interim', 'final']),
    /** Each time it was given out, the first first; they are numbered from 1. */
    history: z
      .array(z.strictObject({ at: moment, summary: prose }))
      .min(1)
      .max(MOST),
  }),
  notes: z
    .array(
      z.strictObject({
        kind: z.enum(['description', 'details', 'faq', 'general', 'legal_disclaimer', 'other', 'summary']),
        title: line.optional(),
        text: prose,
      }),
    )
    .max(100)
    .optional(),
  references: z.array(reference).max(100).optional(),
  products: z
    .array(
      z.strictObject({
        id: line,
        vendor: line,
        name: line,
        version: line,
        /** Devices in the field that say this version. */
        inField: z.int().min(0).optional(),
        purl: z.string().startsWith('pkg:').max(2000).optional(),
        cpe: z.string().max(2000).refine(isCpe, 'a name of CPE').optional(),
      }),
    )
    .max(MOST)
    .optional(),
  vulnerabilities: z.array(vulnerability).max(500).optional(),
  /** For security.txt (RFC 9116). */
  disclosure: z
    .strictObject({
      contacts: z.array(uri).min(1).max(20),
      expires: moment,
      canonical: z.array(uri).max(20).optional(),
      encryption: z.array(uri).max(20).optional(),
      policy: z.array(uri).max(20).optional(),
      acknowledgments: z.array(uri).max(20).optional(),
      hiring: z.array(uri).max(20).optional(),
      csaf: z.array(uri).max(20).optional(),
      languages: z.array(language).max(20).optional(),
    })
    .optional(),
});

export type AdvisoryFacts = z.infer<typeof facts>;
export type VulnerabilityFacts = NonNullable<AdvisoryFacts['vulnerabilities']>[number];

/** Facts as an author gave them. Throws `Refused` (ASSAY-PAPER-001, -002) with every fault. */
export function readFacts(value: Json, file: string): AdvisoryFacts {
  const read = facts.safeParse(value);
  if (!read.success) {
    throw new Refused(
      ...read.error.issues.map((issue) =>
        advisoryFaults.fault('001', {
          message: `no advisory can be written from ${file}`,
          file,
          field: issue.path.map(String).join('.'),
          expected: issue.message,
          remedy: 'docs/operations-advisories.md shows facts that are whole.',
        }),
      ),
    );
  }
  const found = contradictions(read.data, file);
  if (found.length > 0) throw new Refused(...found);
  return read.data;
}

function contradictions(given: AdvisoryFacts, file: string): readonly Fault[] {
  const found: Fault[] = [];
  const say = (field: string, message: string, remedy: string) => found.push(advisoryFaults.fault('002', { message, file, field, remedy }));
  const ids = new Set<string>();
  const names = new Set<string>();
  for (const [i, { id, vendor, name, version }] of (given.products ?? []).entries()) {
    if (ids.has(id)) say(`products.${i}.id`, `the product ${id} is there twice`, 'Give each product an id of its own.');
    const key = JSON.stringify([vendor, name, version]);
    if (names.has(key)) say(`products.${i}`, `${vendor} ${name} ${version} is there twice`, 'Name each version of a product once.');
    ids.add(id);
    names.add(key);
  }
  for (const [i, { products, scores = [] }] of (given.vulnerabilities ?? []).entries()) {
    const stated = new Set<string>();
    for (const [j, { product }] of products.entries()) {
      if (!ids.has(product)) say(`vulnerabilities.${i}.products.${j}`, `there is no product ${product}`, 'Name it under products.');
      if (stated.has(product)) say(`vulnerabilities.${i}.products.${j}`, `the product ${product} has a state before`, 'Give each product one state.');
      stated.add(product);
    }
    for (const [j, score] of scores.entries())
      for (const product of score.products)
        if (!stated.has(product)) say(`vulnerabilities.${i}.scores.${j}`, `the product ${product} has a score and no state`, 'Give it a state.');
  }
  return found;
}
