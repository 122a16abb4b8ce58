import { describe, expect, it } from 'vitest';
import type { HandleIncident } from './command.ts';
import { detection, foldedOf, recorded, taken } from './incident.fixture.ts';
import { ruleQuality } from './quality.ts';

const opened = taken(
  new Map(),
  ...foldedOf(detection('a', 'x', 0), detection('b', 'y', 5), detection('c', 'x', 2880), detection('d', 'x', 6000)).map(recorded),
);
const said = (incident: string, verdict: 'true' | 'false' | 'unknown', more: object = {}): HandleIncident => ({
  incident,
  by: 'csirt-lead',
  type: 'verify',
  verdict,
  reason: 'looked',
  ...more,
});

describe('the quality of rules', () => {
  it('is unknown where nobody has looked', () => {
    expect(ruleQuality(opened).map(({ rule, incidents, precision, verdicts }) => [rule, incidents, precision, verdicts.unverified])).toEqual([
      ['rule/x', 3, undefined, 3],
      ['rule/y', 1, undefined, 1],
    ]);
  });

  it('counts the last word on each incident, with how many there were', () => {
    const looked = taken(opened, said('incident-1', 'false'), said('incident-1', 'true'), said('incident-3', 'false', { device: 'c' }));
    const [x] = ruleQuality(looked);
    expect(x).toMatchObject({ precision: { true: 1, of: 2 }, verdicts: { true: 1, false: 1, unknown: 0, unverified: 1 }, timeToVerify: { of: 2 } });
  });

  it('is not bettered by what cannot be known', () => {
    expect(ruleQuality(taken(opened, said('incident-2', 'unknown'))).at(-1)).toMatchObject({ rule: 'rule/y', verdicts: { unknown: 1 } });
    expect(ruleQuality(taken(opened, said('incident-2', 'unknown'))).at(-1)?.precision).toBeUndefined();
  });
});
