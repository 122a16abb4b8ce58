import { afterEach, describe, expect, it, vi } from 'vitest';
import { Digest, Instant } from '../../core/index.ts';
import type { Draft, Entry, LedgerStore } from '../../ledger/model.ts';
import { approvalDecider } from '../approval/decide.ts';
import { breakGlassDecider } from '../break-glass/decide.ts';
import { peopleDecider } from '../people/decide.ts';
import { tokenDecider } from '../tokens/decide.ts';
import { keep } from './kept.ts';

const AT = '2026-11-01T00:00:00Z';

/** As far as `keep` reads a ledger: 1,000 at a time. */
function ledgerOf(drafts: readonly Draft[]): Pick<LedgerStore, 'read'> {
  return { read: (from, most) => drafts.slice(Number(from), Number(from) + most) as unknown as readonly Entry[] };
}

/** A map that counts what is copied into maps, and what is set in them. */
function countingMaps() {
  let work = 0;
  const Before = globalThis.Map;
  vi.stubGlobal(
    'Map',
    class<Key, Value> extends Before<Key, Value> {
      override set(key: Key, value: Value): this {
        work += 1;
        return super.set(key, value);
      }
    },
  );
  return () => work;
}

afterEach(() => vi.unstubAllGlobals());

const proposed = (n: number): readonly Draft[] => [
  {
    type: 'act.proposed',
    body: {
      proposal: `pr_${n}`,
      action: 'settings.change',
      proposer: 'p_a',
      resource: { kind: 'office', id: 'office' },
      digest: Digest.of(`${n}`),
      at: AT,
      expiresAt: AT,
    },
  },
  { type: 'act.withdrawn', body: { proposal: `pr_${n}`, by: 'p_a', at: AT } },
];
const issued = (n: number): readonly Draft[] => [
  { type: 'token.issued', body: { token: `tk${n}`, person: 'p_a', scope: ['service.read'], at: AT, expiresAt: AT } },
  { type: 'token.revoked', body: { token: `tk${n}`, by: 'p_a', because: 'asked', at: AT } },
];
const broken = (n: number): readonly Draft[] => [
  { type: 'glass.broken', body: { glass: `bg_${n}`, person: 'p_a', reason: 'x', at: AT, until: AT } },
  { type: 'glass.closed', body: { glass: `bg_${n}`, by: 'p_a', at: AT } },
];
const invited = (n: number): readonly Draft[] => [
  { type: 'person.invited', body: { person: `p_${n}`, roles: ['developer'] } },
  { type: 'person.enrolled', body: { person: `p_${n}`, roles: ['developer'], by: 'invitation' } },
];

describe('ten thousand facts of an office', () => {
  it.each([
    ['proposals', proposed, (ledger: Pick<LedgerStore, 'read'>) => keep(approvalDecider, ['act.proposed', 'act.withdrawn'], ledger).state()],
    ['tokens', issued, (ledger: Pick<LedgerStore, 'read'>) => keep(tokenDecider, ['token.issued', 'token.revoked'], ledger).state()],
    ['broken glass', broken, (ledger: Pick<LedgerStore, 'read'>) => keep(breakGlassDecider, ['glass.broken', 'glass.closed'], ledger).state()],
    ['people', invited, (ledger: Pick<LedgerStore, 'read'>) => keep(peopleDecider, ['person.invited', 'person.enrolled'], ledger).state()],
  ] as const)('%s, are folded by setting each once', (_, two, kept) => {
    const drafts = Array.from({ length: 5000 }, (_, n) => two(n)).flat();
    const work = countingMaps();
    const state = kept(ledgerOf(drafts));
    expect(state.size).toBe(5000);
    expect(work()).toBe(drafts.length);
  });

  it('entered at once, as by what lapses, are taken on by one copy', async () => {
    const kept = keep(approvalDecider, ['act.proposed', 'act.lapsed'], ledgerOf(Array.from({ length: 5000 }, (_, n) => proposed(n)[0] as Draft)));
    const work = countingMaps();
    const lapsed = await kept.decide(
      () => ({ type: 'lapse', at: Instant.parse('2027-01-01T00:00:00Z') }),
      async () => undefined,
    );
    expect(lapsed).toHaveLength(5000);
    expect(work()).toBeLessThanOrEqual(2 * 5000);
  });
});
