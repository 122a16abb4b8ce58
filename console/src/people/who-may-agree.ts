import { useMay } from '../app/account.ts';
import { useAsk } from '../app/ask.ts';
import type { PersonList, RoleList } from './answers.ts';

/**
 * The names of everybody but `proposer` whose roles let them agree to this act, by what the policies themselves say of each role; `undefined` while that is not known, or
 * is not for the reader to know.
 */
export function useWhoMayAgree(action: string, proposer: string | undefined): readonly string[] | undefined {
  const enabled = useMay()('people.read');
  const { data: people } = useAsk<PersonList>('/api/people', { limit: 500 }, { enabled });
  const { data: roles } = useAsk<RoleList>('/api/people/roles', {}, { enabled });
  if (people === undefined || roles === undefined) return undefined;
  const able = roles.roles
    .filter(({ actions }) => actions.some(({ id }) => id === action) && actions.some(({ id }) => id === 'proposal.decide'))
    .map(({ role }) => role);
  return people.people
    .filter((one) => one.state === 'active' && one.id !== proposer && one.roles.some((role) => able.includes(role)))
    .map(({ displayName }) => displayName);
}

/** "Anna", "Anna or Bert", "Anna, Bert or Carla". */
export function either(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}
