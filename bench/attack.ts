import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cheapest } from '../src/attack/engine/cheapest.ts';
import { outstandingControls } from '../src/attack/engine/closing.ts';
import { closure } from '../src/attack/engine/closure.ts';
import { compile } from '../src/attack/engine/compile.ts';
import { fromArrays, type Graph } from '../src/attack/engine/graph.ts';
import { greedyPlan } from '../src/attack/engine/greedy.ts';
import { landmarks } from '../src/attack/engine/landmarks.ts';
import { refine } from '../src/attack/engine/partition.ts';
import { cheapestPlans } from '../src/attack/engine/plan.ts';
import { quotient } from '../src/attack/engine/quotient.ts';
import { rankControls } from '../src/attack/engine/rank.ts';
import { WhatIf } from '../src/attack/engine/whatif.ts';
import { seeded } from '../test/random-problem.ts';
import { estate } from './estate.ts';
import { fleet } from './fleet.ts';
import { fileBytes, type PeerReport, type RandomGraph, randomGraph } from './random-graph.ts';
import { type BenchOptions, type BenchResult, MACHINE, measured, median } from './result.ts';

/** Figures of the attack engine, with its budgets (background to issue A.4), beside graphology and networkx on the same graph file. */
export async function run(options: BenchOptions = {}): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  // The largest first, before anything else takes memory: the peak of the process is then that graph's.
  results.push(...whole(1_000_000, 5_000_000, options.full === true ? 1 : 0, true));
  results.push(...whole(100_000, 500_000, 3, false));
  results.push(...onEstate());
  results.push(...onFleet());
  return results;
}

const figure = (name: string, ms: number, input: string, runs: number, budget?: BenchResult['budget']): BenchResult => ({
  bench: 'attack',
  figure: name,
  value: ms,
  unit: 'ms',
  ...(budget === undefined ? {} : { budget }),
  input,
  runs,
  machine: MACHINE,
});

function whole(nodes: number, edges: number, peerRuns: number, budgeted: boolean): BenchResult[] {
  const runs = 5;
  const input = `uniform random digraph, ${nodes.toLocaleString('en')} nodes, ${edges.toLocaleString('en')} edges`;
  const made = randomGraph(seeded(1), nodes, edges);
  const start = Int32Array.of(0);
  const build = measured(runs, () => fromArrays({ nodes, from: made.from, to: made.to, cost: made.cost, start }));
  const graph = build.result;
  const reach = measured(runs, () => closure(graph, 'may').order.length);
  const values = measured(runs, () => cheapest(graph, { mode: 'may' }));
  const most = (ms: number) => (budgeted ? { most: ms } : undefined);
  const results = [
    figure('build, both directions', build.ms, input, runs, most(1000)),
    figure('closure', reach.ms, input, runs, most(500)),
    figure('cheapest to every node', values.ms, input, runs),
    figure(
      'closure, AND/OR',
      measured(runs, () => closure(gated(graph), 'may')).ms,
      `${input}, three nodes in ten need two predecessors, 1,000 starts`,
      runs,
      most(500),
    ),
  ];
  if (budgeted) results.push({ ...figure('peak memory of the process', process.resourceUsage().maxRSS / 1024, input, 1, { most: 600 }), unit: 'MB' });
  let valueSum = 0;
  for (const value of values.result.value) if (value !== Number.POSITIVE_INFINITY) valueSum += value;
  if (peerRuns > 0) results.push(...peers(made, peerRuns, input, { build: build.ms, closure: reach.ms, cheapest: values.ms, reached: reach.result, valueSum }));
  return results;
}

function gated(graph: Graph): Graph {
  const random = seeded(2);
  return { ...graph, need: Int32Array.from({ length: graph.nodes }, () => (random() < 0.3 ? 2 : 1)), start: Int32Array.from({ length: 1000 }, (_, n) => n) };
}

interface Ours {
  readonly build: number;
  readonly closure: number;
  readonly cheapest: number;
  readonly reached: number;
  readonly valueSum: number;
}

function peers(made: RandomGraph, runs: number, input: string, ours: Ours): BenchResult[] {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  try {
    const file = join(folder, 'graph.bin');
    writeFileSync(file, fileBytes(made));
    const beside = (name: string) => fileURLToPath(new URL(`./peers/${name}`, import.meta.url));
    return [
      ...against(process.execPath, ['--max-old-space-size=12000', beside('graphology.ts'), file, String(runs)], 'graphology', input, runs, ours),
      ...against('python3', [beside('networkx.py'), file, String(runs)], 'networkx', input, runs, ours),
      // Written in C, and so the nearest race: never slower than it is the promise here. Debian's own Python has it.
      ...against('/usr/bin/python3', [beside('igraph.py'), file, String(runs)], 'igraph', input, runs, ours, 1),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function against(command: string, args: readonly string[], tool: string, input: string, runs: number, ours: Ours, ratioAtLeast = 15): BenchResult[] {
  const ran = spawnSync(command, [...args], { encoding: 'utf8', maxBuffer: 1 << 20 });
  if (ran.status !== 0) {
    process.stderr.write(`${tool} was not measured: ${ran.error?.message ?? ran.stderr.trim().split('\n').at(-1) ?? 'it failed'}\n`);
    return [];
  }
  const peer = JSON.parse(ran.stdout) as PeerReport;
  // A race over different work is none.
  if (peer.reached !== ours.reached || (peer.valueSum !== undefined && Math.abs(peer.valueSum - ours.valueSum) > 0.5)) {
    throw new Error(`${peer.tool} and Assay disagree: ${peer.reached} and ${ours.reached} nodes, values ${peer.valueSum} and ${ours.valueSum}`);
  }
  const one = (name: string, mine: number, theirs: number): BenchResult => ({
    ...figure(name, mine, input, runs, { ratioAtLeast }),
    against: { what: peer.tool, value: theirs, ratio: theirs / mine },
  });
  return [
    one('build', ours.build, peer.build),
    one('closure', ours.closure, peer.closure),
    ...(peer.cheapest === undefined ? [] : [one('cheapest to every node', ours.cheapest, peer.cheapest)]),
  ];
}

function onEstate(): BenchResult[] {
  const problem = estate(seeded(3), 5200, 500, 50);
  const built = measured(3, () => compile(problem));
  const compiled = built.result;
  const { graph, goals } = compiled;
  const input = `made-up estate, 5,200 classes, ${compiled.steps.toLocaleString('en')} steps, ${graph.out.length.toLocaleString('en')} edges, ${goals.length} goals`;
  const named = problem.goals.map((goal) => ({ goal }));
  const controls = outstandingControls(compiled);
  const whatIf = new WhatIf(compiled);
  const random = seeded(4);
  const times: number[] = [];
  for (let i = 0; i < 2000; i += 1) {
    const step = problem.steps[Math.floor(random() * problem.steps.length)] as { readonly id: string };
    times.push(measured(1, () => whatIf.ask({ closed: [step.id] })).ms);
  }
  const wide = controls.slice(0, 200).map((control) => measured(1, () => whatIf.ask({ closed: control.steps })).ms);
  const marks = measured(5, () => landmarks(graph, goals));
  const ranking = measured(1, () => rankControls(compiled, controls, named));
  const plan = measured(1, () => greedyPlan(compiled, controls, named));
  return [
    figure('compile from names', built.ms, input, 3),
    figure('closure', measured(5, () => closure(graph, 'may')).ms, input, 5),
    figure('cheapest plan of every goal, bettered and bounded', measured(1, () => cheapestPlans(compiled, goals, { care: 1 })).ms, input, 1),
    figure(`unavoidable steps and states of every goal (${marks.result.reduce((sum, mark) => sum + mark.nodes.length, 0)} found)`, marks.ms, input, 5, {
      most: 2000,
    }),
    figure('what-if, one step, median', median(times), input, times.length),
    figure('what-if, one step, worst', Math.max(...times), input, times.length, { most: 5 }),
    figure('what-if, all steps of a control, worst', Math.max(...wide), input, wide.length),
    figure(`ranking of ${controls.length} controls`, ranking.ms, input, 1, { most: 5000 }),
    figure(`plan of controls (${plan.result.controls.length} chosen, at least ${plan.result.lower} needed)`, plan.ms, input, 1),
  ];
}

function onFleet(): BenchResult[] {
  const graph = fleet(seeded(5));
  const runs = 3;
  const folded = measured(runs, () => {
    const partition = refine(graph);
    return { partition, small: quotient(graph, partition) };
  });
  const { partition, small } = folded.result;
  const input = `made-up fleet, ${graph.colour.length.toLocaleString('en')} nodes, ${graph.from.length.toLocaleString('en')} edges`;
  return [
    figure(`quotient to ${partition.classCount.toLocaleString('en')} classes, ${small.from.length.toLocaleString('en')} edges`, folded.ms, input, runs, {
      most: 2000,
    }),
  ];
}
