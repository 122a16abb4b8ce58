import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant, type Json } from '../../core/index.ts';
import type { Entry, Seq } from '../../ledger/model.ts';
import { project } from '../../ledger/projections.ts';
import { ALARMS, alarmView } from './alarms.ts';

const entry = (seq: number, type: string, body: Json): Entry => ({ seq: seq as Seq, recordedAt: Instant.of(1000 * seq), type, body, canonical: '' });

describe('alarms', () => {
  it('are of what colleagues should hear of, with the entry and the moment', () => {
    const entries = [
      entry(0, 'session.opened', { person: 'p_a' }),
      entry(1, 'recovery-code.used', { person: 'p_a', left: 9 }),
      entry(2, 'sign-in.locked', null),
    ];
    expect(project(alarmView, alarmView.initial(), entries)).toEqual({
      alarms: [{ seq: 1, at: '1970-01-01T00:00:01Z', type: 'recovery-code.used', person: 'p_a' }],
    });
  });

  it('fold in parts as they fold in one, and keep the newest', () => {
    const facts = fc.array(fc.constantFrom(...ALARMS, 'act.done'), { maxLength: 500 });
    fc.assert(
      fc.property(facts, fc.nat(500), (types, cut) => {
        const entries = types.map((type, seq) => entry(seq, type, { person: 'p_a' }));
        const whole = project(alarmView, alarmView.initial(), entries);
        const parts = project(alarmView, project(alarmView, alarmView.initial(), entries.slice(0, cut)), entries.slice(cut));
        expect(parts).toEqual(whole);
        expect(whole.alarms.map(({ seq }) => seq)).toEqual(
          entries
            .filter(({ type }) => type !== 'act.done')
            .map(({ seq }) => seq)
            .slice(-200),
        );
      }),
      { numRuns: 30 },
    );
  });
});
