import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PersonId, Role } from '../access/model.ts';
import { ROLES } from '../access/model.ts';
import { isLastOperator, type PersonCommand, peopleDecider, type Standings } from './decide.ts';
import { isLinkSecret } from './link.ts';
import { displayName, opaqueId, userName, userNameKey } from './model.ts';

const id = (n: number) => `p_${String(n).padStart(20, '0')}` as PersonId;

function run(commands: readonly PersonCommand[]): { readonly state: Standings; readonly refused: readonly string[] } {
  let state = peopleDecider.initial;
  const refused: string[] = [];
  for (const command of commands) {
    const decision = peopleDecider.decide(command, state);
    if (decision.ok) for (const event of decision.events) state = peopleDecider.evolve(state, event);
    else refused.push(decision.faults[0]?.code ?? '');
  }
  return { state, refused };
}

describe('people', () => {
  const [ada, ben] = [id(1), id(2)];
  const found: PersonCommand = { kind: 'found', person: ada };
  const invite: PersonCommand = { kind: 'invite', person: ben, roles: ['operator', 'developer', 'operator'] };
  const enrol: PersonCommand = { kind: 'enrol', person: ben, by: 'invitation' };

  it('are invited, enrol, and have the roles that they were invited with', () => {
    const { state, refused } = run([found, invite, enrol]);
    expect([...state]).toEqual([
      [ada, { state: 'active', roles: ['operator'], enrolled: true }],
      [ben, { state: 'active', roles: ['developer', 'operator'], enrolled: true }],
    ]);
    expect(refused).toEqual([]);
  });

  it.each<readonly [string, readonly PersonCommand[], string]>([
    ['enrols whom nobody invited', [found, enrol], 'ASSAY-PEOPLE-001'],
    ['enrols twice', [found, invite, enrol, enrol], 'ASSAY-PEOPLE-001'],
    ['invites somebody twice', [found, invite, invite], 'ASSAY-PEOPLE-001'],
    ['finds an office twice by one person', [found, found], 'ASSAY-PEOPLE-001'],
    ['suspends the last operator', [found, { kind: 'suspend', person: ada }], 'ASSAY-PEOPLE-003'],
    ['suspends the last operator while another is only invited', [found, invite, { kind: 'suspend', person: ada }], 'ASSAY-PEOPLE-003'],
    ['takes the role of the last operator', [found, { kind: 'change-roles', person: ada, roles: ['auditor'] }], 'ASSAY-PEOPLE-003'],
    ['erases the last operator', [found, { kind: 'erase', person: ada }], 'ASSAY-PEOPLE-003'],
    ['restores whom nobody suspended', [found, { kind: 'restore', person: ada }], 'ASSAY-PEOPLE-001'],
    ['resets whom nobody knows', [found, { kind: 'reset-sign-in', person: ben }], 'ASSAY-PEOPLE-001'],
    ['changes roles of the erased', [found, invite, { kind: 'erase', person: ben }, { kind: 'change-roles', person: ben, roles: [] }], 'ASSAY-PEOPLE-001'],
    ['erases twice', [found, invite, { kind: 'erase', person: ben }, { kind: 'erase', person: ben }], 'ASSAY-PEOPLE-001'],
    ['suspends the suspended', [found, invite, enrol, { kind: 'suspend', person: ben }, { kind: 'suspend', person: ben }], 'ASSAY-PEOPLE-001'],
  ])('and nobody %s', (_, commands, code) => {
    expect(run(commands).refused).toEqual([code]);
  });

  it('who were only invited are, when restored, as invited as before', () => {
    const { state } = run([found, invite, { kind: 'suspend', person: ben }, { kind: 'restore', person: ben }]);
    expect(state.get(ben)?.state).toBe('invited');
  });

  it('with equal roles, in any order, are not changed', () => {
    const { state } = run([found, invite, enrol]);
    const decision = peopleDecider.decide({ kind: 'change-roles', person: ben, roles: ['operator', 'developer'] }, state);
    expect(decision).toEqual({ ok: true, events: [] });
  });

  it('always leave one active operator, once there was one', () => {
    const person = fc.integer({ min: 1, max: 3 }).map(id);
    const roles = fc.subarray<Role>([...ROLES]);
    const command = fc.oneof<fc.Arbitrary<PersonCommand>[]>(
      fc.record({ kind: fc.constant('invite' as const), person, roles }),
      fc.record({ kind: fc.constant('enrol' as const), person, by: fc.constant('invitation' as const) }),
      fc.record({ kind: fc.constant('change-roles' as const), person, roles }),
      fc.record({ kind: fc.constantFrom('suspend' as const, 'restore' as const, 'erase' as const, 'reset-sign-in' as const), person }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        const { state } = run([{ kind: 'found', person: id(1) }, ...commands]);
        expect([...state.values()].some(({ state: where, roles: held }) => where === 'active' && held.includes('operator'))).toBe(true);
        for (const [one, standing] of state) if (standing.state !== 'active') expect(isLastOperator(state, one)).toBe(false);
      }),
    );
  });
});

describe('names', () => {
  it.each([
    ['Ada@Example.ORG', 'ada@example.org'],
    ['ＡＤＡ', 'ada'],
    [' ada ', 'ada'],
    ['Zu\u0308rich', 'z\u00fcrich'],
  ])('%s and %s are one user name', (one, other) => {
    expect(userNameKey(one)).toBe(userNameKey(other));
  });

  it('are one under a key, and the key of a key is itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => userNameKey(userNameKey(name)) === userNameKey(name)),
      { numRuns: 300 },
    );
  });

  it.each([['\u202Egpj.exe'], ['a\u0000b'], ['line\nbreak'], ['   '], [''], ['x'.repeat(81)], ['zero\u200Bwidth']])('%j is none to show', (name) => {
    expect(displayName.safeParse(name).success).toBe(false);
  });

  it('are kept as written, less the space around them', () => {
    expect([displayName.parse('  Ada Lovelace '), userName.parse('ada@example.org')]).toEqual(['Ada Lovelace', 'ada@example.org']);
  });
});

describe('ids and secrets', () => {
  it('have their shape, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.integer({ min: 0, max: 251 })), (stream) => {
        const made = opaqueId('p', (n) => Uint8Array.from({ length: n }, () => Number(stream.next().value)));
        expect(made).toMatch(/^p_[a-z0-9]{20}$/);
      }),
    );
  });

  it.each([
    ['A'.repeat(43), true],
    ['A'.repeat(42), false],
    [`${'A'.repeat(42)}=`, false],
    [`${'A'.repeat(42)}'`, false],
  ])('%s is the secret of a link: %s', (text, is) => {
    expect(isLinkSecret(text)).toBe(is);
  });
});
