import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { memoryStore } from '../../ledger/index.ts';
import type { PersonId } from '../access/model.ts';
import { type BreakGlassCommand, breakGlassDecider, openFor } from './decide.ts';
import { openBreakGlass } from './edge/break-glass.ts';
import type { BreakGlassEvent } from './events.ts';
import { isLoud, MOST_A_DAY, MOST_USES, OPEN_MS } from './model.ts';

const ANNA = 'p_anna' as PersonId;
const BERT = 'p_bert' as PersonId;
const START = Instant.parse('2026-11-01T00:00:00Z');
const later = (minutes: number) => Instant.of(START + minutes * 60_000);

const breaking = { type: 'break', id: 'bg_1', person: ANNA, reason: 'cameras attack others', at: START } as const;
const closing = { type: 'close', id: 'bg_1', by: ANNA, at: later(10) } as const;
const reviewing = { type: 'review', id: 'bg_1', by: BERT, newcomer: false, finding: 'justified', reason: 'it had to be', at: later(90) } as const;
const using = { type: 'use', person: ANNA, action: 'exclusion.grant', on: { kind: 'service', id: 'cameras' }, at: later(5) } as const;

function run(commands: readonly BreakGlassCommand[]) {
  let state = breakGlassDecider.initial;
  const events: BreakGlassEvent[] = [];
  const codes: string[] = [];
  for (const command of commands) {
    const decision = breakGlassDecider.decide(command, state);
    if (!decision.ok) codes.push(...decision.faults.map(({ code }) => code));
    else
      for (const event of decision.events) {
        events.push(event);
        state = breakGlassDecider.evolve(state, event);
      }
  }
  return { state, events, codes };
}

describe('broken glass', () => {
  it('is open for an hour, and is marked by what was done behind it', () => {
    const { state, codes } = run([breaking, using]);
    expect(codes).toEqual([]);
    expect(openFor(state, ANNA, later(59))?.uses).toEqual([{ action: 'exclusion.grant', on: { kind: 'service', id: 'cameras' }, at: later(5) }]);
    expect(openFor(state, ANNA, later(60))).toBeUndefined();
    expect(openFor(state, BERT, later(1))).toBeUndefined();
  });

  it('stays to be seen until another person has reviewed it', () => {
    expect([...run([breaking, closing]).state.values()].every(isLoud)).toBe(true);
    expect([...run([breaking]).state.values()].every(isLoud)).toBe(true);
    const { state, codes } = run([breaking, closing, reviewing]);
    expect(codes).toEqual([]);
    expect([...state.values()].some(isLoud)).toBe(false);
  });

  it.each<[string, readonly BreakGlassCommand[], string]>([
    ['broken twice by one person', [breaking, { ...breaking, id: 'bg_2', at: later(1) }], 'ASSAY-GLASS-001'],
    ['used when its hour is over', [breaking, { ...using, at: later(60) }], 'ASSAY-GLASS-002'],
    ['used when it was closed', [breaking, closing, { ...using, at: later(20) }], 'ASSAY-GLASS-002'],
    ['used by another person', [breaking, { ...using, person: BERT }], 'ASSAY-GLASS-002'],
    ['closed twice', [breaking, closing, closing], 'ASSAY-GLASS-002'],
    ['reviewed without ever having been', [reviewing], 'ASSAY-GLASS-002'],
    ['reviewed while it is open', [breaking, { ...reviewing, at: later(30) }], 'ASSAY-GLASS-003'],
    ['reviewed twice', [breaking, reviewing, { ...reviewing, by: 'p_cleo' as PersonId }], 'ASSAY-GLASS-004'],
    ['reviewed by whoever broke it', [breaking, { ...reviewing, by: ANNA }], 'ASSAY-GLASS-005'],
    ['reviewed by somebody who was let in behind it', [breaking, { ...reviewing, newcomer: true }], 'ASSAY-GLASS-006'],
  ])('is not %s', (_, commands, code) => {
    expect(run(commands).codes).toEqual([code]);
  });

  it('is broken so many times within a day, and so much is done behind it, and no more', () => {
    const again = Array.from({ length: MOST_A_DAY + 1 }, (_, i): readonly BreakGlassCommand[] => [
      { ...breaking, id: `bg_${i}` },
      { ...closing, id: `bg_${i}`, at: START },
    ]).flat();
    expect(run(again).codes).toEqual(['ASSAY-GLASS-007', 'ASSAY-GLASS-002']);
    expect(run([...again, { ...breaking, id: 'bg_b', person: BERT }, { ...breaking, id: 'bg_l', at: later(24 * 60) }]).codes).toHaveLength(2);
    expect(run([breaking, ...Array.from({ length: MOST_USES + 1 }, () => using)]).codes).toEqual(['ASSAY-GLASS-007']);
  });

  it('may be broken again after its hour, by more than one person at once', () => {
    expect(run([breaking, { ...breaking, id: 'bg_2', person: BERT }, { ...breaking, id: 'bg_3', at: later(60) }]).codes).toEqual([]);
  });

  it('is never open for a person twice, nor longer than its hour', () => {
    const command: fc.Arbitrary<BreakGlassCommand> = fc.oneof(
      fc.record({
        type: fc.constant('break' as const),
        id: fc.uuid(),
        person: fc.constantFrom(ANNA, BERT),
        reason: fc.constant('x'),
        at: fc.integer({ min: 0, max: 300 }).map(later),
      }),
      fc.record({
        type: fc.constant('use' as const),
        person: fc.constantFrom(ANNA, BERT),
        action: fc.constant('map.edit' as const),
        on: fc.constant(using.on),
        at: fc.integer({ min: 0, max: 300 }).map(later),
      }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 30 }), (given) => {
        const { state, events } = run([...given].sort((a, b) => a.at - b.at));
        for (let minute = 0; minute <= 360; minute += 20) {
          for (const person of [ANNA, BERT])
            expect(
              [...state.values()].filter((one) => one.person === person && one.openedAt <= later(minute) && later(minute) < one.until).length,
            ).toBeLessThanOrEqual(1);
        }
        for (const one of state.values()) for (const use of one.uses) expect(use.at - one.openedAt).toBeLessThan(OPEN_MS);
        expect(events.reduce(breakGlassDecider.evolve, breakGlassDecider.initial)).toEqual(state);
      }),
    );
  });
});

describe('the desk', () => {
  it('finds what is open and unreviewed again on the ledger', async () => {
    let now = START;
    const office = memoryStore(() => now);
    const enter = (drafts: Parameters<typeof office.append>[0]) => office.append(drafts);
    const desk = openBreakGlass({ office, now: () => now });
    const { id } = await desk.open(ANNA, 'cameras attack others', enter);
    await desk.use(ANNA, 'settings.change', { kind: 'office', id: 'office' }, enter);
    await expect(desk.open(ANNA, 'again', enter)).rejects.toThrow('ASSAY-GLASS-001');
    const again = openBreakGlass({ office, now: () => now });
    expect(again.until(ANNA)).toBe(START + OPEN_MS);
    expect(again.until(BERT)).toBeUndefined();
    expect(again.list()).toEqual(desk.list());
    now = later(61);
    expect(again.until(ANNA)).toBeUndefined();
    expect(again.loud().map((one) => one.id)).toEqual([id]);
    await again.review(id, BERT, 'unjustified', 'nobody was asked', enter);
    expect(again.loud()).toEqual([]);
    expect(again.get(id)?.review?.finding).toBe('unjustified');
    await expect(again.close(id, ANNA, enter)).rejects.toThrow('ASSAY-GLASS-002');
  });
});
