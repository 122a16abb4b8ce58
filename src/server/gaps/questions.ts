import { CONTROLS } from '../../assurance/controls/index.ts';
import { elementName } from '../../assurance/element-name.ts';
import type { Outcome } from '../../assurance/model.ts';
import { counted } from '../../assurance/report/words.ts';
import type { Layer } from '../../core/index.ts';
import { question } from '../judge/question.ts';
import { comparing, shownComparison } from '../position/comparing.ts';
import type { ComparisonAnswer, Known } from '../position/model.ts';
import type { Judged } from '../position/moment.ts';
import { judgedAnswer, refuseUnknown, seenAt } from '../position/questions.ts';
import { indexOf, storyShown } from '../position/shown.ts';
import { exclusionsQuestion, owedQuestion } from './exclusions.ts';
import { keyOf, linesOf, standardLinesOf } from './lines.ts';
import type { GapLine, GapsAnswer, RequirementAnswer, RequirementVerdict, StandardLine, StandardsAnswer } from './model.ts';

export interface Filters {
  readonly standard?: readonly string[];
  readonly outcome?: readonly Outcome[];
  readonly layer?: readonly Layer[];
  readonly verdict?: readonly RequirementVerdict[];
  readonly text?: string;
  readonly after?: string;
  readonly limit: number;
}

/** Whether a filter lets a line through; one that names nothing lets through everything, but of verdicts only what is open. */
function passes({ outcome, layer, verdict, text }: Filters): (line: GapLine) => boolean {
  const words = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return (line) => {
    if (verdict === undefined || verdict.length === 0 ? line.rank === undefined : !verdict.includes(line.verdict)) return false;
    if (outcome !== undefined && outcome.length > 0 && !line.outcomes.some((one) => outcome.includes(one))) return false;
    if (layer !== undefined && layer.length > 0 && !line.layers.some((one) => layer.includes(one))) return false;
    const said = `${line.standard} ${line.requirement} ${line.title} ${line.group} ${line.answeredBy.join(' ')}`.toLowerCase();
    return words.every((word) => said.includes(word));
  };
}

export const gapsQuestion = question('gaps.list', (desk, input: Judged & Filters): GapsAnswer => {
  const seen = seenAt(desk, input);
  const report = seen.report(input.standard);
  const lines = linesOf(report).lines.filter(passes(input));
  const from = input.after === undefined ? 0 : lines.findIndex((line) => keyOf(line.standard, line.requirement) === input.after) + 1;
  // A cursor names the last line that was shown; one that the filters no longer let through starts over rather than skips.
  const rows = lines.slice(from, from + input.limit);
  const last = rows.at(-1);
  const standards = standardLinesOf(report, seen);
  return {
    ...judgedAnswer(seen),
    answer: gapsSentence(standards),
    standards,
    total: lines.length,
    rows,
    ...(last === undefined || from + rows.length >= lines.length ? {} : { next: keyOf(last.standard, last.requirement) }),
  };
});

function gapsSentence(standards: readonly StandardLine[]): string {
  const owed = standards.reduce((sum, one) => sum + one.owed, 0);
  const proven = standards.reduce((sum, one) => sum + one.tally.proven, 0);
  const failing = standards.reduce((sum, one) => sum + one.tally.failing, 0);
  const perhaps = standards.reduce((sum, one) => sum + one.undecided, 0);
  if (owed === 0) return 'The service owes no requirement of these standards.';
  const unsure = perhaps === 0 ? '' : ` (${perhaps} of them perhaps: the map does not say)`;
  return `Of ${counted(owed, 'requirement')} owed${unsure} to ${counted(standards.filter((one) => one.owed > 0).length, 'standard')}, ${proven} ${proven === 1 ? 'is' : 'are'} proven and ${failing} ${failing === 1 ? 'is' : 'are'} failing; the other ${owed - proven - failing} are unproven, stale or excluded.`;
}

/** Every standard at hand, not only those that are owed. */
export const standardsQuestion = question('gaps.standards', (desk, input: Judged & { readonly all: boolean }): StandardsAnswer => {
  const seen = seenAt(desk, input);
  const standards = standardLinesOf(seen.report(input.all ? ['all'] : undefined), seen);
  return { ...judgedAnswer(seen), answer: gapsSentence(standards), standards };
});

const effortOf = new Map(CONTROLS.map((control) => [control.id as string, control.effort]));

/** Throws `Refused` (ASSAY-SERVER-003) for a requirement that the standard does not have, ASSAY-GAP-001 for a standard that is not at hand. */
export const requirementQuestion = question(
  'gaps.requirement',
  (desk, input: Judged & { readonly standard: string; readonly requirement: string }): RequirementAnswer => {
    const seen = seenAt(desk, input);
    const owed = seen.report();
    // Of a standard that the map owes, among all that are owed: what closes with it is of all of them.
    const report = owed.standards.some(({ id }) => id === input.standard) ? owed : seen.report([input.standard]);
    const index = indexOf(report);
    const id = input.standard.split('@')[0] ?? '';
    const { lines, gapOf } = linesOf(report);
    const line = lines.find((one) => one.standard === id && one.requirement === input.requirement);
    const row = index.requirements.get(keyOf(id, input.requirement));
    if (line === undefined || row === undefined) return refuseUnknown(`requirement "${input.requirement.slice(0, 80)}" of ${id}`);
    const gap = gapOf.get(keyOf(id, row.id));
    const standard = standardLinesOf(report, seen).find((one) => one.id === id) ?? refuseUnknown(`standard "${id}"`);
    const answers = row.answers.flatMap(({ control, relation, reason, verdict }): RequirementAnswer['answers'] => {
      const known = index.controls.get(control);
      if (known === undefined) return [];
      const elements = known.subjects.map(({ subject, population, verdict: at, shares, checks }) => ({
        subject,
        name: elementName(seen.map, subject),
        population,
        verdict: at,
        shares,
        checks: checks.map(({ subject: of, claim, verdict: judged, why, evidence }) => ({ subject: of, claim, verdict: judged, why, entries: [...evidence] })),
      }));
      const { title, layer, remedy, who } = known;
      return [{ control, title, layer, relation, reason, verdict, elements, remedy, who, effort: effortOf.get(control) ?? 0 }];
    });
    const directly = row.directly?.at.map(({ subject, claim, verdict, because, evidence }) => ({ subject, claim, verdict, because, entries: [...evidence] }));
    const cited = new Set([
      ...answers.flatMap(({ elements }) => elements.flatMap(({ checks }) => checks.flatMap(({ entries }) => entries))),
      ...(directly ?? []).flatMap(({ entries }) => entries),
      ...(gap?.attacks.cheapest?.story.hops.flatMap(({ evidence }) => evidence) ?? []),
    ]);
    const cheapest = gap?.attacks.cheapest;
    return {
      ...judgedAnswer(seen),
      standard,
      line,
      because: row.because.map(({ fact, value, decidedBy, caution }) => ({
        fact,
        value,
        decidedBy: [...decidedBy],
        ...(caution === undefined ? {} : { caution }),
      })),
      ...(row.remainder === undefined ? {} : { remainder: row.remainder }),
      answers,
      ...(directly === undefined ? {} : { directly }),
      ...(cheapest === undefined
        ? {}
        : { attack: { goal: cheapest.goal, title: index.goals.get(cheapest.goal)?.title ?? cheapest.goal, story: storyShown(cheapest.story) } }),
      closes: (gap?.closes ?? []).flatMap((control) => {
        const known = index.controls.get(control);
        return known === undefined ? [] : [{ control, title: known.title, remedy: known.remedy, who: known.who, effort: effortOf.get(control) ?? 0 }];
      }),
      alsoCloses: (gap?.alsoCloses ?? []).map((one) => ({
        ...one,
        title: index.requirements.get(keyOf(one.standard, one.requirement))?.title ?? one.requirement,
      })),
      statements: report.evidence.filter(({ seq }) => cited.has(seq)).map((one) => ({ ...one })),
    };
  },
);

export interface SideNamed {
  readonly at: number;
  readonly size: number;
}

export const compareQuestion = question(
  'gaps.compare',
  (
    desk,
    { from, to, known, standard }: { readonly from: SideNamed; readonly to: SideNamed; readonly known: Known; readonly standard?: readonly string[] },
  ): ComparisonAnswer => shownComparison(comparing(desk, from, to, known, standard)),
);

export const GAPS_QUESTIONS = [gapsQuestion, standardsQuestion, requirementQuestion, compareQuestion, exclusionsQuestion, owedQuestion];
