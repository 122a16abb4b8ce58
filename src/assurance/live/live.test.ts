import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AT, follow } from '../../../test/live/follow.ts';
import { asLive, fromScratch } from '../../../test/live/scratch.ts';
import { LISTED, SMALL } from '../../../test/live/services.ts';
import { WORLD } from '../../attack/build/world.fixture.ts';
import { Digest, Instant } from '../../core/index.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import { positionOf } from '../position.ts';
import { STANDARDS } from '../standards/index.ts';
import { LivePosition } from './index.ts';

describe('a live position equals one made from scratch, after each happening', () => {
  const likely = fc.record({
    seed: fc.integer(),
    passing: fc.constantFrom(0.3, 0.7, 0.95),
    named: fc.constantFrom(0, 0.3, 0.8),
    members: fc.constantFrom(1, 3, 12),
    begun: fc.boolean(),
  });

  it('on a small service with variants, members, roles and gates', () => {
    fc.assert(
      fc.property(likely, (one) => {
        follow({ ...one, map: SMALL, steps: 15 });
      }),
      { numRuns: 5 },
    );
  });

  it('on a fleet that is listed part by part', () => {
    fc.assert(
      fc.property(likely, (one) => {
        follow({ ...one, map: LISTED, steps: 5 });
      }),
      { numRuns: 4 },
    );
  });

  it('on a service with something of everything', () => {
    const { rebuilt } = follow({ map: WORLD, steps: 16, seed: 1, passing: 0.9, named: 0.5, members: 8, begun: true });
    expect(rebuilt).toBeGreaterThan(0);
  });

  it('where goals are reached and closed again: all is proven, and one check after the other fails and is mended', () => {
    const standards = STANDARDS.slice(0, 1);
    const owed = positionOf({ map: SMALL, evidence: [], exclusions: new Map(), at: AT }).controls.flatMap(({ control, subjects }) =>
      control.checks.flatMap((check) => subjects.map(({ subject }) => ({ subject, check }))),
    );
    const evidence: RecordedEvidence[] = [];
    const say = ({ subject, check: { claim, passes } }: (typeof owed)[number], holds: boolean): RecordedEvidence => {
      const value =
        passes === undefined
          ? holds
          : 'oneOf' in passes
            ? holds && passes.oneOf[0] !== undefined
              ? passes.oneOf[0]
              : 'none of them'
            : 'atLeast' in passes
              ? Number(holds)
              : passes.atMost + (holds ? 0 : 1);
      const observedAt = Instant.format(Instant.of(AT - 3_600_000 + evidence.length * 1000));
      const one = { ...seen(evidence.length, subject, true), claim, value, observedAt };
      evidence.push(one);
      return one;
    };
    for (const one of owed) say(one, true);
    const live = new LivePosition({ map: SMALL, evidence: [...evidence], exclusions: new Map(), at: AT, standards });
    const moved = owed
      .filter((_, i) => i % 3 === 0)
      .flatMap((one) =>
        [false, true].map((holds) => {
          const { goals } = live.take(say(one, holds));
          expect(asLive(live).join('\n')).toBe(fromScratch({ map: SMALL, evidence, exclusions: new Map(), at: AT, standards }).join('\n'));
          return goals.length;
        }),
      );
    expect(moved.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(4);
  });
});

const seen = (seq: number, subject: string, value: boolean): RecordedEvidence => ({
  seq,
  subject,
  claim: 'device.no-remote-shell',
  value,
  observedAt: '2026-10-31T00:00:00Z',
  validFor: 'P30D',
  source: 's',
  method: 'drill',
  raw: { digest: Digest.of('x'), mediaType: 'text/plain' },
});

describe('one happening', () => {
  const start = () => new LivePosition({ map: SMALL, evidence: [], exclusions: new Map(), at: AT });

  it('names what moved, from what to what', () => {
    const live = start();
    live.take(seen(0, 'plug', true));
    expect(live.take(seen(1, 'camera', true))).toMatchObject({
      subjects: [{ control: 'no-remote-shell', subject: 'camera', from: 'unproven', to: 'proven' }],
      controls: [{ control: 'no-remote-shell', from: 'unproven', to: 'proven' }],
      rebuilt: false,
    });
  });

  it('judges nothing again that it cannot bear on', () => {
    const live = start();
    live.take(seen(0, 'camera/new#7', true));
    expect(live.take(seen(1, 'camera/new#8', true)).judged).toBe(1);
    expect(live.take(seen(2, 'camera/old#8', true)).judged).toBeGreaterThan(1); // the first of its version
    expect(live.take(seen(3, 'plug', true)).judged).toBe(1);
  });

  it('about nothing on the map changes nothing', () =>
    expect(start().take(seen(0, 'elsewhere', true))).toMatchObject({ subjects: [], controls: [], requirements: [], goals: [], judged: 0 }));

  it('makes the graph anew for the first member that stands apart, and not for the next', () => {
    const live = start();
    live.take(seen(0, 'camera', true));
    expect(live.take(seen(1, 'camera/new#1', false)).rebuilt).toBe(true);
    expect(live.take(seen(2, 'camera/new#2', true)).rebuilt).toBe(false);
    expect(live.take(seen(3, 'camera/new#3', false)).rebuilt).toBe(false);
  });

  it('says when the next verdict lapses, and what does then', () => {
    const live = start();
    live.take(seen(0, 'camera', true));
    expect(live.next()).toBe(Instant.parse('2026-11-30T00:00:00Z'));
    expect(live.advance(Instant.parse('2026-11-30T00:00:00Z'))).toMatchObject({ subjects: [{ subject: 'camera', from: 'proven', to: 'stale' }] });
    expect(live.next()).toBeUndefined();
  });

  it('does not go back in time', () => expect(() => start().advance(Instant.of(AT - 1))).toThrow(TypeError));

  it('gives the pieces and reasons of one element as a position does', () => {
    const live = start();
    const evidence = [seen(0, 'camera/old', true), seen(1, 'camera/new#2', false)];
    for (const one of evidence) live.take(one);
    const whole = positionOf({ map: SMALL, evidence, exclusions: new Map(), at: AT });
    for (const { control, subjects } of whole.controls)
      for (const subject of subjects) expect(live.subjectPosition(control.id, subject.subject)).toEqual(subject);
  });
});
