import type { Draft } from '../../ledger/model.ts';
import type { PersonId } from '../../product/index.ts';
import type { Hub } from './hub.ts';

/** Facts after which the streams of a person end: what they were opened for is another question now. */
const OF_A_PERSON = new Set(['person.roles-changed', 'person.suspended', 'person.sign-in-reset', 'person.erased']);

/** What open consoles are told of facts of the office, and whose streams end by them. Called when the facts are durable. `waiting`: how many proposals wait. */
export function tellOfPeople(hub: Pick<Hub, 'publish' | 'close' | 'closePerson'>, facts: readonly Draft[], waiting: () => number): void {
  const rooms = new Set<string>();
  for (const { type, body } of facts) {
    // Bodies of the office's own deciders: ids are texts.
    const { person, session, token } = body as { readonly person?: PersonId; readonly session?: string; readonly token?: string };
    if (type === 'session.closed' && session !== undefined) hub.close(session);
    if (type === 'token.revoked' && token !== undefined) hub.close(token);
    if (OF_A_PERSON.has(type) && person !== undefined) hub.closePerson(person);
    if (type !== 'act.done') rooms.add(type.split('.')[0] ?? '');
  }
  if (rooms.has('person')) hub.publish({ event: 'people', data: {} });
  if (rooms.has('glass')) hub.publish({ event: 'break-glass', data: {} });
  if (rooms.has('act')) hub.publish({ event: 'proposals', data: { waiting: waiting() } });
  if (rooms.has('settings')) hub.publish({ event: 'settings', data: {} });
}
