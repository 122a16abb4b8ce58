import type { Due } from '../assurance/improvement/due.ts';
import type { GapHistory, History } from '../assurance/improvement/history.ts';
import type { Measure, Measures } from '../assurance/improvement/measures.ts';
import type { Spread } from '../assurance/improvement/quantile.ts';
import type { Trend } from '../assurance/improvement/trend.ts';
import { wrap } from './help.ts';
import { counted, table } from './table.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BARS = '▁▂▃▄▅▆▇█';
const MOST_SHOWN = 15;

/** A length of time as people say it: minutes, hours, days. */
export function lengthText(millis: number): string {
  if (millis < HOUR) return `${Math.round(millis / 60_000)} min`;
  if (millis < 2 * DAY) return `${round(millis / HOUR)} h`;
  return `${round(millis / DAY)} d`;
}

const round = (value: number): number => (value < 10 ? Math.round(value * 10) / 10 : Math.round(value));

/** Shares from 0 to 1 as a row of bars: a dot for none, the lowest bar for anything above it, the highest for all. */
export function sparkline(shares: readonly number[]): string {
  return shares.map((share) => (share <= 0 ? '·' : (BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))] ?? ' '))).join('');
}

const MOST_BARS = 40;

export function trendText(trend: Trend, hindsight: boolean): string {
  const { points } = trend;
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return 'There is no moment to show.';
  const shown =
    points.length <= MOST_BARS ? points : Array.from({ length: MOST_BARS }, (_, i) => points[Math.round((i * (points.length - 1)) / (MOST_BARS - 1))] ?? last);
  const row = (
    name: string,
    of: (point: (typeof points)[number]) => { readonly proven: number; readonly failing: number; readonly owed: number } | undefined,
  ) => {
    const [was, is] = [of(first), of(last)];
    const shares = shown.map((point) => {
      const one = of(point);
      return one === undefined || one.owed === 0 ? 0 : one.proven / one.owed;
    });
    const change = (is?.proven ?? 0) - (was?.proven ?? 0);
    return [name, sparkline(shares), was?.proven ?? 0, is?.proven ?? 0, `${change > 0 ? '+' : ''}${change}`, is?.failing ?? 0, is?.owed ?? 0];
  };
  const layers = first.layers.map(({ layer }) =>
    row(layer, (point) => {
      const one = point.layers.find((each) => each.layer === layer);
      return one === undefined ? undefined : { proven: one.controls.proven, failing: one.controls.failing, owed: one.owed };
    }),
  );
  const outcomes = first.outcomes.map(({ outcome }) =>
    row(outcome, (point) => {
      const one = point.outcomes.find((each) => each.outcome === outcome);
      return one === undefined ? undefined : { proven: one.controls.proven, failing: one.controls.failing, owed: one.owed };
    }),
  );
  const standards = first.standards.map(({ standard }) =>
    row(standard, (point) => {
      const one = point.standards.find((each) => each.standard === standard);
      return one === undefined ? undefined : { proven: one.requirements.proven, failing: one.requirements.failing, owed: one.owed };
    }),
  );
  const head = (of: string) => [of, 'proven, of those owed', 'then', 'now', 'change', 'failing', 'owed'];
  return [
    `From ${trend.from} to ${trend.to}, ${counted(points.length, 'moment')}.`,
    '',
    table(head('controls by layer'), layers.toReversed()),
    '',
    table(head('controls by outcome'), outcomes),
    ...(standards.length === 0 ? [] : ['', table(head('requirements'), standards)]),
    '',
    hindsight ? 'Evidence counts from when it was observed, on the map as it is.' : 'Each moment as it was then: an entry counts from when it was recorded.',
  ].join('\n');
}

const figures = (spread: Spread | null, say: (value: number) => string): readonly string[] =>
  spread === null ? ['no evidence', '', '', ''] : [say(spread.median), say(spread.p90), say(spread.most), String(spread.n)];

export function historyText(history: History, hindsight: boolean): string {
  const { requirements, controls, times } = history;
  const age = (spread: Spread | null, which: 'median' | 'most') => (spread === null ? '' : lengthText(spread[which]));
  const rows = [...times.requirements.map((one) => ({ name: one.standard, ...one })), { name: 'controls, each at each element', ...times.controls }].map(
    (one) => [one.name, one.open, age(one.age, 'median'), age(one.age, 'most'), one.closed, age(one.toClose, 'median'), age(one.toClose, 'most')],
  );
  const named = (one: GapHistory) => (one.standard === undefined ? `${one.control} at ${one.subject}` : `${one.standard} ${one.requirement}`);
  const open = requirements
    .flatMap((one) => one.stretches.filter((each) => each.closed === undefined).map((stretch) => ({ one, stretch })))
    .filter(({ stretch }) => !stretch.sinceBefore)
    .sort((a, b) => b.stretch.lasted - a.stretch.lasted);
  const closed = [...requirements, ...controls]
    .flatMap((one) => one.stretches.filter((each) => each.closed !== undefined).map((stretch) => ({ one, stretch })))
    .sort((a, b) => b.stretch.lasted - a.stretch.lasted);
  const list = (
    all: readonly { readonly one: GapHistory; readonly stretch: GapHistory['stretches'][number] }[],
    say: (stretch: GapHistory['stretches'][number]) => string,
  ) => [
    ...all
      .slice(0, MOST_SHOWN)
      .flatMap(({ one, stretch }) => wrap(`${named(one)} (${one.title}): ${say(stretch)}.`, 96).map((line, i) => `${i === 0 ? '  ' : '    '}${line}`)),
    ...(all.length > MOST_SHOWN ? [`  and ${all.length - MOST_SHOWN} more; --json lists them all.`] : []),
  ];
  return [
    `From ${history.from} to ${history.to}.`,
    '',
    table(['gaps of', 'open', 'median age', 'oldest', 'closed', 'median to close', 'longest'], rows),
    ...(open.length === 0
      ? []
      : [
          '',
          'Opened within this time, and open still:',
          ...list(open, (stretch) => `${stretch.steps.at(-1)?.verdict}, open for ${lengthText(stretch.lasted)}, since ${stretch.opened}`),
        ]),
    ...(closed.length === 0
      ? []
      : [
          '',
          'Closed, longest first:',
          ...list(closed, (stretch) => `${stretch.sinceBefore ? 'at least ' : ''}${lengthText(stretch.lasted)}, closed ${stretch.closed}`),
        ]),
    '',
    ...wrap(
      `${hindsight ? 'Evidence counts from when it was observed, on the map as it is.' : 'As it was then: an entry counts from when it was recorded.'} What was open when this begins is older than it looks.`,
      100,
    ),
  ].join('\n');
}

export function dueText(due: Due): string {
  const falling = due.moments;
  const requirements = falling.reduce((sum, one) => sum + one.requirements.length, 0);
  const goals = falling.reduce((sum, one) => sum + one.goals.length, 0);
  const verdicts = falling.reduce((sum, one) => sum + one.controls.length, 0);
  const rows = falling.flatMap((moment) => {
    const bySource = [...new Set(moment.lapses.map((lapse) => lapse.source))];
    const lapses = bySource.map((source) => {
      const own = moment.lapses.filter((lapse) => lapse.source === source);
      const subjects = own.map((lapse) => `${lapse.claim} of ${lapse.subject}`);
      return `To look again (${source}): ${subjects.slice(0, 4).join(', ')}${subjects.length > 4 ? ` and ${subjects.length - 4} more` : ''}.`;
    });
    const changes = (list: readonly { readonly before: string; readonly after: string }[], say: (i: number) => string) =>
      list.map((one, i) => `${say(i)} (${one.before} to ${one.after})`);
    const falls = [
      ...changes(moment.requirements, (i) => `${moment.requirements[i]?.standard} ${moment.requirements[i]?.requirement}`),
      ...changes(moment.goals, (i) => `attack on ${moment.goals[i]?.goal}`),
    ];
    const controls = moment.controls.map((one) => `${one.control} at ${one.subject} (${one.before} to ${one.after})`);
    return [
      '',
      `${moment.at}`,
      ...lapses.flatMap((line) => wrap(line, 96).map((each, i) => `${i === 0 ? '  ' : '    '}${each}`)),
      ...wrap(`Falls: ${controls.slice(0, 4).join(', ')}${controls.length > 4 ? ` and ${controls.length - 4} more` : ''}.`, 96).map(
        (line, i) => `${i === 0 ? '  ' : '    '}${line}`,
      ),
      ...(falls.length === 0
        ? []
        : wrap(`With it: ${falls.slice(0, 8).join(', ')}${falls.length > 8 ? ` and ${falls.length - 8} more` : ''}.`, 96).map(
            (line, i) => `${i === 0 ? '  ' : '    '}${line}`,
          )),
    ];
  });
  const silent = due.sources.filter((one) => one.silent);
  const expired = due.sources.filter((one) => one.expired && !one.silent);
  const sources = (list: Due['sources'], say: (one: Due['sources'][number]) => string) =>
    list.flatMap((one) => wrap(say(one), 96).map((line, i) => `${i === 0 ? '  ' : '    '}${line}`));
  return [
    ...wrap(
      falling.length === 0
        ? `Nothing that is proven or decided now changes by itself until ${due.until}.`
        : `Until ${due.until}, unless somebody looks again, ${counted(verdicts, 'verdict')} of controls, ${counted(requirements, 'requirement')} and ${counted(goals, 'goal')} of an attack change at ${counted(falling.length, 'moment')}.`,
      100,
    ),
    ...rows,
    ...(silent.length === 0
      ? []
      : [
          '',
          'Silent, by their own habit:',
          ...sources(
            silent,
            (one) =>
              `${one.source}: last heard ${one.last}, usually every ${lengthText(one.usually ?? 0)}; ${counted(one.watches.length, 'statement')} rest on it.`,
          ),
        ]),
    ...(expired.length === 0
      ? []
      : [
          '',
          'Nothing they said is good any more:',
          ...sources(
            expired,
            (one) =>
              `${one.source}: last heard ${one.last}; ${counted(one.watches.length, 'statement')} of it ${one.watches.length === 1 ? 'has' : 'have'} expired.`,
          ),
        ]),
  ].join('\n');
}

export function measuresText(found: Measures): string {
  const say = (one: Measure) => (one.unit === 'share' ? (value: number) => `${Math.round(value * 1000) / 10} %` : lengthText);
  const worst = (one: Measure): readonly string[] => {
    // Of shares the small ones are the bad ones.
    if (one.spread === null || one.better === 'lower') return figures(one.spread, say(one));
    return [say(one)(one.spread.median), '', say(one)(one.spread.least), String(one.spread.n)];
  };
  const rows = found.measures.map((one) => [...worst(one), one.silent.length === 0 ? '' : String(one.silent.length), one.layer, one.title]);
  const fresh = found.freshness.toReversed().map((one) => {
    const all = one.fresh + one.expired + one.never;
    return [
      one.layer,
      one.fresh,
      one.expired,
      one.never,
      `${all === 0 ? 0 : Math.round((100 * one.fresh) / all)} %`,
      one.age === null ? '' : lengthText(one.age.median),
    ];
  });
  return [
    table(['median', '90 %', 'worst', 'n', 'silent', 'layer', 'measure'], rows.toReversed()),
    '',
    table(['evidence of', 'fresh', 'expired', 'never', 'share fresh', 'median age'], fresh),
    '',
    ...wrap(
      `At ${found.at}. n is the number of statements, or of elements that were seen; silent, of elements that owe it and of which nobody has said anything, and of subjects with nothing new since ${found.since}, whose last figures stay. Every figure is from evidence: --json names the entries.`,
      100,
    ),
  ].join('\n');
}
