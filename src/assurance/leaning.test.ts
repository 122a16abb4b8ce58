import { describe, expect, it } from 'vitest';
import { CONTROLS } from './controls/index.ts';
import { leaningOf } from './leaning.ts';
import { passes } from './verdict.ts';

const way = (claim: string, value: boolean | number | string | { readonly [key: string]: string[] | string }) => {
  const { good, bad } = leaningOf({ claim, value });
  return `${good.length} good, ${bad.length} bad`;
};

describe('what a statement says well and ill', () => {
  it.each<[string, Parameters<typeof way>[1], string]>([
    ['code.static-analysis-clean', true, '1 good, 0 bad'],
    ['code.static-analysis-clean', false, '0 good, 1 bad'],
    ['system.exploitable-vulnerabilities', 0, '1 good, 0 bad'],
    ['system.exploitable-vulnerabilities', 2, '0 good, 1 bad'],
    ['update.delivered', 0.97, '1 good, 0 bad'],
    ['update.delivered', 0.5, '0 good, 1 bad'],
    ['nobody.asks', true, '1 good, 0 bad'],
    ['nobody.asks', false, '0 good, 1 bad'],
    ['nobody.asks', 7, '0 good, 0 bad'],
    ['source.cert-c-checked', { tool: 'x', checked: ['STR31-C', 'ERR33-C'], violated: ['STR31-C', 'MEM30-C'] }, '1 good, 2 bad'],
    ['source.cert-c-checked', 'nothing', '0 good, 0 bad'],
  ])('%s: %j', (claim, value, expected) => expect(way(claim, value)).toBe(expected));

  it('is what every check of every control makes of it', () => {
    for (const check of CONTROLS.flatMap((control) => control.checks)) {
      for (const value of [true, false, 0, 1, 0.5, 'x']) {
        const { good, bad } = leaningOf({ claim: check.claim, value });
        expect((passes(check, { value }) ? good : bad).length).toBeGreaterThan(0);
      }
    }
  });
});
