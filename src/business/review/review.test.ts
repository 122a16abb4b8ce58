import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest, Instant } from '../../core/index.ts';
import { missingOf, type ReviewCommand, reviewDecider } from './decide.ts';
import { reviewsAt } from './due.ts';
import type { ReviewEvent } from './events.ts';
import { measuresOf } from './measures.ts';
import type { Reviews } from './model.ts';
import { statementsOf } from './statements.ts';
import { type ReviewView, reviewsOf } from './views.ts';

const NOW = Instant.parse('2026-11-01T00:00:00Z');
const raw = { digest: Digest.of('log'), mediaType: 'text/plain' };
const started = {
  type: 'start',
  at: NOW,
  review: 'restore-test-1',
  kind: 'restore-test',
  subjects: [{ id: 'backup', kind: 'backup' }],
  links: [],
  owner: 'it',
  roles: ['it'],
} as const;
const PERSON = `p_${'anna'.repeat(5)}`;
const restored = (copy: string): ReviewCommand => ({
  type: 'answer',
  at: NOW,
  review: 'restore-test-1',
  task: 'restore',
  by: 'it',
  roles: ['it'],
  observedAt: NOW,
  figures: {
    started: '2026-10-30T00:00:00Z',
    ended: '2026-10-30T04:00:00Z',
    empty: true,
    original: Digest.of('a'),
    restored: Digest.of(copy),
    compared: 1,
    changed: copy === 'a' ? 0 : 1,
    missing: 0,
    added: 0,
  },
  raw,
  method: 'drill',
});
const close: ReviewCommand = { type: 'close', at: NOW, review: 'restore-test-1', by: 'it', roles: ['it'] };

function run(commands: readonly ReviewCommand[]) {
  let state: Reviews = reviewDecider.initial;
  const events: ReviewEvent[] = [];
  const refused: string[] = [];
  for (const command of commands) {
    const decision = reviewDecider.decide(command, state);
    if (!decision.ok) refused.push(...decision.faults.map(({ code }) => code));
    else {
      events.push(...decision.events);
      state = decision.events.reduce(reviewDecider.evolve, state);
    }
  }
  return { state, events, refused };
}

describe('a review', () => {
  it.each([
    [[{ ...started, kind: 'nap' }], 'ASSAY-REVIEW-001'],
    [[close], 'ASSAY-REVIEW-002'],
    [[started, restored('a'), close, restored('a')], 'ASSAY-REVIEW-003'],
    [[{ ...started, subjects: [{ id: 'x', kind: 'app' }] }], 'ASSAY-REVIEW-004'],
    [[started, { ...restored('a'), task: 'nap' } as ReviewCommand], 'ASSAY-REVIEW-005'],
    [[started, { ...restored('a'), figures: {} } as ReviewCommand], 'ASSAY-REVIEW-006'],
    [[started, close], 'ASSAY-REVIEW-007'],
    [[started, { ...restored('a'), observedAt: Instant.of(NOW + 1) } as ReviewCommand], 'ASSAY-REVIEW-008'],
    [[started, { ...restored('a'), figures: { ended: '2027-01-01T00:00:00Z' } } as ReviewCommand], 'ASSAY-REVIEW-008'],
    ...['Ada Lovelace', 'jane.doe', 'jane', 'p_jane', 'jane@fern.example'].map((owner) => [[{ ...started, owner }], 'ASSAY-REVIEW-009'] as const),
    [[started, { ...restored('a'), by: 'jane.doe' }], 'ASSAY-REVIEW-009'],
    [[started, restored('a'), { ...close, by: 'jane.doe' }], 'ASSAY-REVIEW-009'],
    [[started, { ...close, type: 'erase', by: 'jane.doe' }], 'ASSAY-REVIEW-009'],
    [[started, { ...close, type: 'abandon', reason: 'Jane Doe is on sick leave', names: ['jane.doe@fern.example'] }], 'ASSAY-REVIEW-009'],
    [[started, started], 'ASSAY-REVIEW-011'],
  ] as const)('%# refuses with %s', (commands, code) => {
    expect(run(commands as readonly ReviewCommand[]).refused).toContain(code);
  });

  it('is owned and done by roles of the map or opaque ids, and enters no list of names', () => {
    const { refused, events } = run([
      { ...started, owner: PERSON, roles: [] },
      { ...restored('a'), by: PERSON } as ReviewCommand,
      { ...close, type: 'abandon', reason: 'moved', names: ['jane'] },
    ]);
    expect(refused).toEqual([]);
    expect(JSON.stringify(events)).not.toMatch(/jane|roles/);
  });

  it.each([
    ['a', true],
    ['b', false],
  ])('states what was restored, also where it failed: %s', (copy, value) => {
    const review = run([started, restored(copy), close]).state.get('restore-test-1');
    const [statement] = review === undefined ? [] : statementsOf(review);
    expect(statement).toMatchObject({ subject: 'backup', claim: 'backup.restore-tested', value, method: 'drill', raw, observedAt: '2026-10-30T04:00:00Z' });
    expect(statement?.finding === undefined).toBe(value);
  });

  it('is due a cadence after it was closed, and late by the moment alone', () => {
    const { events } = run([started, restored('a'), close]);
    const view = { events } as ReviewView;
    expect(reviewsAt(view, NOW).due).toMatchObject([{ dueAt: '2027-02-01T00:00:00Z', late: false }]);
    expect(reviewsAt(view, Instant.parse('2027-02-02T00:00:00Z')).due).toMatchObject([{ late: true }]);
    expect(measuresOf(reviewsAt(view, NOW).reviews, 'restore-test', NOW)).toMatchObject({ closed: 1, onTimeShare: 1, medianDaysToClose: 0 });
  });

  it('is closed only with its evidence, takes nothing after that, and is what its facts fold to', () => {
    const command = fc.constantFrom<ReviewCommand>(
      started,
      restored('a'),
      restored('b'),
      close,
      { ...close, type: 'abandon', reason: 'moved' } as ReviewCommand,
      {
        ...restored('a'),
        figures: {},
      } as ReviewCommand,
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
        const { state, events } = run(commands);
        for (const review of state.values()) if (review.state === 'closed') expect(missingOf(review)).toEqual([]);
        const ended = events.findIndex(({ type }) => type === 'review.closed' || type === 'review.abandoned');
        expect(ended === -1 || ended === events.length - 1).toBe(true);
        expect(reviewsOf({ events } as ReviewView)).toEqual(state);
      }),
    );
  });
});
