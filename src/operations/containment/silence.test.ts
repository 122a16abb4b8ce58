import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import type { Flow, Outcome } from '../event/model.ts';
import { measureSilence } from './silence.ts';

const SINCE = Instant.parse('2026-11-23T12:00:00Z');
const at = (minutes: number) => Instant.of(SINCE + minutes * 60_000);
const flow = (src: string, outcome: Outcome = 'answered'): Flow => ({ src, srcPort: 1, dst: '192.0.2.1', dstPort: 443, transport: 'tcp', outcome });
type Seen = readonly [sensor: string, minutes: number, src: string, outcome?: Outcome];
const measured = (seen: readonly Seen[]) => {
  const measure = measureSilence(['cam'], SINCE, 10 * 60_000);
  for (const [sensor, minutes, src, outcome] of seen) measure.take(sensor, { event: { time: at(minutes), flow: flow(src, outcome) } });
  return measure.answers()[0];
};

describe('whether a device has stopped talking', () => {
  it.each<[string, readonly Seen[], object]>([
    ['nothing was seen at all', [], { is: 'cannot-be-known' }],
    [
      'heard before, and its sensor saw others to the end',
      [
        ['a', -5, 'cam'],
        ['a', 4, 'tv'],
        ['a', 11, 'tv'],
      ],
      { is: 'silent', last: at(-5), until: at(11) },
    ],
    [
      'its sensor fell silent with it',
      [
        ['a', -5, 'cam'],
        ['a', -4, 'tv'],
      ],
      { is: 'cannot-be-known' },
    ],
    [
      'its sensor saw others for too short a time',
      [
        ['a', -5, 'cam'],
        ['a', 9, 'tv'],
      ],
      { is: 'cannot-be-known' },
    ],
    [
      'another sensor is alive, which never knew it',
      [
        ['a', -5, 'cam'],
        ['b', 11, 'tv'],
      ],
      { is: 'cannot-be-known' },
    ],
    [
      'it was heard by any sensor',
      [
        ['a', -5, 'cam'],
        ['a', 11, 'tv'],
        ['b', 3, 'cam'],
      ],
      { is: 'talking', events: 1, last: at(3) },
    ],
    [
      'it tries, and nobody answers',
      [
        ['a', -5, 'cam'],
        ['a', 3, 'cam', 'unanswered'],
        ['a', 5, 'cam', 'refused'],
        ['a', 11, 'tv'],
      ],
      { is: 'silent', tries: 2 },
    ],
    [
      'its source does not say how it ended',
      [
        ['a', -5, 'cam'],
        ['a', 3, 'cam', 'unknown'],
        ['a', 11, 'tv'],
      ],
      { is: 'talking' },
    ],
  ])('%s', (_, seen, expected) => expect(measured(seen)).toMatchObject(expected));

  it('goes by ids of events without an address, and by decisions of our own endpoint', () => {
    const measure = measureSilence(['cam-1'], SINCE, 60_000);
    measure.take('a', { event: { time: at(-1), device: 'cam-1' } });
    measure.take('a', { event: { time: at(1), detail: { kind: 'access', who: 'cam-1', action: 'connect', allowed: false } } });
    measure.take('a', { event: { time: at(2), device: 'cam-2' } });
    expect(measure.answers()).toMatchObject([{ is: 'silent', tries: 1 }]);
  });

  it('is the same in whatever order events come, and never silent where one got through', () => {
    const seen = fc.array(
      fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: -20, max: 20 }), fc.constantFrom('cam', 'tv'), fc.constantFrom<Outcome>('answered', 'unanswered')),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(seen, (all) => {
        const answer = measured(all);
        expect(measured(all.toReversed())).toEqual(answer);
        if (all.some(([, minutes, src, outcome]) => src === 'cam' && minutes >= 0 && outcome === 'answered')) expect(answer?.is).toBe('talking');
        else expect(answer?.is).not.toBe('talking');
      }),
    );
  });
});
