import { standardsOwed } from '../../assurance/compare/standards.ts';
import { OUTCOMES, type Standard } from '../../assurance/model.ts';
import type { Gap, Report, RequirementRow, StandardPosition } from '../../assurance/report/model.ts';
import { LAYERS } from '../../core/index.ts';
import type { Seen } from '../judge/desk.ts';
import { entriesOf, type Indexed, indexOf } from '../position/shown.ts';
import type { GapLine, StandardLine } from './model.ts';

/** Every requirement of a report as the table shows it: the gaps first, best to close first, then the rest as its standard orders them. */
export interface Lines {
  readonly lines: readonly GapLine[];
  readonly gapOf: ReadonlyMap<string, Gap>;
}

const made = new WeakMap<Report, Lines>();

export const keyOf = (standard: string, requirement: string): string => `${standard} ${requirement}`;

export function linesOf(report: Report): Lines {
  const known = made.get(report);
  if (known !== undefined) return known;
  const index = indexOf(report);
  const gapOf = new Map(report.gaps.map((gap) => [keyOf(gap.standard, gap.requirement), gap]));
  const ranks = new Map(report.gaps.map((gap, i) => [keyOf(gap.standard, gap.requirement), i + 1]));
  const lines = report.standards
    .flatMap(({ id, requirements }) => requirements.map((row) => lineOf(index, id, row, gapOf.get(keyOf(id, row.id)), ranks.get(keyOf(id, row.id)))))
    .map((line, i) => ({ line, i }))
    .sort((a, b) => (a.line.rank ?? Number.POSITIVE_INFINITY) - (b.line.rank ?? Number.POSITIVE_INFINITY) || a.i - b.i)
    .map(({ line }) => line);
  const all = { lines, gapOf };
  made.set(report, all);
  return all;
}

function lineOf(index: Indexed, standard: string, row: RequirementRow, gap: Gap | undefined, rank: number | undefined): GapLine {
  const controls = row.answers.flatMap(({ control }) => index.controls.get(control) ?? []);
  const entries = new Set([...controls.flatMap(entriesOf), ...(row.directly?.at ?? []).flatMap(({ evidence }) => evidence)]);
  const days = gap?.attacks.cheapest?.story.days;
  return {
    standard,
    requirement: row.id,
    title: row.title,
    group: row.group,
    ...(row.level === undefined ? {} : { level: row.level }),
    ...(row.levels === undefined ? {} : { levels: [...row.levels] }),
    applies: row.applies,
    verdict: row.verdict,
    partly: row.partly,
    layers: LAYERS.filter((layer) => controls.some((one) => one.layer === layer)),
    outcomes: OUTCOMES.filter((outcome) => controls.some((one) => one.outcomes.includes(outcome))),
    answeredBy: [...new Set(row.answers.map(({ control }) => control))],
    ...(rank === undefined ? {} : { rank }),
    goals: gap?.attacks.goals ?? 0,
    ...(days === undefined ? {} : { days }),
    riskRemoved: gap?.riskRemoved ?? 0,
    effort: gap?.effort ?? 0,
    alsoCloses: gap?.alsoCloses.length ?? 0,
    entries: entries.size,
  };
}

export function standardLineOf(position: StandardPosition, standard: Standard | undefined, seen: Seen): StandardLine {
  const owed = standardsOwed(seen.map.service.owes).map((name) => name.split('@')[0]);
  return {
    id: position.id,
    title: position.title,
    edition: position.edition,
    source: position.source,
    tally: position.tally,
    owed: position.requirements.length - position.notApplicable,
    notApplicable: position.notApplicable,
    undecided: position.applicabilityUndecided,
    later: [...position.later],
    unanswered: position.unanswered.length,
    owedByMap: owed.includes(position.id),
    ...(standard?.imported === undefined ? {} : { imported: { ...standard.imported } }),
  };
}

/** The standards of a report, with what each came from. */
export function standardLinesOf(report: Report, seen: Seen): StandardLine[] {
  return report.standards.map((one) =>
    standardLineOf(
      one,
      seen.standards.find(({ id, edition }) => id === one.id && edition === one.edition),
      seen,
    ),
  );
}
