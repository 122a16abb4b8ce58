import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { AT, flips, follow } from '../../../test/live/follow.ts';
import { LISTED, SMALL } from '../../../test/live/services.ts';
import { readMap } from '../../map/index.ts';

// The long form of live.test.ts: more of everything, and a service of moderate size. bench/incremental.ts goes on to 40,000 flips of it.

const CAMERAS = new URL('../../../examples/camera-service/service.yaml', import.meta.url);

const likely = fc.record({
  seed: fc.integer(),
  passing: fc.constantFrom(0.3, 0.7, 0.95, 0.99),
  named: fc.constantFrom(0, 0.3, 0.8),
  members: fc.constantFrom(1, 3, 12),
  begun: fc.boolean(),
});

describe('a live position equals one made from scratch', () => {
  it('after each of thousands of happenings', () => {
    fc.assert(
      fc.property(likely, fc.constantFrom(SMALL, SMALL, LISTED), (one, map) => {
        follow({ ...one, map, steps: 25 });
      }),
      { numRuns: 40 },
    );
  }, 240_000);

  it('after each of 4,000 flips of evidence about the camera service', () => {
    const map = readMap(readFileSync(CAMERAS, 'utf8'), 'service.yaml');
    flips({ map, steps: 4000, seed: 1, passing: 0.95, named: 0.2, members: 12, begun: true }, 100, AT);
  }, 240_000);
});
