import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, Instant } from '../core/index.ts';
import type { Hash } from './hash.ts';
import { memoryStore } from './memory-store.ts';
import type { Draft, Seq } from './model.ts';
import { fits, type LedgerProjection, project, register, takeSnapshot } from './projections.ts';

/** The last value and the number of times it was set, by name: order matters, and so does every entry. */
const latest: LedgerProjection<{ readonly [name: string]: { readonly value: number; readonly times: number } }> = {
  name: 'latest',
  version: 1,
  initial: () => ({}),
  on: {
    'value.set': (view, { event, seq }) => {
      const name = String(event.body);
      return { ...view, [name]: { value: seq, times: (view[name]?.times ?? 0) + 1 } };
    },
    'value.cleared': (view, { event }) => Object.fromEntries(Object.entries(view).filter(([name]) => name !== String(event.body))),
  },
};

const drafts = fc.array(fc.record<Draft>({ type: fc.constantFrom('value.set', 'value.cleared', 'something.else'), body: fc.constantFrom('a', 'b', 'c') }), {
  maxLength: 60,
});

async function entered(events: readonly Draft[]) {
  const store = memoryStore(() => Instant.of(0));
  await store.append(events);
  return store.read(0 as Seq, 1000);
}

describe('projection', () => {
  it('of a prefix and then the rest is that of the whole, through a snapshot or not', async () => {
    await fc.assert(
      fc.asyncProperty(drafts, fc.nat(60), async (events, cut) => {
        const entries = await entered(events);
        const whole = canonicalJson(project(latest, latest.initial(), entries));
        const first = project(latest, latest.initial(), entries.slice(0, cut));
        expect(canonicalJson(project(latest, first, entries.slice(cut)))).toBe(whole);
        const kept = takeSnapshot(register(latest), first, cut, 'x' as Hash);
        expect(canonicalJson(register(latest).foldOn(JSON.parse(kept.view), entries.slice(cut)))).toBe(whole);
      }),
    );
  });

  it('folds on from a snapshot only of its own version and of this log', () => {
    const root = 'ab'.repeat(32) as Hash;
    const own = register(latest);
    const kept = takeSnapshot(own, {}, 5, root);
    expect(fits(kept, own, () => root)).toBe(true);
    expect(fits(kept, own, () => undefined)).toBe(false);
    expect(fits(kept, own, () => 'cd'.repeat(32) as Hash)).toBe(false);
    expect(fits(kept, { ...own, version: 2 }, () => root)).toBe(false);
    expect(fits(kept, { ...own, name: 'other' }, () => root)).toBe(false);
    expect(fits({ ...kept, size: -1 }, own, () => root)).toBe(false);
  });
});
