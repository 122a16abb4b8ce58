import { VERDICTS } from '../model.ts';
import { cheapestAttack, noAttack, noGaps, stops } from './answer.ts';
import { cautionsOf } from './caution.ts';
import { LIMITS } from './limits.ts';
import { grid, inline } from './markdown-text.ts';
import type { AttackStory, Gap, Report } from './model.ts';
import {
  counted,
  day,
  distance,
  figure,
  first,
  LAYER_WORDS,
  moment,
  OUTCOME_WORDS,
  personDays,
  REACH_WORDS,
  TOP_DOWN,
  tallyWords,
  titled,
  total,
  VERDICT_WORDS,
} from './words.ts';

/** Rows of one table, where the HTML form has room for more. */
export const MOST_ROWS = 600;

interface Names {
  readonly control: (id: string) => string;
  readonly goal: (state: string) => string;
}

/**
 * The gap report as GitHub Flavored Markdown, in the order of the HTML form. What stands before the first rule (`---`) is the position on
 * one page, and short enough for a pull-request comment. Pure: equal reports give equal bytes. Foreign text stays text.
 */
export function renderMarkdown(report: Report): string {
  const titles = new Map(report.controls.map((one) => [one.id, one.title]));
  const states = new Map(report.goals.map((one) => [one.state, one.title]));
  const names: Names = { control: (id) => titles.get(id) ?? id, goal: (state) => states.get(state) ?? state };
  const blocks = [
    ...glance(report, names),
    '---',
    ...goals(report),
    ...stories(report, names),
    ...moves(report, names),
    ...settle(report),
    ...pairs(report, names),
    ...gaps(report, names),
    ...requirements(report, names),
    ...controls(report),
    ...exclusions(report, names),
    ...annex(report),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function more(left: number, what: string): readonly string[] {
  return left === 0 ? [] : [`${figure(left)} more ${what} not printed here; the JSON form of this report has all of them.`];
}

function capped(head: Parameters<typeof grid>[0], rows: readonly (readonly string[])[], what: string): readonly string[] {
  const { shown, left } = first(rows, MOST_ROWS);
  return [grid(head, shown), ...more(left, what)];
}

const TALLY_HEAD = VERDICTS.map((verdict) => ({ right: VERDICT_WORDS[verdict].word }));

function glance(report: Report, names: Names): readonly string[] {
  const goal = cheapestAttack(report.goals);
  const standards = report.standards.map((one) => [
    inline(one.title),
    figure(total(one.tally)),
    ...VERDICTS.map((verdict) => figure(one.tally[verdict])),
    figure(one.notApplicable),
  ]);
  const { shown, left } = first(report.moves, LIMITS.movesOnPageOne);
  return [
    `# Gap report: ${inline(report.service.name)}`,
    `**${inline(report.answer)}**`,
    ...(report.points.length === 0
      ? []
      : [
          report.points
            .slice(0, LIMITS.points)
            .map((point) => `- ${inline(point)}`)
            .join('\n'),
        ]),
    ...(report.evidence.length === 0
      ? [
          'Nothing has been shown yet: the ledger holds no evidence on this service. `assay evidence claims` lists what can be said, `assay evidence add` records it.',
        ]
      : []),
    `Judged as of ${inline(moment(report.at))}, on ${counted(report.head.size, 'ledger entry', 'ledger entries')}.`,
    '## The five layers',
    grid(
      ['Controls', ...TALLY_HEAD],
      TOP_DOWN.flatMap((layer) => report.layers.filter((one) => one.layer === layer)).map((one) => [
        LAYER_WORDS[one.layer].name,
        ...VERDICTS.map((verdict) => figure(one.controls[verdict])),
      ]),
    ),
    '## Standards',
    standards.length === 0
      ? 'No standard was asked for: name some with `--standard`.'
      : grid(['Requirements', { right: 'owed' }, ...TALLY_HEAD, { right: 'not applicable' }], standards),
    '## What the service must do',
    grid(
      ['Controls', ...TALLY_HEAD],
      report.outcomes.map((one) => [OUTCOME_WORDS[one.outcome], ...VERDICTS.map((verdict) => figure(one.controls[verdict]))]),
    ),
    '## The cheapest attack on what matters most',
    goal === undefined
      ? noAttack(report)
      : `${inline(titled(goal.title))} (${REACH_WORDS[goal.reach].word}): ${inline(goal.cheapest.summary)} ${priced(goal.cheapest)}.`,
    '## Next moves',
    shown.length === 0
      ? 'No control that is missing would stop an attack or close a gap.'
      : grid(
          ['Do', 'Who', { right: 'Effort' }, 'What it does'],
          shown.map((move) => [`${figure(move.rank)}. ${inline(move.title)}`, inline(move.who), personDays(move.effort), inline(stops(move, names.goal))]),
        ),
    ...(left === 0 ? [] : [`${counted(left, 'more move')} below. Effort is an assumption to rank by.`]),
  ];
}

function priced(story: AttackStory): string {
  return `${story.bound === 'exact' ? 'About' : 'At most'} ${personDays(story.days)}, ${counted(story.hops.length, 'step')}`;
}

function goals(report: Report): readonly string[] {
  const rows = report.goals.map((goal) => [
    inline(goal.title),
    figure(goal.weight),
    goal.members === undefined ? '' : figure(goal.members),
    REACH_WORDS[goal.reach].word,
    goal.cheapest === undefined ? 'none known' : priced(goal.cheapest),
    goal.unavoidable.map(inline).join('; '),
  ]);
  return [
    '## 1. What is at stake',
    ...(rows.length === 0
      ? [noAttack(report)]
      : capped(['Goal', { right: 'Weight' }, { right: 'Members' }, 'Verdict', 'Cheapest way', 'No way round'], rows, 'goals')),
  ];
}

function stories(report: Report, names: Names): readonly string[] {
  const told = report.goals.flatMap((goal) => (goal.cheapest === undefined ? [] : [{ goal, story: goal.cheapest }]));
  const { shown, left } = first(told, LIMITS.stories);
  const one = ({ goal, story }: (typeof told)[number]) => [
    `### ${inline(goal.title)}`,
    `${inline(story.summary)} ${priced(story)}.`,
    story.hops
      .map((hop, i) => {
        const at = (all: typeof hop.closedBy) =>
          all.map(({ control, subject, verdict }) => `${inline(names.control(control))} at ${inline(subject)} (${VERDICT_WORDS[verdict].word})`).join('; ');
        const said = [
          LAYER_WORDS[hop.layer].name,
          hop.status === 'open' ? 'shown to be open' : 'undecided',
          personDays(hop.days),
          ...hop.techniques.map(inline),
        ].join(', ');
        const seqs = hop.evidence.length === 0 ? '' : ` Entries ${hop.evidence.join(', ')}.`;
        return `${i + 1}. ${inline(hop.sentence)} (${said})${seqs}\n   Would close it: ${at(hop.closedBy) || 'no control that Assay knows'}.${hop.narrowedBy === undefined ? '' : ` Would make it rarer: ${at(hop.narrowedBy)}.`} Would notice: ${at(hop.seenBy) || 'nothing'}.`;
      })
      .join('\n'),
  ];
  return ['## 2. How an attack gets there', ...(told.length === 0 ? [noAttack(report)] : shown.flatMap(one)), ...more(left, 'stories')];
}

function moves(report: Report, names: Names): readonly string[] {
  const rows = report.moves.map((move) => [
    `${figure(move.rank)}. ${inline(move.title)}${move.tooCloseToCall ? ' (too close to call with the one before)' : ''}`,
    VERDICT_WORDS[move.verdict].word,
    inline(move.remedy),
    inline(move.who),
    personDays(move.effort),
    inline(stops(move, names.goal)),
    move.answers
      .filter((answer) => answer.closes)
      .map((answer) => inline(`${answer.standard} ${answer.requirement}`))
      .join(', '),
  ]);
  return [
    '## 3. What to do next',
    ...(rows.length === 0
      ? ['No control that is missing would stop an attack or close a gap at this moment.']
      : capped(['Control', 'Verdict', 'Do', 'Who', { right: 'Effort' }, 'What it does', 'Closes'], rows, 'moves')),
  ];
}

function settle(report: Report): readonly string[] {
  const rows = report.settle.map((one) => [inline(one.title), inline(one.subject), figure(one.goals), inline(one.how)]);
  return [
    '## 4. The checks that would settle most attacks',
    ...(rows.length === 0
      ? ['No goal hangs on a check that nobody has made.']
      : capped(['Control', 'Where', { right: 'Goals' }, 'How to find out'], rows, 'checks')),
  ];
}

function pairs(report: Report, names: Names): readonly string[] {
  const rows = report.oneFailureDeep.map((one) => [
    one.controls.map((id) => inline(names.control(id))).join(' and '),
    inline(names.goal(one.goal)),
    one.shared.map(inline).join('; '),
  ]);
  return [
    '## 5. Defences that fall together',
    ...(rows.length === 0
      ? ['No two controls that guard the same goal were found to fall by one failure.']
      : capped(['Controls', 'Goal', 'What they share'], rows, 'pairs')),
  ];
}

function gaps(report: Report, names: Names): readonly string[] {
  const why = (gap: Gap) => {
    const { shown, left } = first(gap.why, LIMITS.whyGroups);
    const parts = shown.map(
      (one) => `${inline(names.control(one.control))} ${VERDICT_WORDS[one.verdict].word} at ${inline(one.subject)}: ${inline(one.because)}`,
    );
    return [...parts, ...(left === 0 ? [] : [`${figure(left)} more`]), ...(gap.remainder === undefined ? [] : [`left over: ${inline(gap.remainder)}`])].join(
      '; ',
    );
  };
  const rows = report.gaps.map((gap, i) => [
    String(i + 1),
    `${inline(gap.standard)} ${inline(gap.requirement)}`,
    `${inline(gap.title)}${levelWords(gap)}`,
    VERDICT_WORDS[gap.verdict].word + (gap.applies === 'undecided' ? ', applicability undecided' : ''),
    why(gap),
    gap.attacks.goals === 0
      ? 'none known'
      : `${counted(gap.attacks.goals, 'goal')}${gap.attacks.cheapest === undefined ? '' : `; cheapest: ${inline(gap.attacks.cheapest.story.summary)}`}`,
    gap.closes.map((id) => inline(names.control(id))).join('; '),
    gap.alsoCloses.map((one) => inline(`${one.standard} ${one.requirement}`)).join(', '),
  ]);
  return [
    '## 6. Gaps',
    ...(rows.length === 0
      ? [inline(noGaps(report))]
      : capped([{ right: '#' }, 'Requirement', 'Title', 'Verdict', 'Why', 'Lets through', 'Closes it', 'Closes with it'], rows, 'gaps')),
  ];
}

/** ` (M, L1)`: whether it is mandatory, and the lowest level that asks for it. */
function levelWords({ level, levels }: { readonly level?: string; readonly levels?: readonly string[] }): string {
  const words = [level, levels?.[0]].filter((word) => word !== undefined);
  return words.length === 0 ? '' : ` (${words.map(inline).join(', ')})`;
}

function requirements(report: Report, names: Names): readonly string[] {
  return [
    '## 7. Requirements',
    ...(report.standards.length === 0 ? ['No standard was asked for.'] : []),
    ...report.standards.flatMap((standard) => [
      `### ${inline(standard.title)}, ${inline(standard.edition)}`,
      `${counted(total(standard.tally), 'requirement')} owed: ${tallyWords(standard.tally)}. ${figure(standard.notApplicable)} not applicable.${standard.applicabilityUndecided === 0 ? '' : ` Of those owed, the map does not say of ${figure(standard.applicabilityUndecided)} whether they apply.`}${standard.later.map((one) => ` ${figure(one.requirements)} bind from ${moment(one.from)}.`).join('')} Source: ${inline(standard.source)}.`,
      ...capped(
        ['Requirement', 'Title', 'Verdict', 'Answered by, or why it does not apply'],
        standard.requirements.map((row) => [
          `${inline(row.id)}${levelWords(row)}`,
          inline(row.title),
          VERDICT_WORDS[row.verdict].word,
          row.applies === 'no'
            ? row.because.map((fact) => `${inline(fact.fact)}: ${fact.value}`).join('; ')
            : [
                ...(row.directly?.at ?? []).map((one) => `${inline(one.subject)}: ${inline(one.because)}`),
                ...row.answers.map((answer) => `${inline(names.control(answer.control))} (${answer.relation}, ${VERDICT_WORDS[answer.verdict].word})`),
                ...(row.remainder === undefined ? [] : [`left over: ${inline(row.remainder)}`]),
                ...cautionsOf(row.because).map(inline),
              ].join('; ') || 'no control',
        ]),
        'requirements',
      ),
    ]),
  ];
}

function controls(report: Report): readonly string[] {
  return [
    '## 8. Controls by layer',
    ...(report.controls.length === 0 ? ['No control was judged.'] : []),
    ...TOP_DOWN.flatMap((layer) => {
      const here = report.controls.filter((control) => control.layer === layer);
      if (here.length === 0) return [];
      const rows = here.map((control) => {
        const { shown, left } = first(control.subjects, LIMITS.subjectsInLine);
        const where = shown.map((one) => `${inline(one.subject)}: ${tallyWords(one.shares)}`).join('; ');
        return [inline(control.title), inline(control.id), VERDICT_WORDS[control.verdict].word, left === 0 ? where : `${where}; ${figure(left)} more`];
      });
      return [`### ${LAYER_WORDS[layer].name}`, ...capped(['Control', 'Id', 'Verdict', 'Where'], rows, 'controls')];
    }),
  ];
}

function exclusions(report: Report, names: Names): readonly string[] {
  const rows = report.exclusions.map((one) => [
    inline(names.control(one.control)),
    inline(one.subject),
    inline(one.reason),
    inline(one.approver),
    inline(one.until),
  ]);
  return [
    '## 9. Exclusions',
    ...(rows.length === 0 ? ['Nothing is excluded.'] : capped(['Control', 'Where', 'Reason', 'Approved by', 'Until'], rows, 'exclusions')),
  ];
}

function annex(report: Report): readonly string[] {
  const { head, library, service } = report;
  const rows = report.evidence.map((one) => [
    String(one.seq),
    inline(one.subject),
    inline(one.claim),
    inline(one.value),
    inline(one.method),
    inline(one.source),
    inline(day(one.observedAt)),
    `${inline(day(one.expiresAt))}${distance(one.expiresAt, report.at).endsWith('before') ? ' (lapsed)' : ''}`,
  ]);
  return [
    '## A. Evidence',
    ...(rows.length === 0
      ? ['No evidence stands on the ledger for this service.']
      : capped([{ right: 'Entry' }, 'Subject', 'Claim', 'Value', 'Method', 'Source', 'Observed', 'Relied on until'], rows, 'entries')),
    '## B. Assumptions',
    ...(report.assumptions.length === 0 ? ['None was recorded.'] : [report.assumptions.map((one) => `- ${inline(one)}`).join('\n')]),
    `Library of attack steps ${inline(library.version)}: ${counted(library.templates, 'template')}, ${counted(library.steps, 'step')}, ${counted(library.states, 'state')}.${library.notAnalysed.length === 0 ? '' : ` Not analysed, and therefore not safe: ${library.notAnalysed.map(inline).join(', ')}.`}`,
    '## C. How to verify this report',
    [
      `- Moment judged: ${inline(report.at)}`,
      `- Ledger: ${inline(head.origin)}, ${counted(head.size, 'entry', 'entries')}, root ${inline(head.root)}`,
      `- Map: ${inline(service.id)}, ${inline(service.mapDigest)}`,
    ].join('\n'),
    '`assay ledger verify` checks every entry, hash and signature. `assay ledger prove 12` shows that entry 12 is in the ledger with this root. `assay gap report` at the same moment makes the same bytes again. Give each `--data` and the data folder, and the report `--service` and the map, where they are not in the present folder.',
  ];
}
