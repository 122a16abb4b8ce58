import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { NO_JOINS } from '../inventory/joins.ts';
import type { Discovery, Thing } from '../inventory/model.ts';
import { discovery, MAP, type Row, read, thing } from '../inventory/office.fixture.ts';
import { inventoryAt } from '../inventory/view.ts';
import { followed, type Named, type ToFollow } from './followed.ts';
import { itemsIn, type Wanted } from './holders.ts';

const at = (day: string) => `2026-11-${day}T00:00:00Z`;
const END = Instant.parse(at('30'));
const repository = thing('repository', 'pkg:github/lamps/firmware');
const provider = thing('identity-provider', 'Company sign-in');
const ada = thing('account', 'ada');
const writes: Row = ['ada', 'writes', repository.key];
const look = (day: string, things: readonly Thing[], rows: readonly Row[] = [], more: Partial<Discovery> = {}) =>
  read(discovery(things, rows, { observedAt: at(day), ...more }));
const FIRST = look('01', [repository, provider, ada], [writes]);

const follow = (more: Partial<ToFollow> = {}): ToFollow => ({
  wanted: 'access',
  subjects: ['source'],
  removed: [{ name: 'ada' }],
  listed: [{ name: 'ada' }],
  decidedAt: Instant.parse(at('05')),
  doneAt: Instant.parse(at('07')),
  ...more,
});
const fates = (discoveries: readonly ReturnType<typeof look>[], one: ToFollow = follow()) => followed(one, { discoveries, joins: NO_JOINS, map: MAP }, END);
const listed = (wanted: Wanted, subject: string, discoveries: readonly ReturnType<typeof look>[]) =>
  itemsIn(wanted, [subject], inventoryAt(discoveries, NO_JOINS, MAP, END)).map(({ item }) => item);

describe('what was to be taken away', () => {
  it.each<[what: string, later: readonly ReturnType<typeof look>[], fate: 'gone' | 'present' | 'unconfirmed']>([
    ['nobody looked again', [], 'unconfirmed'],
    ['a later look covers it without the account', [look('10', [repository, provider])], 'gone'],
    ['a later look covers it, and the account has no access any more', [look('10', [repository, provider, ada])], 'gone'],
    ['a later look shows it switched off', [look('10', [repository, { ...ada, attributes: { active: false } }], [writes])], 'gone'],
    ['a later look shows it with its access', [look('10', [repository, ada], [writes])], 'present'],
    ['a look from before it was done shows it', [look('06', [repository, ada], [writes])], 'unconfirmed'],
    ['a later look says nothing of what it covered', [look('10', [repository], [], { scopes: [] })], 'unconfirmed'],
    ['a later look shows but one of the three things that there were', [look('10', [repository])], 'unconfirmed'],
    ['a later look could not cover it', [look('10', [repository], [], { uncovered: ['all'] })], 'unconfirmed'],
    ['a look from before the decision is without it', [look('03', [repository])], 'unconfirmed'],
    ['it is gone, and back again', [look('10', [repository]), look('12', [repository, ada], [writes])], 'present'],
    [
      'it has its access by a group now',
      [
        look(
          '10',
          [repository, ada, thing('group', 'devs')],
          [
            ['ada', 'member', 'devs'],
            ['devs', 'writes', repository.key],
          ],
        ),
      ],
      'present',
    ],
    ['another source does not have it', [look('10', [repository], [], { source: 'fixture other' })], 'unconfirmed'],
  ])('where %s', (_, later, fate) => {
    expect(fates([FIRST, ...later])).toMatchObject({ decided: 1, gone: 0, present: 0, unconfirmed: 0, [fate]: 1 });
  });

  it('is not confirmed where no source ever knew it', () => {
    const removed: readonly Named[] = [{ name: 'stranger' }];
    expect(fates([FIRST, look('10', [repository])], follow({ removed }))).toMatchObject({ unconfirmed: 1 });
  });

  it('is dated when the look that shows it was, and cites its report', () => {
    expect(fates([FIRST, look('10', [repository, provider]), look('20', [repository, provider])])).toMatchObject({
      observedAt: Instant.parse(at('20')),
      raw: discovery([]).raw,
    });
    expect(fates([FIRST])).not.toHaveProperty('observedAt');
  });

  it('knows leavers by the accounts of the sign-in, whatever they may do', () => {
    const one = follow({ wanted: 'leavers', subjects: ['sign-in'], listed: [], removed: [{ name: 'ADA' }] });
    expect(fates([FIRST, look('10', [repository, provider])], one)).toMatchObject({ gone: 1 });
    expect(fates([FIRST, look('10', [repository, provider, ada])], one)).toMatchObject({ present: 1 });
  });
});

describe('trusts', () => {
  const partner = thing('identity-provider', 'partner sign-in');
  const unknown = thing('tenant', 'unknown tenant');
  const trusted = (by: Thing): Row => [by.key, 'authenticates', provider.key];
  const one = (names: readonly string[], removed: readonly string[] = []) =>
    follow({ wanted: 'trusts', subjects: ['sign-in'], listed: names.map((name) => ({ name })), removed: removed.map((name) => ({ name })) });

  it('are listed, and shown to be those alone on which somebody decided', () => {
    const looks = [look('01', [provider, partner], [trusted(partner)])];
    expect(listed('trusts', 'sign-in', looks)).toEqual(['partner sign-in']);
    expect(fates(looks, one(['partner sign-in']))).toMatchObject({ decided: 0, unlisted: 0, observedAt: Instant.parse(at('01')) });
  });
  it('on which nobody decided are counted', () => {
    const looks = [look('01', [provider, partner, unknown], [trusted(partner), trusted(unknown)])];
    expect(fates(looks, one(['partner sign-in']))).toMatchObject({ unlisted: 1 });
  });
  it('that were removed and are there still are present', () => {
    const looks = [look('01', [provider, partner], [trusted(partner)]), look('10', [provider, partner], [trusted(partner)])];
    expect(fates(looks, one(['partner sign-in'], ['partner sign-in']))).toMatchObject({ present: 1, unlisted: 0 });
  });
  it('are not shown where no look covered the sign-in', () => {
    expect(fates([look('01', [provider, partner], [trusted(partner)], { scopes: [] })], one(['partner sign-in']))).not.toHaveProperty('observedAt');
  });
});

describe('items from the inventory', () => {
  it('are whoever holds access, each by a name of its own', () => {
    const twin = { ...thing('account', 'ada-2'), name: 'ada' };
    const off = { ...thing('account', 'bob'), attributes: { active: false } };
    const looks = [
      look(
        '01',
        [repository, ada, twin, off, thing('runner', 'agent')],
        [writes, ['ada-2', 'writes', repository.key], ['bob', 'writes', repository.key], ['agent', 'runs', repository.key]],
      ),
    ];
    const items = listed('access', 'source', looks);
    expect(items).toHaveLength(3);
    expect(new Set(items).size).toBe(3);
    expect(items).toContain('agent');
  });
  it('are none without an inventory', () => expect(listed('access', 'source', [])).toEqual([]));
});
