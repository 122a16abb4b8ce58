import { describe, expect, it } from 'vitest';
import { nameIn, stateIn } from './naming.ts';

const named = { names: new Map([['camera', 'Camera']]), titles: new Map([['camera:code', 'runs their own code on one Camera']]) };

describe('what the page calls things', () => {
  it.each([
    ['camera', 'Camera'],
    ['camera/fw-1.8', 'Camera (fw-1.8)'],
    ['unknown', 'unknown'],
    ['unknown/x', 'unknown/x'],
  ])('%s is %s', (id, name) => expect(nameIn(named, id)).toBe(name));

  it.each([
    ['camera:code', 'runs their own code on one Camera'],
    ['camera:code:every', 'holds Camera: code, every one of them'],
    ['camera', 'holds Camera'],
    ['wiki:some-user', 'holds wiki: some user'],
  ])('an attacker with %s %s', (state, words) => expect(stateIn(named, state)).toBe(words));
});
