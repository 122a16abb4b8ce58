import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyEvidence, anyExclusions, day, HOMES } from '../../test/fixtures/homes.ts';
import { CONTROLS } from './controls/index.ts';
import { bearingOf, elementJudge } from './element.ts';
import { livingAt } from './living.ts';
import { positionOf } from './position.ts';

describe('the statements that another stands in for', () => {
  it('decide nothing: without them every verdict and every share is the same', () => {
    const judge = elementJudge(HOMES);
    fc.assert(
      fc.property(anyEvidence, anyExclusions, fc.integer({ min: -40, max: 40 }), (evidence, exclusions, n) => {
        const at = day(n);
        const bearing = bearingOf(evidence, (one) => one);
        const position = positionOf({ map: HOMES, evidence, exclusions, at });
        for (const control of CONTROLS)
          for (const element of judge.elements(control)) {
            const own = bearing(control, element);
            const whole = position.controls.find((one) => one.control === control)?.subjects.find((one) => one.subject === element);
            const few = judge.judge(control, element, livingAt(control, own, at), exclusions, at);
            expect([few?.verdict, few?.shares], `${control.id}@${element}`).toEqual([whole?.verdict, whole?.shares]);
          }
      }),
      { numRuns: 30 },
    );
  });
});
