import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest, Instant } from '../../core/index.ts';
import { ACTION_IDS, type ActionId, actionOf } from '../access/actions.ts';
import type { PersonId, Principal } from '../access/model.ts';
import { eyesFor } from './alone.ts';
import { type ApprovalCommand, approvalDecider } from './decide.ts';
import type { ApprovalEvent } from './events.ts';
import { type KeptRequest, MOST_A_DAY, MOST_WAITING, type Proposals, requestText, WAITS_MS } from './model.ts';

const PEOPLE = ['p_anna', 'p_bert', 'p_cleo'] as PersonId[];
const [ANNA = '' as PersonId, BERT = '' as PersonId] = PEOPLE;
const START = Instant.parse('2026-11-01T00:00:00Z');
const later = (hours: number) => Instant.of(START + hours * 3_600_000);
const D1 = Digest.of('one');
const D2 = Digest.of('two');

const proposing = {
  type: 'propose',
  id: 'pr_1',
  action: 'settings.change',
  proposer: ANNA,
  resource: { kind: 'office', id: 'office' },
  digest: D1,
  at: START,
} as const;
const agreeing = { type: 'agree', id: 'pr_1', approver: BERT, kept: D1, approverMay: true, proposerMay: true, at: later(1) } as const;

function run(commands: readonly ApprovalCommand[]): {
  readonly state: Proposals;
  readonly events: readonly ApprovalEvent[];
  readonly codes: readonly string[];
} {
  let state = approvalDecider.initial;
  const events: ApprovalEvent[] = [];
  const codes: string[] = [];
  for (const command of commands) {
    const decision = approvalDecider.decide(command, state);
    if (!decision.ok) codes.push(...decision.faults.map(({ code }) => code));
    else
      for (const event of decision.events) {
        events.push(event);
        state = approvalDecider.evolve(state, event);
      }
  }
  return { state, events, codes };
}

describe('a proposal', () => {
  it('runs once when another person agrees in time', () => {
    const { state, events, codes } = run([proposing, agreeing]);
    expect(codes).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(['act.proposed', 'act.agreed']);
    expect(state.get('pr_1')).toMatchObject({ state: 'agreed', proposer: ANNA, decidedBy: BERT });
    expect(events[0]).toMatchObject({ digest: D1, expiresAt: '2026-11-04T00:00:00Z' });
  });

  it.each<[string, readonly ApprovalCommand[], string]>([
    ['that was never made', [agreeing], 'ASSAY-APPROVAL-001'],
    ['that was agreed to already', [proposing, agreeing, agreeing], 'ASSAY-APPROVAL-002'],
    ['that was refused', [proposing, { type: 'refuse', id: 'pr_1', by: BERT, reason: 'no', at: later(1) }, agreeing], 'ASSAY-APPROVAL-002'],
    ['that was withdrawn', [proposing, { type: 'withdraw', id: 'pr_1', by: ANNA, at: later(1) }, agreeing], 'ASSAY-APPROVAL-002'],
    ['whose time is over, though nobody entered it', [proposing, { ...agreeing, at: later(72) }], 'ASSAY-APPROVAL-002'],
    ['that lapsed', [proposing, { type: 'lapse', at: later(80) }, { ...agreeing, at: later(80) }], 'ASSAY-APPROVAL-002'],
    ['of one’s own', [proposing, { ...agreeing, approver: ANNA }], 'ASSAY-APPROVAL-003'],
    ['to an act that one may not do', [proposing, { ...agreeing, approverMay: false }], 'ASSAY-APPROVAL-004'],
    ['of somebody who was shut out since', [proposing, { ...agreeing, proposerMay: false }], 'ASSAY-APPROVAL-005'],
    ['whose request was exchanged', [proposing, { ...agreeing, kept: D2 }], 'ASSAY-APPROVAL-006'],
    ['whose request is gone', [proposing, { ...agreeing, kept: undefined }], 'ASSAY-APPROVAL-006'],
    ['that another made is not taken back', [proposing, { type: 'withdraw', id: 'pr_1', by: BERT, at: later(1) }], 'ASSAY-APPROVAL-009'],
    ['of one’s own is not refused', [proposing, { type: 'refuse', id: 'pr_1', by: ANNA, reason: 'no', at: later(1) }], 'ASSAY-APPROVAL-003'],
    ['that was not agreed to cannot have failed', [proposing, { type: 'fail', id: 'pr_1', codes: [], at: later(1) }], 'ASSAY-APPROVAL-002'],
  ])('%s is not agreed to', (_, commands, code) => {
    const { codes, events } = run(commands);
    expect(codes).toEqual([code]);
    expect(events.filter(({ type }) => type === 'act.agreed').length).toBeLessThanOrEqual(1);
  });

  it('waits until the last moment and no longer', () => {
    expect(run([proposing, { ...agreeing, at: Instant.of(START + WAITS_MS - 1) }]).codes).toEqual([]);
    expect(run([proposing, { ...agreeing, at: Instant.of(START + WAITS_MS) }]).codes).toEqual(['ASSAY-APPROVAL-002']);
  });

  it('that is made twice is one', () => {
    expect(run([proposing, { ...proposing, id: 'pr_2' }]).state.size).toBe(1);
    expect(run([proposing, { ...proposing, id: 'pr_2', proposer: BERT }]).state.size).toBe(2);
    expect(run([proposing, { ...proposing, id: 'pr_2', at: later(72) }]).state.size).toBe(2);
  });

  it('is one of few that wait for one person', () => {
    const many = Array.from({ length: MOST_WAITING + 1 }, (_, i) => ({ ...proposing, id: `pr_${i}`, digest: Digest.of(`${i}`) }));
    expect(run(many).codes).toEqual(['ASSAY-APPROVAL-008']);
  });

  it('is one of few that one person makes within a day, also of those taken back', () => {
    const taken = Array.from({ length: MOST_A_DAY + 1 }, (_, i): readonly ApprovalCommand[] => [
      { ...proposing, id: `pr_${i}`, digest: Digest.of(`${i}`) },
      { type: 'withdraw', id: `pr_${i}`, by: ANNA, at: START },
    ]).flat();
    expect(run(taken).codes).toEqual(['ASSAY-APPROVAL-010', 'ASSAY-APPROVAL-001']);
    expect(run([...taken, { ...proposing, id: 'pr_b', proposer: BERT }]).codes).toHaveLength(2);
    expect(run([...taken, { ...proposing, id: 'pr_l', at: later(24) }]).codes).toHaveLength(2);
  });

  it('that could not be done any more says by what', () => {
    expect(run([proposing, agreeing, { type: 'fail', id: 'pr_1', codes: ['ASSAY-SERVER-008'], at: later(1) }]).state.get('pr_1')).toMatchObject({
      state: 'failed',
      outcome: 'ASSAY-SERVER-008',
      decidedBy: BERT,
    });
  });

  it('is named by everything that decides what it does', () => {
    const request: KeptRequest = { method: 'post', path: '/api/x', params: { id: 'a' }, query: { force: 'no' }, body: { to: 'b' }, action: 'settings.change' };
    const changes: Partial<KeptRequest>[] = [
      { method: 'put' },
      { path: '/api/y' },
      { params: { id: 'b' } },
      { query: {} },
      { body: { to: 'c' } },
      { action: 'people.erase' },
    ];
    const texts = changes.map((change) => requestText({ ...request, ...change }));
    expect(new Set([requestText(request), ...texts]).size).toBe(changes.length + 1);
    expect(JSON.parse(requestText(request))).toEqual(request);
  });
});

const ids = fc.constantFrom('pr_1', 'pr_2', 'pr_3');
const people = fc.constantFrom(...PEOPLE);
const at = fc.integer({ min: 0, max: 200 }).map(later);
const digests = fc.constantFrom(D1, D2);
const anyCommand: fc.Arbitrary<ApprovalCommand> = fc.oneof(
  fc.record({
    type: fc.constant('propose' as const),
    id: ids,
    action: fc.constant('settings.change' as const),
    proposer: people,
    resource: fc.constant(proposing.resource),
    digest: digests,
    at,
  }),
  fc.record({ type: fc.constant('agree' as const), id: ids, approver: people, kept: digests, approverMay: fc.boolean(), proposerMay: fc.boolean(), at }),
  fc.record({ type: fc.constant('refuse' as const), id: ids, by: people, reason: fc.constant('no'), at }),
  fc.record({ type: fc.constant('withdraw' as const), id: ids, by: people, at }),
  fc.record({ type: fc.constant('fail' as const), id: ids, codes: fc.constant([]), at }),
  fc.record({ type: fc.constant('lapse' as const), at }),
);

describe('whatever is proposed, agreed to, refused, withdrawn and forgotten, in any order', () => {
  it('nothing runs twice, and nothing without two people, in time, with the bytes that were proposed', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 40 }), (given) => {
        // An id is fresh and random: a second proposal never has it. Time goes one way.
        const seen = new Set<string>();
        const commands = given.filter((one) => one.type !== 'propose' || (!seen.has(one.id) && seen.add(one.id))).sort((a, b) => a.at - b.at);
        const { events } = run(commands);
        const agreed = events.filter((event) => event.type === 'act.agreed');
        expect(new Set(agreed.map(({ proposal }) => proposal)).size).toBe(agreed.length);
        for (const { proposal, approver, proposer, digest, at: when } of agreed) {
          const made = events.find((event) => event.type === 'act.proposed' && event.proposal === proposal);
          expect(made).toMatchObject({ proposer, digest });
          expect(approver).not.toBe(proposer);
          expect(Instant.parse(when) - Instant.parse(made?.at ?? '')).toBeLessThan(WAITS_MS);
          const ended = events.filter(
            (event) => 'proposal' in event && event.proposal === proposal && ['act.refused', 'act.withdrawn', 'act.lapsed'].includes(event.type),
          );
          expect(ended).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('folding the facts gives the state that deciding left', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 20 }), (commands) => {
        const { state, events } = run(commands);
        expect(events.reduce(approvalDecider.evolve, approvalDecider.initial)).toEqual(state);
      }),
    );
  });
});

describe('eyes', () => {
  const operator: Principal = { person: ANNA, roles: ['operator'], via: 'session', credential: 's' };
  const fourEyes = ACTION_IDS.filter((id) => actionOf(id).fourEyes === true);

  it.each(fourEyes)('two for %s', (action) => {
    expect(eyesFor(operator, action, 2, START)).toBe('proposal');
  });

  it('one for what cannot harm', () => {
    for (const action of ACTION_IDS.filter((id) => !fourEyes.includes(id))) expect(eyesFor(operator, action, 2, START)).toBe('one');
  });

  it.each<[ActionId, number, Principal['roles'], string]>([
    ['people.invite-operator', 1, ['operator'], 'nobody-else'],
    ['people.invite-operator', 2, ['operator'], 'proposal'],
    ['people.invite-operator', 1, ['responder'], 'proposal'],
    ['people.erase', 1, ['operator'], 'proposal'],
  ])('for %s of %i operators, asked by %j: %s', (action, operators, roles, eyes) => {
    expect(eyesFor({ ...operator, roles }, action, operators, START)).toBe(eyes);
  });

  it('one behind broken glass, while it is broken', () => {
    const broken = { ...operator, breakGlassUntil: later(1) };
    expect(eyesFor(broken, 'settings.change', 2, START)).toBe('break-glass');
    expect(eyesFor(broken, 'settings.change', 2, later(1))).toBe('proposal');
  });
});
