import type { Settling } from '../assurance/settle/model.ts';
import { settle as settling } from '../assurance/settle/settle.ts';
import { STANDARDS } from '../assurance/standards/index.ts';
import { graphOf } from './attack.ts';
import type { Command } from './command.ts';
import { standardsOf } from './gap.ts';
import { wrap } from './help.ts';
import { JUDGED, wholeNumber } from './parse.ts';
import { counted } from './table.ts';
import { openWorkspace } from './workspace.ts';

const settle: Command = {
  noun: 'gap',
  verb: 'settle',
  usage: '[FILE]',
  most: 1,
  about: 'Says which few checks would settle the most undecided requirements, in order, with what each does for goals of an attack, and what no check settles.',
  options: [
    { name: 'standard', kind: 'texts', value: 'ID', about: `of ${STANDARDS.length} standards, or all (default: those the map says are owed)` },
    { name: 'most', kind: 'text', value: 'N', about: 'how many checks there is time for (default: 10)' },
    ...JUDGED,
  ],
  examples: ['assay gap settle --standard cra', 'assay gap settle --standard en-303-645,cra --most 25 --json'],
  async run(args, io) {
    const most = wholeNumber(args, 'most', { least: 1, most: 100_000, otherwise: 10 });
    const workspace = await openWorkspace(args, io, args.positionals[0]);
    const { map, at, position, head } = workspace;
    const found = settling({ map, at, position, graph: graphOf(workspace), standards: standardsOf(args, workspace), most });
    return { json: { ...found, head }, text: settlingText(found), code: 0 };
  },
};

export function settlingText(found: Settling): string {
  const { undecided, settleable, checks, needed, settled, atMost, exact, goals, beyond } = found;
  if (undecided === 0) return 'Nothing is undecided: every requirement that is owed is proven, failing or excluded.';
  const bound =
    checks.length === needed
      ? 'and no fewer would do: each of them is needed'
      : exact
        ? 'and no choice of so many settles more'
        : `and no choice of so many settles more than ${atMost}`;
  const list = checks.flatMap(({ rank, check, cumulative, settles, ifFailing, goals: at }) => {
    const done = settles.map((one) => `${one.standard} ${one.requirement}`);
    const goalCount = new Set([...at.ifProven, ...at.ifFailing, ...at.onAttack]).size;
    const facts = [
      check.kind === 'evidence'
        ? `${check.who}, about ${days(check.days)} to look, ${days(check.daysIfMissing)} to put in place where it is missing`
        : `about ${days(check.days)}`,
      done.length === 0
        ? `one of several for what follows; ${cumulative} settled so far`
        : `settles ${done.slice(0, 6).join(', ')}${done.length > 6 ? ` and ${done.length - 6} more` : ''}; ${cumulative} so far`,
      ...(ifFailing.length === 0 ? [] : [`if it fails, ${counted(ifFailing.length, 'requirement')} ${ifFailing.length === 1 ? 'is' : 'are'} failing at once`]),
      ...(goalCount === 0 ? [] : [`bears on ${counted(goalCount, 'goal')} of an attack`]),
    ];
    return [
      ...wrap(`${rank}. ${check.todo}`, 98).map((line, i) => (i === 0 ? line : `   ${line}`)),
      ...wrap(`${facts.join('; ')}.`, 96).map((line) => `   ${line}`),
    ];
  });
  const forGoals = goals.flatMap(({ control, subject, title, ifProven, ifFailing, onAttack, inOrder }) => {
    const parts = [
      ...(ifProven.length === 0 ? [] : [`if it holds, ${ifProven.slice(0, 3).join(', ')} ${ifProven.length === 1 ? 'is' : 'are'} closed`]),
      ...(ifFailing.length === 0 ? [] : [`if it fails, ${ifFailing.slice(0, 3).join(', ')} ${ifFailing.length === 1 ? 'is' : 'are'} reachable`]),
      ...(onAttack.length === 0 ? [] : [`stands on the nearest attack on ${onAttack.length <= 3 ? onAttack.join(', ') : counted(onAttack.length, 'goal')}`]),
      ...(inOrder.length === 0 ? [] : [`number ${inOrder.join(', ')} above`]),
    ];
    return wrap(`${control} at ${subject} (${title}): ${parts.join('; ')}.`, 96).map((line, i) => (i === 0 ? `  ${line}` : `    ${line}`));
  });
  return [
    ...wrap(
      `${counted(undecided, 'requirement')} ${undecided === 1 ? 'is' : 'are'} undecided, and checks can settle ${settleable} of them, ${counted(needed, 'check')} in all. The ${counted(checks.length, 'check')} below ${checks.length === 1 ? 'settles' : 'settle'} ${settled}, ${bound}.`,
      100,
    ),
    '',
    ...list,
    ...(forGoals.length === 0 ? [] : ['', 'What settles most goals of an attack:', ...forGoals]),
    ...(beyond.length === 0
      ? []
      : ['', ...wrap(`${counted(beyond.length, 'requirement')} no check settles: something of each needs a person. --json lists them with why.`, 100)]),
  ].join('\n');
}

const days = (n: number): string => `${n} ${n === 1 ? 'day' : 'days'}`;

export const GAP_SETTLE: readonly Command[] = [settle];
