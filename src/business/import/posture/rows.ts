import type { ImportContext } from '../../../evidence/import/index.ts';
import { parseSubject } from '../../../evidence/subject.ts';
import { type Checked, withoutVersion, worstOf } from './check.ts';

/**
 * One line of a tool's table: the checks that, all passed, show that a claim holds. What a check does not show is not claimed of it, however near it comes;
 * `why` is for whoever doubts the line.
 */
export interface ClaimRow {
  readonly claim: string;
  /** Of the baseline that bears these ids. */
  readonly baseline: string;
  /** Ids without their versions. In brackets: the names that one check has had in the tool's releases. */
  readonly checks: readonly (string | readonly string[])[];
  /** Kinds of part that the claim can be made of. */
  readonly of: readonly string[];
  /**
   * `ill`: that one fails shows that the claim does not hold, and that all pass shows too little to say that it does.
   */
  readonly shows?: 'ill';
  /** Of the roles that the identity provider signs in, in place of itself: all but its administrators, or these. */
  readonly to?: 'users' | 'administrators';
  /** Each member that any of the checks looked at must have passed all of them, since each is one system: a repository, where all are one part here. */
  readonly perMember?: true;
  readonly why: string;
}

export type Said =
  | { readonly subject: string; readonly claim: string; readonly value: boolean; readonly by: readonly Checked[]; readonly from: string }
  | { readonly subject: string; readonly claim: string; readonly value?: never; readonly withheld: string };

/** Results of one baseline at one subject, by the id of the control without its version. */
export type ByControl = ReadonlyMap<string, readonly Checked[]>;

/**
 * What the rows make of one subject's results. A row of which the report has no check says nothing; else one that fails makes it false, and one that is not
 * there, erred, was left out or does not apply keeps a true one back. An advised setting that is not kept is a failure of it; of a mandatory one, a warning
 * says too little.
 */
export function claimed(rows: readonly ClaimRow[], subject: string, baseline: string, results: ByControl, context: ImportContext): readonly Said[] {
  return rows.flatMap((row): readonly Said[] => {
    if (row.baseline !== baseline) return [];
    const kind = context.kinds?.get(parseSubject(subject).element);
    if (kind !== undefined && !row.of.includes(kind)) return [];
    const found = row.checks.map((check) => {
      const names = typeof check === 'string' ? [check] : check;
      return { name: names[0] ?? '', results: names.flatMap((name) => results.get(name) ?? []) };
    });
    if (found.every((each) => each.results.length === 0)) return [];
    const all = found.flatMap((each) => each.results);
    const ill = all.filter(({ outcome, level }) => outcome === 'fail' || (outcome === 'warning' && level !== 'shall'));
    const from = namedIn(row);
    if (ill.length > 0) return whom(row, subject, context, false).map((each) => ({ subject: each, claim: row.claim, value: false, by: ill, from }));
    const why = shortOf(found) ?? (row.perMember === true ? shortByMember(found) : undefined);
    if (why !== undefined) return whom(row, subject, context, true).map((each) => ({ subject: each, claim: row.claim, withheld: why }));
    if (row.shows === 'ill') return [];
    return whom(row, subject, context, true).map((each) => ({ subject: each, claim: row.claim, value: true, by: all, from }));
  });
}

/** The checks, as many as fit on a line. */
function namedIn({ checks }: ClaimRow): string {
  const names = checks.map((check) => (typeof check === 'string' ? check : (check[0] ?? '')));
  const all = names.join(', ');
  return all.length <= 60 ? all : `${names[0]} and ${names.length - 1} more`;
}

/** What is missing for a good statement. */
function shortOf(found: readonly { readonly name: string; readonly results: readonly Checked[] }[]): string | undefined {
  for (const { name, results } of found) {
    if (results.length === 0) return `${name} is not in the report`;
    const outcome = worstOf(results.map((each) => each.outcome));
    const by = results.find((each) => each.outcome === outcome) ?? results[0];
    if (outcome !== 'pass') return `${by?.control ?? name}: ${by?.said ?? outcome}`;
    const except = results.find((each) => each.except !== undefined);
    if (except !== undefined) return `${except.control} passes, and ${except.except}`;
  }
  return undefined;
}

function shortByMember(found: readonly { readonly name: string; readonly results: readonly Checked[] }[]): string | undefined {
  const members = new Set(found.flatMap(({ results }) => results.map(({ member }) => member)));
  for (const { name, results } of found) {
    const missing = members.size - new Set(results.map(({ member }) => member)).size;
    if (missing > 0) return `${name} was not looked at for ${missing} of ${members.size}`;
  }
  return undefined;
}

/** Good is said of roles that do all their signing in there, ill of any that do some of it. */
function whom(row: ClaimRow, subject: string, context: ImportContext, good: boolean): readonly string[] {
  if (row.to === undefined) return [subject];
  const roles = context.signIns?.get(subject);
  if (roles === undefined) return [];
  const reached = good ? roles.wholly : [...roles.wholly, ...roles.partly];
  return reached.filter((role) => roles.administrators.includes(role) === (row.to === 'administrators'));
}

/** Which controls the rows name, so that the rest can be listed. */
export function namedBy(rows: readonly ClaimRow[]): (baseline: string, control: string) => boolean {
  const names = new Set(rows.flatMap((row) => row.checks.flat().map((check) => `${row.baseline}\u0000${check}`)));
  return (baseline, control) => names.has(`${baseline}\u0000${withoutVersion(control)}`);
}
