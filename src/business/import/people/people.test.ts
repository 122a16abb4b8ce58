import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../../core/index.ts';
import { codesOf, goodOf, importBy, said } from '../discovery/reading.fixture.ts';
import { factorsOf } from './factor.ts';
import { people } from './people.ts';

const table = (...rows: readonly string[]) => rows.join('\n');
const read = (text: string, more = {}) => importBy(people, text, more);

describe('a table that is saved anew', () => {
  const contentOf = (text: string) => read(text).evidence.map(({ raw }) => raw.content);
  const given = contentOf(table('account,active,left', 'jane,no,2026-09-30', 'ole,yes,'));
  it.each<[string, string, boolean]>([
    ['with a line end more', table('account,active,left', 'jane,no,2026-09-30', 'ole,yes,', ''), true],
    ['with semicolons and spaces', table('account;active;left', 'jane; no;2026-09-30', 'ole;yes;'), true],
    ['in another order', table('account,active,left', 'ole,yes,', 'jane,no,2026-09-30'), true],
    ['with a column that nobody reads', table('account,active,left,desk', 'jane,no,2026-09-30,4', 'ole,yes,,5'), true],
    ['with another day', table('account,active,left', 'jane,no,2026-09-29', 'ole,yes,'), false],
    ['with one more', table('account,active,left', 'jane,no,2026-09-30', 'ole,yes,', 'ute,yes,'), false],
  ])('%s', (_, text, same) => {
    expect(given[0]).toMatch(/^sha256:/);
    expect(contentOf(text)[0] === given[0]).toBe(same);
  });
});

describe('a table of accounts', () => {
  it.each<[string, string, object, readonly string[]]>([
    ['a leaver’s account is off', table('account,active,left', 'jane,no,2026-09-30', 'ole,yes,'), {}, ['directory identity.leavers-removed true']],
    ['a leaver’s account is on', table('account,active,left', 'jane,yes,2026-09-30', 'ole,yes,'), {}, ['directory identity.leavers-removed false']],
    [
      'in German, with semicolons',
      table('Benutzername;Aktiv;Austrittsdatum', 'jane;ja;30.09.2026', 'ole;ja;'),
      {},
      ['directory identity.leavers-removed false'],
    ],
    [
      'with a column that says off',
      table('Konto;Gesperrt;Ausgeschieden am', 'jane;ja;30.09.2026', 'ole;nein;'),
      {},
      ['directory identity.leavers-removed true'],
    ],
    [
      'of columns that contradict one another',
      table('account,enabled,disabled,left', 'jane,no,no,2026-09-30', 'x,yes,no,'),
      {},
      ['directory identity.leavers-removed false'],
    ],
    [
      'active by a second column',
      table('account,active,enabled,left', 'jane,no,yes,2026-01-01', 'x,no,no,2026-01-01'),
      {},
      [`directory identity.leavers-removed false`],
    ],
    ['off by both', table('account,active,enabled,left', 'jane,no,no,2026-01-01', 'ole,yes,yes,'), {}, ['directory identity.leavers-removed true']],
    [
      'off by one, and the other is another word',
      table('account,enabled,state,left', 'jane,no,BY,2026-01-01', 'x,yes,BY,'),
      {},
      ['directory identity.leavers-removed true'],
    ],
    [
      'gone by a second column',
      table('account,active,left,exit date', 'jane,yes,,2026-01-01', 'x,no,2026-01-01,'),
      {},
      ['directory identity.leavers-removed false'],
    ],
    [
      'gone already by one of two days',
      table('account,active,left,exit date', 'jane,yes,2026-12-31,2026-01-01', 'x,no,2026-01-01,'),
      {},
      ['directory identity.leavers-removed false'],
    ],
    ['shared by a second column', table('account,admin,shared,generic', 'root,yes,no,yes', 'o,no,no,no'), {}, ['directory admin.no-shared-accounts false']],
    [
      'an administrator by a second column',
      table('account,admin,privileged,shared', 'root,no,yes,yes', 'o,no,no,no'),
      {},
      ['directory admin.no-shared-accounts false'],
    ],
    ['a factor beside a column that says yes', table('account,role,mfa,mfa method', 'a,it,yes,FIDO2'), {}, ['it identity.phishing-resistant true']],
    ['two weak factors', table('account,role,mfa,mfa method', 'a,it,SMS,TOTP'), {}, ['it identity.phishing-resistant false']],
    ['somebody leaves later', table('account,active,left', 'jane,yes,2026-12-31', 'x,no,2026-01-01'), {}, ['directory identity.leavers-removed true']],
    ['a shared administrator', table('account,admin,shared', 'root,yes,yes', 'ole,no,no'), {}, ['directory admin.no-shared-accounts false']],
    ['administrators of one person each', table('account,admin,shared', 'ole-adm,yes,no', 'desk,no,yes'), {}, ['directory admin.no-shared-accounts true']],
    [
      'a shared account that is off',
      table('account,admin,shared,active', 'root,yes,yes,no', 'ole,yes,no,yes'),
      {},
      ['directory admin.no-shared-accounts true'],
    ],
    ['factors of a role', table('account,role,factor', 'a,it,FIDO2 security key', 'b,it,passkey'), {}, ['it identity.phishing-resistant true']],
    ['one that can be phished', table('account,role,mfa', 'a,it,FIDO2', 'b,it,SMS'), {}, ['it identity.phishing-resistant false']],
    ['none', table('account,role,mfa', 'a,it,no'), {}, ['it identity.phishing-resistant false']],
    ['of another system', table('account,active,left', 'jane,yes,2026-09-30', 'o,yes,'), { subject: 'site' }, ['site identity.leavers-removed false']],
  ])('%s', (_, text, more, lines) => expect(said(read(text, more))).toEqual(lines));

  it.each<[string, string]>([
    ['a weak factor in a second column', table('account,role,mfa,mfa method', 'a,it,FIDO2,SMS')],
    ['columns that contradict one another on being off', table('account,locked,suspended,left', 'jane,yes,no,2026-01-01', 'x,yes,yes,2026-01-01')],
    ['a second day that cannot be read', table('account,active,left,exit date', 'jane,no,2026-01-01,soon', 'x,no,2026-01-01,')],
    ['nobody has left', table('account,active,left', 'jane,yes,', 'ole,yes,')],
    ['a day that cannot be read', table('account,active,left', 'jane,no,last summer', 'x,no,2026-01-01')],
    ['a day that can be read in two ways', table('account,active,left', 'jane,no,03/04/2026', 'x,no,2026-01-01')],
    ['an account of which it is not said', table('account,active,left', 'jane,,2026-09-30', 'x,no,2026-01-01')],
    ['a factor that is only said to be there', table('account,role,mfa', 'a,it,yes')],
    ['a factor beside one that can be phished', table('account,role,mfa', 'a,it,"FIDO2, SMS"')],
    ['administrators of which it is not said', table('account,admin,shared', 'root,yes,')],
    ['no administrator', table('account,admin,shared', 'ole,no,no')],
  ])('%s keeps the good back', (_, text) => {
    const imported = read(text);
    expect(said(imported)).toEqual([]);
    expect(imported.withheld).toHaveLength(1);
  });

  it('says of how many of a role it speaks', () => {
    const imported = read(table('account,role,mfa', 'a,it,FIDO2', 'A,it,passkey'), { populations: new Map([['it', 3]]) });
    expect(imported.evidence[0]?.population).toMatchObject({ total: 3, seen: 1 });
  });

  it('tells how long removals took', () => {
    const text = table('account,left,removed', 'jane,2026-09-01,2026-09-04T12:00', 'ole,2026-09-01,', 'x,2026-09-05,2026-09-01');
    expect(said(read(text))).toEqual(['directory identity.removal-latency "P3DT12H"', 'directory identity.removal-latency "PT0M"']);
  });

  it('names nobody in what goes on the ledger', () => {
    const imported = read(
      table('account,mail,name,active,left,admin,shared,note', 'jane.doe,jane@fern.example,Jane,yes,2026-01-01,yes,yes,late', 'jane.doe,,,yes,,no,no,'),
    );
    const { discovered, ...told } = imported;
    expect(JSON.stringify(told)).not.toMatch(/jane/i);
    expect(discovered?.things.map(({ name }) => name)).toContain('jane.doe');
  });

  it('covers a system only where somebody says which', () => {
    const text = table('account,active', 'a,yes');
    expect(read(text).discovered?.scopes).toEqual([]);
    expect(read(text, { subject: 'directory' }).discovered?.scopes).toEqual(['accounts:directory']);
  });

  it('holds no accounts in a list of people', () => expect(read(table('person,name,left', '1,Jane,2026-01-01')).discovered).toBeUndefined());

  it('never speaks well of a table from which cells were taken', () => {
    const good = [
      ['account', 'active', 'left', 'admin', 'shared', 'role', 'mfa'],
      ['jane', 'no', '2026-09-30', 'no', 'no', 'it', 'FIDO2'],
      ['ole', 'yes', '', 'yes', 'no', 'it', 'FIDO2'],
    ];
    expect(goodOf(read(table(...good.map((row) => row.join(',')))))).toHaveLength(3);
    const claims = new Map([
      [1, 'leavers'],
      [4, 'shared'],
      [6, 'phishing'],
    ]);
    fc.assert(
      fc.property(fc.constantFrom(1, 4, 6), fc.constantFrom('', '?', 'perhaps'), (column, cell) => {
        const text = table(...good.map((row, i) => row.map((each, k) => (i > 0 && k === column ? cell : each)).join(',')));
        expect(goodOf(read(text)).filter((line) => line.includes(claims.get(column) ?? ''))).toEqual([]);
      }),
    );
  });
});

describe('what is refused', () => {
  it.each([
    ['a moment', table('account,active,asof', 'a,yes,Jane Doe jane@fern.example')],
    ['a name that is there twice', table('jane@fern.example,account,jane@fern.example', 'a,b,c')],
    ['a quote within a cell', table('account,active', 'jane"doe,yes')],
  ])('does not quote %s', (_, text) => {
    try {
      read(text);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      expect(JSON.stringify([error.faults, error.message])).not.toMatch(/jane|doe/i);
    }
  });
});

describe('factors', () =>
  it.each([
    ['Windows Hello for Business', ['resistant']],
    ['microsoftAuthenticatorPush; fido2', ['phishable', 'resistant']],
    ['registered', ['said']],
    ['Kennwort', ['phishable']],
    ['', []],
  ])('%s', (cell, found) => expect(factorsOf(cell)).toEqual(found)));

describe('what is no such table, or a hostile one', () => {
  it.each([
    ['subject,claim,value', false],
    ['host,owner,disk', false],
    ['Username,Enabled', true],
    ['Personalnummer;Austritt', true],
    ['{"account":1}', false],
  ])('%s', (text, is) => expect(people.recognises?.(text)).toBe(is));

  it.each<[string, string, string]>([
    ['no rows', 'account,active', 'ASSAY-BIMPORT-013'],
    ['rows of other lengths', table('account,active', 'a'), 'ASSAY-IMPORT-007'],
    ['a column twice', table('account,account', 'a,b'), 'ASSAY-IMPORT-007'],
    ['a NUL', table('account,active', 'a\0,b'), 'ASSAY-IMPORT-009'],
    ['of a day to come', table('account,active,exported at', 'a,yes,2031-01-01'), 'ASSAY-IMPORT-010'],
    ['ten million rows', `account,active\n${'a,b\n'.repeat(10_000_000)}`, 'ASSAY-IMPORT-007'],
  ])('%s', (_, text, code) => expect(new Set(codesOf(() => read(text)))).toEqual(new Set([code])));
});
