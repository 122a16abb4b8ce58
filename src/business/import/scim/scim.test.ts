import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codesOf, importBy } from '../discovery/reading.fixture.ts';
import { scim } from './scim.ts';

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const user = (id: string, more: object = {}) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
  id,
  userName: `${id}@fern.example`,
  active: true,
  meta: { resourceType: 'User', lastModified: '2031-01-01T00:00:00Z', location: `https://id.fern.example/scim/v2/Users/${id}` },
  ...more,
});
const group = (id: string, ...members: readonly string[]) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
  id,
  displayName: `Group ${id}`,
  members: members.map((value) => ({ value, $ref: `../Users/${value}` })),
});
const page = (totalResults: number, ...Resources: readonly object[]) => ({
  schemas: [LIST],
  totalResults,
  startIndex: 1,
  itemsPerPage: Resources.length,
  Resources,
});

describe('answers of a SCIM service', () => {
  it('gives accounts, groups, roles, and who is in them', () => {
    const admin = user('a', { roles: [{ value: 'Global Administrator', primary: true }], groups: [{ value: 'g' }] });
    const { discovered, evidence } = importBy(scim, [
      page(2, admin, user('b', { active: false, 'urn:x:ext:User': { lastLogin: '2026-10-01T00:00:00Z' } })),
      page(1, group('g', 'a', 'b')),
    ]);
    expect(evidence).toEqual([]);
    expect(discovered?.source).toBe('scim id.fern.example');
    // No answer says whether the question was filtered: its total is that of the answer.
    expect([discovered?.scopes, discovered?.ifWhole]).toEqual([
      [],
      ['scim:id.fern.example/users', 'scim:id.fern.example/roles', 'scim:id.fern.example/groups'],
    ]);
    expect(discovered?.things.find(({ key }) => key === 'user:b')?.attributes).toEqual({ active: false, lastUsed: '2026-10-01T00:00:00Z' });
    expect(discovered?.relations.map(({ from, to, power }) => `${from} ${power} ${to}`).sort()).toEqual([
      'role:Global Administrator administers provider:id.fern.example',
      'user:a member group:g',
      'user:a member role:Global Administrator',
      'user:b member group:g',
    ]);
  });

  it.each<[string, unknown]>([
    ['a page of more', page(3, user('a'), user('b'))],
    ['pages that say different totals', [page(2, user('a')), page(3, user('b'))]],
    ['one user several times', [page(2, user('a')), page(2, user('a'))]],
    ['users alone, without a list', [user('a'), user('b')]],
  ])('%s is not the whole: nobody is gone', (_, pages) =>
    expect(importBy(scim, JSON.stringify(pages), { whole: true }).discovered).toMatchObject({ scopes: [] }),
  );

  it('is whole over several pages, one a line or in a list', () => {
    const pages = [page(3, user('a'), user('b')), page(3, user('c'))];
    expect(importBy(scim, pages, { whole: true }).discovered?.scopes).toContain('scim:id.fern.example/users');
    expect(importBy(scim, pages.map((each) => JSON.stringify(each)).join('\n'), { whole: true }).discovered?.scopes).toContain('scim:id.fern.example/users');
  });

  it('covers nothing by itself, and is so only where whoever asked says that nothing was filtered', () => {
    const asked = importBy(scim, page(1, user('a')));
    expect(asked.discovered).toMatchObject({ scopes: [], ifWhole: ['scim:id.fern.example/users', 'scim:id.fern.example/roles'] });
    expect(asked.assumed.join()).toMatch(/whether the question was filtered/);
    expect(importBy(scim, page(1, user('a')), { whole: true }).discovered).not.toHaveProperty('ifWhole');
  });

  it('names nobody outside of the inventory', () => {
    const { discovered: _, ...told } = importBy(scim, page(2, user('jane', { name: { familyName: 'Doe' } }), user('jane')));
    expect(JSON.stringify(told)).not.toMatch(/jane|Doe/);
  });

  it('is whole only with as many different users as it says that there are', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }), fc.nat(5), (ids, total) => {
        const covered = importBy(scim, page(total, ...ids.map((id) => user(id))), { whole: true }).discovered?.scopes.includes('scim:id.fern.example/users');
        expect(covered).toBe(new Set(ids).size >= total);
      }),
    ));

  it.each<[string, string, string]>([
    ['something else', '{"users":[]}', 'ASSAY-IMPORT-001'],
    ['no total', JSON.stringify({ schemas: [LIST], Resources: [user('a')] }), 'ASSAY-IMPORT-003'],
    ['nobody', JSON.stringify(page(0)), 'ASSAY-BIMPORT-013'],
    ['a user without an id', JSON.stringify(page(1, { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'] })), 'ASSAY-IMPORT-003'],
    ['a key that reaches a prototype', '{"totalResults":1,"Resources":[{"__proto__":{}}]}', 'ASSAY-JSON-004'],
    ['nesting without end', '['.repeat(100_000), 'ASSAY-JSON-002'],
    ['ten million rows', `[${'{},'.repeat(10_000_000)}{}]`, 'ASSAY-BIMPORT-011'],
  ])('%s', (_, text, code) => expect(codesOf(() => importBy(scim, text))).toEqual([code]));
});
