import type { Evidence } from '../model.ts';

/**
 * What a statement says well and ill of its subject, by aspect: a claim that is asked for in one way has one aspect, a list of rules checked has one a
 * rule. What a value means is for the controls to say, so whoever calls this room gives it.
 */
export interface Leaning {
  readonly good: readonly string[];
  readonly bad: readonly string[];
}

export type LeaningOf = (evidence: Pick<Evidence, 'claim' | 'value'>) => Leaning;

/**
 * The statement without what it says well in these aspects. Of rules that were checked the others stay; any other statement says one thing, and
 * nothing is left of it.
 */
export function without(evidence: Evidence, aspects: ReadonlySet<string>): Evidence | undefined {
  const { value } = evidence;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { checked, violated } = value as { readonly checked?: unknown; readonly violated?: unknown };
  if (!Array.isArray(checked) || !Array.isArray(violated)) return undefined;
  const left = checked.filter((rule) => violated.includes(rule) || !aspects.has(String(rule)));
  return left.length === 0 && violated.length === 0 ? undefined : { ...evidence, value: { ...value, checked: left } };
}
