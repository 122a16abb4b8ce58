import { type Decision, Refused } from '../../../core/index.ts';
import type { Receipt } from '../../../ledger/model.ts';
import { deviceKey } from '../../device/key.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { HouseholdId } from '../../fleet/model.ts';
import { type HouseholdCommand, householdDecider } from '../decide.ts';
import type { HouseholdEvent } from '../events.ts';
import { householdFaults } from '../faults.ts';
import { type HouseholdQuestions, householdQuestions } from './tables.ts';

/** Households over the fleet that is open: each command is decided in the turn of its household and of everything else that it names and another household might name, on what stands in the tables then. */
export interface HouseholdDesk {
  readonly ask: HouseholdQuestions;
  /** Throws `Refused` (ASSAY-HOUSEHOLD-001 to -013, and what `check` throws, in the same turn). Gives the receipts of what was entered: none where it was so already. */
  act(household: HouseholdId, command: HouseholdCommand, check?: () => void): Promise<readonly Receipt[]>;
  /** As `act`, and enters nothing: what would be refused now throws. */
  refuse(household: HouseholdId, command: HouseholdCommand): void;
}

export function householdDesk(fleet: Pick<Fleet, 'db' | 'act'>): HouseholdDesk {
  const ask = householdQuestions(fleet.db);
  const decide = (household: HouseholdId, command: HouseholdCommand): Decision<HouseholdEvent> => {
    const state = ask.household(household);
    const elsewhere = strangers(command).find((id) => {
      const member = ask.member(id);
      return member !== undefined && member.household !== household;
    });
    // A person of another household cannot be made one of this: the id would be in two, and what they may would depend on who asks.
    if (elsewhere !== undefined) return taken(elsewhere);
    // So with shares and visits: whoever names one would name another household's.
    const named = command.type === 'share' ? ask.homeOfShare(command.share) : command.type === 'ask-visit' ? ask.homeOfVisit(command.visit) : undefined;
    if (named !== undefined && named !== household) return ofAnother();
    const shared = command.type === 'share' && !state.shares.has(command.share) && state.members.get(command.to) === undefined;
    if (shared && ask.member(command.to) === undefined) return unknown(command.to);
    return householdDecider.decide(command, state);
  };
  return {
    ask,
    act: (household, command, check = () => undefined) =>
      fleet.act(keysOf(household, command), () => {
        check();
        return decide(household, command);
      }),
    refuse(household, command) {
      const decision = decide(household, command);
      if (!decision.ok) throw new Refused(...decision.faults);
    },
  };
}

/** What it depends on, here and in other households. */
function keysOf(household: HouseholdId, command: HouseholdCommand): readonly string[] {
  const named = (kind: string, id: string | undefined) => (id === undefined ? [] : [`${kind}:${id}`]);
  const mine = `household:${household}`;
  switch (command.type) {
    case 'found':
      return [mine, ...named('member', command.owner)];
    case 'join':
    case 'change':
    case 'leave':
      return [mine, ...named('member', command.member)];
    case 'share':
      return [mine, ...named('member', command.to), ...named('share', command.share), deviceKey(command.device)];
    case 'ask-visit':
      return [mine, ...named('visit', command.visit), ...(command.device === undefined ? [] : [deviceKey(command.device)])];
    case 'release':
      return [mine, deviceKey(command.device)];
    case 'end-share':
    case 'agree-visit':
    case 'end-visit':
    case 'consent':
    case 'withdraw':
    case 'dissolve':
      return [mine];
  }
}

const strangers = (command: HouseholdCommand) => (command.type === 'join' ? [command.member] : command.type === 'found' ? [command.owner] : []);

function taken(found: string): Decision<HouseholdEvent> {
  return {
    ok: false,
    faults: [
      householdFaults.fault('013', {
        message: 'this person is of another household',
        found,
        remedy: 'Share with them, or invite them under an id of their own here.',
      }),
    ],
  };
}

function ofAnother(): Decision<HouseholdEvent> {
  return { ok: false, faults: [householdFaults.fault('013', { message: 'this id is taken', remedy: 'Ask under a new id.' })] };
}

function unknown(found: string): Decision<HouseholdEvent> {
  return {
    ok: false,
    faults: [
      householdFaults.fault('003', {
        message: 'nobody of this id is known',
        found,
        remedy: 'Invite a guest first; or ask the other household for the id of who is meant.',
      }),
    ],
  };
}
