import { inline } from '../report/markdown-text.ts';
import type { Change, Comparison, ControlChange, GoalChange, RequirementChange } from './model.ts';
import { answerOf, causeWords, DIRECTIONS, stepOf, titleOf } from './words.ts';

const HEADINGS = { regressed: 'Regressed', improved: 'Improved', moved: 'Moved' } as const;

/** The comparison as Markdown, as for a comment on a change: the answer, the counts, then every change with what moved it. `notes` stand below the answer. */
export function comparisonMarkdown(comparison: Comparison, notes: readonly string[]): string {
  const { from, to, counts, requirements, goals, controls } = comparison;
  const kinds = [
    ['Requirements', requirements],
    ['Goals of an attack', goals],
    ['Controls', controls],
  ] as const;
  const section = <T extends Change>(title: string, changes: readonly T[], say: (change: T) => string) =>
    changes.length === 0 ? [] : [`### ${title}`, '', ...changes.map(say), ''];
  return [
    `# From ${from.at} to ${to.at}`,
    '',
    answerOf(comparison),
    '',
    ...notes.flatMap((note) => [inline(note), '']),
    '| | regressed | improved | moved | unchanged |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...(['requirements', 'goals', 'controls'] as const).map((kind) => {
      const { regressed, improved, moved, unchanged } = counts[kind];
      return `| ${kind} | ${regressed} | ${improved} | ${moved} | ${unchanged} |`;
    }),
    '',
    ...DIRECTIONS.flatMap((direction) => {
      const some = kinds.flatMap(([title, changes]) =>
        section(
          title,
          (changes as readonly (ControlChange | RequirementChange | GoalChange)[]).filter((change) => change.direction === direction),
          row,
        ),
      );
      return some.length === 0 ? [] : [`## ${HEADINGS[direction]}`, '', ...some];
    }),
  ].join('\n');
}

function row(change: ControlChange | RequirementChange | GoalChange): string {
  const causes = change.because.map((cause) => `  - ${inline(causeWords(cause))}`);
  return [`- **${inline(titleOf(change))}**: ${inline(stepOf(change))}`, ...causes].join('\n');
}
