import type { Decision, Fault } from '../../core/index.ts';
import type { PersonId, Role } from '../access/model.ts';
import { mapDecider } from '../record/map-decider.ts';
import type { PersonEvent } from './events.ts';
import { peopleFaults } from './faults.ts';
import type { Standing } from './model.ts';

export type PersonCommand =
  | { readonly kind: 'invite'; readonly person: PersonId; readonly roles: readonly Role[] }
  /** `found`: the first operator, by the set-up link. */
  | { readonly kind: 'found'; readonly person: PersonId }
  | { readonly kind: 'enrol'; readonly person: PersonId; readonly by: 'invitation' | 'identity-provider' }
  | { readonly kind: 'change-roles'; readonly person: PersonId; readonly roles: readonly Role[] }
  | { readonly kind: 'suspend' | 'restore' | 'reset-sign-in' | 'erase'; readonly person: PersonId };

export type Standings = ReadonlyMap<string, Standing>;

/** Who may be in, and as what. An office always keeps one active operator: without one nobody could ever let anybody in again. */
export const peopleDecider = mapDecider<PersonCommand, Standing, PersonEvent>({
  decide(command, state) {
    const { person } = command;
    const now = state.get(person);
    switch (command.kind) {
      case 'invite':
        return now === undefined ? yes({ type: 'person.invited', person, roles: sorted(command.roles) }) : no(unknown('someone who is not known yet', now));
      case 'found':
        return now === undefined
          ? yes({ type: 'person.enrolled', person, roles: ['operator'], by: 'setup' })
          : no(unknown('someone who is not known yet', now));
      case 'enrol':
        return now?.state === 'invited'
          ? yes({ type: 'person.enrolled', person, roles: now.roles, by: command.by })
          : no(unknown('someone who was invited', now));
      case 'change-roles': {
        if (now === undefined || now.state === 'erased') return no(unknown('someone who is known', now));
        const to = sorted(command.roles);
        if (to.join() === now.roles.join()) return { ok: true, events: [] };
        if (!to.includes('operator') && isLastOperator(state, person)) return no(lastOperator());
        return yes({ type: 'person.roles-changed', person, from: now.roles, to });
      }
      case 'suspend':
        if (now?.state !== 'active' && now?.state !== 'invited') return no(unknown('someone who is active or invited', now));
        return isLastOperator(state, person) ? no(lastOperator()) : yes({ type: 'person.suspended', person });
      case 'restore':
        return now?.state === 'suspended' ? yes({ type: 'person.restored', person }) : no(unknown('someone who is suspended', now));
      case 'reset-sign-in':
        return now?.state === 'active' || now?.state === 'invited'
          ? yes({ type: 'person.sign-in-reset', person })
          : no(unknown('someone who is active or invited', now));
      case 'erase':
        if (now === undefined || now.state === 'erased') return no(unknown('someone who is known', now));
        return isLastOperator(state, person) ? no(lastOperator()) : yes({ type: 'person.erased', person });
    }
  },
  change(state, event) {
    const next = nextOf(state.get(event.person), event);
    return next === undefined ? undefined : [event.person, next];
  },
});

function nextOf(now: Standing | undefined, event: PersonEvent): Standing | undefined {
  switch (event.type) {
    case 'person.invited':
      return { state: 'invited', roles: event.roles, enrolled: false };
    case 'person.enrolled':
      return { state: 'active', roles: event.roles, enrolled: true };
    case 'person.roles-changed':
      return now === undefined ? undefined : { ...now, roles: event.to };
    case 'person.suspended':
      return now === undefined ? undefined : { ...now, state: 'suspended' };
    case 'person.restored':
      return now === undefined ? undefined : { ...now, state: now.enrolled ? 'active' : 'invited' };
    case 'person.sign-in-reset':
      return undefined;
    case 'person.erased':
      return { state: 'erased', roles: [], enrolled: false };
  }
}

export function isLastOperator(state: Standings, person: string): boolean {
  const operators = [...state].filter(([, { state: where, roles }]) => where === 'active' && roles.includes('operator'));
  return operators.length === 1 && operators[0]?.[0] === person;
}

/** Each once, in one order, so that equal roles have equal bytes. */
function sorted(roles: readonly Role[]): readonly Role[] {
  return [...new Set(roles)].sort();
}

function yes(...events: readonly PersonEvent[]): Decision<PersonEvent> {
  return { ok: true, events };
}

function no(...faults: readonly Fault[]): Decision<PersonEvent> {
  return { ok: false, faults };
}

function unknown(expected: string, now: Standing | undefined): Fault {
  return peopleFaults.fault('001', {
    message: 'there is no such person, or this cannot be done with them as they stand',
    expected,
    found: now?.state ?? 'nobody',
    remedy: 'Look at the page of people again: somebody may have been quicker.',
  });
}

function lastOperator(): Fault {
  return peopleFaults.fault('003', {
    message: 'this would leave the office without an active operator',
    expected: 'at least one other active operator',
    found: 'none',
    remedy: 'Invite a second operator first.',
  });
}
