import type { Instant } from '../../core/index.ts';
import { type ActionId, actionOf } from '../access/actions.ts';
import type { Principal } from '../access/model.ts';

/** How an act that two have to agree on may run at once. `proposal`: it may not. */
export type Eyes = 'one' | 'nobody-else' | 'break-glass' | 'proposal';

/**
 * Whether a second person has to agree first.
 *
 * `nobody-else`: the only active operator invites another one. Nobody else exists who could agree, and without this the house could never have two. It is for that
 * act and no other: everything else that a lone operator must do, they do behind broken glass, which somebody else then reviews. `activeOperators` counts whoever could sign
 * in; an invitation that nobody has taken up is no second person.
 */
export function eyesFor(principal: Principal, action: ActionId, activeOperators: number, at: Instant): Eyes {
  if (actionOf(action).fourEyes !== true) return 'one';
  if (action === 'people.invite-operator' && activeOperators <= 1 && principal.roles.includes('operator')) return 'nobody-else';
  if (principal.breakGlassUntil !== undefined && at < principal.breakGlassUntil) return 'break-glass';
  return 'proposal';
}
