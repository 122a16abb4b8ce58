import { type Decider, type Decision, Instant } from '../../core/index.ts';
import type { ActionId } from '../access/actions.ts';
import type { PersonId } from '../access/model.ts';
import type { BreakGlassEvent, GlassClosed, GlassReviewed, GlassUsed } from './events.ts';
import { breakGlassFaults } from './faults.ts';
import { type Glass, type Glasses, type GlassUse, isOpen, OPEN_MS } from './model.ts';

export type BreakGlassCommand = { readonly at: Instant } & (
  | { readonly type: 'break'; readonly id: string; readonly person: PersonId; readonly reason: string }
  | { readonly type: 'use'; readonly person: PersonId; readonly action: ActionId; readonly on: GlassUse['on'] }
  | { readonly type: 'close'; readonly id: string; readonly by: PersonId }
  | {
      readonly type: 'review';
      readonly id: string;
      readonly by: PersonId;
      /**
       * Since when the reviewer is who they are: when another person last let them in, or changed their roles or their way in. Behind broken glass one can invite
       * somebody; that somebody is no second pair of eyes.
       */
      readonly bySince: Instant;
      readonly finding: GlassReviewed['finding'];
      readonly reason: string;
    }
);

/** Breaking the glass, as two pure functions. Who may is the policies' to say; that it is short, loud, and looked at by somebody else, is said here. */
export const breakGlassDecider: Decider<BreakGlassCommand, Glasses, BreakGlassEvent> = { initial: new Map(), decide, evolve };

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
      const { id: glass, person, reason } = command;
      return accept({ type: 'glass.broken', glass, person, reason, at, until: Instant.format(Instant.of(command.at + OPEN_MS)) });
    }
    case 'use': {
      const open = openFor(state, command.person, command.at);
      if (open === undefined)
        return refuse('002', 'no glass is broken for you', 'glass that is broken', 'Propose the act to a second person, or break the glass.');
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
  if (command.bySince >= found.openedAt)
    return refuse(
      '006',
      'your account or your roles are newer than what was done',
      'a person who was there before',
      'Ask somebody who was, such as an auditor.',
    );
  return accept({ type: 'glass.reviewed', glass: found.id, by: command.by, finding: command.finding, reason: command.reason, at });
}

function evolve(state: Glasses, event: BreakGlassEvent): Glasses {
  const next = new Map(state);
  const at = Instant.parse(event.at);
  // Our own facts, written by `decide`: what stands in them has the types of the command they came from.
  if (event.type === 'glass.broken') {
    next.set(event.glass, {
      id: event.glass,
      person: event.person as PersonId,
      reason: event.reason,
      openedAt: at,
      until: Instant.parse(event.until),
      uses: [],
    });
    return next;
  }
  const found = state.get(event.glass);
  return found === undefined ? state : next.set(found.id, later(found, event, at));
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
