import { describe, expect, it } from 'vitest';
import { Digest } from '../../core/digest.ts';
import { Instant } from '../../core/index.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import { serviceMapSchema } from '../../map/model.ts';
import { positionOf } from '../position.ts';
import { CERT_C } from '../standards/cert-c.ts';
import { gapsOf } from './gaps.ts';
import { standardPosition } from './requirements.ts';

const at = Instant.parse('2026-07-10T00:00:00Z');
const map = (facts: Record<string, unknown>) =>
  serviceMapSchema.parse({
    assay: 'service/1',
    service: { id: 'home', name: 'Home' },
    parts: [{ id: 'firmware', kind: 'repository', name: 'Firmware', facts }],
  });

const run: RecordedEvidence = {
  subject: 'firmware',
  claim: 'source.cert-c-checked',
  value: { tool: 'cppcheck', checked: ['STR38-C', 'ARR37-C', 'INT35-C', 'MSC07-C'], violated: ['INT35-C', 'MSC07-C'] },
  observedAt: '2026-07-01T00:00:00Z',
  validFor: 'P30D',
  source: 'cppcheck 2.13',
  method: 'import',
  raw: { digest: Digest.of('report'), mediaType: 'application/sarif+json' },
  seq: 7,
};

const positionAt = (facts: Record<string, unknown>, evidence: readonly RecordedEvidence[]) =>
  standardPosition(CERT_C, map(facts), positionOf({ map: map(facts), evidence, exclusions: new Map(), at }));
const rowOf = (position: ReturnType<typeof positionAt>, id: string) => position.requirements.find((row) => row.id === id);

describe('a standard that is judged by findings', () => {
  const position = positionAt({}, [run]);

  it('takes its verdicts from the statements, with the entries they rest on', () => {
    expect(rowOf(position, 'STR38-C')).toMatchObject({ verdict: 'proven', applies: 'yes', levels: ['L1'], answers: [] });
    expect(rowOf(position, 'STR38-C')?.directly?.at).toEqual([expect.objectContaining({ subject: 'firmware', evidence: [7] })]);
    expect(rowOf(position, 'INT35-C')?.verdict).toBe('failing');
    expect(rowOf(position, 'EXP33-C')).toMatchObject({ verdict: 'unproven', applies: 'undecided' });
    expect(position.tally).toMatchObject({ proven: 2, failing: 1 });
  });

  it('keeps a remainder where no tool finds a violation without a person, however clean the run', () => {
    const clean = { ...run, value: { tool: 'cppcheck', checked: ['STR31-C', 'STR38-C'], violated: [] } };
    const judged = positionAt({}, [clean]);
    expect(rowOf(judged, 'STR38-C')).toMatchObject({ verdict: 'proven' });
    expect(rowOf(judged, 'STR38-C')).not.toHaveProperty('remainder');
    expect(rowOf(judged, 'STR31-C')).toMatchObject({
      verdict: 'unproven',
      remainder: 'The standard rates this as one that no tool finds without a person.',
      directly: { at: [{ subject: 'firmware', verdict: 'unproven', evidence: [7], because: expect.stringContaining('a tool’s word is not enough') }] },
    });
  });

  it('asks of nobody what the standard took back, whatever a tool says of it', () => {
    expect(rowOf(position, 'MSC07-C')).toMatchObject({ verdict: 'not-applicable', applies: 'no' });
  });

  it('is excused by the map, and owed again where a tool has found C', () => {
    const silent = positionAt({ 'c-source': false }, []);
    expect(silent.notApplicable).toBe(silent.requirements.length);
    const spoken = positionAt({ 'c-source': false }, [run]);
    expect(rowOf(spoken, 'INT35-C')).toMatchObject({ verdict: 'failing', applies: 'yes' });
    expect(rowOf(spoken, 'EXP33-C')?.verdict).toBe('not-applicable');
  });

  it('calls no guideline unanswered for want of a control', () => {
    expect(position.unanswered).toEqual([]);
  });

  it('orders gaps by what was found broken, then by priority, with why and where', () => {
    const empty = { goals: [], heldOpenBy: new Map(), steps: new Map() };
    const story = () => {
      throw new Error('there is no attack to tell');
    };
    // No goal is on the map, so of the view only what gaps read of it is needed.
    const view = empty as unknown as Parameters<typeof gapsOf>[2];
    const gaps = gapsOf([position], positionOf({ map: map({}), evidence: [run], exclusions: new Map(), at }), view, [], story);
    expect(gaps[0]).toMatchObject({ requirement: 'INT35-C', verdict: 'failing', closes: [], levels: ['L3'] });
    expect(gaps[0]?.why).toEqual([
      {
        control: 'source.cert-c-checked',
        subject: 'firmware',
        verdict: 'failing',
        because: 'found broken by import on 2026-07-01T00:00:00Z (cppcheck 2.13)',
        shares: {},
        evidence: [7],
      },
    ]);
    const rest = gaps.slice(1).map((gap) => rowOf(position, gap.requirement)?.directly?.urgency ?? 0);
    expect(rest).toEqual(rest.toSorted((a, b) => b - a));
    expect(rest[0]).toBe(27 + 27);
    expect(gaps.every((gap) => gap.alsoCloses.length === 0)).toBe(true);
  });
});
