import type { Json } from '../../core/index.ts';
import { ACTION_IDS, actionOf } from './actions.ts';

/**
 * What a token can never do, whatever its person may: what needs a person to be there (step-up), what is about a session, and what breaks the glass. A
 * group in the schema, so that an action that becomes step-up is out of the reach of every token that was ever issued.
 */
export function needsPresence(id: (typeof ACTION_IDS)[number]): boolean {
  const { kind, stepUp } = actionOf(id);
  return stepUp === true || kind === 'public' || (id.startsWith('self.') && id !== 'self.read') || (id.startsWith('break-glass.') && id !== 'break-glass.read');
}

const GROUPS = ['public', 'self', 'presence'] as const;

function groupsOf(id: (typeof ACTION_IDS)[number]): readonly { readonly id: string }[] {
  const groups: (typeof GROUPS)[number][] = [];
  if (actionOf(id).kind === 'public') groups.push('public');
  if (id.startsWith('self.')) groups.push('self');
  if (needsPresence(id)) groups.push('presence');
  return groups.map((group) => ({ id: group }));
}

/** Cedar's schema in its JSON form, made from the table of actions: an action that is added there and granted nowhere is refused to everybody. */
export function cedarSchema(): Json {
  return {
    '': {
      entityTypes: {
        Role: {},
        User: {
          memberOfTypes: ['Role'],
          shape: { type: 'Record', attributes: { via: { type: 'String' }, scope: { type: 'Set', element: { type: 'String' } } } },
        },
        // One type with a kind, and not a type of each kind: the policies are checked for every action on every type, at each start.
        Thing: { shape: { type: 'Record', attributes: { kind: { type: 'String' }, owner: { type: 'Entity', name: 'User', required: false } } } },
      },
      actions: {
        ...Object.fromEntries(GROUPS.map((group) => [group, {}])),
        ...Object.fromEntries(
          ACTION_IDS.map((id) => [
            id,
            {
              memberOf: groupsOf(id),
              appliesTo: {
                principalTypes: ['User'],
                resourceTypes: ['Thing'],
                // An action cannot be compared with a text, and a scope is texts: so its name comes along.
                context: { type: 'Record', attributes: { name: { type: 'String' } } },
              },
            },
          ]),
        ),
      },
    },
  };
}
