import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, Instant } from '../core/index.ts';
import { memoryStore } from './memory-store.ts';
import type { Draft, Seq, TreeSize } from './model.ts';
import { foldViews, type LedgerProjection, project, register } from './projections.ts';

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
  it('of a prefix and then the rest is that of the whole, entry by entry or at once', async () => {
    await fc.assert(
      fc.asyncProperty(drafts, fc.nat(60), async (events, cut) => {
        const entries = await entered(events);
        const whole = canonicalJson(project(latest, latest.initial(), entries));
        const first = project(latest, latest.initial(), entries.slice(0, cut));
        expect(canonicalJson(project(latest, first, entries.slice(cut)))).toBe(whole);
        const folding = register(latest).folding();
        for (const entry of entries) folding.take(entry);
        expect(canonicalJson(folding.view())).toBe(whole);
      }),
    );
  });

  it('gives a view only of the version that was folded', () => {
    const views = foldViews({ readVerified: () => ({ size: 0 as TreeSize, root: '' }) }, [register(latest)]);
    expect(views.view(latest)).toEqual({});
    expect(() => views.view({ ...latest, version: 2 })).toThrow('latest');
  });
});
