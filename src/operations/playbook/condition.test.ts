import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { parseCondition } from './condition.ts';
import { evaluate } from './evaluate.ts';
import type { Variables } from './model.ts';
import { filled, isOf, referencesIn } from './variable.ts';

const VARIABLES: Variables = {
  __n__: { type: 'integer', value: '10' },
  __big__: { type: 'long', value: '9007199254740993' },
  __f__: { type: 'float', value: '1.5' },
  __s__: { type: 'string', value: "it's" },
  __ip__: { type: 'ipv4-addr', value: '10.1.2.3' },
  __ip6__: { type: 'ipv6-addr', value: '2001:db8::1' },
  __b__: { type: 'bool', value: 'true' },
  __unknown__: { type: 'string' },
};
const values = new Map(Object.entries(VARIABLES).flatMap(([name, { value }]) => (typeof value === 'string' ? [[name, value] as const] : [])));
const truth = (text: string) => evaluate(parseCondition(text), values, (name) => VARIABLES[name]);

describe('a condition', () => {
  it.each<[string, boolean | 'unknown']>([
    ["__s__:value = 'it\\'s'", true],
    ["__b__:value == 'true'", true],
    ['__b__:value = true', true],
    ['__n__:value > 9', true],
    ["__n__:value > '9'", true],
    ['__n__:value < 9', false],
    ['__n__:value >= 10 AND __f__:value <= 1.5', true],
    ['__big__:value > 9007199254740992', true],
    ['__n__:value != 10 OR __n__:value <> 11', true],
    ['__n__:value NOT IN (1, 2, 3)', true],
    ['__n__:value IN (1, 10)', true],
    ["__s__:value LIKE 'i%_s'", true],
    ["__s__:value LIKE 'i_s'", false],
    ["__s__:value MATCHES '^it.s$'", true],
    ["__s__:value MATCHES '(?=x)'", 'unknown'],
    ["__ip__:value ISSUBSET '10.0.0.0/8'", true],
    ["__ip__:value ISSUBSET '10.2.0.0/16'", false],
    ["'2001:db8::/32' ISSUPERSET __ip6__:value", true],
    ["__ip6__:value ISSUBSET '10.0.0.0/8'", false],
    ["__s__:value ISSUBSET '10.0.0.0/8'", 'unknown'],
    ['__s__:value > 3', 'unknown'],
    ["[__b__:value = 'true' AND (__n__:value = 1 OR __n__:value = 10)]", true],
    ['NOT __n__:value = 10', false],
    ['EXISTS __n__:value', true],
    ['EXISTS __unknown__:value', false],
    ["__unknown__:value = 'x'", 'unknown'],
    ["NOT __unknown__:value = 'x'", 'unknown'],
    ["__unknown__:value = 'x' OR __n__:value = 10", true],
    ["__unknown__:value = 'x' AND __n__:value = 11", false],
    ["__unknown__:value = 'x' AND __n__:value = 10", 'unknown'],
    ["__n__:value = 1 OR __n__:value = 10 AND __b__:value = 'false'", false],
    ['__n__:value = __n__:value', true],
  ])('%s is %s', (text, is) => {
    expect(truth(text)).toBe(is);
  });

  it.each([
    '',
    '__n__:value',
    '__n__ = 1',
    '= 1',
    '__n__:value = ',
    '__n__:value = 1 AND',
    '(__n__:value = 1',
    '__n__:value = 1 2',
    "__n__:value = 'x",
    'process.exit()',
    '__n__:value IN 3',
    `${'NOT '.repeat(60)}__n__:value = 1`,
    'x'.repeat(20_000),
  ])('cannot be read: %s', (text) => {
    expect(() => parseCondition(text)).toThrow('ASSAY-PLAYBOOK-011');
  });

  it('is read or refused, whatever it is', () => {
    const word = fc.constantFrom(
      '__n__:value',
      '__unknown__:value',
      '=',
      '<',
      '(',
      ')',
      '[',
      ']',
      'AND',
      'OR',
      'NOT',
      'IN',
      'LIKE',
      'MATCHES',
      "'a%'",
      '7',
      ',',
      'EXISTS',
      '==',
      '"',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word, { maxLength: 30 }).map((words) => words.join(' ')),
        ),
        (text) => {
          try {
            expect([true, false, 'unknown']).toContain(truth(text));
          } catch (error) {
            expect(error).toBeInstanceOf(Refused);
          }
        },
      ),
    );
  });
});

describe('a value', () => {
  it.each<[string, string, boolean]>([
    ['bool', 'true', true],
    ['bool', 'yes', false],
    ['dictionary', '{"a":1}', true],
    ['dictionary', '[1]', false],
    ['float', '-1.5e3', true],
    ['float', '1,5', false],
    ['hexstring', 'a0ff', true],
    ['hexstring', 'a0f', false],
    ['integer', '2147483647', true],
    ['integer', '2147483648', false],
    ['long', '-9223372036854775808', true],
    ['long', '9223372036854775808', false],
    ['ipv4-addr', '10.0.0.0/8', true],
    ['ipv4-addr', '10.0.0.256', false],
    ['ipv6-addr', '2001:db8::1', true],
    ['ipv6-addr', '2001:::1', false],
    ['mac-addr', '00:11:22:aa:BB:cc', true],
    ['mac-addr', '00:11:22:aa:BB', false],
    ['hash', 'd'.repeat(40), true],
    ['hash', 'd'.repeat(41), false],
    ['md5-hash', 'd'.repeat(32), true],
    ['md5-hash', 'd'.repeat(33), false],
    ['sha256-hash', 'd'.repeat(64), true],
    ['sha256-hash', 'g'.repeat(64), false],
    ['string', 'anything', true],
    ['uri', 'https://example.com/', true],
    ['uri', 'example', false],
    ['uuid', '00000000-0000-4000-8000-000000000000', true],
    ['uuid', '0000', false],
    ['of-our-own', 'anything', true],
  ])('of %s: %s is %s', (type, value, is) => {
    expect(isOf(type, value)).toBe(is);
  });

  it('is put where it is named, and what is not known is named', () => {
    expect(filled('a __n__:value b __unknown__:value __n__', values)).toEqual({ text: 'a 10 b  __n__', unknown: ['__unknown__'] });
    expect(referencesIn('__a__:value/__b__:value')).toEqual(['__a__', '__b__']);
  });
});
