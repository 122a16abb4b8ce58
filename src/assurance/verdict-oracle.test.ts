import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Digest, Instant } from '../core/index.ts';
import { expiresAt } from '../evidence/freshness.ts';
import { type ControlId, METHODS, type RecordedEvidence, strength } from '../evidence/model.ts';
import { coveredBy } from '../evidence/subject.ts';
import { indexEvidence } from './evidence-index.ts';
import type { Control } from './model.ts';
import { judge, passes } from './verdict.ts';

// The rules of a verdict as they are written in docs/design/evidence-and-verdicts.md, with no thought of speed. Long piles are where `judge` leaves
// out what can no longer tell anything, so the piles here are long.

const AT = Instant.parse('2026-11-01T00:00:00Z');
const CHECK = { claim: 'device.no-remote-shell', atLeast: 'probe' } as const;
const CONTROL: Control = {
  id: 'test-control' as ControlId,
  layer: 'product',
  title: '',
  intent: '',
  outcomes: ['resist'],
  applies: [],
  checks: [CHECK],
  remedy: '',
  effort: 1,
  who: '',
};
const SUBJECTS = ['camera', 'camera/fw', 'camera/other', 'camera#7', 'camera/fw#7', 'camera/fw#8'];
const populationOf = (subject: string) => (subject.includes('#') ? 1 : subject.includes('/') ? 5 : 10);

function byTheRules(subject: string, all: readonly RecordedEvidence[]): { readonly verdict: string; readonly evidence: readonly number[] } {
  const seenAt = (one: RecordedEvidence) => Instant.parse(one.observedAt);
  const whole = ({ population, subject: of }: RecordedEvidence) => population === undefined || population.seen >= Math.max(population.total, populationOf(of));
  const known = all.filter((one) => coveredBy(subject).includes(one.subject) && seenAt(one) <= AT).sort((a, b) => seenAt(a) - seenAt(b) || a.seq - b.seq);
  const passed = known.filter((one) => passes(CHECK, one));
  const failed = known.filter((one) => !passes(CHECK, one));
  const standing = failed.filter(
    (bad) =>
      !passed.some(
        (good) => whole(good) && coveredBy(bad.subject).includes(good.subject) && strength(good.method) >= strength(bad.method) && seenAt(good) > seenAt(bad),
      ),
  );
  if (standing.length > 0) return { verdict: 'failing', evidence: standing.map((one) => one.seq).sort((a, b) => a - b) };
  const since = Math.max(Number.NEGATIVE_INFINITY, ...failed.map(seenAt));
  const about = passed.filter((one) => seenAt(one) > since && (whole(one) || one.subject === subject));
  const strong = about.filter((one) => strength(one.method) >= strength(CHECK.atLeast));
  const fresh = strong.filter((one) => AT < expiresAt(one));
  const covered = (one: RecordedEvidence) => (whole(one) ? populationOf(subject) : Math.min(one.population?.seen ?? 0, populationOf(subject)));
  const best = fresh.sort((a, b) => covered(b) - covered(a) || expiresAt(b) - expiresAt(a) || a.seq - b.seq)[0];
  if (best !== undefined) return { verdict: whole(best) ? 'proven' : strong.some(whole) ? 'stale' : 'unproven', evidence: [best.seq] };
  const lapsed = strong.findLast(whole);
  if (lapsed !== undefined) return { verdict: 'stale', evidence: [lapsed.seq] };
  return { verdict: 'unproven', evidence: about.slice(-1).map((one) => one.seq) };
}

it('a verdict, and the entries it rests on, are what the rules say of any pile of statements', () => {
  const statement = fc.record({
    subject: fc.constantFrom(...SUBJECTS),
    value: fc.constantFrom(true, true, true, false),
    day: fc.integer({ min: 1, max: 33 }),
    days: fc.integer({ min: 1, max: 40 }),
    method: fc.constantFrom(...METHODS),
    sample: fc.option(fc.record({ total: fc.integer({ min: 0, max: 12 }), seen: fc.integer({ min: 0, max: 12 }) }), { nil: undefined, freq: 4 }),
  });
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 60 }), fc.constantFrom(...SUBJECTS), (made, subject) => {
      const all = made.map(
        ({ subject: of, value, day, days, method, sample }, seq): RecordedEvidence => ({
          seq,
          subject: of,
          claim: CHECK.claim,
          value,
          observedAt: Instant.format(Instant.of(Date.UTC(2026, 9, day))),
          validFor: `P${days}D`,
          source: 's',
          method,
          ...(sample === undefined ? {} : { population: { ...sample, query: 'q' } }),
          raw: { digest: Digest.of(''), mediaType: 'text/plain' },
        }),
      );
      const { verdict, evidence } = judge(CONTROL, subject, populationOf(subject), indexEvidence(all, populationOf), new Map(), AT);
      expect({ verdict, evidence }).toEqual(byTheRules(subject, all));
    }),
    { numRuns: 2000 },
  );
});
