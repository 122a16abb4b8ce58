import type { House } from '../house.ts';

/** Operators who can sign in now. */
export function activeOperators({ people }: Pick<House, 'people'>): number {
  return people.administration.list().filter(({ state, roles }) => state === 'active' && roles.includes('operator')).length;
}
