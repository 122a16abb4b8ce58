import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultOfPassword, LONGEST, normalised, refuseWeak, SHORTEST } from './rules.ts';

const COMMON = new Set(['password', 'dragon', 'qwertyuiop', 'iloveyouforever', 'correcthorse']);
const against = { own: ['Ada Lovelace', 'ada@example.org'], isCommon: (text: string) => COMMON.has(text) };
const judged = (password: string) => faultOfPassword(password, against)?.code;

describe('a password', () => {
  it.each([
    ['of words', 'correct horse battery staple'],
    ['of small letters alone', 'vbnwqkjdhtyu'],
    ['of spaces and letters', '  a  b  c  d'],
    ['of 64 characters', `x1x1x1${'pTq9'.repeat(14)}zz`],
    ['of 256 emoji', `${'🐢🐇🦔🐈'.repeat(63)}🐝🐝🐝🐞`],
    ['in any script', 'пароль для меня'],
    ['with the own name among other words', 'ada keeps nine grey geese'],
  ])('%s is taken', (_, password) => {
    expect(judged(password)).toBeUndefined();
  });

  it.each([
    ['too short', 'elevenchars', '001'],
    ['too short, however many bytes it has', '🐢'.repeat(11), '001'],
    ['too long', 'ab1'.repeat(90), '001'],
    ['half a character', `${'vbnwqkjdhtyu'}\ud800`, '001'],
    ['common', 'iloveyouforever', '002'],
    ['common in capitals', 'ILoveYouForever', '002'],
    ['common with a year after it', 'correcthorse2026', '002'],
    ['common with a sign after it', 'CorrectHorse!', '002'],
    ['one letter', 'aaaaaaaaaaaaa', '002'],
    ['a few letters over and over', 'abcabcabcabcabc', '002'],
    ['the own name', 'Ada Lovelace!!', '003'],
    ['the own name and a year', 'adalovelace1815', '003'],
    ['the own name twice', 'lovelace-lovelace', '003'],
    ['the user name', 'ada@example.org', '003'],
    ["the service's name", 'Assay-Assay-12', '003'],
  ])('that is %s is refused', (_, password, number) => {
    expect(judged(password)).toBe(`ASSAY-PASSWORD-${number}`);
    expect(() => refuseWeak(password, against)).toThrow(`ASSAY-PASSWORD-${number}`);
  });

  it('is the same however its accents were typed', () => {
    expect(normalised('Zu\u0308rich')).toBe(normalised('Z\u00fcrich'));
  });

  it('is counted in characters, never cut, and needs no kind of them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), (password) => {
        const length = [...normalised(password)].length;
        const fault = faultOfPassword(password, { own: [], isCommon: () => false });
        expect(fault?.code === 'ASSAY-PASSWORD-001').toBe(length < SHORTEST || length > LONGEST);
      }),
    );
  });
});
