import { describe, expect, it } from 'vitest';
import { readRegister } from '../person/read.ts';
import { actPayload, mayActAs, sameActors, whoActs } from './actor.ts';

const key = (letter: string) => `SHA256:${letter.repeat(43)}`;
const register = readRegister(
  `format: people/1
people:
  - { id: ada, name: Ada, actsAs: [developer, lead], confirmedBy: cleo, keys: [{ id: "${key('a')}" }, { id: "${key('b')}" }] }
  - { id: bob, name: Bob, actsAs: [manager], confirmedBy: cleo, keys: [{ id: "${key('c')}" }] }
  - { id: cleo, name: Cleo, actsAs: [tester, manager-2], keys: [{ id: "${key('d')}" }] }
  - { id: dan, name: Dan, actsAs: [tester], confirmedBy: cleo }
  - { id: runner, name: Runner, kind: bot, keys: [{ id: "${key('e')}" }] }
`,
  'people.yaml',
);

describe('two who act', () => {
  it.each([
    ['one name', { by: 'developer' }, { by: 'developer' }, 'same'],
    ['two names of one person', { by: 'developer' }, { by: 'lead' }, 'same'],
    ['two names of two', { by: 'developer' }, { by: 'manager' }, 'different'],
    ['a name that two people act under', { by: 'developer' }, { by: 'tester' }, 'not-known'],
    ['a name that nobody acts under', { by: 'developer' }, { by: 'cook' }, 'not-known'],
    ['somebody whom nobody confirmed', { by: 'developer' }, { by: 'manager-2' }, 'not-known'],
    ['two keys of one person', { by: 'developer', key: key('a') }, { by: 'cook', key: key('b') }, 'same'],
    ['one key that nobody knows', { by: 'cook', key: key('z') }, { by: 'waiter', key: key('z') }, 'same'],
    ['two keys of two', { by: 'tester', key: key('a') }, { by: 'cook', key: key('c') }, 'different'],
    ['a key against a typed name of the same', { by: 'manager', key: key('a') }, { by: 'lead' }, 'same'],
    ['a key of a program', { by: 'developer', key: key('a') }, { by: 'cook', key: key('e') }, 'not-known'],
  ] as const)('%s', (_, one, other, answer) => {
    expect(sameActors(register, one, other).answer).toBe(answer);
    expect(sameActors(register, other, one).answer).toBe(answer);
  });

  it('act under their own names, and with a key of a person alone', () => {
    const may = (by: string, letter: string) => mayActAs(register, by, key(letter), 1_790_000_000);
    expect([may('developer', 'a'), may('cook', 'a'), may('manager', 'a'), may('cook', 'e'), may('cook', 'z')]).toEqual([
      'yes',
      'yes',
      'other',
      'nobody',
      'nobody',
    ]);
    expect(whoActs(register, { by: 'developer' })?.id).toBe('ada');
  });

  it('sign what was done in one spelling', () => {
    expect(new TextDecoder().decode(actPayload('t', { b: 1, a: 2 }))).toBe('{"body":{"a":2,"b":1},"type":"t"}');
  });
});
