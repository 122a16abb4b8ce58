import { describe, expect, it } from 'vitest';
import type { MapAnswer, StandingAnswer } from '../../../src/server/map/model.ts';
import { answerOf } from './answer.ts';

// Of a map and a standing only what the sentence reads, hence the casts.
const map = (parts: number) => ({ map: { parts: Array.from({ length: parts }, (_, i) => ({ id: `p${i}` })), flows: [{}], links: [] } }) as unknown as MapAnswer;
const standing = (...elements: readonly Readonly<Record<string, number>>[]) =>
  ({ elements: Object.fromEntries(elements.map((counts, i) => [`p${i}`, counts])) }) as unknown as StandingAnswer;

describe('the sentence of the map', () => {
  it.each([
    ['before anything is judged', undefined, '3 parts, joined by 1 flow and 0 links.'],
    ['without any evidence', standing({ unproven: 4 }, { unproven: 2 }), '3 parts: of none is anything proven or shown to fail.'],
    [
      'when all evidence has lapsed',
      standing({ stale: 4 }, { unproven: 2 }),
      '3 parts: of none is anything proven or shown to fail; of 1, what was proven has gone stale.',
    ],
    [
      'when something is known of some',
      standing({ proven: 4 }, { failing: 1, unproven: 2 }, { unproven: 1 }),
      '3 parts: 1 has a control that fails, 1 has all controls proven; of 1, nothing is proven or shown to fail.',
    ],
    [
      'when something is known of all',
      standing({ proven: 4, unproven: 1 }, { proven: 1, stale: 1 }),
      '3 parts: none has a control that fails, none has all of its controls proven.',
    ],
  ])('%s', (_, stands, expected) => {
    expect(answerOf(map(3), stands)).toBe(expected);
  });
});
