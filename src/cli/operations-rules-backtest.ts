import { basename } from 'node:path';
import { type Json, Refused } from '../core/index.ts';
import { isObject } from '../operations/sigma/about.ts';
import { Detector } from '../operations/sigma/detector.ts';
import type { RuleSet } from '../operations/sigma/model.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { eventsIn } from './operations-rules-events.ts';
import { documentsIn, rulesIn, unreadable } from './operations-rules-files.ts';
import { needed } from './parse.ts';
import { counted, table } from './table.ts';

interface Tried {
  readonly file: string;
  readonly events: number;
  readonly rejected: number;
  /** Per rule, how often it was raised. */
  readonly raised: ReadonlyMap<string, number>;
}

interface Expected {
  readonly file: string;
  readonly rules: readonly string[];
  /** Others may be raised as well. */
  readonly more: boolean;
}

/** Runs rules over files of events, each with correlations that begin anew, and holds what is raised against what is expected. Exits 1 where they differ. */
export function backtest(args: Arguments, io: Io): Outcome {
  const paths = args.positionals.slice(1);
  needed(args, 1, 'rules', { noun: 'operations', verb: 'rules', usage: 'backtest PATH… --events FILE' });
  if (args.texts('events').length === 0) {
    throw new Refused(
      cliFaults.fault('003', {
        message: '"operations rules backtest" needs events',
        expected: 'assay operations rules backtest PATH… --events FILE',
        found: 'no --events',
        remedy: 'Name files or folders of events: --events captures/',
      }),
    );
  }
  const set = rulesIn(paths, args, io);
  const tried: Tried[] = [];
  for (const { file, events, rejected } of eventsIn(args.texts('events'), args, io)) {
    const detector = new Detector(set, { anySource: args.flag('any-source') });
    const raised = new Map<string, number>();
    const count = (rule: string) => raised.set(rule, (raised.get(rule) ?? 0) + 1);
    for (const event of events) for (const { rule } of detector.feed(event, file)) count(rule);
    for (const { rule } of detector.end()) count(rule);
    tried.push({ file, events: events.length, rejected, raised });
  }
  const { expected, unknown } = expectations(args, io, tried, set);
  const differences = expected.flatMap((one) => differ(one, tried, set));
  const totals = new Map<string, number>();
  for (const { raised } of tried) for (const [rule, times] of raised) totals.set(rule, (totals.get(rule) ?? 0) + times);
  const json = {
    rules: set.rules.length,
    correlations: set.correlations.length,
    faults: set.faults.length,
    files: tried.map(({ raised, ...rest }) => ({ ...rest, raised: Object.fromEntries(raised) })),
    expected: expected.length,
    notLoaded: unknown,
    differences,
  };
  const text = textOf(tried, totals, set, differences, { expected: expected.length, unknown: unknown.length, all: args.flag('all') });
  const notes = set.faults.length > 0 ? [`${counted(set.faults.length, 'fault')} in the rules; see: assay operations rules check`] : [];
  return { json, text, code: differences.length === 0 ? 0 : 1, notes };
}

function expectations(
  args: Arguments,
  io: Io,
  tried: readonly Tried[],
  set: RuleSet,
): { readonly expected: readonly Expected[]; readonly unknown: readonly string[] } {
  const known = new Set([...set.rules, ...set.correlations].flatMap(({ key, id, name }) => [key, id ?? key, name ?? key]));
  if (args.flag('expect-by-name')) {
    const named = tried.map(({ file }) => ({
      file,
      rules: [
        basename(file)
          .replace(/\.[^.]+$/, '')
          .toLowerCase(),
      ],
      more: true,
    }));
    return {
      expected: named.filter(({ rules }) => rules.every((rule) => known.has(rule))),
      unknown: named.filter(({ rules }) => !rules.every((rule) => known.has(rule))).map(({ file }) => file),
    };
  }
  const file = args.text('expect');
  if (file === undefined) return { expected: [], unknown: [] };
  const shape = 'a list, each with "events", a file, and "rules", a list of ids or names';
  const list = documentsIn(file, io).flatMap((one) => (Array.isArray(one) ? (one as readonly Json[]) : [one]));
  const expected = list.map((one): Expected => {
    const rules = isObject(one) ? one['rules'] : undefined;
    if (!isObject(one) || typeof one['events'] !== 'string' || !Array.isArray(rules) || !(rules as readonly Json[]).every((rule) => typeof rule === 'string'))
      throw unreadable(file, shape);
    return { file: one['events'], rules: rules as readonly string[], more: one['more'] === true };
  });
  return { expected, unknown: [] };
}

interface Difference {
  readonly file: string;
  readonly rule: string;
  readonly title: string;
  readonly what: 'not raised' | 'raised and not expected' | 'no such file of events';
}

function differ({ file, rules, more }: Expected, tried: readonly Tried[], set: RuleSet): readonly Difference[] {
  const found = tried.find((one) => one.file === file || one.file.endsWith(`/${file}`));
  if (found === undefined) return [{ file, rule: '', title: '', what: 'no such file of events' }];
  const all = [...set.rules, ...set.correlations];
  const wanted = new Map(
    rules.map((rule) => [all.find(({ key, id, name }) => [key, id, name].includes(rule) || id === rule.toLowerCase())?.key ?? rule, rule]),
  );
  const titled = (rule: string) => all.find(({ key }) => key === rule)?.title ?? '';
  const missing = [...wanted]
    .filter(([key]) => !found.raised.has(key))
    .map(([key, rule]): Difference => ({ file, rule, title: titled(key), what: 'not raised' }));
  const extra = more
    ? []
    : [...found.raised.keys()]
        .filter((key) => !wanted.has(key))
        .map((rule): Difference => ({ file, rule, title: titled(rule), what: 'raised and not expected' }));
  return [...missing, ...extra];
}

function textOf(
  tried: readonly Tried[],
  totals: ReadonlyMap<string, number>,
  set: RuleSet,
  differences: readonly Difference[],
  { expected, unknown, all }: { readonly expected: number; readonly unknown: number; readonly all: boolean },
): string {
  const titles = new Map([...set.rules, ...set.correlations].map(({ key, title }) => [key, title]));
  const events = tried.reduce((sum, one) => sum + one.events, 0);
  const rejected = tried.reduce((sum, one) => sum + one.rejected, 0);
  const rows = [...totals].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([rule, times]) => [times, titles.get(rule) ?? rule] as const);
  const shown = all ? rows : rows.slice(0, 20);
  return [
    `${counted(tried.length, 'file')}, ${counted(events, 'event')}${rejected > 0 ? `, ${counted(rejected, 'line')} that could not be read` : ''}; ${counted(set.rules.length, 'rule')}, ${counted(set.correlations.length, 'correlation')}.`,
    '',
    ...(rows.length === 0 ? ['No rule was raised.'] : [table(['times', 'rule'], shown)]),
    ...(rows.length > shown.length ? [`… and ${rows.length - shown.length} more; --all lists them.`] : []),
    ...(expected + unknown === 0 ? [] : ['', `${counted(expected, 'expectation')}, ${counted(differences.length, 'difference')}.`]),
    ...(unknown === 0 ? [] : [`${counted(unknown, 'file')} named after a rule that is not loaded.`]),
    ...differences
      .slice(0, 100)
      .map(({ file, rule, title, what }) => `  ${file}: ${what}${rule === '' ? '' : `: ${title === '' ? rule : `${title} (${rule})`}`}`),
  ].join('\n');
}
