import type { Descriptor, Invocation, Result, Run } from './log.ts';
import { overriddenLevels } from './run.ts';

export type Level = 'error' | 'warning' | 'note' | 'none';
const GRAVEST: readonly Level[] = ['error', 'warning', 'note', 'none'];

/**
 * How grave a result is (SARIF 2.1.0, section 3.27.10): what it says itself; else what the invocation that made it set for its rule; else what the rule is by default; else a warning. Where the
 * result does not say which of several invocations made it, none of them can make it milder than the rule is.
 */
export function levelOf(result: Result, rule: Descriptor | undefined, run: Run): Level {
  if (result.level !== undefined) return result.level;
  const usual = rule?.defaultConfiguration?.level ?? 'warning';
  if (rule === undefined) return usual;
  const invocations = run.invocations ?? [];
  const index = result.provenance?.invocationIndex ?? -1;
  const made: Invocation | undefined = index >= 0 ? invocations[index] : invocations.length === 1 ? invocations[0] : undefined;
  if (made !== undefined) return overriddenLevels(run, made).get(rule) ?? usual;
  const all = invocations.flatMap((one) => overriddenLevels(run, one).get(rule) ?? []);
  return GRAVEST.find((one) => one === usual || all.includes(one)) ?? usual;
}
