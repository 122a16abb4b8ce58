import type { Json } from '../../core/index.ts';
import { ACTION_IDS, actionOf } from './actions.ts';
import { RESOURCE_KINDS, type ResourceKind } from './model.ts';

/** Cedar's name of a kind of resource: `break-glass` is `BreakGlass`. */
export function entityTypeOf(kind: ResourceKind): string {
  return kind
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

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
  const resourceTypes = RESOURCE_KINDS.map(entityTypeOf);
  const owned = { shape: { type: 'Record', attributes: { owner: { type: 'Entity', name: 'User', required: false } } } };
  return {
    '': {
      entityTypes: {
        Role: {},
        User: {
          memberOfTypes: ['Role'],
          shape: { type: 'Record', attributes: { via: { type: 'String' }, scope: { type: 'Set', element: { type: 'String' } } } },
        },
        ...Object.fromEntries(resourceTypes.map((type) => [type, owned])),
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
                resourceTypes,
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
