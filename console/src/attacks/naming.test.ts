import { describe, expect, it } from 'vitest';
import { nameIn, namesIn, stateIn } from './naming.ts';

const named = {
  names: new Map([
    ['camera', 'Camera'],
    ['camera/fw-3', 'Camera (firmware 3)'],
  ]),
  titles: new Map([['camera:code', 'runs their own code on one Camera']]),
};

describe('what the page calls things', () => {
  it.each([
    ['camera', 'Camera'],
    ['camera/fw-1.8', 'Camera (fw-1.8)'],
    ['camera/fw-3', 'Camera (firmware 3)'],
    ['camera/fw-3#FL-7', 'Camera (firmware 3) FL-7'],
    ['camera#+others', 'Camera (the others)'],
    ['unknown', 'unknown'],
    ['unknown/x', 'unknown/x'],
  ])('%s is %s', (id, name) => expect(nameIn(named, id)).toBe(name));

  it('knows the variants of a part by their names', () => {
    // Of a map only what has a name, hence the cast.
    const map = {
      service: { id: 's', name: 'Service' },
      parts: [{ id: 'camera', name: 'Camera', variants: [{ id: 'fw-3', name: 'firmware 3' }, { id: 'fw-4' }] }],
      ...Object.fromEntries(['zones', 'gates', 'assets', 'parties', 'actors', 'policies', 'flows', 'links'].map((list) => [list, []])),
    } as unknown as Parameters<typeof namesIn>[0];
    expect([...namesIn(map)].slice(1)).toEqual([
      ['camera', 'Camera'],
      ['camera/fw-3', 'Camera (firmware 3)'],
      ['camera/fw-4', 'Camera (fw-4)'],
    ]);
  });

  it.each([
    ['camera:code', 'runs their own code on one Camera'],
    ['camera:code:every', 'holds Camera: code, every one of them'],
    ['camera', 'holds Camera'],
    ['wiki:some-user', 'holds wiki: some user'],
  ])('an attacker with %s %s', (state, words) => expect(stateIn(named, state)).toBe(words));
});
