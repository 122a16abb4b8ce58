import { compile } from '../src/attack/engine/compile.ts';
import { fromArrays } from '../src/attack/engine/graph.ts';
import { timesTo } from '../src/attack/engine/ttc.ts';
import { seeded } from '../test/random-problem.ts';
import { estate } from './estate.ts';
import { randomGraph } from './random-graph.ts';
import { type BenchOptions, type BenchResult, MACHINE, measured } from './result.ts';

/** Time to compromise by sampling: one sample of a graph of a million nodes, and a thousand of an estate after the quotient. */
export async function run(_options: BenchOptions = {}): Promise<BenchResult[]> {
  return [large(), ...quotiented()];
}

const figure = (name: string, ms: number, input: string, runs: number, most?: number): BenchResult => ({
  bench: 'ttc',
  figure: name,
  value: ms,
  unit: 'ms',
  ...(most === undefined ? {} : { budget: { most } }),
  input,
  runs,
  machine: MACHINE,
});

function large(): BenchResult {
  const [nodes, edges] = [1_000_000, 5_000_000];
  const made = randomGraph(seeded(1), nodes, edges);
  const random = seeded(2);
  const need = Int32Array.from({ length: nodes }, () => (random() < 0.3 ? 2 : 1));
  const cost = Float64Array.from({ length: nodes }, () => [0.1, 0.5, 3, 15, 60, 400][Math.floor(random() * 6)] as number);
  const graph = fromArrays({ nodes, from: made.from, to: made.to, need, cost, start: Int32Array.from({ length: 1000 }, (_, n) => n) });
  const goals = Int32Array.from({ length: 50 }, (_, g) => nodes - 1 - g);
  // What does not lead to a goal is set aside once for all samples: what one more sample costs is the difference.
  const one = measured(3, () => timesTo(graph, goals, { mode: 'may', samples: 1, seed: 1 }));
  const three = measured(3, () => timesTo(graph, goals, { mode: 'may', samples: 3, seed: 1 }));
  const input = `uniform random digraph, ${nodes.toLocaleString('en')} nodes, ${edges.toLocaleString('en')} edges, three nodes in ten need two predecessors, 50 goals`;
  return figure('one sample of all goals, beyond the first', (three.ms - one.ms) / 2, input, 3, 1500);
}

function quotiented(): BenchResult[] {
  const compiled = compile(estate(seeded(3), 5200, 500, 50));
  const samples = 1000;
  const input = `made-up estate, 5,200 classes, ${compiled.steps.toLocaleString('en')} steps, ${compiled.graph.out.length.toLocaleString('en')} edges, ${compiled.goals.length} goals`;
  return (['may', 'must'] as const).map((mode) => {
    const taken = measured(1, () => timesTo(compiled.graph, compiled.goals, { mode, samples, seed: 1 }));
    const reached = taken.result.filter((times) => times !== undefined).length;
    return figure(`1,000 samples, ${mode} (${reached} goals reached)`, taken.ms, input, 1, 10_000);
  });
}
