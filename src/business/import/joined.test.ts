import { describe, expect, it } from 'vitest';
import type { JoinRule } from '../inventory/joins.ts';
import { joinedBy } from './joined.ts';

const rule = (name: string, says: JoinRule['says'], more: Partial<JoinRule> = {}): JoinRule => ({ name, says, number: 1, line: 1, ...more });
const joined = (...rules: readonly JoinRule[]) => joinedBy({ file: 'joins.yaml', rules })(['Microsoft Teams', 'teams'], 'scuba');

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
