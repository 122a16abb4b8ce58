import { actorsOf, askedOf, boundTo, type FromTo } from '../../assurance/attacks/attacked.ts';
import { choicesOf, foundIn } from '../../assurance/attacks/choices.ts';
import { chokepointsOf } from '../../assurance/attacks/chokepoints.ts';
import { fallingFrom } from '../../assurance/attacks/falling.ts';
import { type Supposed, Supposing } from '../../assurance/attacks/supposing.ts';
import { timesOf } from '../../assurance/attacks/times.ts';
import { indexed, waysTo } from '../../assurance/attacks/ways.ts';
import { toProblem } from '../../attack/build/problem.ts';
import { resolveTarget } from '../../attack/build/target.ts';
import { type Compiled, compile } from '../../attack/engine/compile.ts';
import type { AttackGraph } from '../../attack/model.ts';
import { Instant } from '../../core/index.ts';
import type { Desk, Seen } from '../judge/desk.ts';
import { question } from '../judge/question.ts';

// The same computations as the command line's, on a service that stays judged: what one question has made, the next one finds.

export interface AsOf {
  /** RFC 3339; now when absent. */
  readonly at?: string | undefined;
  readonly size?: number | undefined;
}

const seenBy = (desk: Desk, { at, size }: AsOf): Seen => desk.at(at === undefined ? undefined : Instant.parse(at), size);

/** Of one graph: what was made for these actors and goals. */
interface Kept {
  readonly compiled: Compiled;
  supposing?: Supposing;
}
const KEPT = new WeakMap<AttackGraph, Map<string, Kept>>();
const MOST_KEPT = 8;

function keptFor(seen: Seen, key: string, make: () => Compiled): Kept {
  const all = KEPT.get(seen.graph) ?? new Map<string, Kept>();
  KEPT.set(seen.graph, all);
  const known = all.get(key) ?? { compiled: make() };
  all.delete(key);
  all.set(key, known);
  for (const old of all.keys()) {
    if (all.size <= MOST_KEPT) break;
    all.delete(old);
  }
  return known;
}

function compiledFor(seen: Seen, { from, to }: FromTo): Compiled {
  if (from.length + to.length === 0) return seen.compiled();
  return keptFor(seen, JSON.stringify([from, to]), () => compile(toProblem(seen.graph, askedOf(seen.graph, { from, to })))).compiled;
}

/** For the graph's own goals and the target besides, so that what it changes is told of all of them. */
function supposingFor(seen: Seen, { from, to }: FromTo): { readonly kept: Kept & { supposing: Supposing }; readonly targets: readonly string[] } {
  const { graph } = seen;
  const { states } = indexed(graph);
  const targets = to.flatMap((target) => (states.has(target) ? [target] : resolveTarget(graph, target)));
  const own = graph.goals.map((goal) => goal.state);
  const further = targets.filter((target) => !own.includes(target));
  const kept = keptFor(seen, JSON.stringify(['what-if', from, further]), () =>
    compile(toProblem(graph, { goals: [...own, ...further], ...(from.length === 0 ? {} : { actors: from }) })),
  );
  const supposing = kept.supposing ?? new Supposing(kept.compiled);
  return { kept: Object.assign(kept, { supposing }), targets };
}

export const choicesQuestion = question('attacks.choices', (desk, { from, ...asOf }: AsOf & Pick<FromTo, 'from'>) => {
  const seen = seenBy(desk, asOf);
  return { ...boundTo(seen), ...choicesOf(seen, compiledFor(seen, { from, to: [] })), from: actorsOf(seen.graph, from) };
});

export const foundQuestion = question('attacks.found', (desk, { find, most, ...asOf }: AsOf & { readonly find: string; readonly most: number }) => {
  const seen = seenBy(desk, asOf);
  return { ...boundTo(seen), ...foundIn(seen.map, seen.graph, find, most) };
});

export const pathsQuestion = question('attacks.paths', (desk, { from, to, ways, ...asOf }: AsOf & FromTo & { readonly ways: number }) => {
  const seen = seenBy(desk, asOf);
  return { ...boundTo(seen), actors: actorsOf(seen.graph, from), answers: waysTo(seen, compiledFor(seen, { from, to }), ways) };
});

export const chokepointsQuestion = question('attacks.chokepoints', (desk, { from, to, ...asOf }: AsOf & FromTo) => {
  const seen = seenBy(desk, asOf);
  return { ...boundTo(seen), ...chokepointsOf(seen, compiledFor(seen, { from, to })) };
});

export const blastQuestion = question('attacks.blast', (desk, { of, ...asOf }: AsOf & { readonly of: readonly string[] }) => {
  const seen = seenBy(desk, asOf);
  return { ...boundTo(seen), ...fallingFrom(seen, of) };
});

export const whatIfQuestion = question(
  'attacks.what-if',
  (desk, { from, to, prove, fail, fall, only, ...asOf }: AsOf & FromTo & Supposed & { readonly only?: 'verdicts' | undefined }) => {
    const seen = seenBy(desk, asOf);
    const { kept, targets } = supposingFor(seen, { from, to });
    const { compiled, supposing } = kept;
    const supposed = { prove, fail, fall };
    const brief = only === 'verdicts';
    const { standing, ...supposition } = brief ? supposing.verdicts(seen, supposed) : supposing.ask(seen, supposed);
    const { states } = indexed(seen.graph);
    return {
      ...boundTo(seen),
      ...supposition,
      targets: targets.map((goal) => {
        const way = brief ? undefined : supposing.way(seen, supposed, goal);
        const reach = standing[compiled.goals.indexOf(compiled.stateNode.get(goal) ?? -1)] ?? ('undecided' as const);
        return { goal, title: states.get(goal)?.title ?? goal, reach, ...(way === undefined ? {} : { way }) };
      }),
    };
  },
);

export const timesQuestion = question(
  'attacks.times',
  (desk, { from, to, samples, seed, ...asOf }: AsOf & FromTo & { readonly samples?: number | undefined; readonly seed: number }) => {
    const seen = seenBy(desk, asOf);
    const compiled = compiledFor(seen, { from, to });
    return { ...boundTo(seen), ...timesOf(compiled, { samples: samples ?? boundedSamples(compiled), seed }) };
  },
);

/** Samples of which a second suffices for all: a node of a graph costs each about a third of a microsecond, in each mode, and few targets need few of them. */
function boundedSamples({ graph, goals }: Compiled): number {
  const nodes = graph.nodes * Math.min(1, 0.15 + goals.length / 40);
  return Math.max(100, Math.min(1000, Math.round(1_500_000 / nodes / 50) * 50));
}

export const ATTACK_QUESTIONS = [choicesQuestion, foundQuestion, pathsQuestion, chokepointsQuestion, blastQuestion, whatIfQuestion, timesQuestion];
