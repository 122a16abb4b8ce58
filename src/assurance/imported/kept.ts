import { z } from 'zod';
import { canonicalJson, Digest, type Json, parseJson, Refused } from '../../core/index.ts';
import type { Requirement, Standard } from '../model.ts';
import { CONDITION_NUMBERS, FEATURE_LETTERS } from '../model.ts';
import type { RequirementDetail } from '../oscal/standard.ts';
import { standardFaults } from './faults.ts';

// What the data folder keeps of an imported standard: two texts, each named by its digest. The standard itself is read by every report and stays
// small; the details are read where somebody asks for one requirement.

const text = z.string();
const withdrawn = z.strictObject({ reason: text, replacedBy: z.array(text).exactOptional() });
const requirement = z.strictObject({
  id: text,
  title: text,
  group: text,
  level: z.enum(['M', 'R']).exactOptional(),
  condition: z.literal(CONDITION_NUMBERS).exactOptional(),
  feature: z.enum(FEATURE_LETTERS).exactOptional(),
  label: text.exactOptional(),
  levels: z.array(text).exactOptional(),
  withdrawn: withdrawn.exactOptional(),
  appliesFrom: text.exactOptional(),
  note: text.exactOptional(),
}) satisfies z.ZodType<Requirement>;

const kept = z.strictObject({
  format: z.literal('assay-standard/1'),
  standard: z.strictObject({
    id: text,
    title: text,
    edition: text,
    source: text,
    requirements: z.array(requirement),
    groups: z.array(z.strictObject({ id: text, title: text, withdrawn: withdrawn.exactOptional() })).exactOptional(),
  }),
  /** Digest of the details. */
  details: text,
  /** Digest of the file that was given. */
  given: text,
  /** The reader that read it. */
  read: text,
});

export type KeptStandard = z.infer<typeof kept>;
export type Details = Readonly<Record<string, RequirementDetail>>;

/** The texts to keep of a standard, and the digests that name them. */
export function keep(
  standard: Standard,
  details: Details,
  given: Digest,
  read: string,
): { readonly text: string; readonly digest: Digest; readonly details: { readonly text: string; readonly digest: Digest } } {
  // Both are plain data: the types are narrower than JSON's.
  const detailsText = canonicalJson(details as unknown as Json);
  const { imported: _, ...plain } = standard;
  const value = { format: 'assay-standard/1', standard: plain, details: Digest.of(detailsText), given, read };
  const whole = canonicalJson(value as unknown as Json);
  return { text: whole, digest: Digest.of(whole), details: { text: detailsText, digest: Digest.of(detailsText) } };
}

/** Reads a kept standard, and holds it to the digest that the ledger has. Throws `Refused` (ASSAY-STANDARD-008). */
export function readKept(given: string, file: string, digest: string): KeptStandard {
  if (Digest.of(given) !== digest) throw new Refused(notNamed(file, digest, Digest.of(given)));
  const parsed = kept.safeParse(parseJson(given, file));
  if (!parsed.success) throw new Refused(notNamed(file, 'a kept standard', parsed.error.issues[0]?.message ?? 'something else'));
  return parsed.data;
}

/** Reads the details of a kept standard. Throws `Refused` (ASSAY-STANDARD-008). */
export function readDetails(given: string, file: string, digest: string): Details {
  if (Digest.of(given) !== digest) throw new Refused(notNamed(file, digest, Digest.of(given)));
  // Assay wrote them and the digest holds: they have the type they were written with.
  return parseJson(given, file) as unknown as Details;
}

/** A kept file that cannot be read, or holds something else. */
export function notNamed(file: string, expected: string, found: string) {
  return standardFaults.fault('008', {
    message: `${file} is not the standard that the ledger names`,
    file,
    expected,
    found,
    remedy: 'Put the file back from a copy of the data folder, or import the standard again.',
  });
}
