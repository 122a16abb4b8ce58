import { readProblem } from '../attack/engine/problem.ts';
import { solve } from '../attack/engine/solve.ts';
import { LIBRARY, LIBRARY_VERSION } from '../attack/library/index.ts';
import type { Reach } from '../attack/model.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { Command } from './command.ts';
import { wrap } from './help.ts';
import { needed, wholeNumber } from './parse.ts';
import { counted, table } from './table.ts';

/** The answers, as a person reads them. */
export const SAID: Readonly<Record<Reach, string>> = {
  'proven-reachable': 'proven possible',
  undecided: 'undecided',
  'no-way-known': 'no way known (not analysed, not safe)',
  'proven-closed': 'proven closed',
};

export const solving: Command = {
  noun: 'attack',
  verb: 'solve',
  usage: 'GRAPH.json',
  most: 1,
  about: 'Runs the bare engine on an AND/OR graph in the documented format, for anybody to verify it with.',
  options: [{ name: 'ways', kind: 'text', value: 'N', about: 'different ways for each goal (default: 3)' }],
  examples: ['assay attack solve graph.json', 'assay attack solve graph.json --json'],
  async run(args) {
    const file = needed(args, 0, 'a graph', solving);
    const solution = solve(readProblem(readTextFile(file, { bytes: GRAPH_BYTES }), file), {
      ways: wholeNumber(args, 'ways', { least: 1, most: 100, otherwise: 3 }),
    });
    const lines = solution.goals.flatMap((goal) => [
      `${goal.goal}: ${SAID[goal.verdict]}`,
      ...goal.ways.flatMap((way, i) =>
        wrap(`way ${i + 1}, ${way.total} days (${way.bound === 'exact' ? 'exact' : `at least ${way.lower}`}): ${way.steps.join(', ')}`, 96).map(
          (line) => `  ${line}`,
        ),
      ),
      ...(goal.unavoidable.steps.length + goal.unavoidable.states.length === 0
        ? []
        : wrap(`unavoidable: ${[...goal.unavoidable.states, ...goal.unavoidable.steps].join(', ')}`, 96).map((line) => `  ${line}`)),
    ]);
    return { json: solution, text: [`${counted(solution.states, 'state')}, ${counted(solution.steps, 'step')}.`, ...lines].join('\n'), code: 0 };
  },
};

const GRAPH_BYTES = 512 * 1024 * 1024;

export const listing: Command = {
  noun: 'attack',
  verb: 'steps',
  usage: '[WORD]',
  most: 1,
  about: 'Lists the library of attack steps, with techniques and the controls that close each.',
  options: [],
  examples: ['assay attack steps', 'assay attack steps wi-fi --json'],
  async run(args) {
    const word = args.positionals[0]?.toLowerCase();
    const shown = LIBRARY.filter((step) => word === undefined || JSON.stringify(step).toLowerCase().includes(word));
    const rows = shown.map((step) => [step.id, step.layer, step.effort, step.title]);
    return {
      json: { version: LIBRARY_VERSION, steps: shown },
      text:
        rows.length === 0
          ? `No step speaks of "${word}".`
          : `${table(['step', 'layer', 'effort', 'what the attacker does'], rows)}\n\n${counted(rows.length, 'step')} of library ${LIBRARY_VERSION}.`,
      code: 0,
    };
  },
};
