import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AT, anyEvidence, anyExclusions, DAY, day, HOMES, HOMES_LATER, seen } from '../../../test/fixtures/homes.ts';
import { Instant } from '../../core/index.ts';
import { expiresAt } from '../../evidence/freshness.ts';
import type { ServiceMap } from '../../map/model.ts';
import { positionOf } from '../position.ts';
import { standardPosition } from '../report/requirements.ts';
import { STANDARDS } from '../standards/index.ts';
import { historyOf } from './history.ts';
import { hindsightOf, knownAt, type Past } from './past.ts';
import { at, requirementTimelines, timelinesOf } from './timeline.ts';
import { seriesOf, trendOf } from './trend.ts';

const OWED = STANDARDS.filter((standard) => ['en-303-645', 'cra'].includes(standard.id));

/** Entries recorded some time after they were observed, an exclusion that may be withdrawn, and a map that changed. */
const anyPast: fc.Arbitrary<Past> = fc
  .record({
    evidence: anyEvidence,
    late: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 25, maxLength: 25 }),
    exclusions: anyExclusions,
    gone: fc.boolean(),
    changed: fc.boolean(),
  })
  .map(({ evidence, late, exclusions, gone, changed }) => ({
    evidence: evidence.map((one, i) => ({ evidence: one, knownAt: Instant.of(Instant.parse(one.observedAt) + (late[i] ?? 0) * DAY) })),
    exclusions: [...exclusions.values()].map((granted) => ({
      granted,
      knownAt: Instant.parse(granted.grantedAt),
      ...(gone ? { withdrawnAt: Instant.of(Instant.parse(granted.grantedAt) + 3 * DAY) } : {}),
    })),
    maps: [{ from: day(-60), map: HOMES }, ...(changed ? [{ from: day(-8), map: HOMES_LATER }] : [])],
  }));

function judged(past: Past, moment: Instant) {
  const { evidence, exclusions, map } = knownAt(past, moment);
  return { map: map as ServiceMap, position: positionOf({ map: map as ServiceMap, evidence, exclusions, at: moment }) };
}

describe('a walk from change to change', () => {
  it('gives at every moment what a position judged then gives', () => {
    fc.assert(
      fc.property(anyPast, fc.array(fc.integer({ min: -45 * 24, max: 40 * 24 }), { minLength: 4, maxLength: 4 }), (past, hours) => {
        const timelines = timelinesOf(past, day(-45), day(40));
        const requirements = requirementTimelines(OWED, past, timelines);
        for (const moment of hours.map((hour) => Instant.of(AT + hour * 3_600_000))) {
          const { map, position } = judged(past, moment);
          for (const { control, verdict, subjects } of position.controls) {
            expect(at(timelines.controls.get(control.id) ?? [], moment), `${control.id} ${Instant.format(moment)}`).toBe(verdict);
            for (const one of subjects)
              expect(at(timelines.elements.find((each) => each.control === control && each.element === one.subject)?.spans ?? [], moment)).toBe(one.verdict);
          }
          for (const standard of OWED)
            for (const row of standardPosition(standard, map, position).requirements) {
              const spans = requirements.find((one) => one.standard === standard.id && one.requirement.id === row.id)?.spans ?? [];
              expect(at(spans, moment), `${standard.id} ${row.id}`).toBe(row.partly && row.verdict !== 'not-applicable' ? 'partly' : row.verdict);
            }
        }
      }),
      { numRuns: 8 },
    );
  });

  it('goes from proven to stale exactly when the last statement ends, once its collector has stopped', () => {
    const collected = [0, 7, 14, 21].map((n, seq) =>
      seen(seq, 'store', 'data.encrypted-at-rest', true, { observedAt: Instant.format(day(n - 30)), validFor: 'P8D', source: 'collector' }),
    );
    const timelines = timelinesOf(hindsightOf(collected, new Map(), HOMES), day(-40), day(20));
    const spans = timelines.elements.find((one) => one.control.id === 'stored-data-encrypted' && one.element === 'store')?.spans;
    const end = expiresAt(collected[3] ?? seen(0, '', '', true));
    expect(spans?.map(({ from, verdict }) => [Instant.format(from), verdict])).toEqual([
      [Instant.format(day(-40)), 'unproven'],
      [Instant.format(day(-30)), 'proven'],
      [Instant.format(end), 'stale'],
    ]);
    expect(spans?.at(-1)).toMatchObject({ entries: [], expired: [3] });
    expect(end).toBe(day(-1));
  });

  it('follows a standard that is judged by findings too', () => {
    const run = (seq: number, violated: readonly string[], n: number) =>
      seen(
        seq,
        'source',
        'source.cert-c-checked',
        { tool: 'checker', checked: ['STR38-C'], violated: [...violated] },
        { method: 'import', observedAt: Instant.format(day(n)), validFor: 'P10D' },
      );
    const past = hindsightOf([run(0, [], -30), run(1, ['STR38-C'], -10), run(2, [], -5)], new Map(), HOMES);
    const timelines = timelinesOf(past, day(-40), day(20));
    const spans = requirementTimelines(STANDARDS, past, timelines).find((one) => one.requirement.id === 'STR38-C')?.spans;
    expect(spans?.slice(-5).map(({ from, verdict, entries, expired }) => [(from - AT) / DAY, verdict, entries, expired])).toEqual([
      [-30, 'proven', [0], []],
      [-20, 'stale', [], [0]],
      [-10, 'failing', [1], []],
      [-5, 'proven', [2], []],
      [5, 'stale', [], [2]],
    ]);
  });

  it('never finds more proven as time goes by and nothing more is seen, and never through what a source gives in error', () => {
    fc.assert(
      fc.property(anyEvidence, fc.nat(60), fc.nat(60), fc.constantFrom<'false' | 'nonsense'>('false', 'nonsense'), (evidence, a, b, kind) => {
        const count = (list: typeof evidence, moment: Instant) =>
          positionOf({ map: HOMES, evidence: list, exclusions: new Map(), at: moment })
            .controls.flatMap((one) => one.subjects)
            .filter((one) => one.verdict === 'proven').length;
        const [early, late] = [day(Math.min(a, b)), day(Math.max(a, b))];
        expect(count(evidence, late)).toBeLessThanOrEqual(count(evidence, early));
        const errors = evidence
          .filter((one) => one.source === 'fleet')
          .map((one, i) => ({ ...one, seq: 500 + i, observedAt: Instant.format(early), value: kind === 'false' ? false : 'error: timeout' }));
        expect(count([...evidence, ...errors], early)).toBeLessThanOrEqual(count(evidence, early));
      }),
      { numRuns: 8 },
    );
  });
});

describe('the trend', () => {
  it('adds up, at each moment, to what is owed there', () => {
    fc.assert(
      fc.property(anyPast, (past) => {
        const trend = trendOf(past, OWED, seriesOf(day(-40), day(10), 10 * DAY));
        expect(trend.points.length).toBe(6);
        for (const { layers, outcomes, standards, at: moment } of trend.points) {
          const { map, position } = judged(past, Instant.parse(moment));
          expect(layers.reduce((sum, one) => sum + one.controls.proven, 0)).toBe(position.controls.filter((one) => one.verdict === 'proven').length);
          expect(layers.reduce((sum, one) => sum + one.owed, 0)).toBe(position.controls.filter((one) => one.verdict !== 'not-owed').length);
          for (const one of [...layers, ...outcomes]) expect(Object.values(one.controls).reduce((sum, n) => sum + n, 0)).toBe(one.owed);
          for (const one of standards) {
            const standard = OWED.find((each) => each.id === one.standard);
            expect(one.requirements).toEqual(standard === undefined ? undefined : standardPosition(standard, map, position).tally);
          }
        }
      }),
      { numRuns: 5 },
    );
  });

  it.each([
    [0, 10, 5, [0, 5, 10]],
    [0, 11, 5, [0, 5, 10, 11]],
    [3, 3, 5, [3]],
  ])('has its moments from %i to %i, every %i', (from, to, every, moments) => {
    expect(seriesOf(Instant.of(from), Instant.of(to), every)).toEqual(moments);
  });
});

describe('how long a gap stayed open', () => {
  it('is from when it was not proven to when it was, again and again', () => {
    const evidence = [
      seen(0, 'store', 'data.encrypted-at-rest', true, { observedAt: Instant.format(day(-20)), validFor: 'P5D' }),
      seen(1, 'store', 'data.encrypted-at-rest', false, { observedAt: Instant.format(day(-10)) }),
      seen(2, 'store', 'data.encrypted-at-rest', true, { observedAt: Instant.format(day(-4)), validFor: 'P1D' }),
    ];
    const history = historyOf(hindsightOf(evidence, new Map(), HOMES), OWED, day(-30), AT);
    const gap = history.controls.find((one) => one.control === 'stored-data-encrypted' && one.subject === 'store');
    expect(gap?.stretches).toMatchObject([
      { opened: Instant.format(day(-30)), closed: Instant.format(day(-20)), sinceBefore: true, lasted: 10 * DAY, steps: [{ verdict: 'unproven' }] },
      {
        opened: Instant.format(day(-15)),
        closed: Instant.format(day(-4)),
        sinceBefore: false,
        lasted: 11 * DAY,
        steps: [
          { verdict: 'stale', expired: [0] },
          { verdict: 'failing', entries: [1] },
        ],
      },
      { opened: Instant.format(day(-3)), sinceBefore: false, lasted: 3 * DAY, steps: [{ verdict: 'stale', expired: [2] }] },
    ]);
    expect(gap?.stretches[2]).not.toHaveProperty('closed');
    expect(history.times.controls.closed).toBeGreaterThanOrEqual(2);
  });

  it('is told of everything that is owed and not proven, and of nothing else', () => {
    fc.assert(
      fc.property(anyPast, (past) => {
        const history = historyOf(past, OWED, day(-40), AT);
        const { position } = judged(past, AT);
        const open = history.controls.filter((one) => one.stretches.at(-1)?.closed === undefined && one.stretches.length > 0).length;
        expect(open).toBe(position.controls.flatMap((one) => one.subjects).filter((one) => one.verdict !== 'proven').length);
      }),
      { numRuns: 8 },
    );
  });
});
