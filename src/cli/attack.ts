import type { AttackStory } from '../assurance/report/model.ts';
import { tell } from '../assurance/report/story.ts';
import { toProblem } from '../attack/build/problem.ts';
import { resolveTarget } from '../attack/build/target.ts';
import { reach } from '../attack/engine/closure.ts';
import { type Compiled, compile, nameOf } from '../attack/engine/compile.ts';
import { differentPlans } from '../attack/engine/different.ts';
import { landmarks } from '../attack/engine/landmarks.ts';
import { cheapestPlans } from '../attack/engine/plan.ts';
import { WhatIf } from '../attack/engine/whatif.ts';
import { blast as blastOf, explainPlan, pathSvg } from '../attack/explain/index.ts';
import { attackGraphOf } from '../attack/fleet/index.ts';
import type { AttackGraph, AttackState, AttackStep } from '../attack/model.ts';
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

interface Attacked extends Workspace {
  readonly graph: AttackGraph;
  readonly steps: ReadonlyMap<string, AttackStep>;
  readonly states: ReadonlyMap<string, AttackState>;
}

/** The attack graph of what the workspace knows. Members that evidence names stand apart from their class. */
export function graphOf({ map, position, evidence }: Workspace): AttackGraph {
  return attackGraphOf(map, position.stateOf, new Set(evidence.map((one) => one.subject)));
}

async function openAttacks(args: Arguments, io: Io): Promise<Attacked> {
  const workspace = await openWorkspace(args, io, args.positionals[0]);
  const graph = graphOf(workspace);
  return {
    ...workspace,
    graph,
    steps: new Map(graph.steps.map((step) => [step.id, step])),
    states: new Map(graph.states.map((state) => [state.id, state])),
  };
}

/** What every answer is bound to: the moment, the head, the library. */
function bound({ at, head, graph }: Attacked) {
  return { at: Instant.format(at), head, library: { version: graph.libraryVersion, templates: graph.templates }, notAnalysed: graph.notAnalysed };
}

function footer({ at, head, graph, evidence }: Attacked): string {
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
    const asked = args.texts('to');
    const goals = asked.length === 0 ? undefined : asked.flatMap((target) => resolveTarget(attacked.graph, target));
    const actors = args.texts('from');
    const compiled = compile(toProblem(attacked.graph, { ...(goals === undefined ? {} : { goals }), ...(actors.length === 0 ? {} : { actors }) }));
    const verdicts = reach(compiled);
    const unavoidable = landmarks(compiled.graph, compiled.goals);
    const answers = [...compiled.goals].map((node, g) => {
      const id = nameOf(compiled, node);
      const title = attacked.states.get(id)?.title ?? id;
      const stories = differentPlans(compiled, node, { count: ways }).map((plan) => ({
        steps: plan.steps,
        story: tell(attacked.graph, attacked.position, plan),
      }));
      const steps = stepNames(compiled, unavoidable[g]?.nodes).filter((step) => (attacked.steps.get(step)?.sentence ?? '') !== '');
      return {
        goal: id,
        title,
        reach: verdicts[g] ?? ('undecided' as const),
        ways: stories,
        unavoidable: steps.map((step) => ({ step, sentence: attacked.steps.get(step)?.sentence ?? step })),
      };
    });
    // Nothing asked is nothing shown: a map without critical assets is not a map without attacks.
    const code = (answers.length > 0 && answers.every((answer) => answer.reach === 'proven-closed')) || args.flag('no-gate') ? 0 : 1;
    const json = { ...bound(attacked), actors: actors.length === 0 ? Object.keys(attacked.graph.starts) : actors, answers };
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
    const asked = args.texts('to');
    const actors = args.texts('from');
    const compiled = compile(
      toProblem(attacked.graph, {
        ...(asked.length === 0 ? {} : { goals: asked.flatMap((target) => resolveTarget(attacked.graph, target)) }),
        ...(actors.length === 0 ? {} : { actors }),
      }),
    );
    const found = landmarks(compiled.graph, compiled.goals);
    const gates = new Map<string, string[]>();
    found.forEach(({ nodes }, g) => {
      for (const step of stepNames(compiled, nodes))
        if ((attacked.steps.get(step)?.sentence ?? '') !== '') gates.set(step, [...(gates.get(step) ?? []), nameOf(compiled, compiled.goals[g] ?? 0)]);
    });
    const rows = [...gates]
      .map(([id, goals]) => {
        const step = attacked.steps.get(id) as AttackStep;
        return { step: id, sentence: step.sentence, status: step.status, goals, closedBy: step.closedBy };
      })
      .sort((a, b) => b.goals.length - a.goals.length || Number(b.closedBy.length > 0) - Number(a.closedBy.length > 0) || (a.step < b.step ? -1 : 1));
    const reached = found.filter((one) => one.reached).length;
    const open = found.flatMap((one, g) =>
      one.reached && !rows.some((row) => row.goals.includes(nameOf(compiled, compiled.goals[g] ?? 0))) ? [nameOf(compiled, compiled.goals[g] ?? 0)] : [],
    );
    const text = [
      ...wrap(
        `${counted(reached, 'target')} of ${compiled.goals.length} can be reached, or may be. ${rows.length === 0 ? 'No single step is on every way to any of them.' : `${counted(rows.length, 'step')} cannot be avoided by an attack on at least one:`}`,
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
    return { json: { ...bound(attacked), targets: compiled.goals.length, reached, chokepoints: rows, unguarded: open }, text, code: 0 };
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
    // A part that there are many of falls one at a time: one laptop, not all of them. Say :every for all.
    const one = (name: string) => ['code', 'admin', 'user'].map((access) => `${name}:${access}:some`).find((id) => attacked.states.has(id));
    const fallen = from.flatMap(
      (name) =>
        (Object.hasOwn(attacked.graph.starts, name) ? attacked.graph.starts[name] : undefined) ??
        (name.includes(':') ? undefined : one(name)) ??
        resolveTarget(attacked.graph, name),
    );
    const proven = blastOf(attacked.graph, fallen, 'must');
    const may = blastOf(attacked.graph, fallen, 'may');
    const shown = args.flag('proven') ? proven : may;
    const certain = new Set(proven.goals);
    // What a stranger reaches without it is no harm of its own.
    const strangers = attacked.map.actors.filter((actor) => actor.kind === 'outsider').flatMap((actor) => attacked.graph.starts[actor.id] ?? []);
    const reached = new Set(shown.goals);
    const anyway = new Set(blastOf(attacked.graph, strangers, 'must').goals.filter((goal) => reached.has(goal)));
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
    return { json: { ...bound(attacked), proven, anyway: [...anyway], ...(args.flag('proven') ? {} : { may }) }, text, code: 0 };
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
    { name: 'fall', kind: 'texts', value: 'STATE', about: 'suppose this state held by the attacker' },
    ...JUDGED,
  ],
  examples: ['assay attack what-if service.yaml --prove stream-access-enforced', 'assay attack what-if service.yaml --fall wiki:user'],
  async run(args, io) {
    const attacked = await openAttacks(args, io);
    if (args.texts('prove').length + args.texts('fall').length === 0) {
      throw new Refused(
        cliFaults.fault('003', {
          message: 'nothing is supposed',
          expected: '--prove CONTROL or --fall STATE',
          found: 'nothing',
          remedy: 'Say what to suppose: assay attack what-if service.yaml --prove two-person-review',
        }),
      );
    }
    const prove = new Set(args.texts('prove'));
    const known = new Set(attacked.graph.steps.flatMap((step) => step.closedBy.flatMap((at) => [at.control as string, `${at.control}@${at.subject}`])));
    const unknown = [...prove].filter((control) => !known.has(control));
    if (unknown.length > 0)
      throw new Refused(
        cliFaults.fault('005', {
          message: `no attack step waits for "${unknown.join(', ')}"`,
          expected: 'a control that closes a step',
          found: unknown.join(', '),
          remedy: 'List the controls with: assay gap controls',
        }),
      );
    const compiled = compile(toProblem(attacked.graph));
    const supposed = (control: string, subject: string) => prove.has(control) || prove.has(`${control}@${subject}`);
    const closed = attacked.graph.steps
      .filter((step) => step.status !== 'closed' && step.closedBy.some((at) => supposed(at.control, at.subject)))
      .filter((step) => step.closedBy.every((at) => supposed(at.control, at.subject) || attacked.position.stateOf(at).verdict === 'proven'))
      .map((step) => step.id);
    const fallen = args.texts('fall').flatMap((state) => resolveTarget(attacked.graph, state));
    const changed = new WhatIf(compiled).ask({ closed, fallen });
    const before = cheapestPlans(compiled, compiled.goals, { care: 0 });
    const status = compiled.graph.status.slice();
    const shut = new Set(closed);
    compiled.problem.steps.forEach((step, i) => {
      if (shut.has(step.id)) status[compiled.states + i] = 0;
    });
    const after = cheapestPlans(compiled, compiled.goals, { care: 0, status });
    const dearer = [...compiled.goals].flatMap((node, g) => {
      const [was, is] = [before[g]?.total, after[g]?.total];
      return was !== undefined && is !== undefined && is > was && fallen.length === 0 ? [{ goal: nameOf(compiled, node), before: was, after: is }] : [];
    });
    const text = [
      changed.length === 0
        ? 'No verdict changes.'
        : table(
            ['target', 'before', 'after'],
            changed.map((goal) => [goal.goal, SAID[goal.before], SAID[goal.after]]),
          ),
      ...(dearer.length === 0
        ? []
        : [
            '',
            'Still reachable, and dearer, in person-days:',
            table(
              ['target', 'before', 'after'],
              dearer.map((goal) => [goal.goal, goal.before, goal.after]),
            ),
          ]),
      '',
      footer(attacked),
    ].join('\n');
    return { json: { ...bound(attacked), closed, fallen, changed, dearer }, text, code: 0 };
  },
};

function stepNames(compiled: Compiled, nodes: Int32Array | undefined): readonly string[] {
  return [...(nodes ?? [])].filter((node) => node >= compiled.states).map((node) => nameOf(compiled, node));
}

export const ATTACK: readonly Command[] = [paths, chokepoints, blast, whatIf, solving, listing];
