import { describe, expect, it } from 'vitest';
import { Instant, Refused } from '../../core/index.ts';
import { refusals } from './decide.ts';
import { zoneNamed } from './edge/zone.ts';
import type { DutyFact } from './model.ts';

const at = Instant.parse;
const now = at('2026-11-22T00:00:00Z');
const base = { id: 'one', at: at('2026-11-21T00:00:00Z'), by: 'person:ana' } as const;
const aware: DutyFact = { kind: 'aware', ...base, id: 'aware', at: at('2026-11-20T00:00:00Z'), track: 'severe-incident' };
const decided: DutyFact = { kind: 'decided-not-to-notify', ...base, track: 'severe-incident', reason: 'it touched nothing sensitive', approvedBy: 'person:bo' };
const submitted: DutyFact = { kind: 'submitted', ...base, track: 'severe-incident', stage: 'early-warning', to: 'CSIRT' };

describe('what is recorded', () => {
  it.each<[string, DutyFact[], DutyFact, string[]]>([
    ['awareness', [], aware, []],
    ['what is yet to come', [], { ...aware, at: at('2026-11-23T00:00:00Z') }, ['ASSAY-DUTY-002']],
    ['a decision of two', [aware], decided, []],
    ['a decision that one person approves of themselves', [aware], { ...decided, approvedBy: 'person:ana' }, ['ASSAY-DUTY-001']],
    ['a decision without a reason', [aware], { ...decided, reason: '  ' }, ['ASSAY-DUTY-004']],
    [
      'everything wrong at once',
      [aware],
      { ...decided, reason: '', approvedBy: 'person:ana', at: at('2026-11-23T00:00:00Z') },
      ['ASSAY-DUTY-002', 'ASSAY-DUTY-001', 'ASSAY-DUTY-004'],
    ],
    [
      'an answer that takes a duty away, approved by who gave it',
      [aware],
      { kind: 'judged', ...base, question: 'high-risk', answer: false, reason: 'small', approvedBy: 'person:ana' },
      ['ASSAY-DUTY-001'],
    ],
    ['an answer that takes nothing away, of one', [aware], { kind: 'judged', ...base, question: 'high-risk', answer: true, reason: 'large' }, []],
    ['a paper', [aware], submitted, []],
    ['a paper of what nobody was aware of', [], submitted, ['ASSAY-DUTY-005']],
    ['a paper of before awareness', [{ ...aware, at: at('2026-11-21T12:00:00Z') }], submitted, ['ASSAY-DUTY-005']],
    ['a paper that this law does not know', [aware], { ...submitted, stage: 'progress' }, ['ASSAY-DUTY-003']],
  ])('%s', (_, known, fact, codes) => {
    expect(refusals(known, fact, now).map(({ code }) => code)).toEqual(codes);
  });
});

describe('a zone that nobody knows', () => {
  it.each(['Europe/Atlantis', '', '../../etc/passwd'])('%j is refused', (name) => {
    let refused: unknown;
    try {
      zoneNamed(name);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(Refused);
    expect((refused as Refused).faults[0]).toMatchObject({ code: 'ASSAY-DUTY-006', found: name });
  });
});
