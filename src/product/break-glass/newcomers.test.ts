import { describe, expect, it } from 'vitest';
import type { Json } from '../../core/index.ts';
import { follow, isNewcomer, NO_NEWCOMERS } from './newcomers.ts';

type Line = readonly [type: string, body: { readonly [key: string]: Json }];
const broken: Line = ['glass.broken', { glass: 'g', person: 'anna' }];
const closed: Line = ['glass.closed', { glass: 'g' }];
const act = (actor: string, more: { readonly [key: string]: Json } = {}): Line => ['act.done', { action: 'x', actor, ...more }];
const behind = act('anna', { without: 'break-glass' });
const invited = (person: string): Line => ['person.invited', { person, roles: ['auditor'] }];
const roles = (person: string, from: readonly string[], to: readonly string[]): Line => ['person.roles-changed', { person, from: [...from], to: [...to] }];

const newcomer = (lines: readonly Line[], person: string) =>
  isNewcomer(
    lines.reduce((state, [type, body]) => follow(state, { type, body }), NO_NEWCOMERS),
    'g',
    person,
  );

describe('a newcomer of a glass', () => {
  it.each<[string, readonly Line[]]>([
    ['was invited behind it', [broken, behind, invited('bert')]],
    ['was let in again behind it', [broken, behind, ['person.restored', { person: 'bert' }]]],
    ['was given a new way in behind it', [broken, behind, ['person.sign-in-reset', { person: 'bert' }]]],
    ['was made a reviewer behind it', [broken, behind, roles('bert', ['developer'], ['auditor'])]],
    ['was let in by whoever broke it and a newcomer', [broken, behind, invited('eve'), closed, act('anna', { approvedBy: 'eve' }), invited('bert')]],
    ['was let in by a newcomer, and whoever broke it agreed', [broken, behind, invited('eve'), act('eve', { approvedBy: 'anna' }), invited('bert')]],
    ['was let in behind glass that a newcomer broke', [broken, behind, invited('eve'), act('eve', { without: 'break-glass' }), invited('bert')]],
  ])('%s', (_, lines) => {
    expect(newcomer(lines, 'bert')).toBe(true);
  });

  it.each<[string, readonly Line[]]>([
    ['was there before', [act('anna'), invited('bert'), broken]],
    ['was a reviewer before, and was given another role behind it', [broken, behind, roles('bert', ['auditor'], ['auditor', 'developer'])]],
    ['was given a role that reviews nothing', [broken, behind, roles('bert', ['developer'], ['installer'])]],
    ['was invited by the only operator, behind no glass', [broken, closed, act('anna', { without: 'nobody-else' }), invited('bert')]],
    ['was invited by two others while it was broken', [broken, act('cleo', { approvedBy: 'dora' }), invited('bert')]],
    ['was invited by whoever broke it, with one who was there before', [broken, act('anna', { approvedBy: 'cleo' }), invited('bert')]],
    ['was let in behind the glass of another', [broken, act('cleo', { without: 'break-glass' }), invited('bert')]],
    ['was let in behind a later glass', [broken, ['glass.broken', { glass: 'later', person: 'anna' }], behind, invited('bert')]],
    ['was let in behind glass that was reviewed', [broken, behind, invited('bert'), ['glass.reviewed', { glass: 'g' }]]],
  ])('is nobody who %s', (_, lines) => {
    expect(newcomer(lines, 'bert')).toBe(false);
  });

  it('is found whatever else stands on the ledger, of whatever shape', () => {
    expect(newcomer([['act.done', {}], ['other', {}], broken, behind, ['person.roles-changed', { person: 'bert' }], invited('bert')], 'bert')).toBe(true);
    expect(follow(NO_NEWCOMERS, { type: 'act.done', body: null })).toEqual(NO_NEWCOMERS);
  });
});
