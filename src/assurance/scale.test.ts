import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyEvidence, anyExclusions, day, HOMES, seen } from '../../test/fixtures/homes.ts';
import { Instant } from '../core/index.ts';
import { expiresAt } from '../evidence/freshness.ts';
import type { RecordedEvidence } from '../evidence/model.ts';
import { CONTROLS } from './controls/index.ts';
import { bearingOf, elementJudge } from './element.ts';
import { livingAt } from './living.ts';
import { Scale } from './scale.ts';

// The oracle is the judge that takes statements and judges all of them, every time from nothing.

const judge = elementJudge(HOMES);
const PLACES = CONTROLS.flatMap((control) => judge.elements(control).map((element) => ({ control, element }))).filter(
  ({ control, element }) =>
    ['camera', 'homes', 'store', 'up'].includes(element) &&
    control.checks.some((check) => /^(device\.(no-remote-shell|credentials|ports)|update\.delivered|data\.|flow\.|disclosure\.)/.test(check.claim)),
);
// Many about single cameras, and some of a sample: what is judged for itself, and what another statement does not stand in for.
const anyFleet = fc.tuple(anyEvidence, anyEvidence).map(([one, other]) =>
  [...one, ...other].map((each, seq): RecordedEvidence => {
    if (!each.subject.startsWith('camera')) return { ...each, seq };
    const subject = ['camera', 'camera/old', 'camera/new', 'camera/new#7', 'camera#7', 'camera/old#7', 'camera/gone#1'][seq % 7] ?? 'camera';
    return { ...each, seq, subject, ...(seq % 11 === 3 ? { population: { total: 100, seen: 70, query: 'all' } } : {}) };
  }),
);
const anyMemberExclusions = fc
  .tuple(anyExclusions, fc.constantFrom('camera/new#7', 'camera#7', 'camera/old'))
  .map(
    ([all, subject]) =>
      new Map(
        [...all.values()].map((one) => (one.control === 'no-remote-shell' ? { ...one, subject } : one)).map((one) => [`${one.control}@${one.subject}`, one]),
      ),
  );

type Asked = Parameters<typeof judge.judge>;
function byJudging(...[control, element, evidence, exclusions, at]: Asked) {
  const found = judge.judge(control, element, livingAt(control, evidence, at), exclusions, at);
  return {
    sum: found === undefined ? undefined : { verdict: found.verdict, shares: found.shares, population: found.population },
    cited: new Set(found?.pieces.flatMap((piece) => piece.judgement.evidence)),
  };
}
const weighed = (scale: Scale) => ({ sum: scale.sum(), cited: scale.cited() });

describe('a scale', () => {
  it('says what judging from nothing says, whatever was put to it, taken away and put back', () => {
    fc.assert(
      fc.property(anyFleet, anyMemberExclusions, fc.integer({ min: -40, max: 40 }), fc.array(fc.nat(200), { maxLength: 12 }), (all, exclusions, n, turns) => {
        const bearing = bearingOf(all, (one) => one);
        for (const { control, element } of PLACES) {
          const own = bearing(control, element);
          const scale = new Scale(control, judge.place(control, element), exclusions, day(n));
          const known = new Map<number, RecordedEvidence>();
          for (const turn of [...own.keys(), ...turns.map((turn) => turn % Math.max(1, own.length))]) {
            const one = own[turn];
            if (one === undefined) continue;
            if (known.delete(one.seq)) scale.drop(one);
            else {
              scale.put(one);
              known.set(one.seq, one);
            }
            if (turn % 3 !== 0) continue;
            const now = [...known.values()].sort((x, y) => x.seq - y.seq);
            expect(weighed(scale), `${control.id}@${element}`).toEqual(byJudging(control, element, now, exclusions, day(n)));
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('says the same as time goes by, told only of what began and what ended', () => {
    fc.assert(
      fc.property(anyFleet, anyMemberExclusions, (all, exclusions) => {
        const bearing = bearingOf(all, (one) => one);
        for (const { control, element } of PLACES) {
          const own = bearing(control, element);
          const scale = new Scale(control, judge.place(control, element), new Map(), day(-45));
          for (const one of own) scale.put(one);
          const moments = own.map((one) => ({ one, began: Instant.parse(one.observedAt), ended: expiresAt(one) }));
          for (let n = -44; n < 45; n += 1) {
            const within = (moment: number) => moment > day(n - 1) && moment <= day(n);
            scale.pass(
              day(n),
              moments.filter(({ began, ended }) => within(began) || within(ended)).map(({ one }) => one),
            );
            expect(weighed(scale), `${control.id}@${element} ${n}`).toEqual(byJudging(control, element, own, new Map(), day(n)));
          }
          scale.move(exclusions, day(-3));
          expect(weighed(scale)).toEqual(byJudging(control, element, own, exclusions, day(-3)));
        }
      }),
      { numRuns: 15 },
    );
  });

  it('owes nothing where the map does not, until a statement of the control is put to it', () => {
    const out = elementJudge({ ...HOMES, parts: HOMES.parts.map((part) => ({ ...part, inScope: part.id !== 'camera' })) });
    const control = CONTROLS.find((each) => each.id === 'no-remote-shell') as (typeof CONTROLS)[number];
    const scale = new Scale(control, out.place(control, 'camera'), new Map(), day(0));
    expect(scale.sum()).toBeUndefined();
    const one = seen(0, 'camera', 'device.no-remote-shell', false);
    scale.put(one);
    expect(scale.sum()?.verdict).toBe('failing');
    scale.drop(one);
    expect(scale.sum()).toBeUndefined();
  });
});
