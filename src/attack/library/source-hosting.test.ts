import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIBRARY } from './index.ts';
import { counterpartOf, SOURCE_HOSTING } from './source-hosting.ts';

const known = new Set(LIBRARY.map((template) => template.id));

describe('counterparts of relation kinds', () => {
  it.each(Object.keys(SOURCE_HOSTING))('%s is listed, and its steps exist', (kind) => {
    const found = counterpartOf(kind);
    expect(found?.by).toBe('kind');
    expect(found?.steps.filter((id) => !known.has(id))).toEqual([]);
    expect(found?.controls.length).toBeGreaterThan(0);
  });

  // Kinds of schemas for other systems, made up in the manner of their makers.
  it.each([
    ['XY_SuperAdmin', 'administrator-signed-in'],
    ['XY_MemberOf', 'excess-rights'],
    ['MEMBER_OF', 'excess-rights'],
    ['XY_HasRole', 'excess-rights'],
    ['XY_CanBypassRuleset', 'rules-bypassed'],
    ['XY_RunnerFor', 'runner-kept'],
    ['XY_ReadClientSecret', 'credential-used'],
    ['XY_ApiTokenOf', 'personal-token-copied'],
    ['XY_ResetFactors', 'factor-registered-by-help-desk'],
    ['XY_PasswordSync', 'saved-password-used'],
    ['XY_UserSync', 'source-of-accounts-changed'],
    ['XY_InboundTrust', 'foreign-tenant-trusted'],
    ['XY_CanAssumeRole', 'cloud-identity-assumed'],
    ['XY_UpdatePolicies', 'command-what-it-rules'],
    ['XY_RunScripts', 'command-what-it-rules'],
    ['XY_HasCurrentUser', 'session-stolen'],
    ['XY_RestoreBackup', 'changed-copy-restored'],
    ['XY_ForwardsMailTo', 'forwarded-mail-read'],
    ['sysadmin', 'administrator-signed-in'],
  ])('%s falls to its name: %s', (kind, step) => {
    expect(counterpartOf(kind)).toMatchObject({ by: 'name', steps: expect.arrayContaining([step]) as string[] });
  });

  it('asks the description where the name says nothing', () => {
    expect(counterpartOf('XY_Zonk', 'Lets the source impersonate the target')).toMatchObject({
      by: 'description',
      steps: ['cloud-identity-assumed', 'own-key-used', 'sign-in-forged'],
    });
    expect(counterpartOf('XY_Zonk')).toBeUndefined();
  });

  it.each([
    'XY_Likes',
    'XY_AddLabel',
    'XY_CloseIssue',
    'XY_ViewBilling',
    'XY_ReadAuditLog',
    'XY_ReadCustomRole',
    'XY_',
    '',
    '__proto__',
    'constructor',
    'XY_toString',
  ])('%s has no counterpart', (kind) => {
    expect(counterpartOf(kind)).toBeUndefined();
  });

  it('gives nothing for reading about roles, whatever the description says of them', () => {
    expect(counterpartOf('XY_ReadCustomRole', 'Role can read tokens and administrators')).toBeUndefined();
  });

  it('names steps that exist, or nothing, for any name at all', () => {
    const part = fc.constantFrom('Can', 'Read', 'Admin', 'Secret', 'Token', 'Bypass', 'Sync', 'Label', 'Member', 'Of', 'Runner', '_', 'x9', 'ß', '漢');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 40 }),
          fc.array(part, { maxLength: 6 }).map((parts) => parts.join('')),
        ),
        fc.string({ maxLength: 80 }),
        (kind, description) => {
          const found = counterpartOf(kind, description);
          expect((found?.steps ?? []).filter((id) => !known.has(id))).toEqual([]);
          expect(found?.steps.length).not.toBe(0);
        },
      ),
    );
  });
});
