import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AT } from '../../../test/live/follow.ts';
import { Happenings } from '../../../test/live/happenings.ts';
import { SMALL } from '../../../test/live/services.ts';
import { seeded } from '../../../test/random-problem.ts';
import { Instant } from '../../core/index.ts';
import { type Era, eraOf } from './era.ts';
import { spanAt, turnsOf } from './turns.ts';

const DAY_MS = 86_400_000;
const HEAD = { size: 1, root: 'a', origin: 'o' };
const NAMED = ['cra', 'cert-c', 'en-303-645'];

describe('a moment answered from its era', () => {
  it('is what judging it afresh gives: verdicts, reasons, graph and report', () => {
    const likely = fc.record({ passing: fc.constantFrom(0.3, 0.7, 0.95), named: fc.constantFrom(0, 0.5), members: fc.constantFrom(1, 4) });
    const days = fc.integer({ min: -20 * DAY_MS, max: 60 * DAY_MS });
    fc.assert(
      fc.property(fc.integer(), likely, fc.array(days, { minLength: 2, maxLength: 4 }), fc.array(fc.nat(), { minLength: 1, maxLength: 2 }), (...given) => {
        const [seed, likelihood, apart, picked] = given;
        const happenings = new Happenings(SMALL, seeded(seed), likelihood, AT);
        happenings.begin();
        for (let i = 0; i < 20; i += 1) happenings.next(undefined);
        const { evidence, exclusions } = happenings;
        const imports: [] = [];
        const turns = turnsOf({ evidence, exclusions, imports }, []);
        const input = { dataDir: 'none', map: SMALL, evidence, exclusions, imports };
        const eras = new Map<number, Era>();
        // The moments at which something turns, those just before, and any: each era is asked at its ends too.
        const turned = picked.flatMap((n) => [turns[n % turns.length] as number, (turns[n % turns.length] as number) - 1]);
        const moments = [...apart.map((one) => AT + one), ...turned].flatMap((one) => {
          const { from, until } = spanAt(turns, one);
          return [one, ...(Number.isFinite(from) ? [from] : []), ...(Number.isFinite(until) ? [until - 1] : [])];
        });
        for (const moment of moments) {
          const at = Instant.of(moment);
          const { from } = spanAt(turns, at);
          const era = eras.get(from) ?? eraOf({ ...input, at });
          eras.set(from, era);
          const [found, fresh] = [era.seenAt(at, HEAD), eraOf({ ...input, at }).seenAt(at, HEAD)];
          expect(found.position.at).toBe(at);
          expect(found.position.controls).toEqual(fresh.position.controls);
          expect(found.graph).toEqual(fresh.graph);
          expect(found.report(NAMED)).toEqual(fresh.report(NAMED));
          expect(found.compiled().goals).toEqual(fresh.compiled().goals);
        }
      }),
      { numRuns: 6 },
    );
  }, 60_000);

  it('counts what binds later until its day, though no verdict turns there', () => {
    const era = eraOf({ dataDir: 'none', map: SMALL, evidence: [], exclusions: new Map(), imports: [], at: AT });
    const later = (at: string) => era.seenAt(Instant.parse(at), HEAD).report(['cra']).standards[0]?.later;
    expect(later('2027-12-10T00:00:00Z')?.length).toBe(1);
    expect(later('2027-12-11T00:00:00Z')).toEqual([]);
    expect(later('2026-01-01T00:00:00Z')?.length).toBe(2);
  });

  it('says the moment and the head that were asked for, on what was computed once', () => {
    const era = eraOf({ dataDir: 'none', map: SMALL, evidence: [], exclusions: new Map(), imports: [], at: AT });
    const [first, second] = [era.seenAt(AT, HEAD), era.seenAt(Instant.of(AT + 60_000), { ...HEAD, size: 2 })];
    expect(second.graph).toBe(first.graph);
    expect(second.whatIf).toBe(first.whatIf);
    expect([first.report(NAMED).at, second.report(NAMED).at]).toEqual(['2026-11-01T00:00:00Z', '2026-11-01T00:01:00Z']);
    expect([first.report(NAMED).head.size, second.report(NAMED).head.size]).toEqual([1, 2]);
    expect(second.report(NAMED).goals).toBe(first.report(NAMED).goals);
    expect(second.report(NAMED)).toBe(second.report(NAMED));
  });
});
