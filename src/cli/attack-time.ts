import { askedOf } from '../assurance/attacks/attacked.ts';
import { type Days, timesOf } from '../assurance/attacks/times.ts';
import { toProblem } from '../attack/build/problem.ts';
import { compile } from '../attack/engine/compile.ts';
import { figure, Instant } from '../core/index.ts';
import { graphOf } from './attack.ts';
import { SAID } from './attack-solve.ts';
import type { Command } from './command.ts';
import { wrap } from './help.ts';
import { JUDGED, wholeNumber } from './parse.ts';
import { counted, table } from './table.ts';
import { openWorkspace } from './workspace.ts';

export const timing: Command = {
  noun: 'attack',
  verb: 'time',
  usage: '[FILE]',
  most: 1,
  about:
    'Says how long attacks would take under stated assumptions: the days within which a tenth, half and nine tenths of sampled attacks reach a target, by steps proven open and by those not closed.',
  options: [
    { name: 'to', kind: 'texts', value: 'TARGET', about: 'such as video:read:every; every critical asset when absent' },
    { name: 'from', kind: 'texts', value: 'ACTOR', about: 'only these actors of the map, together (default: all of them together)' },
    { name: 'samples', kind: 'text', value: 'N', about: 'how many attacks to sample (default: 1000)' },
    { name: 'seed', kind: 'text', value: 'N', about: 'the same seed gives the same figures (default: 1)' },
    ...JUDGED,
  ],
  examples: ['assay attack time service.yaml --to video:read:every', 'assay attack time --samples 10000 --seed 7 --json'],
  async run(args, io) {
    const samples = wholeNumber(args, 'samples', { least: 10, most: 100_000, otherwise: 1000 });
    const seed = wholeNumber(args, 'seed', { least: 0, most: 2 ** 31 - 1, otherwise: 1 });
    const workspace = await openWorkspace(args, io, args.positionals[0]);
    const graph = graphOf(workspace);
    const asked = askedOf(graph, { from: args.texts('from'), to: args.texts('to') });
    const times = timesOf(compile(toProblem(graph, asked)), { samples, seed });
    const { targets, assumptions } = times;
    const cell = (days: Days | undefined, none: string) => (days === undefined ? none : [days.p10, days.p50, days.p90].map(said).join(', '));
    const text = [
      ...wrap(
        `Days within which 10, 50 and 90 % of ${figure(samples)} sampled attacks arrive. These rest on assumptions and not on anything seen: use them to compare, not to predict.`,
        100,
      ),
      '',
      ...(targets.length === 0
        ? ['Nothing to reach: the map names no critical asset. Name a target with --to.']
        : [
            table(
              ['target', 'proven: 10, 50, 90 %', 'may: 10, 50, 90 %'],
              targets.map((one) => [one.goal, cell(one.proven, SAID[one.reach]), cell(one.may, '-')]),
            ),
          ]),
      '',
      ...wrap(
        `Proven: by steps shown to be open. May: also by those that no evidence has closed. h: hours of work, eight to a day; d: days of work; y: years of 220 such days.`,
        100,
      ),
      ...wrap(
        `Assumed: each step's time is log-normal about its effort (${assumptions.map((one) => `${one.effort} ${one.median} d, spread ${one.spread}`).join('; ')}), and attackers work on everything at once. Sources: docs/time-to-compromise.md.`,
        100,
      ),
      ...wrap(
        `Judged at ${Instant.format(workspace.at)} on ${counted(workspace.head.size, 'ledger entry', 'ledger entries')}, with library ${graph.libraryVersion}, seed ${seed}.`,
        100,
      ),
    ].join('\n');
    const library = { version: graph.libraryVersion, templates: graph.templates };
    const json = { at: Instant.format(workspace.at), head: workspace.head, library, notAnalysed: graph.notAnalysed, ...times };
    return { json, text, code: 0 };
  },
};

/** A person-day is a day of work, here as everywhere. */
const WORKING_HOURS = 8;
const WORKING_DAYS = 220;

/** Two figures are more than the assumptions bear. */
function said(value: number): string {
  if (value === 0) return 'held';
  if (value < 1) return `${Number((value * WORKING_HOURS).toPrecision(2))} h`;
  return value < 2 * WORKING_DAYS ? `${Number(value.toPrecision(2))} d` : `${figure(Math.round(Number((value / WORKING_DAYS).toPrecision(2))))} y`;
}
