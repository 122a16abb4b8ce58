import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countInRange, rangeKey } from './range.ts';

const suffix = fc.string({ unit: fc.constantFrom(...'0123456789ABCDEF'), minLength: 35, maxLength: 35 });
const lines = fc.array(fc.tuple(suffix, fc.integer({ min: 0, max: 1e9 })), { maxLength: 30 });

describe('a range file', () => {
  it('counts what it has, by either case and either end of line', () => {
    fc.assert(
      fc.property(lines, suffix, fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.boolean(), (rows, other, eol, last, lower) => {
        const text = rows.map(([one, count]) => `${lower ? one.toLowerCase() : one}:${count}`).join(eol) + (last && rows.length > 0 ? eol : '');
        for (const wanted of [...rows.map(([one]) => one), other]) {
          const expected = rows.filter(([one]) => one === wanted).reduce((sum, [, count]) => sum + count, 0);
          expect(countInRange(text, wanted, 'x')).toBe(expected);
        }
      }),
    );
  });

  it('of any text counts or is refused with the line', () => {
    fc.assert(
      fc.property(fc.string(), suffix, (text, wanted) => {
        try {
          expect(countInRange(text, wanted, 'x')).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toMatchObject({ faults: [{ code: 'ASSAY-PASSWORD-004', file: 'x', line: expect.any(Number) }] });
        }
      }),
    );
  });

  const SUFFIX = '1E4C9B93F3F0682250B6CF8331B7EE68FD8';
  it.each([
    ['no count', `${SUFFIX}`, 1],
    ['a prefix too', `5BAA6${SUFFIX}:3`, 1],
    ['an empty line within', `${SUFFIX}:3\n\n${SUFFIX}:3`, 2],
    ['a page of HTML', `${SUFFIX}:3\n<html>`, 2],
    ['a negative count', `${SUFFIX}:-1`, 1],
  ])('with %s is refused', (_, text, line) => {
    expect(() => countInRange(text, SUFFIX, '5BAA6')).toThrowError(expect.objectContaining({ faults: [expect.objectContaining({ line })] }));
  });

  it('is named by the first five digits of the hash', () => {
    expect(rangeKey('5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8')).toEqual({ prefix: '5BAA6', suffix: SUFFIX });
  });
});
