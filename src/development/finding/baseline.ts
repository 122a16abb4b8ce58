import { z } from 'zod';
import { canonicalJson, type Digest, type Json, parseJson, Refused } from '../../core/index.ts';
import type { SameAnswer } from '../person/same.ts';
import { findingFaults } from './faults.ts';
import type { Finding, Mark, Novelty } from './model.ts';

// A baseline: findings that were there, as marks. It holds no path and no message, so it can be kept where the code cannot.

const markSchema = z.tuple([z.string().max(300), z.string().max(64)]);
const rowSchema = z.strictObject({ rule: z.string().max(200), saying: z.string().max(64), marks: z.array(markSchema).max(60) });
const baselineSchema = z.strictObject({ format: z.literal('findings-baseline/1'), findings: z.array(rowSchema).max(1_000_000) });

export type BaselineRow = z.output<typeof rowSchema>;

/** What a baseline is compared with and taken of: what stands open, and what a report says is suppressed, since that is its writer's word. What is undecided was not seen to be there. */
export function counts({ state }: Finding): boolean {
  return state !== 'undecided';
}

export function baselineOf(findings: readonly Finding[]): string {
  const rows = findings.filter(counts).map(({ rule, saying, marks }): BaselineRow => ({ rule, saying, marks: marks.map(({ kind, value }) => [kind, value]) }));
  return canonicalJson({ format: 'findings-baseline/1', findings: rows } as unknown as Json); // Rows are plain data.
}

/** Reads a kept baseline. Throws `Refused` (ASSAY-FINDING-002): its digest was held against the ledger before, so another shape is a newer or damaged Assay’s. */
export function readBaseline(text: string, file: string): readonly BaselineRow[] {
  const parsed = baselineSchema.safeParse(parseJson(text, file));
  if (parsed.success) return parsed.data.findings;
  throw new Refused(
    findingFaults.fault('002', {
      message: `${file} is not a baseline that this version reads`,
      file,
      expected: 'findings-baseline/1',
      found: parsed.error.issues[0]?.message ?? 'another shape',
      remedy: 'Take the baseline again: assay development findings baseline NAME REPORT',
    }),
  );
}

export interface Compared {
  /** Of each finding, in its order. */
  readonly novelty: readonly Novelty[];
  /** Rows of the baseline that were not found again. */
  readonly absent: readonly BaselineRow[];
}

/**
 * Holds findings against a baseline. Each row is found again once. Two are the same where the surest kind of mark that both have is equal; where they have it and it differs, they
 * are two, whatever else is alike.
 */
export function compareWith(findings: readonly Finding[], baseline: readonly BaselineRow[]): Compared {
  const matched = new Map<number, number>();
  const taken = new Set<number>();
  const marks = baseline.map((row) => new Map<string, string>(row.marks));
  const rows = new Map<string, number[]>();
  for (const [i, row] of baseline.entries()) {
    for (const [kind, value] of row.marks) {
      const key = `${kind}\u0000${value}`;
      const known = rows.get(key);
      if (known === undefined) rows.set(key, [i]);
      else known.push(i);
    }
  }
  // The surest kinds of all findings first, so that no weak likeness takes what a fingerprint names.
  for (const sure of ['fingerprint:', 'partial:', 'context']) {
    findings.forEach((finding, i) => {
      finding.marks.forEach((mark, rank) => {
        const candidates = mark.kind.startsWith(sure) && !matched.has(i) ? rows.get(`${mark.kind}\u0000${mark.value}`) : undefined;
        const row = candidates === undefined ? undefined : take(candidates, taken, (one) => isSame(finding.marks, marks[one], rank));
        if (row === undefined) return;
        matched.set(i, row);
        taken.add(row);
      });
    });
  }
  const novelty = findings.map((finding, i): Novelty => {
    const row = matched.get(i);
    if (row === undefined) return 'new';
    return baseline[row]?.saying === finding.saying ? 'unchanged' : 'updated';
  });
  return { novelty, absent: baseline.filter((_, i) => !taken.has(i)) };
}

// Of more rows with one mark than this the rest is not looked through: a finding that might be old is then called new, and never the other way about.
const MOST_ALIKE = 1000;

/** The first row that fits, taken off the list; so are those that were taken by another mark. */
function take(candidates: number[], taken: ReadonlySet<number>, fits: (row: number) => boolean): number | undefined {
  for (let at = 0; at < candidates.length && at < MOST_ALIKE; ) {
    const row = candidates[at] as number;
    const gone = taken.has(row);
    if (gone || fits(row)) {
      // The last one takes the place: what order rows of one mark have does not matter, and a list is not moved for each.
      candidates[at] = candidates.at(-1) as number;
      candidates.pop();
      if (!gone) return row;
    } else at += 1;
  }
  return undefined;
}

function isSame(own: readonly Mark[], row: ReadonlyMap<string, string> | undefined, rank: number): boolean {
  return own.slice(0, rank).every(({ kind, value }) => row?.get(kind) === undefined || row.get(kind) === value);
}

/** Whose it is to say that new findings are old: two people, as far as the register knows them (`others`). Throws `Refused` (ASSAY-FINDING-003). */
export function refuseGrowth(added: number, by: string, approvedBy: string | undefined, others?: SameAnswer): void {
  const same = others?.answer === 'same';
  if (added === 0 || (approvedBy !== undefined && approvedBy !== by && !same)) return;
  throw new Refused(
    findingFaults.fault('003', {
      message: `the baseline would take in ${added} findings that the last one did not have`,
      field: '--approved-by',
      expected: `somebody else than ${by}${same ? ` (${others.why})` : ''}`,
      found: approvedBy ?? 'nobody',
      remedy: 'Mend them, or have a second person look at them and name that person with --approved-by.',
    }),
  );
}

/** What a baseline is kept under. Throws `Refused` (ASSAY-FINDING-004). */
export function baselineName(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(text)) return text;
  throw new Refused(
    findingFaults.fault('004', {
      message: 'a baseline cannot have this name',
      expected: 'lower-case letters, digits and hyphens, at most 63',
      found: text.slice(0, 80),
      remedy: 'Name it like main or release-3-0.',
    }),
  );
}

export interface KnownBaseline {
  readonly name: string;
  readonly digest: Digest;
  readonly rows: readonly BaselineRow[];
}
