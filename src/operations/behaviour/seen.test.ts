import { describe, expect, it } from 'vitest';
import { seen } from './seen.ts';

const HALF_DAY = 432_000;

describe('what was seen', () => {
  it('is known again for twelve hours at least, and forgotten after a day', () => {
    for (const [later, known] of [
      [0, true],
      [HALF_DAY - 1, true],
      [2 * HALF_DAY, false],
      [10 * HALF_DAY, false],
    ] as const) {
      const filter = seen(2 ** 16);
      expect(filter.before(1, 2, 1000)).toBe(false);
      expect(filter.before(1, 2, 1000 + later)).toBe(known);
    }
  });

  it('is kept over the change of generations by whoever comes again', () => {
    const filter = seen(2 ** 16);
    filter.before(1, 2, 1000);
    for (let i = 1; i < 20; i += 1) expect(filter.before(1, 2, 1000 + i * (HALF_DAY - 10))).toBe(true);
  });

  it('is rarely said of what is new', () => {
    const filter = seen(2 ** 20);
    let wrong = 0;
    for (let i = 0; i < 60_000; i += 1) if (filter.before(7, i, 1000)) wrong += 1;
    expect(wrong).toBeLessThan(120);
    for (let i = 0; i < 60_000; i += 1) if (!filter.before(7, i, 1001)) wrong += 1_000_000;
    expect(wrong).toBeLessThan(120);
  });

  it('goes on from what was saved, whichever generation is young, and with nothing of what is forgotten', () => {
    for (const changes of [0, 1, 2, 3]) {
      const filter = seen(2 ** 16);
      for (let i = 0; i <= changes; i += 1) filter.before(i, 2, 1000 + i * HALF_DAY);
      const { words, begun } = filter;
      const again = seen(2 ** 16, { words, begun });
      expect([again.words, again.begun]).toEqual([words, begun]);
      for (const one of [filter, again])
        for (let i = 0; i <= changes + 1; i += 1) expect(one.before(i, 2, 1001 + changes * HALF_DAY)).toBe(i === changes || i === changes - 1);
    }
  });
});
