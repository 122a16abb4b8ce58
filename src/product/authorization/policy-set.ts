import { Duration, type Json } from '../../core/index.ts';
import type { Evaluator } from './decisions.ts';
import { TIMED } from './schema.ts';

/** A file of policies as it was read; the shipped ones have no file. */
export interface PolicySource {
  readonly file?: string;
  readonly text: string;
}

export interface Policy {
  readonly id: string;
  readonly effect: 'permit' | 'forbid';
  /** What a person is told of it: its `@because`. */
  readonly because?: string;
  /** Absent: it comes with Assay. */
  readonly file?: string;
  readonly line?: number;
}

/** Policies that fit, and what answers by them. */
export interface PolicySet extends Evaluator {
  readonly policies: ReadonlyMap<string, Policy>;
}

export const POLICY_LIMITS = {
  /** Cedar's cost grows with the number of policies: a fleet's differences belong in its entities. */
  policies: 200,
  files: 50,
  bytes: 256 * 1024,
} as const;

/** Types of which policies see stand-ins alone: one of them by name would never match, and its policy would do nothing and seem to do something. */
const STAND_INS = ['Device', 'Household', 'Member', 'Channel'];

/** Names of devices, households, members or channels that the policy (Cedar's JSON form) is about. */
export function namedIn(policy: Json): readonly string[] {
  const found: string[] = [];
  walk(policy, (node) => {
    const { type, id } = node;
    if (typeof type === 'string' && typeof id === 'string' && STAND_INS.includes(type)) found.push(`${type}::${JSON.stringify(id)}`);
  });
  return found;
}

/**
 * For how long the policy sees the moment stand still, in milliseconds: an hour, a minute where it reads minutes, and a minute where it takes the context as a whole, in which the
 * moment is; 0 where it does not read the moment.
 */
export function readsMoment(policy: Json): number {
  let whole = 0;
  let parts = 0;
  const read = new Set<string>();
  walk(policy, (node) => {
    if (node['Var'] === 'context') whole += 1;
    for (const operator of ['.', 'has']) {
      const access = node[operator];
      if (typeof access !== 'object' || access === null || Array.isArray(access)) continue;
      const { left, attr } = access as { readonly left?: Json; readonly attr?: Json };
      if (typeof left !== 'object' || left === null || (left as { readonly Var?: Json }).Var !== 'context') continue;
      parts += 1;
      read.add(typeof attr === 'string' ? attr : 'minute');
    }
  });
  if (whole > parts || read.has('minute')) return Duration.minutes(1);
  return TIMED.some((name) => read.has(name)) ? Duration.hours(1) : 0;
}

function walk(value: Json, seen: (node: { readonly [key: string]: Json }) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const one of value) walk(one, seen);
    return;
  }
  const node = value as { readonly [key: string]: Json };
  seen(node);
  for (const one of Object.values(node)) walk(one, seen);
}
