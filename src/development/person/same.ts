import type { Named } from '../change/facts.ts';
import type { Person } from './model.ts';
import { addressKey, type Register } from './register.ts';

/** Whether two names are one person's. `not-known` is no word between the two: who could be one person is not two. */
export interface SameAnswer {
  readonly answer: 'same' | 'different' | 'not-known';
  readonly why: string;
}

/**
 * Two names are different people only where the register has both, as two entries, and somebody who is neither made sure of each. One person under two addresses
 * costs nothing to make; so whatever is not known counts against a review. Pure; the names are whoever's who wrote the commit.
 */
export function sameOrOther(register: Register, a: Named, b: Named): SameAnswer {
  const [left, right] = [register.whose(a), register.whose(b)];
  if (left !== undefined && left === right) return { answer: 'same', why: `both are ${left.id}` };
  if (a.email !== undefined && a.email !== '' && addressKey(a.email) === addressKey(b.email ?? '')) return { answer: 'same', why: 'the same address' };
  if (left === undefined && right === undefined) return { answer: 'not-known', why: 'neither is in the register' };
  if (left === undefined || right === undefined) return { answer: 'not-known', why: `${said(left === undefined ? a : b)} is not in the register` };
  return apart(left, right);
}

/** The same of two entries of the register. */
export function apart(left: Person, right: Person): SameAnswer {
  if (left === right) return { answer: 'same', why: `both are ${left.id}` };
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (one.confirmedBy === undefined) return { answer: 'not-known', why: `nobody confirmed who ${one.id} is` };
    if (one.confirmedBy === other.id) return { answer: 'not-known', why: `${one.id} is confirmed by ${other.id} alone, who may be the same` };
  }
  return { answer: 'different', why: `${left.id} and ${right.id}, each confirmed by somebody else` };
}

function said({ name, email }: Named): string {
  return email === undefined || email === '' ? `"${name}"` : email;
}
