import { describe, expect, it } from 'vitest';
import { Digest, Instant } from '../core/index.ts';
import type { RecordedEvidence } from './model.ts';
import { sourcesAt } from './sources.ts';

const seen = (days: readonly number[], validFor = 'P30D', source = 'probe'): RecordedEvidence[] =>
  days.map((day, seq) => ({
    seq,
    subject: 'camera',
    claim: 'device.no-remote-shell',
    value: true,
    observedAt: Instant.format(Instant.of(Date.UTC(2026, 9, day))),
    validFor,
    source,
    method: 'probe',
    raw: { digest: Digest.of('x'), mediaType: 'text/plain' },
  }));
const AT = Instant.parse('2026-11-01T00:00:00Z');

describe('a source', () => {
  it.each<[string, readonly number[], string, string, number | undefined]>([
    ['that reports as often as usual is on time', [10, 17, 24, 31], 'P30D', 'on-time', 7],
    ['that is silent for twice as long is still on time', [12, 19, 18 + 0, 25], 'P30D', 'on-time', 6],
    ['that is silent for more than twice as long is late', [2, 4, 6, 8], 'P30D', 'late', 2],
    ['of which nothing holds is silent', [2, 4, 6], 'P7D', 'silent', 2],
    ['that reported twice has no usual interval', [20, 25], 'P30D', 'unknown', undefined],
    ['is not known by what it will say', [30, 31, 40], 'P30D', 'unknown', undefined],
  ])('%s', (_, days, validFor, state, usual) => {
    const [one] = sourcesAt(seen(days, validFor), AT);
    expect(one?.state).toBe(state);
    expect(one?.usualInterval === undefined ? undefined : one.usualInterval / 86_400_000).toBe(usual);
  });

  it('that needs looking at comes first, and one that has not spoken yet is not there', () => {
    const all = [...seen([10, 17, 24, 31], 'P30D', 'b'), ...seen([2, 4, 6], 'P7D', 'c'), ...seen([2, 4, 6, 8], 'P30D', 'a'), ...seen([60], 'P30D', 'd')];
    expect(sourcesAt(all, AT).map(({ source }) => source)).toEqual(['c', 'a', 'b']);
  });
});
