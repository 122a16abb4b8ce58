import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count, instant, oneOf, only, several, text, yes } from './search.ts';

describe('what a URL says', () => {
  it.each([
    ['text', text('a'.repeat(300), 5), 'aaaaa'],
    ['a number as text', text(12), '12'],
    ['no text', text({ a: 1 }), undefined],
    ['one of several', oneOf('b', ['a', 'b']), 'b'],
    ['none of them', oneOf('c', ['a', 'b']), undefined],
    ['several, in their own order', several('b,x,a', ['a', 'b']), ['a', 'b']],
    ['several, as a list', several(['b', 1, 'a'], ['a', 'b']), ['a', 'b']],
    ['none of several', several('x', ['a', 'b']), undefined],
    ['a count', count('12'), 12],
    ['no count', count('-1'), undefined],
    ['an empty count', count(''), undefined],
    ['a yes', yes('true'), true],
    ['a no', yes('no'), undefined],
    ['a moment', instant('2026-11-01T00:00:00Z'), '2026-11-01T00:00:00Z'],
    ['no moment', instant('2026-13-01T00:00:00Z'), undefined],
    ['a moment of another zone', instant('2026-11-01T00:00:00+01:00'), undefined],
  ])('%s', (_, read, expected) => {
    expect(read).toEqual(expected);
  });

  it('is never an error, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const read = only({ a: text(value), b: oneOf(value, ['x']), c: several(value, ['x']), d: instant(value), e: yes(value), f: count(value) });
        expect(Object.values(read)).not.toContain(undefined);
      }),
    );
  });

  it('says of what was refused that it is absent, since the router lays this over the address', () => {
    const raw = { at: 'yesterday', layer: 'x', find: 'a' };
    expect({ ...raw, ...only({ at: instant(raw.at), layer: several(raw.layer, ['a']), find: text(raw.find), sort: undefined }, raw) }).toStrictEqual({
      at: undefined,
      layer: undefined,
      find: 'a',
    });
  });
});
