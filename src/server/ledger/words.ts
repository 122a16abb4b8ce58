import type { Json } from '../../core/index.ts';
import type { Entry } from '../../ledger/model.ts';
import { ACTIONS } from '../../product/access/actions.ts';
import type { Reference } from './model.ts';

/** What each type of entry means, in plain words. A type that is not here is shown by its name: an older console reads a newer ledger. */
export const MEANINGS: Readonly<Record<string, string>> = {
  'evidence.recorded': 'Something was seen',
  'exclusion.granted': 'A control was excluded at a subject',
  'exclusion.withdrawn': 'An exclusion was withdrawn',
  'map.used': 'A version of the map came into use',
  'standard.imported': 'A standard was imported',
  'act.done': 'Somebody acted',
  'act.proposed': 'An act was proposed to a second person',
  'act.agreed': 'A second person agreed to an act',
  'act.refused': 'A second person refused an act',
  'act.withdrawn': 'A proposal was withdrawn',
  'act.failed': 'An act that was agreed to could not be done',
  'act.lapsed': 'A proposal lapsed',
  'glass.broken': 'The glass was broken',
  'glass.used': 'Something was done behind broken glass',
  'glass.closed': 'The glass was closed',
  'glass.reviewed': 'What was done behind broken glass was reviewed',
  'person.invited': 'A person was invited',
  'person.enrolled': 'A person came in',
  'person.roles-changed': "A person's roles were changed",
  'person.suspended': 'A person was suspended',
  'person.restored': 'A person was let in again',
  'person.sign-in-reset': 'A person was given a new way in',
  'person.erased': "A person's data was erased",
  'link.made': 'A one-time link was made',
  'sign-in.unfinished': 'Sign-ins failed and were given up',
  'session.opened': 'A person signed in',
  'session.closed': 'A session ended',
  'session.stepped-up': 'A person proved anew that it is them',
  'passkey.added': 'A passkey was added',
  'passkey.removed': 'A passkey was removed',
  'passkey.counter-went-back': 'A passkey seems to exist twice, and was refused',
  'token.issued': 'A token was issued',
  'token.revoked': 'A token was revoked',
};

/** Type of what stands in the place of an entry and is none. No entry has it: no type has a colon. */
export const UNREADABLE = 'unreadable:';

export function meaningOf(type: string): string {
  if (type === UNREADABLE) return 'What stands in this place cannot be read as an entry';
  return MEANINGS[type] ?? `An entry of the type ${type}, for which this version has no words`;
}

type Body = { readonly [key: string]: Json };

function bodyOf({ body }: Pick<Entry, 'body'>): Body {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Body) : {};
}

function textOf(body: Body, name: string): string | undefined {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  return typeof value === 'string' && value !== '' ? value.slice(0, 300) : undefined;
}

/** The action's title where it is one of ours. */
function titleOf(action: string): string {
  return Object.hasOwn(ACTIONS, action) ? ACTIONS[action as keyof typeof ACTIONS].title : action;
}

/** An entry in a few words. Whatever stands in it is whoever's who recorded it, and is cut, never interpreted. */
export function briefOf(entry: Entry): string {
  if (entry.type === UNREADABLE) return entry.canonical.slice(0, 200);
  const body = bodyOf(entry);
  const action = textOf(body, 'action');
  const words = [
    ...(action === undefined ? [] : [titleOf(action)]),
    ...['subject', 'control', 'claim', 'service', 'title', 'edition'].flatMap((name) => textOf(body, name) ?? []),
  ];
  const value = body['value'];
  if (entry.type === 'evidence.recorded' && (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')) words.push(String(value));
  if (words.length > 0) return words.join(' · ').slice(0, 300);
  return (textOf(body, 'person') ?? textOf(body, 'proposal') ?? textOf(body, 'token') ?? JSON.stringify(entry.body)).slice(0, 200);
}

/** Members of bodies that name a thing, and what they name. */
const NAMED: readonly (readonly [member: string, kind: Reference['kind']])[] = [
  ['subject', 'subject'],
  ['claim', 'claim'],
  ['control', 'control'],
  ['action', 'action'],
  ['actor', 'person'],
  ['person', 'person'],
  ['by', 'person'],
  ['proposer', 'person'],
  ['approver', 'person'],
  ['approvedBy', 'person'],
  ['session', 'session'],
  ['token', 'token'],
  ['proposal', 'proposal'],
];

const PERSON = /^p_[a-z0-9]{20}$/;

/** What an entry speaks of. */
export function refersOf(entry: Entry): Reference[] {
  const body = bodyOf(entry);
  const found: Reference[] = [];
  const add = (kind: Reference['kind'], id: string | undefined) => {
    if (id !== undefined && !found.some((one) => one.kind === kind && one.id === id)) found.push({ kind, id });
  };
  if (entry.type === 'evidence.recorded') add('statement', String(entry.seq));
  for (const [member, kind] of NAMED) {
    const id = textOf(body, member);
    if (kind !== 'person' || (id !== undefined && PERSON.test(id))) add(kind, id);
  }
  if (entry.type === 'map.used') add('map', textOf(body, 'digest'));
  if (entry.type === 'standard.imported') add('standard', textOf(body, 'id'));
  const raw = body['raw'];
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) add('raw', textOf(raw as Body, 'digest'));
  return found;
}
