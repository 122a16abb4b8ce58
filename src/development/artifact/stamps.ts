import { z } from 'zod';
import { type Fault, Refused } from '../../core/index.ts';
import { type Document, readDocument } from '../../map/document.ts';
import { artifactFaults } from './faults.ts';
import { globOf } from './glob.ts';
import { HOLES, type Hole, patternsOf, type Release } from './holes.ts';

/** A file in which a release writes what it is. There is no rule of a path alone: each names the lines, and what is written into them. */
export interface StampRule {
  readonly path: RegExp;
  readonly lines: readonly string[];
}

/** What a release leaves out, in the makers' own words. It says nothing of what ships. */
export interface LeftOutRule {
  readonly path: RegExp;
  readonly why: string;
}

export interface Stamps {
  readonly rules: readonly StampRule[];
  readonly leftOut: readonly LeftOutRule[];
  /** What the release is, where the tag's name does not say it. */
  readonly release: Partial<Pick<Release, 'version' | 'date'>>;
}

const BYTES = 1024 * 1024;
const TEXT_BYTES = 8 * 1024 * 1024;

const schema = z.strictObject({
  format: z.literal('stamps/1'),
  release: z
    .strictObject({
      version: z
        .string()
        .min(1)
        .max(64)
        .regex(/^[\w.+~-]+$/)
        .optional(),
      date: z
        .string()
        .regex(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/)
        .optional(),
    })
    .optional(),
  stamps: z.array(z.strictObject({ path: z.string().min(1).max(1000), lines: z.array(z.string().min(1).max(1000)).max(100) })).max(1000),
  'left-out': z
    .array(z.strictObject({ path: z.string().min(1).max(1000), why: z.string().min(1).max(300) }))
    .max(1000)
    .optional(),
});

/**
 * Reads `stamps.yaml`, or the same as JSON. Throws `Refused` with every fault: ASSAY-ARTIFACT-003, and -004 where a rule would let a file pass by its name, that is
 * without a line, or with a line into which nothing is written.
 */
export function readStamps(text: string, file: string): Stamps {
  const document = readDocument(text.slice(0, BYTES + 1), file);
  const byName = pathsAlone(document);
  if (byName.length > 0) throw new Refused(...byName);
  const parsed = text.length > BYTES ? undefined : schema.safeParse(document.value);
  if (parsed === undefined || !parsed.success) {
    const issues = parsed?.error?.issues ?? [{ path: [], message: `longer than ${BYTES} letters` }];
    throw new Refused(...issues.slice(0, 100).map((issue) => unusable(document, issue.path.map(String), issue.message)));
  }
  const { stamps, release, 'left-out': leftOut = [] } = parsed.data;
  const rules = stamps.map(({ path, lines }) => ({ path: globOf(path), lines }));
  return {
    rules,
    leftOut: leftOut.map(({ path, why }) => ({ path: globOf(path), why })),
    release: { ...(release?.version === undefined ? {} : { version: release.version }), ...(release?.date === undefined ? {} : { date: release.date }) },
  };
}

function pathsAlone(document: Document): readonly Fault[] {
  const stamps = (document.value as { readonly stamps?: unknown } | null)?.stamps;
  if (!Array.isArray(stamps)) return [];
  return stamps.slice(0, 1000).flatMap((rule: unknown, at) => {
    const lines = (rule as { readonly lines?: unknown } | null)?.lines;
    if (lines !== undefined && !Array.isArray(lines)) return [];
    const empty = lines === undefined || lines.length === 0;
    const bare = empty ? -1 : lines.findIndex((line) => typeof line === 'string' && !HOLE.test(line));
    if (!empty && bare === -1) return [];
    return [
      artifactFaults.fault('004', {
        message: empty
          ? 'this rule would let a file pass by its name'
          : `nothing is written into "${String(lines?.[bare]).slice(0, 60)}", so it would let any such line pass`,
        file: document.file,
        ...document.place(['stamps', at], 'value'),
        field: `stamps[${at}]`,
        expected: `the lines that the release writes, each with a hole: ${HOLES.map((hole) => `{${hole}}`).join(', ')}`,
        found: empty ? 'a path alone' : 'a line without a hole',
        remedy: 'Name the lines. What a file is called says nothing of what is in it, so no file passes by its name.',
      }),
    ];
  });
}

function unusable(document: Document, path: readonly string[], message: string): Fault {
  return artifactFaults.fault('003', {
    message: `stamps cannot be used: ${message}`,
    file: document.file,
    ...document.place(
      path.map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
      'value',
    ),
    field: path.join('.'),
    expected: 'format: stamps/1, then stamps: with path and lines',
    remedy: 'docs/development-artifact.md shows a file of stamps.',
  });
}

const HOLE = new RegExp(`\\{(${HOLES.join('|')})\\}`);

const LATIN1 = new TextDecoder('latin1');

/**
 * What a release wrote into a file, where that is all that differs: each line that is not the tag's has to be a line of a rule with the release's own values in its
 * holes, and the tag's line the same with others in them. Undefined where anything else differs.
 */
export function stampedBy(rules: readonly StampRule[], path: string, tagged: Uint8Array, ships: Uint8Array, release: Release): string | undefined {
  const lines = rules.filter((rule) => rule.path.test(path)).flatMap((rule) => rule.lines);
  if (lines.length === 0 || tagged.length > TEXT_BYTES || ships.length > TEXT_BYTES) return undefined;
  // Latin-1 has one letter for each byte: equal texts are equal bytes.
  const [before, after] = [LATIN1.decode(tagged).split('\n'), LATIN1.decode(ships).split('\n')];
  if (before.length !== after.length) return undefined;
  const patterns = lines.map((line) => ({ ...patternsOf(line, release) }));
  const used = new Set<Hole>();
  let changed = 0;
  for (const [at, line] of after.entries()) {
    const old = before[at] ?? '';
    if (line === old) continue;
    const found = patterns.find(({ written, any }) => written?.test(line) === true && any.test(old));
    if (found === undefined) return undefined;
    changed += 1;
    for (const hole of found.holes) used.add(hole);
  }
  return changed === 0 ? undefined : `${changed} ${changed === 1 ? 'line' : 'lines'} with ${[...used].join(', ')} of the release`;
}
