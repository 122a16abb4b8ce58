import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AT, anyEvidence, DAY, day, HOMES, seen } from '../../../test/fixtures/homes.ts';
import { Duration, Instant } from '../../core/index.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import { positionOf } from '../position.ts';
import { STANDARDS } from '../standards/index.ts';
import { dueOf } from './due.ts';
import { measuresOf } from './measures.ts';
import { spreadOf } from './quantile.ts';
import { sourcesAt } from './sources.ts';

const HOUR = 3_600_000;
const on = (n: number) => ({ observedAt: Instant.format(day(n)) });
const measured = (evidence: readonly RecordedEvidence[], at = AT) =>
  measuresOf(evidence, positionOf({ map: HOMES, evidence, exclusions: new Map(), at }), at, Duration.days(365));
const one = (evidence: readonly RecordedEvidence[], id: string, at = AT) => measured(evidence, at).measures.find((each) => each.id === id);

describe('how values are spread', () => {
  it.each([
    [[], null],
    [[5], { n: 1, least: 5, median: 5, p90: 5, most: 5 }],
    [[4, 1], { n: 2, least: 1, median: 2.5, p90: 4, most: 4 }],
    [[3, 1, 2], { n: 3, least: 1, median: 2, p90: 3, most: 3 }],
    [[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], { n: 10, least: 1, median: 5.5, p90: 9, most: 10 }],
  ])('%j', (values, spread) => expect(spreadOf(values)).toEqual(spread));
});

describe('a measure of a process', () => {
  it('is null without evidence, and never nought', () => {
    for (const measure of measured([]).measures) expect(measure, measure.id).toMatchObject({ spread: null, entries: [] });
    expect(measured([]).freshness.every((layer) => layer.fresh === 0 && layer.age === null)).toBe(true);
  });

  it('of how long something took is over each time that it happened', () => {
    const took = ['PT2H', 'PT4H', 'P2D'].map((value, seq) => seen(seq, 'source', 'review.lead-time', value, on(-seq - 1)));
    expect(one(took, 'review-lead-time')).toMatchObject({
      layer: 'development',
      spread: { n: 3, least: 2 * HOUR, median: 4 * HOUR, most: 48 * HOUR },
      entries: [0, 1, 2],
    });
    // What went before the year that ends with the newest of its subject is of another time.
    const later = [...took, seen(3, 'source', 'review.lead-time', 'P9D', on(-400)), seen(4, 'store', 'review.lead-time', 'P5D', on(-400))];
    expect(one(later, 'review-lead-time')).toMatchObject({ spread: { n: 4, most: 5 * DAY }, entries: [0, 1, 2, 4], silent: ['store'] });
  });

  it('keeps the newest of a subject that has gone silent, and names it', () => {
    const shares = [
      seen(0, 'camera/old', 'update.delivered', 0.1, on(-400)),
      seen(1, 'camera/new', 'update.delivered', 0.9, on(-3)),
      seen(2, 'camera/new', 'update.delivered', 0.2, on(-90)),
    ];
    expect(one(shares, 'update-reach')).toMatchObject({ spread: { n: 2, least: 0.1, most: 0.9 }, entries: [0, 1], silent: ['camera/old'] });
    expect(one(shares, 'update-reach', day(-100))).toMatchObject({ spread: { n: 1, least: 0.1 }, silent: [] });
  });

  it('is never better because time has passed: every kind, every figure', () => {
    const CLAIMS = [
      ['review.lead-time', 'P1D', 'P30D'],
      ['vulnerability.patch-latency', 'P2D', 'P90D'],
      ['update.delivered', 0.1, 0.9],
      ['experience.warnings-heeded', 0.2, 0.8],
      ['credential.age', 'P1D', 'P90D'],
      ['csirt.plan-exercised', true, false],
    ] as const;
    const statement = fc
      .record({
        claim: fc.constantFrom(...CLAIMS),
        value: fc.constantFrom(1, 2),
        subject: fc.constantFrom('source', 'store', 'camera/old', 'homes'),
        days: fc.integer({ min: 0, max: 900 }),
        drilled: fc.boolean(),
      })
      .map(({ claim, value, subject, days, drilled }) => ({ claim: claim[0], value: claim[value], subject, days, drilled }));
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 14 }), fc.nat(800), (list, later) => {
        const evidence = list.map(({ subject, claim, value, days, drilled }, seq) =>
          seen(seq, subject, claim, value, { ...on(-days), method: drilled ? 'drill' : 'runtime' }),
        );
        const [now, then] = [measured(evidence).measures, measured(evidence, day(later)).measures];
        now.forEach((measure, i) => {
          const other = then[i];
          expect(other?.spread === null, measure.id).toBe(measure.spread === null);
          expect(other?.silent).toEqual(expect.arrayContaining([...measure.silent]));
          if (measure.spread === null || other === undefined || other.spread === null) return;
          const sign = measure.better === 'lower' ? 1 : -1;
          for (const figure of ['least', 'median', 'p90', 'most'] as const)
            expect(sign * other.spread[figure], `${measure.id} ${figure}`).toBeGreaterThanOrEqual(sign * measure.spread[figure]);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('of an age grows while nobody says more', () => {
    const stated = [seen(0, 'store', 'credential.age', 'P90D', on(-9)), seen(1, 'store', 'credential.age', 'P1D', on(-5))];
    expect(one(stated, 'credential-age')?.spread?.median).toBe(6 * DAY);
    expect(one(stated, 'credential-age', day(10))?.spread?.median).toBe(16 * DAY);
  });

  it('of how long ago names the elements that owe it and were never seen', () => {
    expect(one([], 'incident-exercise')).toMatchObject({ spread: null, silent: ['homes'] });
    const exercised = [seen(0, 'homes', 'csirt.plan-exercised', true, on(-30)), seen(1, 'homes', 'csirt.plan-exercised', false, on(-3))];
    expect(one(exercised, 'incident-exercise')).toMatchObject({ spread: { n: 1, median: 30 * DAY }, silent: [] });
  });

  it('of drills is by layer, and of what is drilled', () => {
    const drills = [
      seen(0, 'camera', 'device.no-remote-shell', true, on(-4)),
      seen(1, 'camera', 'device.no-remote-shell', true, { ...on(-1), method: 'probe' }),
    ];
    expect(one(drills, 'drill-product')).toMatchObject({ spread: { n: 1, median: 4 * DAY }, entries: [0] });
    expect(one(drills, 'drill-business')?.spread).toBeNull();
  });

  it('counts every check that is owed as fresh, expired or never seen, and silence only ever makes it worse', () => {
    fc.assert(
      fc.property(anyEvidence, fc.nat(60), (evidence, later) => {
        const [now, then] = [measured(evidence), measured(evidence, day(later))];
        now.freshness.forEach((layer, i) => {
          const other = then.freshness[i];
          expect(layer.fresh + layer.expired + layer.never).toBe((other?.fresh ?? 0) + (other?.expired ?? 0) + (other?.never ?? 0));
          expect(other?.fresh).toBeLessThanOrEqual(layer.fresh);
        });
      }),
      { numRuns: 30 },
    );
  });
});

describe('a source', () => {
  const weekly = [-28, -21, -14, -7].map((n, seq) => seen(seq, 'store', 'data.encrypted-at-rest', true, { ...on(n), source: 'weekly', validFor: 'P365D' }));

  it.each([
    [0, false],
    [6, false],
    [7, true],
    [20, true],
  ])('that spoke every week is silent after %i days more: %s', (n, silent) => {
    const [state] = sourcesAt(weekly, day(n));
    expect(state).toMatchObject({ source: 'weekly', observations: 4, usually: 7 * DAY, silentFrom: Instant.format(day(7)), silent, expired: false });
  });

  it('that spoke twice has no habit; it is expired when all it said is', () => {
    const twice = [seen(0, 'store', 'data.encrypted-at-rest', true, on(-40)), seen(1, 'up', 'flow.encrypted-authenticated', true, on(-35))];
    expect(sourcesAt(twice, AT)).toMatchObject([{ silent: false, expired: true, watches: [{ subject: 'store' }, { subject: 'up' }] }]);
    expect(sourcesAt(twice, AT)[0]).not.toHaveProperty('silentFrom');
    expect(sourcesAt(twice, day(-38))).toMatchObject([{ observations: 1, expired: false }]);
  });

  it('watches nothing that another has spoken of since', () => {
    const both = [...weekly, seen(9, 'store', 'data.encrypted-at-rest', true, { ...on(-1), source: 'other' })];
    expect(sourcesAt(both, AT).map((state) => [state.source, state.watches.length])).toEqual([
      ['other', 1],
      ['weekly', 0],
    ]);
  });
});

describe('what falls due', () => {
  const owed = STANDARDS.filter((standard) => standard.id === 'cra');
  const due = (evidence: readonly RecordedEvidence[], days = 30) =>
    dueOf({ map: HOMES, mapDigest: 'sha256:homes', evidence, exclusions: new Map(), standards: owed, at: AT, until: day(days), size: evidence.length });

  it('is told with the moment, who has to look again, and what falls with it', () => {
    const evidence = [
      seen(0, 'homes', 'disclosure.contact-published', true, { ...on(-20), method: 'probe', source: 'page check' }),
      seen(1, 'homes', 'disclosure.reports-answered', true, { ...on(-20), method: 'runtime', source: 'tracker', validFor: 'P92D' }),
      seen(2, 'homes', 'disclosure.contact-published', true, { ...on(5), method: 'probe', source: 'not seen yet' }),
    ];
    const found = due(evidence);
    expect(found.moments).toMatchObject([
      {
        at: Instant.format(day(10)),
        lapses: [{ seq: 0, claim: 'disclosure.contact-published', source: 'page check' }],
        controls: [{ control: 'disclosure-contact', subject: 'homes', before: 'proven', after: 'stale' }],
      },
    ]);
    expect(found.moments[0]?.requirements.map((row) => row.requirement)).toContain('I.2.5');
    expect(due(evidence, 9).moments).toEqual([]);
  });

  it('tells of goals that open again', () => {
    const closing = [seen(0, 'camera', 'device.no-remote-shell', true, { ...on(-1), validFor: 'P3D' })];
    const goals = due(closing).moments.flatMap((moment) => moment.goals);
    for (const goal of goals) expect(goal).toMatchObject({ before: 'proven-closed', after: 'undecided' });
    expect(due(closing).moments[0]?.controls[0]).toMatchObject({ control: 'no-remote-shell', after: 'stale' });
  });

  it('agrees with the positions judged before and after each of its moments', () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const verdict = (control: string, subject: string, at: Instant) =>
          positionOf({ map: HOMES, evidence, exclusions: new Map(), at })
            .controls.find((each) => each.control.id === control)
            ?.subjects.find((each) => each.subject === subject)?.verdict;
        for (const moment of due(evidence).moments)
          for (const { control, subject, before, after } of moment.controls) {
            const at = Instant.parse(moment.at);
            expect([verdict(control, subject, Instant.of(at - 1)), verdict(control, subject, at)]).toEqual([before, after]);
          }
      }),
      { numRuns: 5 },
    );
  });
});
