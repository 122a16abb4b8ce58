import { describe, expect, it } from 'vitest';
import { Digest, Instant } from '../../core/index.ts';
import { EXCEPTION_GRANTED } from './events.ts';
import { type Exception, type ExceptionCommand, type Exceptions, exceptionDecider, grantedOf, isSigned, stoodAt } from './exception.ts';

const AT = Instant.parse('2026-11-23T12:00:00Z');
const ROLES = ['developer', 'lead'];
const ASK = {
  type: 'ask',
  at: AT,
  by: 'developer',
  roles: ROLES,
  release: 'v1',
  what: 'review',
  known: ['review', 'log'],
  until: '2026-12-20T00:00:00Z',
  reason: 'The forge moves house.',
} as const;

const codes = (command: ExceptionCommand, state: Exceptions = new Map()) => {
  const decision = exceptionDecider.decide(command, state);
  return decision.ok ? [] : decision.faults.map(({ code }) => code);
};
const stateAfter = (commands: readonly ExceptionCommand[]): Exceptions =>
  commands.reduce<Exceptions>((state, command) => {
    const decision = exceptionDecider.decide(command, state);
    if (!decision.ok) throw new Error(decision.faults[0]?.message);
    return decision.events.reduce(exceptionDecider.evolve, state);
  }, new Map());
const GRANT = { type: 'grant', at: AT, by: 'lead', roles: ROLES, id: 'x-1' } as const;

describe('an exception', () => {
  it('stands once another person granted it, until it is withdrawn', () => {
    expect(grantedOf(stateAfter([ASK]))).toEqual([]);
    expect(grantedOf(stateAfter([ASK, GRANT]))).toMatchObject([{ id: 'x-1', askedBy: 'developer', grantedBy: 'lead', release: 'v1', what: 'review' }]);
    const later = Instant.of(AT + 60_000);
    const [withdrawn] = grantedOf(stateAfter([ASK, GRANT, { ...GRANT, type: 'withdraw', at: later }]));
    if (withdrawn === undefined) expect.unreachable('it was granted');
    // As it stood: before anybody granted it, while it stood, from its withdrawal on.
    expect([Instant.of(AT - 1), AT, Instant.of(later - 1), later].map((at) => stoodAt(withdrawn, at))).toEqual([false, true, true, false]);
  });

  it.each<[string, ExceptionCommand, readonly string[]]>([
    ['of nothing that there is', { ...ASK, what: 'reveiw' }, ['ASSAY-RELEASE-003']],
    ['that is over already', { ...ASK, until: '2026-11-23T12:00:00Z' }, ['ASSAY-RELEASE-003']],
    ['that lasts too long', { ...ASK, until: '2027-11-23T12:00:00Z' }, ['ASSAY-RELEASE-003']],
    ['without a reason', { ...ASK, reason: 'because' }, ['ASSAY-RELEASE-003']],
    ['with an address in its reason', { ...ASK, reason: 'Ask ada@example.org about it.' }, ['ASSAY-RELEASE-003']],
    ['of somebody by name', { ...ASK, by: 'Ada Lovelace' }, ['ASSAY-RELEASE-006']],
    ['of an opaque id', { ...ASK, by: 'p_0123456789abcdefghij' }, []],
  ])('%s', (_, command, expected) => expect(codes(command)).toEqual(expected));

  it('is not granted by whoever asked for it, nor twice, nor when it is over', () => {
    const asked = stateAfter([ASK]);
    expect(codes({ ...GRANT, by: 'developer' }, asked)).toEqual(['ASSAY-RELEASE-005']);
    expect(codes({ ...GRANT, id: 'x-2' }, asked)).toEqual(['ASSAY-RELEASE-004']);
    expect(codes({ ...GRANT, at: Instant.parse('2026-12-21T00:00:00Z') }, asked)).toEqual(['ASSAY-RELEASE-004']);
    expect(codes(GRANT, stateAfter([ASK, GRANT]))).toEqual(['ASSAY-RELEASE-004']);
  });

  it('is not granted by whoever asked for it under another name, nor by the same key on a ledger', () => {
    const asked = stateAfter([ASK]);
    expect(codes({ ...GRANT, others: { answer: 'same', why: 'both are ada' } }, asked)).toEqual(['ASSAY-RELEASE-005']);
    expect(codes({ ...GRANT, others: { answer: 'not-known', why: 'neither is in the register' } }, asked)).toEqual([]);
    const signed = { key: 'SHA256:x', envelope: Digest.of('x') };
    const body = { id: 'x-1', by: 'lead', at: Instant.format(AT), signed };
    const [asking] = exceptionDecider.decide(ASK, new Map()).ok ? [{ ...asked.get('x-1'), askedSigned: signed }] : [];
    const state = new Map([['x-1', asking as Exception]]);
    expect(grantedOf(exceptionDecider.evolve(state, { type: EXCEPTION_GRANTED, body }))).toEqual([]);
    const [other] = grantedOf(
      exceptionDecider.evolve(state, { type: EXCEPTION_GRANTED, body: { ...body, apart: true, signed: { ...signed, key: 'SHA256:y' } } }),
    );
    expect(other === undefined ? undefined : isSigned(other)).toBe(true);
    const [typed] = grantedOf(stateAfter([ASK, { ...GRANT, others: { answer: 'different', why: 'two' } }]));
    expect(typed === undefined ? undefined : [isSigned(typed), typed.apart]).toEqual([false, true]);
  });

  it('that the ledger says was granted by its own asker counts for nothing', () => {
    const forged = exceptionDecider.evolve(stateAfter([ASK]), { type: EXCEPTION_GRANTED, body: { id: 'x-1', by: 'developer', at: Instant.format(AT) } });
    expect(grantedOf(forged)).toEqual([]);
  });
});
