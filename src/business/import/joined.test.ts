import { describe, expect, it } from 'vitest';
import type { ServiceMap } from '../../map/model.ts';
import type { JoinRule } from '../inventory/joins.ts';
import { joinedBy } from './joined.ts';

const rule = (name: string, says: JoinRule['says'], more: Partial<JoinRule> = {}): JoinRule => ({ name, says, number: 1, line: 1, ...more });
const joined = (...rules: readonly JoinRule[]) => joinedBy({ file: 'joins.yaml', rules }, { targets: [] })(['Microsoft Teams', 'teams'], 'scuba');

describe('rules of the operator for what a report names', () => {
  it.each<[string, readonly JoinRule[], unknown]>([
    ['by a word with anything', [rule('microsoft*', { is: 'chat' })], { part: 'chat', why: 'rule 1 of joins.yaml' }],
    ['left alone', [rule('teams', { leave: 'not ours' }, { number: 3 })], { left: 'rule 3 of joins.yaml: not ours' }],
    ['of another format', [rule('teams', { is: 'chat' }, { format: 'ocsf' })], undefined],
    ['of people', [rule('teams', { is: 'chat' }, { kind: 'account' })], undefined],
    ['that agree', [rule('teams', { is: 'chat' }), rule('*', { is: 'chat' })], { part: 'chat', why: 'rule 1 of joins.yaml' }],
    ['that do not', [rule('teams', { is: 'chat' }), rule('*', { is: 'mail' })], undefined],
    ['none', [], undefined],
  ])('%s', (_, rules, expected) => expect(joined(...rules)).toEqual(expected));
});

describe('a host that is a target of the map', () => {
  const target = (host: string, part: string): ServiceMap['targets'][number] => ({ host, part, probes: ['tls'] });
  const targets = [
    target('build.lamps.example', 'build'),
    target('10.20.0.7', 'build'),
    target('web.lamps.example', 'shop'),
    target('web.lamps.example', 'wiki'),
  ];
  const joins = { file: 'joins.yaml', rules: [rule('10.20.0.7', { leave: 'not ours' })] };
  it.each<[string, readonly string[], unknown]>([
    ['is its part, in any letters', ['Build.lamps.example'], { part: 'build', why: 'a target of the map' }],
    ['is none where it shows two', ['web.lamps.example'], undefined],
    ['is what a rule says first', ['10.20.0.7'], { left: 'rule 1 of joins.yaml: not ours' }],
    ['is none where its words mean two', ['build.lamps.example', 'web.lamps.example'], undefined],
  ])('%s', (_, words, expected) => expect(joinedBy(joins, { targets })(words, 'nmap')).toEqual(expected));
  it('is none in a report of accounts, which are called by their domains', () =>
    expect(joinedBy(joins, { targets })(['build.lamps.example'], 'ocsf')).toBeUndefined());
});
