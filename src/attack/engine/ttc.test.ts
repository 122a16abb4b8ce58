import { describe, expect, it } from 'vitest';
import { naiveClosure, randomProblem, seeded } from '../../../test/random-problem.ts';
import { canonicalJson, Digest } from '../../core/index.ts';
import { EFFORT_DAYS, type Problem, type ProblemStep } from '../model.ts';
import { compile } from './compile.ts';
import { classOf, EFFORTS, factors, SPREAD } from './spread.ts';
import { quantileOf, timesTo } from './ttc.ts';

const step = (id: string, from: readonly string[], to: string, effort: number, more: Partial<ProblemStep> = {}): ProblemStep => ({
  id,
  from,
  to,
  effort,
  status: 'open',
  ...more,
});

/** One step to each of a, b and c; then both, either, two of three, and one after the other. */
const SMALL: Problem = {
  format: 'assay-attack-graph/1',
  states: ['start', 'a', 'b', 'c', 'both', 'either', 'two', 'chain', 'maybe', 'never'].map((id) => ({ id })),
  steps: [
    step('1', ['start'], 'a', 3),
    step('2', ['start'], 'b', 3),
    step('3', ['start'], 'c', 3),
    step('4', ['a', 'b'], 'both', 0),
    step('5', ['a', 'b'], 'either', 0, { need: 1 }),
    step('6', ['a', 'b', 'c'], 'two', 0, { need: 2 }),
    step('7', ['a'], 'chain', 0.5),
    step('8', ['start'], 'maybe', 15, { status: 'undecided' }),
    step('9', ['start'], 'never', 15, { status: 'closed' }),
  ],
  start: ['start'],
  goals: ['a', 'b', 'c', 'both', 'either', 'two', 'chain', 'maybe', 'never', 'start'],
};

describe('one sample', () => {
  const compiled = compile(SMALL);
  it.each([1, 2, 3, 77, 2 ** 31 - 1])('seed %i: both is the later, either the sooner, two of three the second', (seed) => {
    const [a = 0, b = 0, c = 0, both, either, two, chain = 0, maybe, never, start] = timesTo(compiled.graph, compiled.goals, {
      mode: 'must',
      samples: 1,
      seed,
    }).map((times) => times?.[0]);
    expect(both).toBe(Math.max(a, b));
    expect(either).toBe(Math.min(a, b));
    expect(two).toBe([a, b, c].sort((x, y) => x - y)[1]);
    expect(chain).toBeGreaterThan(a);
    expect([maybe, never, start]).toEqual([undefined, undefined, 0]);
    expect(new Set([a, b, c]).size).toBe(3);
  });
});

describe('many samples', () => {
  const compiled = compile(SMALL);
  const times = timesTo(compiled.graph, compiled.goals, { mode: 'may', samples: 20_000, seed: 5 });
  const of = (goal: string, p: number) => quantileOf(times[SMALL.goals.indexOf(goal)] as Float64Array, p);
  // The normal's values below which 10 %, 50 % and 90 % lie; of the later of two it is the square root of the share that counts.
  it.each([
    ['a', 0.1, 3 * Math.exp(1.15 * -1.2816)],
    ['a', 0.5, 3],
    ['a', 0.9, 3 * Math.exp(1.15 * 1.2816)],
    ['both', 0.5, 3 * Math.exp(1.15 * 0.545)],
    ['either', 0.5, 3 * Math.exp(1.15 * -0.545)],
    ['two', 0.5, 3],
    ['maybe', 0.5, 15],
  ])('%s: the %d quantile is about %d days', (goal, p, days) => {
    expect(of(goal, p) / days).toBeGreaterThan(0.95);
    expect(of(goal, p) / days).toBeLessThan(1.05);
  });

  it('closed is never reached, and the mean of a step of days is the 5.8 days it was fitted to', () => {
    expect(times[SMALL.goals.indexOf('never')]).toBeUndefined();
    const a = times[0] as Float64Array;
    expect(a.reduce((sum, one) => sum + one, 0) / a.length).toBeGreaterThan(5.5);
    expect(a.reduce((sum, one) => sum + one, 0) / a.length).toBeLessThan(6.1);
  });
});

describe('on random graphs', () => {
  const random = seeded(90);
  const problems = Array.from({ length: 200 }, () => randomProblem(random, { states: 10, steps: 20, open: 0.6 }));

  it('a goal has times exactly where the closure holds it, and what may be is never later than what is proven', () => {
    let both = 0;
    for (const problem of problems) {
      const compiled = compile(problem);
      const [may, must] = (['may', 'must'] as const).map((mode) => timesTo(compiled.graph, compiled.goals, { mode, samples: 25, seed: 9 }));
      problem.goals.forEach((goal, g) => {
        for (const [mode, times] of [
          ['may', may],
          ['must', must],
        ] as const)
          expect(times?.[g] !== undefined).toBe(naiveClosure(problem, mode).has(goal));
        expect(must?.[g]?.every((time, i) => (may?.[g]?.[i] ?? Number.POSITIVE_INFINITY) <= time) ?? true).toBe(true);
        if (must?.[g] !== undefined) both += 1;
      });
    }
    expect(both).toBeGreaterThan(100);
  });

  it('a goal asked alone has the same times as among others: what leads nowhere changes nothing', () => {
    for (const problem of problems.slice(0, 60)) {
      const compiled = compile(problem);
      const all = timesTo(compiled.graph, compiled.goals, { mode: 'may', samples: 10, seed: 4 });
      for (const [g, goal] of compiled.goals.entries())
        expect(timesTo(compiled.graph, Int32Array.of(goal), { mode: 'may', samples: 10, seed: 4 })).toEqual([all[g]]);
    }
  });

  it('the same seed gives the same times to the last bit, on any machine; another gives others', () => {
    const compiled = compile(SMALL);
    const digest = (seed: number) =>
      Digest.of(canonicalJson(timesTo(compiled.graph, compiled.goals, { mode: 'may', samples: 100, seed }).map((times) => [...(times ?? [])])));
    expect(digest(1)).toBe(digest(1));
    expect(digest(1)).toMatchInlineSnapshot(`"sha256:a58dd3d496a3fb412124d2295bd0132b70d0847f2628c76fcde5a0c0cf419dd3"`);
    expect(digest(2)).not.toBe(digest(1));
  });
});

describe('the spread', () => {
  it('has a class for every effort, and each effort is its own class', () => {
    expect(Object.keys(SPREAD)).toEqual(EFFORTS);
    expect(EFFORTS.map((effort) => EFFORTS[classOf(EFFORT_DAYS[effort])])).toEqual(EFFORTS);
    expect([classOf(0), classOf(0.2), classOf(1e9)]).toEqual([0, 1, EFFORTS.length - 1]);
  });

  it('has factors that ascend, lie about one, and mirror one another', () => {
    for (const table of factors()) {
      expect(table.every((one, i) => i === 0 || one > (table[i - 1] ?? 0))).toBe(true);
      expect(table.every((one, i) => Math.abs(one * (table[table.length - 1 - i] ?? 0) - 1) < 1e-9)).toBe(true);
    }
  });

  it.each([
    [0.1, -1.2815515655],
    [0.025, -1.9599639845],
    [0.001, -3.0902323062],
  ])('takes the normal’s quantile at %d from its table', (p, z) => {
    const table = factors({ script: 1, hours: 1, days: 1, weeks: 1, months: 1, years: 1 })[0] as Float64Array;
    const place = p * 4096 - 0.5;
    const [low, high] = [Math.log(table[Math.floor(place)] as number), Math.log(table[Math.ceil(place)] as number)];
    expect(low + (high - low) * (place - Math.floor(place))).toBeCloseTo(z, 2);
  });
});
