import { type Decision, type Fault, Instant } from '../../core/index.ts';
import type { ActionId } from '../access/actions.ts';
import type { PersonId } from '../access/model.ts';
import { mapDecider } from '../record/map-decider.ts';
import type { TokenEvent, TokenRevoked } from './events.ts';
import { tokenFaults } from './faults.ts';
import { DAY_MS, isGood, LONGEST_MS, MOST_A_DAY, MOST_TOKENS, TOKEN_SCOPES, type Token, type Tokens } from './model.ts';
import type { TokenId } from './secret.ts';

export type TokenCommand = { readonly at: Instant } & (
  | {
      readonly type: 'issue';
      /** Fresh and random. */
      readonly id: TokenId;
      readonly person: PersonId;
      readonly scope: readonly ActionId[];
      /** What the person may do now. */
      readonly permitted: readonly ActionId[];
      readonly expiresAt: Instant;
    }
  | { readonly type: 'revoke'; readonly id: string; readonly by: PersonId }
  /** Ends every token of a person that is for more than `permitted`; all of them where that is nothing. */
  | {
      readonly type: 'narrow';
      readonly person: PersonId;
      readonly permitted: readonly ActionId[];
      readonly by: PersonId;
      readonly because: TokenRevoked['because'];
    }
);

export const tokenDecider = mapDecider<TokenCommand, Token, TokenEvent>({ decide, change: entryOf });

function decide(command: TokenCommand, state: Tokens): Decision<TokenEvent> {
  const at = Instant.format(command.at);
  switch (command.type) {
    case 'issue':
      return issue(command, state, at);
    case 'revoke': {
      const found = state.get(command.id);
      if (found === undefined || !isGood(found, command.at)) {
        const fault = tokenFaults.fault('003', {
          message: 'there is no such token that is still good',
          expected: 'the id of a good token',
          found: 'another',
          remedy: 'Open the list of tokens anew.',
        });
        return { ok: false, faults: [fault] };
      }
      return accept({ type: 'token.revoked', token: found.id, by: command.by, because: 'asked', at });
    }
    case 'narrow': {
      const { person, permitted, by, because } = command;
      const beyond = [...state.values()].filter((one) => one.person === person && isGood(one, command.at) && !one.scope.every((id) => permitted.includes(id)));
      return accept(...beyond.map(({ id }) => ({ type: 'token.revoked' as const, token: id, by, because, at })));
    }
  }
}

function issue(
  { id, person, scope, permitted, expiresAt, at: now }: Extract<TokenCommand, { type: 'issue' }>,
  state: Tokens,
  at: string,
): Decision<TokenEvent> {
  const faults: Fault[] = [];
  const asked = [...new Set(scope)].sort();
  const beyond = asked.filter((one) => !TOKEN_SCOPES.includes(one) || !permitted.includes(one));
  if (asked.length === 0 || beyond.length > 0) {
    faults.push(
      tokenFaults.fault('001', {
        message: asked.length === 0 ? 'a token without a scope can do nothing' : `a token of yours cannot be for ${beyond.join(', ')}`,
        field: 'scope',
        expected: 'acts that you may do yourself, and that need no fresh sign-in',
        found: asked.length === 0 ? 'none' : beyond.join(', '),
        remedy: 'Choose of what the list of scopes offers.',
      }),
    );
  }
  if (!(expiresAt > now && expiresAt - now <= LONGEST_MS)) {
    faults.push(
      tokenFaults.fault('002', {
        message: 'a token ends after now, and within 365 days',
        field: 'expiresAt',
        expected: `a moment until ${Instant.format(Instant.of(now + LONGEST_MS))}`,
        found: Instant.format(expiresAt),
        remedy: 'Choose an earlier end, and issue a new one in time.',
      }),
    );
  }
  const good = [...state.values()].filter((one) => one.person === person && isGood(one, now)).length;
  if (good >= MOST_TOKENS) {
    faults.push(
      tokenFaults.fault('004', {
        message: `${good} tokens of yours are good already`,
        expected: `at most ${MOST_TOKENS}`,
        found: `${good}`,
        remedy: 'Revoke those that nothing uses.',
      }),
    );
  }
  const lately = [...state.values()].filter((one) => one.person === person && one.issuedAt > now - DAY_MS).length;
  if (lately >= MOST_A_DAY) {
    faults.push(
      tokenFaults.fault('005', {
        message: `you issued ${lately} tokens within a day`,
        expected: `at most ${MOST_A_DAY}`,
        found: `${lately}`,
        remedy: 'Use one token again, or wait for a while.',
      }),
    );
  }
  if (faults.length > 0) return { ok: false, faults };
  return accept({ type: 'token.issued', token: id, person, scope: asked, at, expiresAt: Instant.format(expiresAt) });
}

function entryOf(state: Tokens, event: TokenEvent): readonly [string, Token] | undefined {
  // Our own facts, written by `decide`: what stands in them has the types of the command they came from.
  if (event.type === 'token.issued') {
    const { token, person, scope, at, expiresAt } = event;
    const issued: Token = {
      id: token as TokenId,
      person: person as PersonId,
      scope: scope as readonly ActionId[],
      issuedAt: Instant.parse(at),
      expiresAt: Instant.parse(expiresAt),
    };
    return [token, issued];
  }
  const found = state.get(event.token);
  return found === undefined ? undefined : [found.id, { ...found, revokedAt: Instant.parse(event.at) }];
}

const accept = (...events: readonly TokenEvent[]): Decision<TokenEvent> => ({ ok: true, events });
