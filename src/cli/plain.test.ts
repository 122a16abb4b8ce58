import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain, plainJson } from './plain.ts';

describe('what reaches a terminal', () => {
  it.each([
    ['an escape sequence', 'cam\u001b[2J\u001b]0;owned\u0007era', 'cam\ufffd[2J\ufffd]0;owned\ufffdera'],
    ['C1 and DEL', 'a\u009b2Jb\u007fc\u0085', 'a\ufffd2Jb\ufffdc\ufffd'],
    ['bidirectional controls', 'x\u202ey\u2066z\u2069\u200e\u200f\u061c', 'x\ufffdy\ufffdz\ufffd\ufffd\ufffd\ufffd'],
    ['a line that writes over itself', 'falls short\rmeets', 'falls short\ufffdmeets'],
    ['line ends and tabs stay', 'a\tb\nc\r\nd', 'a\tb\nc\r\nd'],
    ['letters of every script stay', 'Kühlhaus 冷蔵庫 מקרר 🥶', 'Kühlhaus 冷蔵庫 מקרר 🥶'],
  ])('%s', (_, text, shown) => {
    expect(plain(text)).toBe(shown);
  });

  it('holds, as JSON, the value it held and no bare control', () => {
    const any = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u001b', '\u009b', '\u202e', '\u2066', '\u007f', '\\', '"')));
    fc.assert(
      fc.property(any, (value) => {
        const json = plainJson(JSON.stringify(value, null, 2));
        expect(JSON.parse(json)).toEqual(value);
        expect(json).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
      }),
    );
  });
});
