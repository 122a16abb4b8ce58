import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyEvidence, anyExclusions, day, HOMES } from '../../../test/fixtures/homes.ts';
import type { Instant } from '../../core/index.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import { parseSubject } from '../../evidence/subject.ts';
import { CONTROLS } from '../controls/index.ts';
import { elementJudge } from '../element.ts';
import type { Exclusions } from '../exclusion.ts';
import { livingAt, livingOf, momentsOf } from '../living.ts';
import type { Control } from '../model.ts';
import { causesAt, causesOfSaying, signature } from './causes.ts';
import { type SideInput, sideOf } from './side.ts';

// The oracle asks the same questions of a judge that takes all statements and judges them from nothing, every time.

const judge = elementJudge(HOMES);

function question(control: Control, element: string): Parameters<typeof causesOfSaying>[4] {
  const judged = (evidence: readonly RecordedEvidence[], exclusions: Exclusions, at: Instant) => {
    const position = judge.judge(control, element, evidence, exclusions, at);
    return { sign: signature(position), cited: new Set(position?.pieces.flatMap((piece) => piece.judgement.evidence)) };
  };
  const say = (evidence: readonly RecordedEvidence[], exclusions: Exclusions, at: Instant) => judged(livingAt(control, evidence, at), exclusions, at);
  return {
    say,
    worldOf: (evidence, exclusions, at) => {
      const world = new Map(evidence.map((one) => [one.seq, one]));
      return {
        put: (one) => void world.set(one.seq, one),
        drop: (one) => void world.delete(one.seq),
        sign: () =>
          say(
            [...world.values()].sort((x, y) => x.seq - y.seq),
            exclusions,
            at,
          ).sign,
      };
    },
    decisive: (evidence, _, at) => livingAt(control, evidence, at),
    walk: (evidence, exclusions) => {
      const living = livingOf(
        control,
        evidence.map((one) => ({ evidence: one, begin: momentsOf(one).seen })),
      );
      const naming = evidence.filter((one) => one.subject.includes('#'));
      return (at) => judged([...living(at), ...naming.filter((one) => momentsOf(one).seen > at)], exclusions, at).sign;
    },
    bears: (one) => one.control === control.id && parseSubject(one.subject).element === element,
  };
}

const SUBJECTS = ['camera', 'camera/old', 'camera/new', 'camera/new#7', 'camera#7', 'camera/old#7', 'camera/gone#1'];
const anyFleet = fc.tuple(anyEvidence, anyEvidence).map(([one, other]) =>
  [...one, ...other].map((each, seq): RecordedEvidence => {
    const subject = each.subject.startsWith('camera') ? (SUBJECTS[seq % SUBJECTS.length] ?? 'camera') : each.subject;
    return { ...each, seq, subject };
  }),
);
const anySide = fc.record({ from: fc.nat(6), size: fc.nat(50), exclusions: anyExclusions, days: fc.integer({ min: -20, max: 20 }) });

it('names the causes that judging from nothing finds', () => {
  let found = 0;
  fc.assert(
    fc.property(anyFleet, fc.tuple(anySide, anySide), (ledger, two) => {
      const [a, b] = two.map(({ from, size, exclusions, days }) => {
        const input: SideInput = {
          map: HOMES,
          mapDigest: 'sha256:homes',
          // Most often two heads of one ledger; else each knows what the other does not.
          evidence: ledger.slice(Math.max(0, from - 3), size),
          exclusions,
          standards: [],
          at: day(days),
          size,
        };
        return sideOf(input);
      }) as [ReturnType<typeof sideOf>, ReturnType<typeof sideOf>];
      for (const control of CONTROLS)
        for (const element of judge.elements(control)) {
          if (signature(a.subjects.get(`${control.id}@${element}`)) === signature(b.subjects.get(`${control.id}@${element}`))) continue;
          found += 1;
          const oracle = causesOfSaying(a.bearing(control, element), b.bearing(control, element), a, b, question(control, element));
          expect(causesAt(control, element, a, b, judge), `${control.id}@${element}`).toEqual(oracle);
        }
    }),
    { numRuns: 40 },
  );
  expect(found).toBeGreaterThan(0);
});
