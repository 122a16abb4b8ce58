import { type Attacked, boundTo } from '../src/assurance/attacks/attacked.ts';
import { type Supposed, Supposing, waitingFor } from '../src/assurance/attacks/supposing.ts';
import { timesOf } from '../src/assurance/attacks/times.ts';
import { waysTo } from '../src/assurance/attacks/ways.ts';
import { positionOf } from '../src/assurance/position.ts';
import { toProblem } from '../src/attack/build/problem.ts';
import { compile } from '../src/attack/engine/compile.ts';
import { attackGraphOf } from '../src/attack/fleet/index.ts';
import { Instant } from '../src/core/index.ts';
import { type BenchResult, MACHINE, measured } from './result.ts';
import { copiedService } from './service-copies.ts';

const TARGET = 'video:read:every';
/** What EXPERIENCE.md promises of a what-if. */
const AT_ONCE = { most: 100 };

/** What the console's page of attacks asks of the judge, each with the writing of its answer: on the example service, and on copies of it that share one Internet. */
export async function run(): Promise<BenchResult[]> {
  return [1, 2000].flatMap((parts) => asked(attackedOf(parts)));
}

function attackedOf(parts: number): Attacked {
  const map = copiedService(parts);
  const at = Instant.parse('2026-11-01T00:00:00Z');
  const position = positionOf({ map, evidence: [], exclusions: new Map(), at });
  return { at, head: { size: 0, root: '', origin: 'bench' }, map, position, graph: attackGraphOf(map, position.stateOf) };
}

function asked(attacked: Attacked): BenchResult[] {
  const { map, graph } = attacked;
  const input = `${map.parts.length} parts, ${graph.states.length} states, ${graph.steps.length} steps, ${graph.goals.length} critical targets, no evidence`;
  const row = (figure: string, runs: number, work: () => unknown, budget?: BenchResult['budget']): BenchResult => {
    const { ms } = measured(runs, () => JSON.stringify({ ...boundTo(attacked), answer: work() }));
    return { bench: 'console-attacks', figure, value: ms, unit: 'ms', input, runs, machine: MACHINE, ...(budget === undefined ? {} : { budget }) };
  };
  const compiled = compile(toProblem(graph));
  const supposing = new Supposing(compiled);
  const one: Supposed = { prove: ['stream-access-enforced@stream-relay'], fail: [], fall: [] };
  // The control that closes most steps, everywhere at once: the widest question that a toggle can ask.
  const widest = [...waitingFor(graph)].reduce((most, next) => (next[1].length > most[1].length ? next : most));
  const wide: Supposed = { prove: [widest[0]], fail: [], fall: [] };
  const fallen: Supposed = { prove: [], fail: [], fall: ['build-server:code'] };
  supposing.ask(attacked, one);
  const target = compile(toProblem(graph, { goals: [TARGET] }));
  return [
    row('what-if, verdicts: one control at one subject', 9, () => supposing.verdicts(attacked, one), AT_ONCE),
    row(`what-if, verdicts: ${widest[0]} everywhere (${widest[1].length} steps)`, 9, () => supposing.verdicts(attacked, wide), AT_ONCE),
    row('what-if, verdicts: one part fallen', 9, () => supposing.verdicts(attacked, fallen), AT_ONCE),
    row('what-if, with prices and the way that is left', 5, () => [supposing.ask(attacked, one), supposing.way(attacked, one, TARGET)]),
    row('three ways to one target', 3, () => waysTo(attacked, target, 3)),
    row('time to one target, 1,000 samples', 3, () => timesOf(target, { samples: 1000, seed: 1 })),
  ];
}
