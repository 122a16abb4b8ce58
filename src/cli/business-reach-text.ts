import type { ControlCut, Fall, FallTold, Foundation, LinkBetween, MapCut, Matrix, Reached, ThroughCell, WayFrom } from '../business/reach/index.ts';
import { figure } from '../core/index.ts';
import { storyText } from './attack.ts';
import { SAID } from './attack-solve.ts';
import { wrap } from './help.ts';
import { counted, table } from './table.ts';

/** Rows of a list that a person reads; `--json` has all of them. */
const SHOWN = 40;

export function fallsText(falls: readonly Fall[]): string {
  const [first] = falls;
  if (first === undefined) return 'The map has no system of business or development.';
  const rows = falls
    .slice(0, SHOWN)
    .map((fall) => [
      fall.part,
      fall.layer,
      fall.states.length === 0 ? '-' : fall.weight.proven,
      fall.states.length === 0 ? '-' : fall.weight.perhaps,
      fall.days ?? '-',
      fall.goals.filter((goal) => !goal.anyway).length,
      figure(fall.devices.may),
      figure(fall.households.may),
      fall.states.length === 0 ? 'not analysed' : fall.name,
    ]);
  return [
    ...wrap(
      `What falls in the product if one system falls, alone: weights of critical goals out of ${first.weight.of}, by steps shown to be open and by those that are not settled. Days: what the cheapest ways cost from there, on average.`,
      100,
    ),
    '',
    table(['if it falls', 'layer', 'proven', 'perhaps', 'days', 'own', 'devices', 'homes', 'which is'], rows),
    ...(falls.length > SHOWN ? [`and ${falls.length - SHOWN} more; --json lists them all.`] : []),
    ...wrap('Own: goals that no outsider is proven to reach without it.', 100),
  ].join('\n');
}

export function foundationsText(foundations: readonly Foundation[]): string {
  const rows = foundations
    .slice(0, SHOWN)
    .map((one) => [
      one.id,
      one.kind,
      one.rests.filter((each) => each.what === 'control').length,
      one.rests.filter((each) => each.what === 'gate').length,
      one.name,
    ]);
  const calls = foundations.flatMap((one) => [
    ...one.holds.map(({ goal, controls, reach }) =>
      controls.length > 1
        ? `One failure deep: ${goal} is closed by ${controls.join(' and ')}, and all of them rest on ${one.name}. Were it to fail, ${goal} would be ${SAID[reach]}.`
        : `${goal} is closed by ${controls.join('')} alone, which rests on ${one.name}.`,
    ),
    ...one.would.map(({ goal, controls }) => `Would be one failure deep: ${controls.join(' and ')} for ${goal}; both rest on ${one.name}.`),
  ]);
  const none = 'Of the critical goals that evidence closes now, none was found to be closed only by controls that rest on one of them.';
  return [
    'What controls rest on:',
    ...(rows.length === 0
      ? ['nothing that signs in, administers or supplies several parts.']
      : [table(['foundation', 'kind', 'controls', 'gates', 'which is'], rows)]),
    '',
    ...(calls.length === 0 ? wrap(none, 100) : calls.flatMap((line) => wrap(line, 100))),
  ].join('\n');
}

export function fallText(fall: FallTold): string {
  const rows = fall.goals.map((goal) => [
    goal.weight,
    SAID[goal.reach],
    goal.anyway ? 'yes' : '',
    goal.way.story.days,
    goal.way.direct ? 'direct' : `indirect, ${counted(goal.way.through.length, 'part')}`,
    goal.goal,
  ]);
  const own = fall.goals.filter((goal) => !goal.anyway);
  const told = [...own, ...fall.goals.filter((goal) => goal.anyway)].slice(0, 3);
  return [
    ...wrap(
      `If ${fall.name} falls (${fall.states.join(', ')}) and nothing else: ${fall.weight.proven} of ${fall.weight.of} by weight is proven to fall with it, and ${fall.weight.perhaps} more perhaps. ${figure(fall.devices.may)} devices and ${figure(fall.households.may)} homes may be affected, ${figure(fall.devices.proven)} and ${figure(fall.households.proven)} by proof.`,
      100,
    ),
    '',
    ...(rows.length === 0 ? ['No critical goal follows from it.'] : [table(['weight', 'reach', 'anyway', 'days', 'way', 'goal'], rows)]),
    ...told.flatMap((goal) => ['', storyText(goal.way.story, `${goal.goal}${passing(goal.way)}.`)]),
  ].join('\n');
}

function passing(way: WayFrom): string {
  return way.direct ? ', directly' : `, through ${way.through.join(', ')}`;
}

export function reachedText(reached: Reached): string {
  const answers = reached.answers.map((one) => {
    const head = `${one.goal}: ${SAID[one.reach]}, from ${reached.from.join(' and ')} alone.`;
    if (one.ways.length === 0)
      return [...wrap(one.reach === 'proven-closed' ? head : `${head} No way that Assay knows leads there.`, 100), ...(one.shut ?? []).flatMap(shutText)].join(
        '\n',
      );
    const same = reached.answers.find((other) => toldBy(other) === toldBy(one));
    if (same !== undefined && same !== one) return [...wrap(`${head} The ways are those of ${same.goal}.`, 100)].join('\n');
    const direct =
      one.direct === undefined
        ? ['No way is direct: each goes through something of a third part.']
        : one.ways.some((way) => way.direct)
          ? []
          : [storyText(one.direct.story, 'The cheapest direct way.')];
    const stories = one.ways.map((way, i) => storyText(way.story, `Way ${i + 1}${passing(way)}.`));
    return [
      ...wrap(head, 100),
      ...stories.flatMap((story) => ['', story]),
      '',
      ...direct.flatMap((line) => (line.includes('\n') ? [line] : wrap(line, 100))),
    ].join('\n');
  });
  return [
    answers.join('\n\n'),
    ...(reached.answers.every((one) => one.ways.length === 0) ? [] : ['', controlsText(reached.controls), '', mapText(reached.map)]),
  ].join('\n');
}

/** The sentences of all ways: of many and of one of them they are often the same. */
function toldBy({ ways }: Reached['answers'][number]): string {
  return ways.map((way) => way.story.hops.map((hop) => hop.sentence).join(' ')).join('\n');
}

function shutText({ sentence, closedBy, evidence }: NonNullable<Reached['answers'][number]['shut']>[number]): readonly string[] {
  const by = closedBy.map((at) => `${at.control} at ${at.subject} (${at.verdict})`).join(' and ');
  return wrap(`${sentence} Closed by ${by}${evidence.length === 0 ? '' : `; entries ${evidence.join(', ')}`}.`, 96).map(
    (line, i) => `${i === 0 ? '  - ' : '    '}${line}`,
  );
}

function controlsText(cut: ControlCut): string {
  const bound = cut.bound === 'exact' ? 'no set that does so takes less' : `none takes less than ${figure(cut.lowerDays)}`;
  const head =
    cut.controls.length === 0
      ? []
      : [
          ...wrap(
            `The smallest change that cuts ${cut.cuts.join(', ')}: prove ${counted(cut.controls.length, 'control')}, about ${figure(cut.days)} person-days (${bound}).`,
            100,
          ),
          table(
            ['days', 'control', 'verdict', 'at'],
            cut.controls.map((one) => [one.days, `${one.control}@${one.subject}`, one.verdict, one.at]),
          ),
          ...cut.foundations.flatMap((one) =>
            wrap(`${counted(one.controls.length, 'of them rests', 'of them rest')} on ${one.name} (${one.kind}): whoever rules it undoes them together.`, 100),
          ),
        ];
  const beyond = cut.beyond.flatMap((one) => ['', storyText(one.stays.story, `No controls cut ${one.goal}: with all of them proven, this way stays.`)]);
  return [...head, ...beyond].join('\n').replace(/^\n/, '');
}

function mapText(cut: MapCut): string {
  const undecided =
    cut.undecided.length === 0
      ? []
      : wrap(`What taken off the map would cut ${cut.undecided.join(', ')} was not found: the search was cut short, and there may be something.`, 100);
  if (cut.elements.length === 0)
    return [...(cut.beyond.length === 0 ? [] : wrap(`Nothing that could be taken off the map cuts ${cut.beyond.join(', ')}.`, 100)), ...undecided].join('\n');
  const bound = cut.bound === 'exact' ? 'no fewer do' : `no fewer than ${cut.lower} do`;
  return [
    ...wrap(`On the map, ${counted(cut.elements.length, 'thing')} taken away would cut ${cut.cuts.join(', ')} (${bound}):`, 100),
    ...cut.elements.flatMap((one) => wrap(`${one.says} (${one.id})`, 96).map((line, i) => `${i === 0 ? '  - ' : '    '}${line}`)),
    ...(cut.beyond.length === 0 ? [] : wrap(`Nothing that could be taken away cuts ${cut.beyond.join(', ')}.`, 100)),
    ...undecided,
  ].join('\n');
}

export function linksText(links: readonly LinkBetween[], from: string): string {
  const shown = links.filter((one) => one.closes.length + one.unproves.length + one.dearer.length > 0);
  const rows = shown.slice(0, SHOWN).map((one) => [one.id, one.layers.join('/'), one.steps, one.status, one.weight, one.unproves.length, one.raised]);
  const idle = links.length - shown.length;
  return [
    ...wrap(
      `${counted(links.length, 'link, flow, network or gate joins', 'links, flows, networks and gates join')} two layers. Each is taken away in turn${from === '' ? '' : `, of ways from ${from} alone`}: what closes, what is no longer proven, and what the cheapest ways then cost more, in person-days times weight.`,
      100,
    ),
    '',
    ...(rows.length === 0
      ? ['Without none of them alone does anything close or cost more.']
      : [table(['without', 'layers', 'steps', 'status', 'closes', 'unproves', 'dearer by'], rows)]),
    ...shown.filter((one) => one.closes.length > 0).flatMap((one) => wrap(`Without ${one.says}, closed: ${one.closes.join(', ')}.`, 100)),
    ...(idle === 0 || rows.length === 0 ? [] : wrap(`Without any one of the other ${idle}, nothing closes and no cheapest way costs more.`, 100)),
  ].join('\n');
}

export function matrixText({ rows, columns, cells }: Matrix): string {
  const shown = cells
    .toSorted((a, b) => b.goals.proven - a.goals.proven || b.goals.may - a.goals.may || b.steps - a.steps)
    .map((cell) => [cell.row, cell.column, cell.steps, cell.status, cell.goals.proven, cell.goals.may, cell.joins.map((one) => one.id).join(', ')]);
  return [
    `${rows} and ${columns}: ${counted(cells.length, 'cell')}.`,
    ...(shown.length === 0 ? [] : [table([rows, columns, 'steps', 'direct', 'goals', 'perhaps', 'joined by'], shown)]),
  ].join('\n');
}

export function throughText({ row, column, by, paths }: ThroughCell): string {
  if (paths.length === 0) return `No way to a critical goal takes a step from ${row} to ${column}.`;
  const rows = paths.map((path) => [path.weight, path.way.story.days, path.goal]);
  const who = by === 'actors' ? 'by the actors of the map, from where they begin' : `by whoever holds ${row}, where no actor of the map comes so far`;
  return [
    ...wrap(`${counted(paths.length, 'critical goal')} through ${row} to ${column}, ${who}.`, 100),
    '',
    table(['weight', 'days', 'goal'], rows),
    ...paths.slice(0, 2).flatMap((path) => ['', storyText(path.way.story, `${path.goal}.`)]),
  ].join('\n');
}
