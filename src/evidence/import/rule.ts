import type { Mapping } from './model.ts';
import type { Claiming, Fields } from './statement.ts';

/** The first rule whose conditions all hold, numbered from 0. */
export function ruleFor(fields: Fields, mapping: Mapping): { readonly index: number; readonly claiming: Claiming } | undefined {
  const index = mapping.rules.findIndex((rule) => Object.entries(rule.when).every(([field, wanted]) => matches(fields.get(field), wanted)));
  const rule = mapping.rules[index];
  if (rule === undefined) return undefined;
  const { when: _, ...claiming } = rule;
  return { index, claiming: { ...claiming, from: `rule ${index + 1}` } };
}

function matches(value: string | undefined, wanted: string): boolean {
  if (value === undefined) return false;
  return wanted.endsWith('*') ? value.startsWith(wanted.slice(0, -1)) : value === wanted;
}
