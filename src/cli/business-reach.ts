import { askedOf, boundTo } from '../assurance/attacks/attacked.ts';

import { explainPlan, pathSvg } from '../attack/explain/index.ts';
import {
  fallOf,
  fallsOf,
  foundationsOf,
  interfaceMatrix,
  linksBetweenLayers,
  pathsThrough,
  type ReachView,
  reachFrom,
  reachingTo,
  reachView,
  refuseUnknown,
  type WayFrom,
} from '../business/reach/index.ts';
import { Refused } from '../core/index.ts';
import { type Attacked, attackedOf, footer } from './attack.ts';
import { SAID } from './attack-solve.ts';
import { fallsText, fallText, foundationsText, linksText, matrixText, reachedText, throughText } from './business-reach-text.ts';
import type { Arguments, Command, Outcome } from './command.ts';
import { DELIVER, deliver } from './deliver.ts';
import { cliFaults } from './faults.ts';
import { wrap } from './help.ts';
import { choice, JUDGED, wholeNumber } from './parse.ts';
import { table } from './table.ts';
import { dataFolder, openWorkspace, workspaceWithoutLedger } from './workspace.ts';

export const businessReach: Command = {
  noun: 'business',
  verb: 'reach',
  usage: '[FILE] [--from PART] [--to TARGET]',
  most: 1,
  about:
    'Says what each system of the office and of development reaches in the product if it falls; with --from and --to, the ways from one to the other and the smallest change that cuts them. Exits 1 then unless proven closed.',
  options: [
    { name: 'from', kind: 'texts', value: 'PART', about: 'what has fallen, and nothing else: a part such as wiki, an asset, or a state such as wiki:user' },
    { name: 'to', kind: 'texts', value: 'TARGET', about: 'such as firmware, video:read, api:code; every critical asset when absent' },
    { name: 'matrix', kind: 'flag', about: 'where business, development and operations meet; with --from and --to, the paths through that cell' },
    { name: 'links', kind: 'flag', about: 'the links between layers, ranked by what closes without them; with --from, of ways from there' },
    { name: 'ways', kind: 'text', value: 'N', about: 'how many different ways to show for each target (default: 3)' },
    { name: 'format', kind: 'text', value: 'FORMAT', about: 'text, json or svg, the last of a way from --from to --to (default: text)' },
    ...DELIVER,
    { name: 'no-gate', kind: 'flag', about: 'exit 0 whatever the verdict' },
    ...JUDGED,
  ],
  examples: [
    'assay business reach service.yaml',
    'assay business reach service.yaml --from wiki --to firmware',
    'assay business reach service.yaml --links --from wiki',
    'assay business reach service.yaml --matrix --from mail --to developer',
  ],
  async run(args, io) {
    const asked = { ...askedBy(args), format: choice(args, 'format', ['text', 'json', 'svg'], 'text') };
    const bare = await workspaceWithoutLedger(args, io, args.positionals[0]);
    const attacked = attackedOf(bare ?? (await openWorkspace(args, io, args.positionals[0])));
    const dataDir = dataFolder(args, io);
    const without = bare === undefined ? [] : wrap(`There is no evidence, since there is no ledger at ${dataDir}: nothing is proven either way.`, 100);
    const view = reachView(attacked);
    const { json, text, code = 0, svg } = answer(view, attacked, asked);
    const bound = { ...boundTo(attacked), ...(bare === undefined ? {} : { noLedger: dataDir }), ...json };
    if (asked.format === 'svg') {
      const delivered = deliver(args, svg ?? '', 'The drawing');
      return { json: { ...bound, svg }, ...delivered, notes: [...without, ...(delivered.notes ?? [])], code };
    }
    if (asked.format === 'json') return { json: bound, ...deliver(args, JSON.stringify(bound, null, 2), 'The answer'), code };
    return { json: bound, ...deliver(args, [...without, ...(bare === undefined ? [] : ['']), text, '', footer(attacked)].join('\n'), 'The answer'), code };
  },
};

interface Asked {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly matrix: boolean;
  readonly links: boolean;
  readonly ways: number;
  readonly format: string;
  readonly gated: boolean;
}

/** Throws `Refused` (ASSAY-CLI-003, -005) for what does not go together. */
function askedBy(args: Arguments): Omit<Asked, 'format'> {
  const [from, to, matrix, links] = [args.texts('from'), args.texts('to'), args.flag('matrix'), args.flag('links')];
  const one = (list: readonly string[], option: string): void => {
    if (list.length > 1)
      throw new Refused(
        cliFaults.fault('005', { message: `--${option} names several`, expected: 'one part', found: list.join(', '), remedy: 'Ask for one after the other.' }),
      );
  };
  if (matrix && links) {
    throw new Refused(
      cliFaults.fault('005', {
        message: '--matrix and --links are two questions',
        expected: 'one of them',
        found: 'both',
        remedy: 'Ask for one after the other.',
      }),
    );
  }
  if (matrix || links || to.length === 0) one(from, 'from');
  if (matrix) one(to, 'to');
  if (matrix && from.length !== to.length) {
    throw new Refused(
      cliFaults.fault('003', {
        message: 'a cell of the matrix has a row and a column',
        expected: '--matrix alone, or --matrix --from ROW --to COLUMN',
        found: from.length === 0 ? '--to alone' : '--from alone',
        remedy: 'Name both: assay business reach service.yaml --matrix --from mail --to developer',
      }),
    );
  }
  if (args.text('format') === 'svg' && (from.length === 0 || to.length === 0)) {
    throw new Refused(
      cliFaults.fault('003', {
        message: 'a drawing is of one way',
        expected: '--from PART --to TARGET',
        found: 'no such question',
        remedy: 'Say from where to where: assay business reach service.yaml --from wiki --to firmware --format svg',
      }),
    );
  }
  return { from, to, matrix, links, ways: wholeNumber(args, 'ways', { least: 1, most: 20, otherwise: 3 }), gated: !args.flag('no-gate') };
}

interface Answer {
  readonly json: object;
  readonly text: string;
  readonly code?: Outcome['code'];
  readonly svg?: string;
}

function answer(view: ReachView, attacked: Attacked, { from, to, matrix, links, ways, gated }: Asked): Answer {
  const [row = '', column = ''] = [from[0], to[0]];
  if (matrix && row !== '') {
    const through = pathsThrough(view, { row, column });
    return { json: { through }, text: throughText(through), svg: drawn(attacked, through.paths[0]?.way) };
  }
  if (matrix) {
    const matrices = interfaceMatrix(view);
    return { json: { matrices }, text: matrices.map(matrixText).join('\n\n') };
  }
  if (links) {
    const found = linksBetweenLayers(view, row === '' ? {} : { from: row });
    return { json: { links: found }, text: linksText(found, row) };
  }
  // Of a part alone it is said below.
  if (to.length > 0) refuseUnknown(view, [...from, ...to]);
  if (row !== '' && to.length > 0) {
    const reached = reachFrom(view, { from, to, ways });
    const closed = reached.answers.length > 0 && reached.answers.every((one) => one.reach === 'proven-closed');
    return {
      json: { reached },
      text: reachedText(reached),
      code: closed || !gated ? 0 : 1,
      svg: drawn(attacked, reached.answers.find((one) => one.ways.length > 0)?.ways[0]),
    };
  }
  if (row !== '') {
    const fall = fallOf(view, row);
    return { json: { fall }, text: fallText(fall) };
  }
  if (to.length > 0) {
    const goals = askedOf(attacked.graph, { from: [], to }).goals ?? [];
    const reaching = reachingTo(view, goals);
    const rows = reaching.map((one) => [one.part, one.layer, one.days ?? '-', SAID[one.reach], one.name]);
    const none = 'From no system of business or development alone does Assay know a way there.';
    return { json: { goals, reaching }, text: rows.length === 0 ? none : table(['if it falls', 'layer', 'days', 'reach', 'which is'], rows) };
  }
  const falls = fallsOf(view);
  const foundations = foundationsOf(view);
  return { json: { falls, foundations }, text: [fallsText(falls), '', foundationsText(foundations)].join('\n') };
}

function drawn({ graph }: Attacked, way: WayFrom | undefined): string {
  return pathSvg(explainPlan(graph, way?.steps ?? []));
}
