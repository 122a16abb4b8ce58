import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../core/index.ts';
import type { ObjectId } from '../git/object.ts';
import { insidersKept, readInsiders } from './kept.ts';
import type { Insider, Way } from './model.ts';

const insider = (who: string, ways: readonly Way[], more: Partial<Insider> = {}): Insider => ({
  who,
  kind: 'person',
  keys: ['SHA256:x'],
  means: ways.map((way) => ({
    way,
    commits: way === 'release-alone' ? [] : ['a'.repeat(40) as ObjectId, 'b'.repeat(40) as ObjectId],
    perhaps: 1,
    noticedBy: [
      { by: 'log', state: 'would', what: 'one' },
      { by: 'log', state: 'would', what: 'two' },
    ],
  })),
  ...more,
});

describe('what is kept of who could insert code unseen', () => {
  it('has figures in place of commits and keys, and says who is a person', () => {
    const kept = insidersKept([insider('ada', ['own-change']), insider('whoever may push', ['release-alone'], { kind: 'not-known' })]);
    expect(kept).toEqual({
      of: 2,
      approvedAlone: 0,
      list: [
        { who: 'ada', kind: 'person', personal: true, means: [{ way: 'own-change', commits: 2, perhaps: 1, noticedBy: ['log'] }] },
        { who: 'whoever may push', kind: 'not-known', personal: false, means: [{ way: 'release-alone', commits: 0, perhaps: 1, noticedBy: ['log'] }] },
      ],
    });
    expect(readInsiders(kept as unknown as Json)).toEqual(kept); // Plain data.
  });

  it('takes an address that nobody knows for a person’s', () =>
    expect(insidersKept([insider('eve@example.org', ['own-word'], { kind: 'not-known' })]).list[0]?.personal).toBe(true));

  it('counts whoever approved alone, and does not list them for it', () =>
    expect(insidersKept([insider('bob', ['approval-alone'])])).toEqual({ list: [], of: 0, approvedAlone: 1 }));

  it('is bounded, and leaves nobody out who makes the release alone', () => {
    const many = Array.from({ length: 80 }, (_, i) => insider(`p${i}`, ['own-change']));
    const kept = insidersKept([...many, insider('x'.repeat(900), ['release-alone'])]);
    expect([kept.list.length, kept.of, kept.list.at(-1)?.who.length, kept.list.at(-2)?.who]).toEqual([50, 81, 200, 'p48']);
    expect(readInsiders(kept as unknown as Json)).toEqual(kept); // Plain data.
  });

  it('is nothing where something else stands in its place', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => readInsiders(value as Json) === undefined));
    expect(readInsiders({ list: [{ who: 'ada' }], of: 1, approvedAlone: 0 })).toBeUndefined();
  });
});
