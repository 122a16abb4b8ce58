import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { table, wholeTable } from './table.ts';

describe('a table', () => {
  it('has its numbers to the right and its columns two spaces apart', () => {
    expect(
      table(
        ['name', 'many'],
        [
          ['a', 1],
          ['bcd', 20],
        ],
      ),
    ).toBe('name  many\na        1\nbcd     20');
  });

  it('goes on below in its last column where a line would be too long', () => {
    const why = 'Whoever signs the release holds the key of the store alone, and nobody would see it';
    expect(
      wholeTable(
        ['id', 'why'],
        [
          ['one', why],
          ['two', 'short'],
        ],
        60,
      ),
    ).toBe('id   why\none  Whoever signs the release holds the key of the store\n     alone, and nobody would see it\ntwo  short');
  });

  it('leaves its last column some room, however wide the others are', () => {
    expect(wholeTable(['id', 'why'], [['x'.repeat(95), 'a word or two']])).toBe(`${'id'.padEnd(95)}  why\n${'x'.repeat(95)}  a word or two`);
  });

  it('loses no word of any cell', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,40}$/), { maxLength: 30 }).map((all) => all.join(' '));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.stringMatching(/^[a-z]{1,60}$/), words), { maxLength: 5 }), (rows) => {
        expect(wholeTable(['', ''], rows).split(/\s+/).filter(Boolean)).toEqual(rows.flatMap(([name, text]) => [name, ...text.split(' ')]).filter(Boolean));
      }),
    );
  });
});
