import type { Json } from '../../../core/index.ts';
import type { PolicyFact } from './facts.ts';

type Node = { readonly [key: string]: Json };
const isNode = (value: Json | undefined): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the audit needs of one policy in Cedar's JSON form. A head that asks for a type alone holds for all of that type, and is not open to everybody. */
export function policyFact(id: string, json: Json): PolicyFact {
  const policy = isNode(json) ? json : {};
  const open = (part: string) => {
    const head = policy[part];
    return isNode(head) && head['op'] === 'All';
  };
  const conditions = Array.isArray(policy['conditions']) ? (policy['conditions'] as readonly Json[]) : [];
  const literals = new Set<string>();
  for (const condition of conditions) wildcardsIn(condition, literals, 0);
  return {
    id,
    permits: policy['effect'] === 'permit',
    anyPrincipal: open('principal'),
    anyAction: open('action'),
    anyResource: open('resource'),
    conditions: conditions.filter((one) => !always(one)).length,
    literalWildcards: [...literals].sort(),
  };
}

/** `when { true }` narrows nothing, and neither does `unless { false }`. */
function always(condition: Json): boolean {
  if (!isNode(condition) || !isNode(condition['body'])) return false;
  return condition['body']['Value'] === (condition['kind'] === 'when');
}

const MOST_DEPTH = 100;

/** A wildcard of MQTT or of `like` in what `==` or `contains` compares letter for letter: it reads as many, and matches none. */
function wildcardsIn(value: Json, into: Set<string>, depth: number): void {
  if (depth > MOST_DEPTH || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const each of value as readonly Json[]) wildcardsIn(each, into, depth + 1);
    return;
  }
  for (const [key, each] of Object.entries(value as Node)) {
    if ((key === '==' || key === '!=' || key === 'contains') && isNode(each)) for (const side of [each['left'], each['right']]) literalIn(side, into);
    wildcardsIn(each, into, depth + 1);
  }
}

function literalIn(side: Json | undefined, into: Set<string>): void {
  if (!isNode(side)) return;
  const texts = Array.isArray(side['Set']) ? (side['Set'] as readonly Json[]).map((each) => (isNode(each) ? each['Value'] : undefined)) : [side['Value']];
  for (const text of texts) if (typeof text === 'string' && /(?:^|\/)[#+](?:\/|$)|\*/.test(text)) into.add(JSON.stringify(text));
}
