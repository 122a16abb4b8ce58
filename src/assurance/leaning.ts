import type { Leaning, LeaningOf } from '../evidence/import/leaning.ts';
import { CERT_C_CLAIM } from './cert-c/judge.ts';
import { CONTROLS } from './controls/index.ts';
import type { Check } from './model.ts';
import { passes } from './verdict.ts';

const CHECKS: ReadonlyMap<string, readonly Check[]> = Map.groupBy(
  CONTROLS.flatMap((control) => control.checks),
  ({ claim }) => claim,
);

/**
 * What a statement says well and ill of its subject, as the controls would judge its value: one aspect for each way in which its claim is asked for,
 * one for each rule of CERT C. A claim that no control asks for is taken at its word where that is yes or no, and leans nowhere else.
 */
export const leaningOf: LeaningOf = (evidence): Leaning => {
  const { claim, value } = evidence;
  if (claim === CERT_C_CLAIM) return rulesOf(value);
  const checks = CHECKS.get(claim) ?? (typeof value === 'boolean' ? [{ claim }] : []);
  const asked = new Map(checks.map((check) => [JSON.stringify(check.passes ?? true), check]));
  const good = [...asked].filter(([, check]) => passes(check, evidence)).map(([aspect]) => aspect);
  return { good, bad: [...asked.keys()].filter((aspect) => !good.includes(aspect)) };
};

function rulesOf(value: unknown): Leaning {
  const list = (name: string): readonly string[] => {
    const given = typeof value === 'object' && value !== null ? (value as { readonly [key: string]: unknown })[name] : undefined;
    return Array.isArray(given) ? given.filter((rule) => typeof rule === 'string') : [];
  };
  const bad = new Set(list('violated'));
  return { good: list('checked').filter((rule) => !bad.has(rule)), bad: [...bad] };
}
