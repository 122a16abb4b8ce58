import type { Json } from '../../core/index.ts';
import type { Entry } from '../../ledger/model.ts';
import type { Role } from '../access/model.ts';
import { SECOND_EYES } from '../access/second-eyes.ts';

interface Followed {
  readonly person: string;
  readonly open: boolean;
  /** Who may be whoever broke it under another name: let in, given a new way in, or made a reviewer, by nobody but that person. */
  readonly newcomers: ReadonlySet<string>;
}

/** Of glass that nobody has reviewed yet, by id. `behind`: the glasses that the act belongs to whose facts come next. */
export interface Newcomers {
  readonly glasses: ReadonlyMap<string, Followed>;
  readonly behind: readonly string[];
}

export const NO_NEWCOMERS: Newcomers = { glasses: new Map(), behind: [] };

/**
 * Moves on by one entry of the office's ledger. An act's facts stand right after it, in the same append.
 *
 * A newcomer of a glass came by an act that whoever broke it did behind it, or by one that only they and newcomers of it had a hand in: with a reviewer made at
 * night, one could make a second one by day. Who was there before stays who they were, whatever is done to them behind the glass, unless they were given
 * a new way in: then somebody else may have it.
 */
export function follow(state: Newcomers, { type, body }: Pick<Entry, 'type' | 'body'>): Newcomers {
  const said = fields(body);
  switch (type) {
    case 'glass.broken':
      return set(state, text(said['glass']), { person: text(said['person']), open: true, newcomers: new Set() });
    case 'glass.closed':
      return change(state, text(said['glass']), (one) => ({ ...one, open: false }));
    case 'glass.reviewed':
      return { ...state, glasses: new Map([...state.glasses].filter(([id]) => id !== said['glass'])) };
    case 'act.done':
      return { ...state, behind: [...state.glasses].filter(([id, one]) => isBehind(one, said, id === latestOf(state, one.person))).map(([id]) => id) };
    case 'person.invited':
    case 'person.restored':
    case 'person.sign-in-reset':
      return added(state, text(said['person']));
    case 'person.roles-changed':
      return isSecond(said['from']) || !isSecond(said['to']) ? state : added(state, text(said['person']));
    default:
      return state;
  }
}

export function isNewcomer({ glasses }: Newcomers, glass: string, person: string): boolean {
  return glasses.get(glass)?.newcomers.has(person) === true;
}

function isBehind({ person, open, newcomers }: Followed, act: Fields, latest: boolean): boolean {
  const { actor, approvedBy, without } = act as { readonly actor?: string; readonly approvedBy?: string; readonly without?: string };
  if (actor === undefined) return false;
  if (actor === person && without === 'break-glass') return open && latest;
  const side = (one: string) => one === person || newcomers.has(one);
  // Alone behind glass of their own, or two of one side. That an act for which one is enough was a newcomer's makes nobody a reviewer.
  return approvedBy === undefined ? without === 'break-glass' && newcomers.has(actor) : side(actor) && side(approvedBy);
}

/** One that ran out is closed by nobody: of two of one person, the later is the one that is broken. */
function latestOf({ glasses }: Newcomers, person: string): string | undefined {
  return [...glasses].filter(([, one]) => one.person === person).at(-1)?.[0];
}

function added(state: Newcomers, person: string): Newcomers {
  return state.behind.reduce((now, id) => change(now, id, (one) => ({ ...one, newcomers: new Set([...one.newcomers, person]) })), state);
}

function change(state: Newcomers, id: string, to: (one: Followed) => Followed): Newcomers {
  const found = state.glasses.get(id);
  return found === undefined ? state : set(state, id, to(found));
}

function set(state: Newcomers, id: string, one: Followed): Newcomers {
  return { ...state, glasses: new Map(state.glasses).set(id, one) };
}

type Fields = { readonly [key: string]: Json };

const fields = (body: Json): Fields => (typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Fields) : {});
const text = (value: Json | undefined) => (typeof value === 'string' ? value : '');
const isSecond = (roles: Json | undefined) => Array.isArray(roles) && roles.some((one) => SECOND_EYES.includes(one as Role));
