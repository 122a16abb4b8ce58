import { describe, expect, it } from 'vitest';
import { Digest } from '../../../core/index.ts';
import { goodOf, importBy, said } from '../discovery/reading.fixture.ts';
import { people, peopleBeside } from './people.ts';
import { staffAmong } from './staff.ts';

const table = (...rows: readonly string[]) => rows.join('\n');
const given = (text: string, file = 'in') => ({ file, text, digest: Digest.of(text) });

/** The accounts, read beside the list. */
function compared(list: string, accounts: string) {
  const staff = staffAmong([given(list), given(accounts)]);
  if (staff === undefined) throw new Error('these are not a list of people and their accounts');
  const importer = peopleBeside(staff);
  return { accounts: importBy(importer, accounts), list: importBy(importer, list) };
}

const STAFF = table('Personalnummer;E-Mail;Austrittsdatum', '1001;jane@fern.example;30.09.2026', '1002;ole@fern.example;', '1003;;31.12.2026');
const LEAVERS = 'directory identity.leavers-removed';

describe('a list of people beside a table of accounts', () => {
  it.each<[string, string, string, readonly string[]]>([
    ['an account of a leaver is on, by number', STAFF, table('account,employeeId,enabled', 'jd,1001,yes', 'ole,1002,yes'), [`${LEAVERS} false`]],
    ['an account of a leaver is off', STAFF, table('account,employeeId,enabled', 'jd,1001,no', 'ole,1002,yes'), [`${LEAVERS} true`]],
    ['by mail address, in any letters', STAFF, table('account,mail,enabled', 'jd,Jane@Fern.example,yes'), [`${LEAVERS} false`]],
    ['by an account that is an address', STAFF, table('userPrincipalName,accountEnabled', 'jane@fern.example,true'), [`${LEAVERS} false`]],
    ['by a number with zeros before it', STAFF, table('account,employeeId,disabled', 'jd,001001,no'), [`${LEAVERS} false`]],
    [
      'who left by the second of two columns',
      table('employeeId,left,exitDate', '1,,2026-01-01', '2,2026-01-01,'),
      table('account,employeeId,enabled', 'a,1,yes', 'b,2,no'),
      [`${LEAVERS} false`],
    ],
    [
      'who came back is there',
      table('employeeId,left', '1,2020-01-01', '1,', '2,2026-01-01'),
      table('account,employeeId,enabled', 'a,1,yes', 'b,2,no'),
      [`${LEAVERS} true`],
    ],
    ['accounts of machines are nobody’s', STAFF, table('account,employeeId,enabled,type', 'jd,1001,no,person', 'scan,,yes,service'), [`${LEAVERS} true`]],
    [
      'what the list calls its people’s status is no account',
      table('employeeId,status,left', '1001,inactive,2026-09-30'),
      table('account,employeeId,enabled', 'jd,1001,yes'),
      [`${LEAVERS} false`],
    ],
  ])('%s', (_, list, accounts, wanted) => expect(said(compared(list, accounts).accounts)).toEqual(wanted));

  it('says just what one table with both says', () => {
    const accounts = table('account,employeeId,enabled,admin,shared', 'jd,1001,yes,no,no', 'ole,1002,yes,yes,no');
    const both = table('account,employeeId,enabled,admin,shared,left', 'jd,1001,yes,no,no,2026-09-30', 'ole,1002,yes,yes,no,');
    const told = (imported: ReturnType<typeof importBy>) => imported.evidence.map(({ raw: _, ...rest }) => rest);
    expect(told(compared(STAFF, accounts).accounts)).toEqual(told(importBy(people, both)));
  });

  it.each<[string, string, RegExp]>([
    ['an account belongs to nobody', table('account,employeeId,enabled', 'jd,1001,no', 'x,9999,yes'), /^1 account that is not off belongs to nobody/],
    ['an account may belong to two', table('account,employeeId,mail,enabled', 'jd,1001,ole@fern.example,no'), /several people/],
    ['nobody of the accounts has left', table('account,employeeId,enabled', 'ole,1002,yes'), /names nobody who has left/],
  ])('%s: the good is kept back', (_, accounts, why) => {
    // Whether it is off says nothing here where two may own it.
    const imported = compared(STAFF, accounts.replace('jd,1001,ole@fern.example,no', 'jd,1001,ole@fern.example,yes')).accounts;
    expect(goodOf(imported)).toEqual([]);
    expect(imported.withheld?.[0]?.why).toMatch(why);
  });

  it('is as old as the older of the two', () => {
    const list = table('employeeId,left,asof', '1001,2026-09-30,2026-10-01');
    expect(compared(list, table('account,employeeId,enabled,asof', 'jd,1001,no,2026-10-30')).accounts.evidence[0]?.observedAt).toBe('2026-10-01T00:00:00Z');
  });

  it('names nobody, and states nothing by itself', () => {
    const { list, accounts } = compared(STAFF, table('account,mail,enabled', 'jd,jane@fern.example,yes', 'x,x@fern.example,yes'));
    expect([list.evidence, list.discovered, list.compared]).toEqual([[], undefined, true]);
    const { discovered, ...told } = accounts;
    expect(JSON.stringify([list, told])).not.toMatch(/jane|ole@|x@fern/i);
    expect(discovered?.things.find(({ name }) => name === 'x')?.attributes).toMatchObject({ owner: 'not on the list of people' });
  });
});

describe('files that are not both', () => {
  it.each([
    ['a list alone', [STAFF]],
    ['accounts alone', [table('account,employeeId,enabled', 'a,1,yes')]],
    ['a table that holds both', [STAFF, table('account,employeeId,enabled,left', 'a,1,yes,')]],
  ])('%s', (_, texts) => expect(staffAmong(texts.map((text) => given(text)))).toBeUndefined());
});
