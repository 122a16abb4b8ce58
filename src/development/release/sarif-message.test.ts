import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sarifMessage } from './sarif-message.ts';

describe('a message of a SARIF log', () => {
  it.each([
    ['plain words stay', 'It is so: a[0] < 3.', 'It is so: a[0] < 3.'],
    ['a path of another system stays', 'C:\\src\\a.c', 'C:\\src\\a.c'],
    ['nothing stands for an argument', 'Copies {0} into {x}', 'Copies {{0}} into {{x}}'],
    ['no link is one', 'See [here](https://evil.example/).', 'See \\[here\\](https://evil.example/).'],
    ['nor one whose bracket is escaped already', '\\[x](1)', '\\\\\\[x\\](1)'],
    ['nor one within another', '[[a]](b)', '\\[\\[a\\]\\](b)'],
  ])('%s', (_, given, expected) => expect(sarifMessage(given)).toBe(expected));

  it('is read back as what it was', () => {
    // What a reader of the two sections does: links are gone, so a backslash before a bracket is one that escapes it.
    const readBack = (text: string) => (/\]\s*\(/.test(text) ? text.replace(/\\(?=\\*[[\]])(.)/g, '$1') : text).replace(/([{}])\1/g, '$1');
    const letter = fc.constantFrom('[', ']', '(', ')', '\\', '{', '}', '0', 'a', ' ');
    fc.assert(fc.property(fc.string({ unit: letter, maxLength: 30 }), (text) => readBack(sarifMessage(text)) === text));
    fc.assert(fc.property(fc.string({ unit: letter, maxLength: 30 }), (text) => !/(?<!\\)(?:\\\\)*\[[^\]]*(?<!\\)(?:\\\\)*\]\(/.test(sarifMessage(text))));
  });
});
