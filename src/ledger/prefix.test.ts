import { describe, expect, it } from 'vitest';
import { Instant, type Refused } from '../core/index.ts';
import { EMPTY_ROOT } from './hash.ts';
import { memoryStore } from './memory-store.ts';
import type { Entry, Seq } from './model.ts';
import { type Cut, foldCuts } from './prefix.ts';
import { type LedgerProjection, register, type Source } from './projections.ts';

const start = Instant.parse('2026-11-01T00:00:00Z');
const count: LedgerProjection<number[]> = { name: 'seqs', version: 1, initial: () => [], on: { seen: (view, fact) => [...view, fact.seq] } };

/** Ten entries, one a second, and the root after each. */
async function ledger(): Promise<Source & { readonly roots: readonly string[] }> {
  let now = start;
  const store = memoryStore(() => now);
  const roots = [store.head().root];
  for (let i = 0; i < 10; i += 1) {
    await store.append([{ type: 'seen', body: { i } }]);
    roots.push(store.head().root);
    now = Instant.of(now + 1000);
  }
  const readVerified = (take: (entry: Entry) => void) => {
    for (const entry of store.read(0 as Seq, 100)) take(entry);
    return store.head();
  };
  return { readVerified, roots };
}

describe('a ledger up to a cut', () => {
  it.each<[string, Cut, number]>([
    ['no entry', { size: 0 }, 0],
    ['some', { size: 4 }, 4],
    ['all', { size: 10 }, 10],
    ['before anything was recorded', { recordedBy: Instant.of(start - 1) }, 0],
    ['with the moment itself', { recordedBy: Instant.of(start + 3000) }, 4],
    ['long after', { recordedBy: Instant.of(start + 99_000) }, 10],
  ])('%s', async (_, cut, size) => {
    const source = await ledger();
    const [views] = foldCuts(source, [register(count)], [cut]);
    expect(views?.head).toEqual({ size, root: source.roots[size] });
    expect(views?.view(count)).toEqual([...Array(size).keys()]);
  });

  it('is one of several, each as if it were asked for alone', async () => {
    const source = await ledger();
    const cuts: readonly Cut[] = [{ size: 7 }, { recordedBy: Instant.of(start + 1500) }, { size: 0 }, { size: 10 }];
    const together = foldCuts(source, [register(count)], cuts).map((views) => [views.head, views.view(count)]);
    const alone = cuts.map((cut) => foldCuts(source, [register(count)], [cut]).map((views) => [views.head, views.view(count)])[0]);
    expect(together).toEqual(alone);
    expect(together[2]).toEqual([{ size: 0, root: EMPTY_ROOT }, []]);
  });

  it('is refused where the ledger has not come so far', async () => {
    const source = await ledger();
    const codes = (size: number) => {
      try {
        foldCuts(source, [register(count)], [{ size }]);
        return [];
      } catch (error) {
        return (error as Refused).faults.map((fault) => fault.code);
      }
    };
    expect([codes(10), codes(11)]).toEqual([[], ['ASSAY-LEDGER-009']]);
  });
});
