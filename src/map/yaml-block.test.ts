import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Refused } from '../core/index.ts';
import { readBlockYaml } from './yaml-block.ts';
import { readFullYaml } from './yaml-full.ts';

const LINES = [
  'a: 1',
  'b: text',
  '  c: x',
  '  - d',
  '- e',
  '- f: g',
  '    h: i',
  'j:',
  '  k:',
  '# note',
  '',
  '  ',
  'l: |',
  'm: >',
  '    word',
  '      more',
  'n: "q"',
  "o: 'r''s'",
  'p: [1, two]',
  'q: { r: s }',
  '- - t',
  'u: v # w',
  'x: y: z',
  '-',
  '  -',
  'yes: no',
  'null:',
  '~: 1',
  'long: words',
  '    go on',
  'k2: >-',
  'k3: |+',
  'tab:\tx',
  '"quoted key": 1',
  'url: http://x.y/z#a',
  'e:   ',
  'neg: -1',
  'date: 2020-01-01',
  '- "a": b',
  '- |',
  '--- ',
  '...',
  '  a: 1',
  '  b: 2',
  'q2: "b"#c',
  '- "a"#c',
  "'q3'#c: d",
  'f2: [@x]',
  'f3: [`x]',
  'f4: { @x: y }',
  'f5: { x: @y }',
  'f6: [a]#c',
  '@at: 1',
  'b\u00a0: nbsp',
  'b\ufeff: bom',
  '\u00a0b: nbsp',
  '\ufeffa: bom',
  'c: \u00a0d\u00a0',
  'c2: [\u00a0d\u00a0, e]',
  '- \ufefff',
  '\ufeff',
  '\ufeff# note',
  'tab\t: 1',
]; // prettier-ignore

/** What the library makes of it, as far as it is sure. */
function full(text: string): unknown {
  try {
    return readFullYaml(text, 'x').value;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

describe('the fast reader of YAML', () => {
  it('gives what the full reader gives, or leaves it to the full reader', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...LINES), { maxLength: 10 }), fc.boolean(), (lines, last) => {
        const text = lines.join('\n') + (last ? '\n' : '');
        let fast: ReturnType<typeof readBlockYaml>;
        try {
          fast = readBlockYaml(text, 'x', false);
        } catch (error) {
          expect(error).toBeInstanceOf(Refused);
          expect(full(text)).toBeUndefined();
          return;
        }
        if (fast !== undefined) expect({ text, value: full(text) }).toEqual({ text, value: fast.value });
      }),
      { numRuns: 20_000 },
    );
  });

  it.each(['a: "b"#c\n', "a: 'b'#c\n", '- "a"#c\n', 'a: [@x]\n', 'a: [`x]\n', 'a: { b: @x }\n', '\n\n\ufeffa: b\n', 'a: b\n\ufeffc: d\n', 'a: \ufeffb\n'])(
    'leaves %j to the full reader',
    (text) => {
      expect(readBlockYaml(text, 'x', false)).toBeUndefined();
    },
  );

  it('keeps in a key the spaces that YAML has no name for', () => {
    for (const text of ['b\u00a0: 1\n', '\u2003b: 1\n', 'a: { b: [\u00a0c] }\n']) {
      const fast = readBlockYaml(text, 'x', false);
      if (fast !== undefined) expect(fast.value).toEqual(readFullYaml(text, 'x').value);
    }
    expect(readBlockYaml('b\u00a0: 1\n', 'x', false)?.value).toEqual({ 'b\u00a0': 1 });
  });

  it.each([
    ['a: |\n  x\n\n   y\n', { a: 'x\n\n y\n' }],
    ['a: >\n  x\n  y\n\n  z\n', { a: 'x y\nz\n' }],
    ['a:\n- b\n- c: d\n  e: f\n', { a: ['b', { c: 'd', e: 'f' }] }],
    ['a: one\n  two\n\n  three\n', { a: 'one two\nthree' }],
    ["a: \"x\\ty\"\nb: 'it''s'\n", { a: 'x\ty', b: "it's" }],
    ['a: 12345678901234567890\nb: .inf\nc: 0x1F\nd: 1e3\n', { a: '12345678901234567890', b: '.inf', c: 31, d: 1000 }],
    ['a:\r\n  b: c\r\n', { a: { b: 'c' } }],
  ])('reads %j itself', (text, value) => {
    expect(readBlockYaml(text, 'x', false)?.value).toEqual(value);
  });

  it('follows anchors and merge keys when told to, as the library does', () => {
    const text = 'base: &b\n  x: 1\n  y: [p, q]\nmore:\n  <<: *b\n  x: 2\nlist:\n  - *b\n';
    expect(readBlockYaml(text, 'x', false)).toBeUndefined();
    expect(readBlockYaml(text, 'x', true, true)?.value).toEqual(parse(text, { merge: true }));
    expect(readFullYaml(text, 'x', true).value).toEqual(parse(text, { merge: true }));
  });

  it('bounds what aliases expand to', () => {
    const bomb = [
      'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
      ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`),
    ].join('\n');
    expect(() => readFullYaml(bomb, 'x', true)).toThrow(Refused);
    const lines = [
      'a0: &a0',
      ...Array(10).fill('  - x'),
      ...Array.from({ length: 9 }, (_, i) => [`a${i + 1}: &a${i + 1}`, ...Array(10).fill(`  - *a${i}`)]).flat(),
    ].join('\n');
    expect(() => readBlockYaml(`${lines}\n`, 'x', false, true)).toThrow(Refused);
  });
});
