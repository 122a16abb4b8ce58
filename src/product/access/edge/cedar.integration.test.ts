import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Extent, MATRIX } from '../../../../test/pages/roles.ts';
import { Refused } from '../../../core/index.ts';
import { ACTION_IDS, type ActionId, actionOf } from '../actions.ts';
import { type AccessPolicy, type PersonId, type Principal, RESOURCE_KINDS, type Resource, type ResourceKind, ROLES, type Role } from '../model.ts';
import { POLICIES } from '../policies.ts';
import { needsPresence } from '../schema.ts';
import { openCedarPolicy } from './cedar.ts';

const ME = 'p_aaaaaaaaaaaaaaaaaaaa' as PersonId;
const OTHER = 'p_bbbbbbbbbbbbbbbbbbbb' as PersonId;

let policy: AccessPolicy;
beforeAll(async () => {
  policy = await openCedarPolicy();
});

const signedIn = (roles: readonly Role[]): Principal => ({ person: ME, roles, via: 'session', credential: 's_1' });
const byToken = (roles: readonly Role[], scope: readonly ActionId[]): Principal => ({ person: ME, roles, via: 'token', credential: 't_1', scope });

/** The kind of thing that an action is asked of. */
function kindOf(action: ActionId): ResourceKind {
  if (actionOf(action).on === 'service') return 'service';
  const [noun] = action.split('.');
  const kinds: Readonly<Record<string, ResourceKind>> = {
    people: 'person',
    self: 'person',
    session: 'session',
    proposal: 'proposal',
    token: 'token',
    'break-glass': 'break-glass',
  };
  return kinds[noun ?? ''] ?? 'office';
}

function extentOf(principal: Principal, action: ActionId): Extent {
  const kind = kindOf(action);
  const own = policy.permits(principal, action, { kind, id: 'x', owner: ME });
  const other = policy.permits(principal, action, { kind, id: 'x', owner: OTHER });
  if (own && other) return 'yes';
  if (own) return 'own';
  return other ? 'others' : '-';
}

const expected = (roles: readonly Role[], action: ActionId, whose: 'own' | 'other'): boolean =>
  roles.some((role) => ['yes', whose === 'own' ? 'own' : 'others'].includes(MATRIX.get(action)?.get(role) ?? '-')) ||
  // These are everybody's, also of a person without any role.
  action.startsWith('public.') ||
  (action.startsWith('self.') && whose === 'own');

describe('the policies', () => {
  it('are held to a table of all actions and no others', () => {
    expect([...MATRIX.keys()]).toEqual([...ACTION_IDS]);
    for (const row of MATRIX.values()) for (const extent of row.values()) expect(['yes', 'own', 'others', '-']).toContain(extent);
  });

  describe.each(ROLES)('of the role %s', (role) => {
    it.each(ACTION_IDS)('say of %s what the table says', (action) => {
      expect(extentOf(signedIn([role]), action)).toBe(MATRIX.get(action)?.get(role));
    });
  });

  it('give a person of several roles what any of them gives, and no more', () => {
    fc.assert(
      fc.property(fc.subarray([...ROLES]), fc.constantFrom(...ACTION_IDS), fc.constantFrom('own' as const, 'other' as const), (roles, action, whose) => {
        const resource: Resource = { kind: kindOf(action), id: 'x', owner: whose === 'own' ? ME : OTHER };
        expect(policy.permits(signedIn(roles), action, resource)).toBe(expected(roles, action, whose));
      }),
      { numRuns: 500 },
    );
  });

  it('give a token what is in its scope and in the reach of its person, and never what needs somebody to be there', () => {
    fc.assert(
      fc.property(
        fc.subarray([...ROLES]),
        fc.subarray([...ACTION_IDS]),
        fc.constantFrom(...ACTION_IDS),
        fc.constantFrom('own' as const, 'other' as const),
        (roles, scope, action, whose) => {
          const resource: Resource = { kind: kindOf(action), id: 'x', owner: whose === 'own' ? ME : OTHER };
          expect(policy.permits(byToken(roles, scope), action, resource)).toBe(
            expected(roles, action, whose) && scope.includes(action) && !needsPresence(action),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each(ACTION_IDS.filter((id) => actionOf(id).stepUp === true))('let no token do %s', (action) => {
    for (const kind of RESOURCE_KINDS) expect(policy.permits(byToken(ROLES, ACTION_IDS), action, { kind, id: 'x' })).toBe(false);
  });

  it('refuse what is in no table', () => {
    expect(policy.permits(signedIn(ROLES), 'people.own' as ActionId, { kind: 'office', id: 'office' })).toBe(false);
    expect(policy.permits(signedIn(ROLES), 'service.read', { kind: 'moon' as ResourceKind, id: 'x' })).toBe(false);
    expect(policy.permits(signedIn(['root' as Role]), 'service.read', { kind: 'service', id: 'x' })).toBe(false);
    expect(policy.permits({ ...signedIn(ROLES), via: 'rumour' as 'session' }, 'service.read', { kind: 'service', id: 'x' })).toBe(false);
    expect(policy.permits({ person: ME, roles: ROLES, via: 'token', credential: 't' }, 'service.read', { kind: 'service', id: 'x' })).toBe(false);
  });

  it('say what the console may offer', () => {
    expect(policy.permitted(signedIn([]))).toEqual(['public.read', 'public.sign-in', 'self.read', 'self.sign-out', 'self.step-up', 'self.manage']);
    expect(policy.permitted(signedIn(['installer']))).toEqual(policy.permitted(signedIn([])));
    expect(policy.permitted(byToken(['operator'], ['map.edit', 'settings.change', 'self.read']))).toEqual(['self.read', 'map.edit']);
    for (const role of ROLES) {
      const listed = policy.permitted(signedIn([role]));
      expect(listed).toEqual(ACTION_IDS.filter((action) => MATRIX.get(action)?.get(role) !== '-'));
    }
  });

  it('answer from what was kept as they answered first', () => {
    const ask = () => ACTION_IDS.map((action) => extentOf(signedIn(['responder']), action));
    expect(ask()).toEqual(ask());
  });
});

it('fit the table of actions as they are shipped', async () => {
  await expect(openCedarPolicy(POLICIES, true)).resolves.toBeDefined();
});

describe('policies that do not fit', () => {
  it.each([
    ['that cannot be read', '@id("a") permit (principal, action', /unexpected|unterminated|end of/i],
    ['of an unknown action', '@id("a") permit (principal, action == Action::"people.own", resource);', /people\.own/],
    ['of a misspelt attribute', '@id("a") permit (principal, action, resource) when { principal.vai == "session" };', /vai/],
    ['without a name', 'permit (principal, action, resource);', /without an id/],
    ['of one name', '@id("a") permit (principal, action, resource); @id("a") forbid (principal, action, resource);', /without an id/],
  ])('%s are not loaded', async (_, text, said) => {
    const refusal = await openCedarPolicy(text).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refused);
    expect((refusal as Refused).faults.map(({ code }) => code)).toContain('ASSAY-ACCESS-001');
    expect((refusal as Refused).message).toMatch(said);
  });

  it('and without any policy nothing is permitted', async () => {
    const none = await openCedarPolicy('@id("nothing") forbid (principal, action, resource);');
    expect(none.permitted(signedIn(ROLES))).toEqual([]);
  });

  it('two that are open at once do not answer for one another', async () => {
    await openCedarPolicy('@id("nothing") forbid (principal, action, resource);');
    const again = await openCedarPolicy(POLICIES);
    expect(again.permitted(signedIn([])).length).toBe(6);
    expect(policy.permitted(signedIn(['auditor'])).length).toBeGreaterThan(10);
  });
});
