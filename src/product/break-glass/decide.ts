import { type Decision, Instant } from '../../core/index.ts';
import type { ActionId } from '../access/actions.ts';
import type { PersonId } from '../access/model.ts';
import { mapDecider } from '../record/map-decider.ts';
import type { BreakGlassEvent, GlassClosed, GlassReviewed, GlassUsed } from './events.ts';
import { breakGlassFaults } from './faults.ts';
import { DAY_MS, type Glass, type Glasses, type GlassUse, isOpen, MOST_A_DAY, MOST_USES, OPEN_MS } from './model.ts';

export type BreakGlassCommand = { readonly at: Instant } & (
  | { readonly type: 'break'; readonly id: string; readonly person: PersonId; readonly reason: string }
  | { readonly type: 'use'; readonly person: PersonId; readonly action: ActionId; readonly on: GlassUse['on'] }
  | { readonly type: 'close'; readonly id: string; readonly by: PersonId }
  | {
      readonly type: 'review';
      readonly id: string;
      readonly by: PersonId;
      /** Whether the reviewer was let in, or made a reviewer, by what was done behind this glass: see newcomers.ts. */
      readonly newcomer: boolean;
      readonly finding: GlassReviewed['finding'];
      readonly reason: string;
    }
);

/** Breaking the glass, as two pure functions. Who may is the policies' to say; that it is short, loud, and looked at by somebody else, is said here. */
export const breakGlassDecider = mapDecider<BreakGlassCommand, Glass, BreakGlassEvent>({ decide, change: entryOf });

export function openFor(state: Glasses, person: PersonId, at: Instant): Glass | undefined {
  return [...state.values()].find((one) => one.person === person && isOpen(one, at));
}

function decide(command: BreakGlassCommand, state: Glasses): Decision<BreakGlassEvent> {
  const at = Instant.format(command.at);
  switch (command.type) {
    case 'break': {
      const open = openFor(state, command.person, command.at);
      if (open !== undefined)
        return refuse(
          '001',
          `the glass is broken for you until ${Instant.format(open.until)}`,
          'no glass of yours that is broken',
          'Act, and close it when you are done.',
        );
      const lately = [...state.values()].filter((one) => one.person === command.person && one.openedAt > command.at - DAY_MS).length;
      if (lately >= MOST_A_DAY)
        return refuse(
          '007',
          `you broke the glass ${lately} times within a day`,
          `at most ${MOST_A_DAY}`,
          'Let another person act: this is no emergency any more.',
        );
      const { id: glass, person, reason } = command;
      return accept({ type: 'glass.broken', glass, person, reason, at, until: Instant.format(Instant.of(command.at + OPEN_MS)) });
    }
    case 'use': {
      const open = openFor(state, command.person, command.at);
      if (open === undefined)
        return refuse('002', 'no glass is broken for you', 'glass that is broken', 'Propose the act to a second person, or break the glass.');
      if (open.uses.length >= MOST_USES)
        return refuse('007', `${open.uses.length} acts were done behind this glass`, `at most ${MOST_USES}`, 'Close it; break it again if the danger goes on.');
      return accept({ type: 'glass.used', glass: open.id, action: command.action, on: { kind: command.on.kind, id: command.on.id }, at });
    }
    case 'close': {
      const found = state.get(command.id);
      if (found === undefined || !isOpen(found, command.at))
        return refuse('002', 'no glass of this id is broken', 'glass that is broken', 'It may be closed already: open the page anew.');
      return accept({ type: 'glass.closed', glass: found.id, by: command.by, at });
    }
    case 'review':
      return review(command, state.get(command.id), at);
  }
}

function review(command: Extract<BreakGlassCommand, { type: 'review' }>, found: Glass | undefined, at: string): Decision<BreakGlassEvent> {
  if (found === undefined) return refuse('002', 'no glass of this id was broken', 'the id of one that was', 'Open the page anew.');
  if (found.review !== undefined) return refuse('004', 'this was reviewed already', 'one that nobody has reviewed', 'Read the review that stands.');
  if (command.by === found.person) return refuse('005', 'you broke it yourself', 'another person', 'Ask another operator, a responder or an auditor.');
  if (isOpen(found, command.at)) return refuse('003', 'it is still open', 'glass that is closed again', 'Close it first, or wait until its hour is over.');
  if (command.newcomer)
    return refuse('006', 'you were let in by what was done behind this glass', 'a person who was not', 'Ask somebody else, such as an auditor.');
  return accept({ type: 'glass.reviewed', glass: found.id, by: command.by, finding: command.finding, reason: command.reason, at });
}

function entryOf(state: Glasses, event: BreakGlassEvent): readonly [string, Glass] | undefined {
  const at = Instant.parse(event.at);
  // Our own facts, written by `decide`: what stands in them has the types of the command they came from.
  if (event.type === 'glass.broken') {
    const { glass: id, person, reason, until } = event;
    return [id, { id, person: person as PersonId, reason, openedAt: at, until: Instant.parse(until), uses: [] }];
  }
  const found = state.get(event.glass);
  return found === undefined ? undefined : [found.id, later(found, event, at)];
}

function later(found: Glass, event: GlassUsed | GlassClosed | GlassReviewed, at: Instant): Glass {
  switch (event.type) {
    case 'glass.used':
      return { ...found, uses: [...found.uses, { action: event.action as ActionId, on: event.on, at }] };
    case 'glass.closed':
      return { ...found, closedAt: at, closedBy: event.by as PersonId };
    case 'glass.reviewed':
      return { ...found, review: { by: event.by as PersonId, at, finding: event.finding, reason: event.reason } };
  }
}

const accept = (...events: readonly BreakGlassEvent[]): Decision<BreakGlassEvent> => ({ ok: true, events });

function refuse(number: keyof typeof breakGlassFaults.declared, message: string, expected: string, remedy: string): Decision<BreakGlassEvent> {
  return { ok: false, faults: [breakGlassFaults.fault(number, { message, expected, found: message, remedy })] };
}
