import { cpus, totalmem } from 'node:os';

/** One measured figure. Times are processor time of this process, user and system, in milliseconds, the median over `runs`. */
export interface BenchResult {
  readonly bench: string;
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** What was measured beside it, and how many times more that took. */
  readonly against?: { readonly what: string; readonly value: number; readonly ratio: number };
  /** The promise, if there is one: `value` at most or at least this, or `against.ratio` at least this. */
  readonly budget?: { readonly most?: number; readonly least?: number; readonly ratioAtLeast?: number };
  readonly input: string;
  readonly runs: number;
  readonly machine: string;
}

export const MACHINE = `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;

/** Whether the figure keeps its promise; `undefined` where none was made. */
export function kept(result: BenchResult): boolean | undefined {
  if (result.budget === undefined) return undefined;
  if (result.budget.most !== undefined && result.value > result.budget.most) return false;
  if (result.budget.least !== undefined && result.value < result.budget.least) return false;
  return result.budget.ratioAtLeast === undefined || (result.against?.ratio ?? 0) >= result.budget.ratioAtLeast;
}

/** Processor milliseconds of `work`, the median over `runs`, and what the last run gave. */
export function measured<T>(runs: number, work: () => T): { ms: number; result: T } {
  const times: number[] = [];
  let result: T | undefined;
  for (let run = 0; run < runs; run += 1) {
    const before = process.cpuUsage();
    result = work();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return { ms: median(times), result: result as T };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

export interface BenchOptions {
  /** Also what takes minutes, such as peers on the largest inputs. */
  readonly full?: boolean;
}

/** What a file in bench/ exports to be found by bench/main.ts. */
export interface Bench {
  run(options?: BenchOptions): Promise<BenchResult[]>;
}
