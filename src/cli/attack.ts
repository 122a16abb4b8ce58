import { actorsOf, askedOf, boundTo } from '../assurance/attacks/attacked.ts';
import { chokepointsOf } from '../assurance/attacks/chokepoints.ts';
import { fallingFrom } from '../assurance/attacks/falling.ts';
import { Supposing, waitingFor } from '../assurance/attacks/supposing.ts';
import { waysTo } from '../assurance/attacks/ways.ts';
import type { AttackStory } from '../assurance/report/model.ts';
import { toProblem } from '../attack/build/problem.ts';
import { compile } from '../attack/engine/compile.ts';
import { explainPlan, pathSvg } from '../attack/explain/index.ts';
import { attackGraphOf } from '../attack/fleet/index.ts';
import type { AttackGraph, AttackState } from '../attack/model.ts';
import { figure, Instant, Refused } from '../core/index.ts';
import { listing, SAID, solving } from './attack-solve.ts';
import type { Arguments, Command, Io, Option } from './command.ts';
import { DELIVER, deliver } from './deliver.ts';
import { cliFaults } from './faults.ts';
import { wrap } from './help.ts';
import { choice, JUDGED, wholeNumber } from './parse.ts';
import { counted, table } from './table.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

const ACTORS: Option = { name: 'from', kind: 'texts', value: 'ACTOR', about: 'only these actors of the map, together (default: all of them together)' };
const NO_GATE: Option = { name: 'no-gate', kind: 'flag', about: 'exit 0 whatever the verdict' };

export interface Attacked extends Workspace {
  readonly graph: AttackGraph;
  readonly states: ReadonlyMap<string, AttackState>;
}

/** The attack graph of what the workspace knows. Members that evidence names stand apart from their class. */
export function graphOf({ map, position, evidence }: Workspace): AttackGraph {
  return attackGraphOf(map, position.stateOf, new Set(evidence.map((one) => one.subject)));
}

async function openAttacks(args: Arguments, io: Io): Promise<Attacked> {
  return attackedOf(await openWorkspace(args, io, args.positionals[0]));
}

export function attackedOf(workspace: Workspace): Attacked {
  const graph = graphOf(workspace);
  return {
    ...workspace,
    graph,
    states: new Map(graph.states.map((state) => [state.id, state])),
  };
}

export function footer({ at, head, graph, evidence }: Attacked): string {
  const missing = graph.notAnalysed.length === 0 ? '' : ` Not analysed: ${graph.notAnalysed.join(', ')}.`;
  const silent = evidence.length === 0 ? ' No evidence has been recorded, so nothing is proven either way.' : '';
  return wrap(
    `Judged at ${Instant.format(at)} on ${counted(head.size, 'ledger entry', 'ledger entries')}, with library ${graph.libraryVersion} of ${graph.templates} attack steps.${silent}${missing}`,
    100,
  ).join('\n');
}

export function storyText(story: AttackStory, title: string): string {
  const lines = [...wrap(`${title} ${story.summary}`, 100)];
  story.hops.forEach((hop, i) => {
    const [first = '', ...rest] = wrap(hop.sentence, 92);
    lines.push(`  ${String(i + 1).padStart(2)}. ${first}`, ...rest.map((line) => `      ${line}`));
    const named = (controls: typeof hop.closedBy) => controls.map((one) => `${one.control} at ${one.subject} (${one.verdict})`);
    const closers = named(hop.closedBy);
    const narrowers = named(hop.narrowedBy ?? []);
    const facts = [
      hop.status === 'open' ? (closers.length === 0 ? 'always open' : 'shown to be open') : 'undecided',
      ...(closers.length === 0 ? [] : [`closed by ${closers.join(' and ')}`]),
      ...(narrowers.length === 0 ? [] : [`made rarer by ${narrowers.join(' and ')}`]),
      ...(hop.evidence.length === 0 ? [] : [`entries ${hop.evidence.join(', ')}`]),
      hop.techniques.slice(0, 3).join(' '),
    ];
    lines.push(...wrap(facts.filter((fact) => fact !== '').join('; '), 92).map((line) => `      ${line}`));
  });
  return lines.join('\n');
}

const paths: Command = {
  noun: 'attack',
  verb: 'paths',
  usage: '[FILE] --to TARGET',
  most: 1,
  about: 'Finds the cheapest ways in to a target, tells them in sentences, and says what would close each step. Exits 1 unless the target is proven closed.',
  options: [
    { name: 'to', kind: 'texts', value: 'TARGET', about: 'such as video:read, camera:code:every, firmware:change; every critical asset when absent' },
    ACTORS,
    { name: 'ways', kind: 'text', value: 'N', about: 'how many different ways to show for each target (default: 3)' },
    { name: 'format', kind: 'text', value: 'FORMAT', about: 'text, json or svg (default: text)' },
    ...DELIVER,
    NO_GATE,
    ...JUDGED,
  ],
  examples: [
    'assay attack paths service.yaml --to video:read',
    'assay attack paths service.yaml --to camera:code:every --from stranger --format svg --out way.svg',
  ],
  async run(args, io) {
    const format = choice(args, 'format', ['text', 'json', 'svg'], 'text');
    const ways = wholeNumber(args, 'ways', { least: 1, most: 20, otherwise: 3 });
    const attacked = await openAttacks(args, io);
    const [to, from] = [args.texts('to'), args.texts('from')];
    const compiled = compile(toProblem(attacked.graph, askedOf(attacked.graph, { from, to })));
    const answers = waysTo(attacked, compiled, ways);
    // Nothing asked is nothing shown: a map without critical assets is not a map without attacks.
    const code = (answers.length > 0 && answers.every((answer) => answer.reach === 'proven-closed')) || args.flag('no-gate') ? 0 : 1;
    const json = { ...boundTo(attacked), actors: actorsOf(attacked.graph, from), answers };
    if (format === 'svg') {
      const plan = answers.find((answer) => answer.ways.length > 0);
      const svg = pathSvg(explainPlan(attacked.graph, plan?.ways[0]?.steps ?? []));
      return { json: { ...json, svg }, ...deliver(args, svg, 'The drawing'), code };
    }
    if (format === 'json') return { json, ...deliver(args, JSON.stringify(json, null, 2), 'The answer'), code };
    if (answers.length === 0) {
      const teach =
        'The map names no asset with a need of 3 or more (assets: needs: confidentiality, integrity, availability, privacy, safety), so there is nothing to reach. Give one such a need, or name a target: --to PART:code.';
      return { json, ...deliver(args, [...wrap(teach, 100), '', footer(attacked)].join('\n'), 'The answer'), code };
    }
    const text = answers.map((answer) => {
      const head = `${answer.goal}: ${SAID[answer.reach]}.`;
      if (answer.ways.length === 0) return `${head} No attack that Assay knows gets there.`;
      const stories = answer.ways.map(({ story }, i) => storyText(story, answer.ways.length === 1 ? '' : `Way ${i + 1}.`).trimStart());
      const always =
        answer.unavoidable.length === 0
          ? []
          : [`Every way goes through: ${answer.unavoidable.map((step) => step.sentence).join(' ')}`].flatMap((line) => wrap(line, 100));
      return [head, '', stories.join('\n\n'), ...(always.length === 0 ? [] : ['', ...always])].join('\n');
    });
    return { json, ...deliver(args, [...text, footer(attacked)].join('\n\n'), 'The answer'), code };
  },
};

const chokepoints: Command = {
  noun: 'attack',
  verb: 'chokepoints',
  usage: '[FILE]',
  most: 1,
  about: 'Shows the steps that no attack can do without, for every critical asset at once: where one closed door guards most.',
  options: [{ name: 'to', kind: 'texts', value: 'TARGET', about: 'only for these targets (default: every critical asset)' }, ACTORS, ...JUDGED],
  examples: ['assay attack chokepoints service.yaml', 'assay attack chokepoints service.yaml --to video:read:every --from stranger'],
  async run(args, io) {
    const attacked = await openAttacks(args, io);
    const compiled = compile(toProblem(attacked.graph, askedOf(attacked.graph, { from: args.texts('from'), to: args.texts('to') })));
    const found = chokepointsOf(attacked, compiled);
    const { targets, reached, chokepoints: rows, unguarded: open } = found;
    const text = [
      ...wrap(
        `${counted(reached, 'target')} of ${targets} can be reached, or may be. ${rows.length === 0 ? 'No single step is on every way to any of them.' : `${counted(rows.length, 'step')} cannot be avoided by an attack on at least one:`}`,
        100,
      ),
      '',
      ...rows
        .slice(0, 40)
        .flatMap((row) => [
          ...wrap(`${row.goals.length} ${row.goals.length === 1 ? 'target' : 'targets'}: ${row.sentence}`, 100),
          ...wrap(
            `${row.goals.slice(0, 6).join(', ')}${row.goals.length > 6 ? ` and ${row.goals.length - 6} more` : ''}${row.closedBy.length === 0 ? '; no control closes it' : `; closed by ${row.closedBy.map((at) => `${at.control} at ${at.subject}`).join(' and ')}`}`,
            96,
          ).map((line) => `    ${line}`),
        ]),
      ...(rows.length > 40 ? [`and ${rows.length - 40} more; --json lists them all.`] : []),
      ...(open.length === 0 ? [] : ['', ...wrap(`No one step guards: ${open.join(', ')}.`, 100)]),
      '',
      footer(attacked),
    ].join('\n');
    return { json: { ...boundTo(attacked), ...found }, text, code: 0 };
  },
};

const blast: Command = {
  noun: 'attack',
  verb: 'blast',
  usage: '[FILE] --from PART|STATE|ACTOR',
  most: 1,
  about: 'Shows what falls when something has fallen: a part, a person, a credential, a release, or an actor’s starting position.',
  options: [
    { name: 'from', kind: 'texts', value: 'WHAT', about: 'such as wiki, build-server:code, signing-key:read, or an actor of the map' },
    { name: 'proven', kind: 'flag', about: 'only through steps that are proven open (default: also through undecided ones)' },
    ...JUDGED,
  ],
  examples: ['assay attack blast service.yaml --from build-server', 'assay attack blast service.yaml --from signing-key:read --proven'],
  async run(args, io) {
    const from = args.texts('from');
    if (from.length === 0)
      throw new Refused(
        cliFaults.fault('003', {
          message: 'what has fallen is not said',
          expected: '--from PART, STATE or ACTOR',
          found: 'nothing',
          remedy: 'Name it: assay attack blast service.yaml --from build-server',
        }),
      );
    const attacked = await openAttacks(args, io);
    const { proven, may, anyway: without } = fallingFrom(attacked, from);
    const shown = args.flag('proven') ? proven : may;
    const certain = new Set(proven.goals);
    // What a stranger reaches without it is no harm of its own.
    const reached = new Set(shown.goals);
    const anyway = new Set(without.filter((goal) => reached.has(goal)));
    const own = shown.goals.filter((goal) => !anyway.has(goal));
    const parts = new Map(attacked.map.parts.map((part) => [part.id, part]));
    const weight = new Map(attacked.graph.goals.map((goal) => [goal.state, goal.weight]));
    const named = (ids: readonly string[]) =>
      ids
        .map((id) => `${parts.get(id)?.name ?? id}${(parts.get(id)?.population ?? 1) > 1 ? ` (of ${figure(parts.get(id)?.population ?? 1)})` : ''}`)
        .join(', ') || 'none';
    const rows = shown.goals.map((goal) => [
      weight.get(goal) ?? 0,
      certain.has(goal) ? 'proven' : 'undecided',
      anyway.has(goal) ? 'yes' : '',
      goal,
      attacked.states.get(goal)?.title ?? '',
    ]);
    const ruled = new Set(proven.parts);
    const text = [
      ...wrap(proven.summary, 100),
      ...(args.flag('proven') ? [] : wrap(may.summary, 100)),
      ...wrap(
        `An outsider is proven to reach ${anyway.size} of them anyway; ${own.length === 0 ? 'none is' : `${own.length} ${own.length === 1 ? 'is' : 'are'}`} its own doing.`,
        100,
      ),
      '',
      ...(rows.length === 0 ? [] : [table(['weight', 'reach', 'anyway', 'state', 'which means that the attacker'], rows), '']),
      ...wrap(`Parts of which something is proven to be held: ${named(proven.parts)}.`, 100),
      ...(args.flag('proven') ? [] : wrap(`Parts of which something may be held besides: ${named(may.parts.filter((part) => !ruled.has(part)))}.`, 100)),
      '',
      footer(attacked),
    ].join('\n');
    return { json: { ...boundTo(attacked), proven, anyway: [...anyway], ...(args.flag('proven') ? {} : { may }) }, text, code: 0 };
  },
};

const whatIf: Command = {
  noun: 'attack',
  verb: 'what-if',
  usage: '[FILE]',
  most: 1,
  about: 'Answers before anything is done: what if this control were proven everywhere, or this part had fallen?',
  options: [
    { name: 'prove', kind: 'texts', value: 'CONTROL[@SUBJECT]', about: 'suppose this control proven, everywhere or at one subject' },
    { name: 'fail', kind: 'texts', value: 'CONTROL[@SUBJECT]', about: 'suppose this control failing; it wins over --prove' },
    { name: 'fall', kind: 'texts', value: 'STATE', about: 'suppose this state held by the attacker' },
    ...JUDGED,
  ],
  examples: ['assay attack what-if service.yaml --prove stream-access-enforced', 'assay attack what-if service.yaml --fall wiki:user'],
  async run(args, io) {
    const attacked = await openAttacks(args, io);
    if (args.texts('prove').length + args.texts('fail').length + args.texts('fall').length === 0) {
      throw new Refused(
        cliFaults.fault('003', {
          message: 'nothing is supposed',
          expected: '--prove CONTROL, --fail CONTROL or --fall STATE',
          found: 'nothing',
          remedy: 'Say what to suppose: assay attack what-if service.yaml --prove two-person-review',
        }),
      );
    }
    const named = new Set([...args.texts('prove'), ...args.texts('fail')]);
    const known = waitingFor(attacked.graph);
    const unknown = [...named].filter((control) => !known.has(control));
    if (unknown.length > 0)
      throw new Refused(
        cliFaults.fault('005', {
          message: `no attack step waits for "${unknown.join(', ')}"`,
          expected: 'a control that closes or narrows a step',
          found: unknown.join(', '),
          remedy: 'List the controls with: assay gap controls',
        }),
      );
    const supposed = { prove: args.texts('prove'), fail: args.texts('fail'), fall: args.texts('fall') };
    const { standing: _, ...supposition } = new Supposing(compile(toProblem(attacked.graph))).ask(attacked, supposed);
    const { changed, dearer, cheaper } = supposition;
    const repriced = (title: string, rows: typeof dearer) =>
      rows.length === 0
        ? []
        : [
            '',
            title,
            table(
              ['target', 'before', 'after'],
              rows.map((goal) => [goal.goal, goal.before, goal.after]),
            ),
          ];
    const text = [
      changed.length === 0
        ? 'No verdict changes.'
        : table(
            ['target', 'before', 'after'],
            changed.map((goal) => [goal.goal, SAID[goal.before], SAID[goal.after]]),
          ),
      ...repriced('Still reachable, and dearer, in person-days:', dearer),
      ...repriced('Reachable for less, in person-days:', cheaper),
      '',
      footer(attacked),
    ].join('\n');
    return { json: { ...boundTo(attacked), ...supposition }, text, code: 0 };
  },
};

export const ATTACK: readonly Command[] = [paths, chokepoints, blast, whatIf, solving, listing];
