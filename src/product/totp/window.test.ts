import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { readCode, stepsAt, stepUsed } from './window.ts';

describe('the window of a code', () => {
  const moment = fc.integer({ min: 0, max: 4e12 }).map((millis) => Instant.of(millis));

  it('is the step of now and one to either side', () => {
    fc.assert(
      fc.property(moment, (now) => {
        const steps = stepsAt(now);
        expect(steps.every((step) => Math.abs(now - (step * 30_000 + 15_000)) <= 45_000)).toBe(true);
        expect(steps.length).toBe(now < 30_000 ? 2 : 3);
      }),
    );
  });

  it('lets each step by once, whatever order codes come in', () => {
    fc.assert(
      fc.property(moment, fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 30 }), (now, tried) => {
        const taken: number[] = [];
        let last: number | undefined;
        for (const which of tried) {
          const step = stepsAt(now)[which];
          const used = stepUsed(step === undefined ? [] : [step], last);
          if (used !== undefined) {
            taken.push(used);
            last = used;
          }
        }
        expect(new Set(taken).size).toBe(taken.length);
        expect([...taken].sort((a, b) => a - b)).toEqual(taken);
      }),
    );
  });

  it('takes the newest where one code stands for two steps', () => {
    expect(stepUsed([4, 6], 3)).toBe(6);
    expect(stepUsed([4, 6], 6)).toBeUndefined();
  });

  it.each([
    ['123456', '123456'],
    ['123 456', '123456'],
    [' 123-456 ', '123456'],
    ['12345', undefined],
    ['1234567', undefined],
    ['１２３４５６', undefined],
    ['12345a', undefined],
  ])('reads %j as %s', (typed, code) => {
    expect(readCode(typed)).toBe(code);
  });
});
