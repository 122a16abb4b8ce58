import { dueOf } from '../assurance/improvement/due.ts';
import { historyOf } from '../assurance/improvement/history.ts';
import { measuresOf } from '../assurance/improvement/measures.ts';
import { beginningOf, hindsightOf, type Past, pastOf, pastView } from '../assurance/improvement/past.ts';
import { seriesOf, trendOf } from '../assurance/improvement/trend.ts';
import { Duration, Instant, Refused } from '../core/index.ts';
import { foldCuts } from '../ledger/prefix.ts';
import { register } from '../ledger/projections.ts';
import type { Arguments, Command, Io, Option } from './command.ts';
import { cliFaults } from './faults.ts';
import { standardsOf } from './gap.ts';
import { dueText, historyText, measuresText, trendText } from './gap-improvement-text.ts';
import { JUDGED } from './parse.ts';
import { instantNamed, readKeptMap } from './past.ts';
import { dataFolder, momentOf, openWorkspace, type Workspace, withLedger } from './workspace.ts';

const STANDARD: Option = { name: 'standard', kind: 'texts', value: 'ID', about: 'of these standards, or all (default: those the map says are owed)' };
const SERIES: readonly Option[] = [
  { name: 'from', kind: 'text', value: 'T', about: 'where to begin: a moment or a day (default: when the first evidence was known)' },
  { name: 'to', kind: 'text', value: 'T', about: 'where to end (default: --at, else now)' },
  { name: 'hindsight', kind: 'flag', about: 'let evidence count from when it was observed, whenever it was recorded, on the map as it is' },
];

const MOST_POINTS = 1000;

function lengthNamed(args: Arguments, name: string, otherwise: string): Duration {
  const length = Duration.parse(args.text(name) ?? otherwise);
  if (length > 0) return length;
  throw new Refused(
    cliFaults.fault('005', {
      message: `--${name} takes a length of time above none`,
      expected: 'such as P7D',
      found: args.text(name) ?? otherwise,
      remedy: `Give --${name} such a length.`,
    }),
  );
}

interface Walked extends Workspace {
  readonly past: Past;
  readonly from: Instant;
  readonly to: Instant;
}

/** The past up to the end of the series, and where it begins. Throws `Refused` as `openWorkspace` does. */
async function openSeries(args: Arguments, io: Io): Promise<Walked> {
  const workspace = await openWorkspace(args, io, args.positionals[0]);
  const to = args.text('to') === undefined ? momentOf(args, io) : instantNamed(args.text('to') ?? '');
  const { evidence, exclusions, map, mapDigest, head } = workspace;
  const past = args.flag('hindsight')
    ? hindsightOf(evidence, exclusions, map)
    : await withLedger(
        args,
        io,
        async (ledger) => {
          const [views] = foldCuts(ledger, [register(pastView)], [{ size: head.size }]);
          const view = views?.view(pastView) ?? pastView.initial();
          const maps = view.maps.map(({ digest, from }) => ({
            from: Instant.parse(from),
            map: digest === mapDigest ? map : readKeptMap(dataFolder(args, io), digest, head.size),
          }));
          return pastOf(view, evidence, maps.length === 0 ? [{ from: Instant.of(0), map }] : maps);
        },
        'read',
      );
  const from = args.text('from') === undefined ? (beginningOf(past) ?? to) : instantNamed(args.text('from') ?? '');
  if (from > to) {
    throw new Refused(
      cliFaults.fault('005', {
        message: 'the series ends before it begins',
        expected: `--to after ${Instant.format(from)}`,
        found: Instant.format(to),
        remedy: 'Give --from a moment that is not after --to.',
      }),
    );
  }
  return { ...workspace, past, from, to };
}

const trend: Command = {
  noun: 'gap',
  verb: 'trend',
  usage: '[FILE]',
  most: 1,
  about: 'Shows how the position came about: proven controls by layer and outcome, proven requirements by standard, over a series of moments.',
  options: [...SERIES, { name: 'every', kind: 'text', value: 'DURATION', about: 'how far apart the moments are (default: P7D)' }, STANDARD, ...JUDGED],
  examples: ['assay gap trend --from 2026-08-01', 'assay gap trend --from 2026-10-01 --to 2026-11-01 --every P1D --hindsight --json'],
  async run(args, io) {
    const every = lengthNamed(args, 'every', 'P7D');
    const { past, from, to, head, ...workspace } = await openSeries(args, io);
    if ((to - from) / every > MOST_POINTS) {
      throw new Refused(
        cliFaults.fault('005', {
          message: `this would be more than ${MOST_POINTS} moments`,
          expected: 'fewer moments',
          found: args.text('every') ?? 'P7D',
          remedy: 'Give --every a longer length, or --from a later moment.',
        }),
      );
    }
    const found = trendOf(past, standardsOf(args, workspace), seriesOf(from, to, every));
    return { json: { ...found, head, hindsight: args.flag('hindsight') }, text: trendText(found, args.flag('hindsight')), code: 0 };
  },
};

const history: Command = {
  noun: 'gap',
  verb: 'history',
  usage: '[FILE]',
  most: 1,
  about: 'Says how long each gap has been open, and how long those that closed took to close, from the moments at which a verdict changed.',
  options: [...SERIES, STANDARD, ...JUDGED],
  examples: ['assay gap history --standard cra', 'assay gap history --from 2026-10-01 --json'],
  async run(args, io) {
    const { past, from, to, head, ...workspace } = await openSeries(args, io);
    const found = historyOf(past, standardsOf(args, workspace), from, to);
    return { json: { ...found, head, hindsight: args.flag('hindsight') }, text: historyText(found, args.flag('hindsight')), code: 0 };
  },
};

const due: Command = {
  noun: 'gap',
  verb: 'due',
  usage: '[FILE]',
  most: 1,
  about: 'Says what goes stale soon if nobody looks again, which verdicts, requirements and goals fall with it, and which sources have gone silent.',
  options: [{ name: 'within', kind: 'text', value: 'DURATION', about: 'how far to look ahead (default: P30D)' }, STANDARD, ...JUDGED],
  examples: ['assay gap due', 'assay gap due --within P7D --json'],
  async run(args, io) {
    const within = lengthNamed(args, 'within', 'P30D');
    const workspace = await openWorkspace(args, io, args.positionals[0]);
    const { map, mapDigest, evidence, exclusions, at, head } = workspace;
    const found = dueOf({
      map,
      mapDigest,
      evidence,
      exclusions,
      standards: standardsOf(args, workspace),
      at,
      until: Instant.plus(at, within),
      size: head.size,
    });
    return { json: { ...found, head }, text: dueText(found), code: 0 };
  },
};

const measures: Command = {
  noun: 'gap',
  verb: 'measures',
  usage: '[FILE]',
  most: 1,
  about:
    'Measures the processes themselves, each figure from evidence alone: lead times, latencies, ages, how long ago each was drilled, how fresh the evidence is.',
  options: [{ name: 'over', kind: 'text', value: 'DURATION', about: 'count what happened within so long (default: P365D)' }, ...JUDGED],
  examples: ['assay gap measures', 'assay gap measures --over P90D --json'],
  async run(args, io) {
    const over = lengthNamed(args, 'over', 'P365D');
    const { evidence, position, at, head } = await openWorkspace(args, io, args.positionals[0]);
    const found = measuresOf(evidence, position, at, over);
    return { json: { ...found, head }, text: measuresText(found), code: 0 };
  },
};

export const GAP_IMPROVEMENT: readonly Command[] = [trend, history, due, measures];
