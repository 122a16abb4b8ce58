import { z } from 'zod';
import { type Digest, Refused } from '../../core/index.ts';
import { readDocument } from '../../map/document.ts';
import { artifactFaults } from './faults.ts';

/** What may be run, and with what: a closed set. Each reads files of the tag's tree and writes beside them. */
export const TOOLS = ['autoreconf', 'bison', 'copy', 'flex', 'gzip', 'msgfmt'] as const;

export type Tool = (typeof TOOLS)[number];

/** One step: a tool, and the files it is run on, by a path with `*` and `**`; `to` is for `copy` alone, `autoreconf` takes a folder. */
export interface RecipeStep {
  readonly run: Tool;
  readonly in: string;
  readonly to?: string;
}

export interface Recipe {
  readonly steps: readonly RecipeStep[];
  readonly digest: Digest;
}

/** One run of a program, its arguments as they are, no shell between. */
export interface Call {
  readonly program: string;
  readonly args: readonly string[];
  /** The folder it is run in, within the tree. */
  readonly folder: string;
}

/** What came of a recipe: enough to run it again elsewhere and see the same. */
export interface Regeneration {
  readonly format: 'recipe-result/1';
  readonly recipe: Digest;
  readonly commit?: string;
  readonly tree?: string;
  readonly state: 'ran' | 'absent' | 'failed';
  /** What would help, where it did not run. */
  readonly why?: string;
  readonly tools: readonly { readonly name: string; readonly version: string }[];
  readonly sandbox: { readonly network: 'none' | 'as the machine’s'; readonly user: 'nobody' | 'the caller' };
  /** Files of the tree that were not laid out: too long, or links that lead out. */
  readonly leftOut: number;
  /** What the recipe wrote or changed. */
  readonly outputs: readonly { readonly path: string; readonly sha256: string; readonly program?: true }[];
}

/** The file that shows by content where files come from: how it is installed on Debian. */
export const PACKAGES: Readonly<Record<Exclude<Tool, 'copy'>, string>> = {
  autoreconf: 'autoconf automake libtool autopoint',
  bison: 'bison',
  flex: 'flex',
  gzip: 'gzip',
  msgfmt: 'gettext',
};

const BYTES = 256 * 1024;
const place = z
  .string()
  .min(1)
  .max(1000)
  .refine((path) => !path.startsWith('/') && !path.startsWith('-') && !path.split('/').includes('..') && !/[\\\0]/.test(path), 'a path within the tree');
const schema = z.strictObject({
  format: z.literal('recipe/1'),
  steps: z
    .array(z.strictObject({ run: z.enum(TOOLS), in: place, to: place.optional() }))
    .min(1)
    .max(100)
    .refine((steps) => steps.every((step) => (step.run === 'copy') === (step.to !== undefined)), '"to" is for copy, and copy needs it'),
});

/** Reads `recipe.yaml`, or the same as JSON. Throws `Refused` (ASSAY-ARTIFACT-005). */
export function readRecipe(text: string, file: string, digest: Digest): Recipe {
  const document = readDocument(text.slice(0, BYTES + 1), file);
  const parsed = text.length > BYTES ? undefined : schema.safeParse(document.value);
  if (parsed?.success === true) {
    const steps = parsed.data.steps.map(({ to, ...step }) => ({ ...step, ...(to === undefined ? {} : { to }) }));
    return { steps, digest };
  }
  const issues = parsed?.error?.issues ?? [{ path: [], message: `longer than ${BYTES} letters` }];
  throw new Refused(
    ...issues.slice(0, 100).map((issue) => {
      const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
      return artifactFaults.fault('005', {
        message: `the recipe cannot be used: ${issue.message}`,
        file,
        ...document.place(path, 'value'),
        field: path.join('.'),
        expected: `format: recipe/1, then steps: with run (${TOOLS.join(', ')}) and in`,
        remedy: 'docs/development-artifact.md shows a recipe. Other programs are not run.',
      });
    }),
  );
}

/** What is run for one step on one file, or in one folder. */
export function callOf({ run, to = '' }: RecipeStep, path: string, program = false): Call {
  const at = path.lastIndexOf('/');
  const folder = path.slice(0, at + 1);
  const base = path.slice(at + 1);
  // A name that begins with a dash would be read as an option.
  const name = `./${base}`;
  const stem = name.replace(/\.[^./]*$/, '');
  switch (run) {
    case 'autoreconf':
      return { program: 'autoreconf', args: ['--force', '--install'], folder: path === '.' ? '' : path };
    case 'bison':
      return { program: 'bison', args: ['-d', '-o', `${stem}.c`, name], folder };
    case 'copy':
      return { program: 'install', args: ['-D', '-m', program ? '755' : '644', '--', path, to], folder: '' };
    case 'flex':
      return { program: 'flex', args: ['-o', `${stem}.c`, name], folder };
    case 'gzip':
      return { program: 'gzip', args: ['-9', '-n', '-k', name], folder };
    case 'msgfmt':
      return { program: 'msgfmt', args: ['-c', '-o', `${stem}.gmo`, name], folder };
  }
}
