import { z } from 'zod';
import { Digest, Duration, isInstantText } from '../../core/index.ts';
import { isObjectId, type ObjectId } from '../git/object.ts';
import { releaseFaults } from './faults.ts';
import { LINKS } from './link.ts';
import { readWritten } from './written.ts';

/** A day, of which the last moment still counts. */
export const dayText = z.string().refine((text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && isInstantText(`${text}T00:00:00Z`), 'a day such as 2027-03-31');
const duration = z.string().refine((text) => Duration.isText(text), 'an ISO 8601 duration such as P7D');
const why = z.string().min(10).max(500);
const code = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/);
const count = z.int().min(0).max(1_000_000_000);

const askedSchema = z.strictObject({
  /** How old the look may be. */
  within: duration,
  /** Figures of the fact that have to be reached, such as `signers: 2` or `level: 3`. */
  least: z.record(code, count).default({}),
  /** Figures that must not be passed. */
  most: z.record(code, count).default({}),
  /** What it has to be drawn from, by the names of the fact's inputs, such as the register of people or the lifecycle. */
  from: z
    .record(
      z.string().min(1).max(200),
      z.string().refine((text): text is Digest => Digest.isText(text), 'sha256: and 64 hex digits'),
    )
    .default({}),
  /** Reasons by their code that do not stop the release, up to a number and until a day. */
  allow: z.record(code, z.strictObject({ atMost: count, until: dayText, because: why })).default({}),
  /** That nothing can be known of this link is let pass until this day. */
  unknown: z.strictObject({ until: dayText, because: why }).optional(),
});

/** A tag alone would be a place that whoever may move tags chooses. */
const startSchema = z.strictObject({
  tag: z.string().min(1).max(250),
  commit: z.string().refine((text): text is ObjectId => isObjectId(text), 'the id of a commit'),
});

const policySchema = z.strictObject({
  format: z.literal('release-policy/1'),
  name: z.string().min(1).max(200).default('release policy'),
  /** The release from which on reviews are asked for: what came before it is taken as it is. */
  start: startSchema.optional(),
  /** `signed`: an exception counts only where the two who agreed signed it with keys of two people of the register; `people`: of this register, and no other. */
  exceptions: z
    .strictObject({ signed: z.boolean(), people: z.string().refine(Digest.isText, 'a digest').optional() })
    .refine(({ signed, people }) => signed || people === undefined, 'signed: true beside people')
    .optional(),
  require: z.partialRecord(z.enum(LINKS), askedSchema).refine((asked) => Object.keys(asked).length > 0, 'at least one link'),
});

export type Asked = z.output<typeof askedSchema>;
/** What a release has to show before it goes out. */
export type ReleasePolicy = z.output<typeof policySchema> & { readonly digest: Digest };

const EXPECTED: Readonly<Record<string, string>> = {
  require: `one or more of ${LINKS.join(', ')}`,
  within: 'an ISO 8601 duration such as P7D',
  least: 'names of figures with whole numbers, such as { signers: 2 }',
  most: 'names of figures with whole numbers, such as { perhaps: 5 }',
  from: 'names of inputs with their digests, such as { people: "sha256:…" }',
  allow: 'codes of reasons, each with atMost, until and because',
  atMost: 'a whole number, 0 or more',
  until: 'a day such as 2027-03-31',
  because: 'why, in ten letters or more',
  exceptions: 'signed: true, where typed names are not enough, and beside it people: "sha256:…", the register of people',
  start: 'a tag and the commit that it points to, such as { tag: v3.0.0, commit: 1f0c… }',
  tag: 'the name of a release',
  commit: '40 or 64 hex digits in small letters: git rev-parse TAG^{commit}',
};

/** Reads `release-policy.yaml`. Throws `Refused` (ASSAY-RELEASE-001, -002, ASSAY-MAP-001 to -008). */
export function readPolicy(text: string, file: string): ReleasePolicy {
  const { value } = readWritten(text, file, {
    format: 'release-policy/1',
    noun: 'a release policy',
    shape: policySchema,
    faults: releaseFaults,
    expected: EXPECTED,
    page: 'docs/development-release.md',
  });
  return { ...value, digest: Digest.of(text) };
}
