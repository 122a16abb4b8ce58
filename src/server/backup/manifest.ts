import { z } from 'zod';
import { canonicalJson, Digest, type Json, parseJson, Refused } from '../../core/index.ts';
import { backupFaults } from './faults.ts';

/** The file that says what a back-up holds, and the file that holds its digest. Both are written last: a back-up without them was cut short. */
export const MANIFEST = 'manifest.json';
export const MANIFEST_DIGEST = 'manifest.digest';
/** The folder of a back-up that is laid out like a data folder. */
export const DATA = 'data';

const FORMAT = 'assay-backup/1';
/** A manifest is some two hundred bytes a file. */
const MANIFEST_LIMITS = { bytes: 256 * 1024 * 1024, depth: 8 };

/** Relative to the data folder. No part of it is `.` or `..` or empty, or has a character that some file system reads as something else. */
export const PATH = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/;

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

const manifestSchema = z.strictObject({
  format: z.literal(FORMAT),
  madeAt: z.iso.datetime(),
  /** `folder` is relative to the data folder; the empty text is the data folder itself. */
  ledgers: z.array(
    z.strictObject({
      folder: z.union([z.literal(''), z.string().regex(PATH)]),
      origin: z.string(),
      verifierKey: z.string(),
      size: z.number().int().min(0),
      root: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
  files: z.array(z.strictObject({ path: z.string().regex(PATH), bytes: z.number().int().min(0), digest })),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type CopiedLedger = Manifest['ledgers'][number];

/** The texts of both files. */
export function formatManifest(manifest: Omit<Manifest, 'format'>): { readonly manifest: string; readonly digest: string } {
  const text = `${canonicalJson({ format: FORMAT, ...manifest } as Json)}\n`;
  return { manifest: text, digest: `${Digest.of(text)}\n` };
}

/** Reads a manifest, held against its digest. Throws `Refused` (ASSAY-BACKUP-003, -004). Every byte is whoever's who can write the back-up. */
export function parseManifest(text: string, itsDigest: string, file: string): Manifest {
  const found = Digest.of(text);
  if (itsDigest !== `${found}\n`) {
    throw new Refused(
      backupFaults.fault('004', {
        message: 'the list of the files is not the one that was written',
        file,
        expected: itsDigest.slice(0, 100).trim(),
        found,
        remedy: ANOTHER,
      }),
    );
  }
  const read = manifestSchema.safeParse(parseJson(text, file, MANIFEST_LIMITS));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Refused(
      backupFaults.fault('003', {
        message: 'the list of the files has another shape than this version of Assay reads',
        file,
        field: issue?.path.join('.') ?? '',
        expected: `${FORMAT}: ${issue?.message ?? 'its shape'}`,
        found: 'another shape',
        remedy: 'Restore it with the version of Assay that made it.',
      }),
    );
  }
  return read.data;
}

export const ANOTHER = 'Keep it for examination, and restore another back-up.';
