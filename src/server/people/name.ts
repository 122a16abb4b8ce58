import type { PersonId } from '../../product/index.ts';
import type { House } from '../house.ts';
import type { Named } from './model.ts';

/** The name that goes with an id, where there is one still. */
export function nameOf({ people }: Pick<House, 'people'>, id: PersonId): Named {
  const found = people.administration.find(id);
  return found === undefined ? { id } : { id, name: found.displayName };
}
