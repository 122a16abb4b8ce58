import { reach } from '../../attack/engine/closure.ts';
import { type Compiled, nameOf } from '../../attack/engine/compile.ts';
import type { Mode } from '../../attack/engine/graph.ts';
import { tidy } from '../../attack/engine/plan.ts';
import { EFFORTS, SPREAD } from '../../attack/engine/spread.ts';
import { quantileOf, timesTo } from '../../attack/engine/ttc.ts';
import { EFFORT_DAYS, type Effort, type Reach } from '../../attack/model.ts';

/** Days within which a tenth, half and nine tenths of the sampled attacks arrive. */
export interface Days {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  /** Within this the middle figure lies with 95 % confidence, were infinitely many sampled: by ranks, of no distribution. */
  readonly p50Within: readonly [number, number];
  readonly unit: 'days';
}

export interface TimeTo {
  readonly goal: string;
  readonly reach: Reach;
  /** By steps shown to be open. */
  readonly proven?: Days;
  /** Also by those that no evidence has closed. */
  readonly may?: Days;
}

export interface Times {
  readonly samples: number;
  readonly seed: number;
  readonly assumptions: readonly { readonly effort: Effort; readonly median: number; readonly spread: number }[];
  readonly targets: readonly TimeTo[];
}

/** How long attacks on each goal of the compiled graph would take, by sampling, under the assumptions given with the answer. */
export function timesOf(compiled: Compiled, { samples, seed }: { readonly samples: number; readonly seed: number }): Times {
  const verdicts = reach(compiled);
  const sampled = (mode: Mode) => timesTo(compiled.graph, compiled.goals, { mode, samples, seed }).map((times) => times && daysOf(times));
  const [must, may] = [sampled('must'), sampled('may')];
  return {
    samples,
    seed,
    assumptions: EFFORTS.map((effort) => ({ effort, median: EFFORT_DAYS[effort], spread: SPREAD[effort] })),
    targets: [...compiled.goals].map((node, g) => ({
      goal: nameOf(compiled, node),
      reach: verdicts[g] ?? 'undecided',
      ...(must[g] === undefined ? {} : { proven: must[g] }),
      ...(may[g] === undefined ? {} : { may: may[g] }),
    })),
  };
}

function daysOf(sorted: Float64Array): Days {
  const at = (share: number) => tidy(quantileOf(sorted, share));
  // The number of samples below the true median is binomial (n, 1/2): 1.96 deviations either way hold it nineteen times in twenty.
  const off = 0.98 / Math.sqrt(sorted.length);
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9), p50Within: [at(Math.max(0, 0.5 - off)), at(Math.min(1, 0.5 + off))], unit: 'days' };
}
