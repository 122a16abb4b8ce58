import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Instant, type Json, Refused } from '../../src/core/index.ts';
import { leafHash } from '../../src/ledger/hash.ts';
import type { Draft, Entry, LedgerStore, Seq, TreeSize } from '../../src/ledger/model.ts';
import { EMPTY_RANGE, grow, rootOf } from '../../src/ledger/range.ts';

/** Opens an empty store on a clock that the suite sets. `dispose` may remove what was opened. */
export interface StoreUnderTest {
  readonly store: LedgerStore;
  dispose(): Promise<void>;
}

const seq = (n: number) => n as Seq;
const size = (n: number) => n as TreeSize;
const draft = (n: number): Draft => ({ type: 'test.entry', body: { n } });
const drafts = (count: number, from = 0): Draft[] => Array.from({ length: count }, (_, i) => draft(from + i));

// The arbitrary likes to make keys that reach a prototype; those are refused, as a case of its own says.
const enterable = (value: unknown) => !/"(?:__proto__|constructor|prototype)":/.test(JSON.stringify(value));

async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof Refused ? error.faults[0]?.code : String(error);
}

function rootOver(entries: readonly Entry[]): string {
  const range = grow(EMPTY_RANGE);
  for (const { canonical } of entries) range.push(leafHash(canonical), 0);
  return rootOf(range.range());
}

/** What every adapter of the LedgerStore port promises. Run it from the adapter's own test file. */
export function ledgerStoreContract(name: string, open: (now: () => Instant) => Promise<StoreUnderTest>): void {
  describe(`LedgerStore contract: ${name}`, () => {
    let at: Instant;
    let under: StoreUnderTest;
    let store: LedgerStore;
    beforeEach(async () => {
      at = Instant.parse('2026-11-01T00:00:00Z');
      under = await open(() => at);
      store = under.store;
    });
    afterEach(() => under.dispose());

    it('is empty at first, with the root of the empty tree', () => {
      expect(store.head()).toEqual({ size: 0, root: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' });
      expect(store.read(seq(0), 10)).toEqual([]);
    });

    it('enters drafts next to one another and in order, and reads them back', async () => {
      const receipts = await store.append(drafts(3));
      expect(receipts.map((receipt) => receipt.seq)).toEqual([0, 1, 2]);
      const entries = store.read(seq(0), 10);
      expect(entries.map(({ body }) => body)).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
      expect(entries[1]?.canonical).toBe('{"body":{"n":1},"recordedAt":"2026-11-01T00:00:00Z","seq":1,"type":"test.entry"}');
      expect(receipts.map((receipt) => receipt.leafHash)).toEqual(entries.map(({ canonical }) => leafHash(canonical)));
      expect(store.head()).toEqual({ size: 3, root: rootOver(entries) });
    });

    it('reads from a place on, at most as many as asked for', async () => {
      await store.append(drafts(10));
      expect(store.read(seq(4), 3).map((entry) => entry.seq)).toEqual([4, 5, 6]);
      expect(store.read(seq(9), 3).map((entry) => entry.seq)).toEqual([9]);
      expect(store.read(seq(10), 3)).toEqual([]);
    });

    it('appends only at the expected size', async () => {
      await store.append(drafts(2));
      expect(await codeOf(store.append([draft(9)], size(1)))).toBe('ASSAY-LEDGER-003');
      expect(await codeOf(store.append([draft(9)], size(3)))).toBe('ASSAY-LEDGER-003');
      expect(store.head().size).toBe(2);
      await store.append([draft(2)], size(2));
      expect(store.head().size).toBe(3);
    });

    it('lets one of several that expect the same size win', async () => {
      const codes = await Promise.all([codeOf(store.append([draft(1)], size(0))), codeOf(store.append([draft(2)], size(0))), codeOf(store.append([draft(3)]))]);
      expect(codes).toEqual(['undefined', 'ASSAY-LEDGER-003', 'undefined']);
      expect(store.read(seq(0), 9).map(({ body }) => body)).toEqual([{ n: 1 }, { n: 3 }]);
    });

    it.each<[string, Draft, string]>([
      ['a type with a space', { type: 'two words', body: null }, 'ASSAY-LEDGER-001'],
      ['a type with a quote', { type: 'a"b', body: null }, 'ASSAY-LEDGER-001'],
      ['no type', { type: '', body: null }, 'ASSAY-LEDGER-001'],
      ['a body that reaches a prototype', { type: 'test', body: { constructor: 1 } }, 'ASSAY-LEDGER-001'],
      ['a body nested too deeply', { type: 'test', body: JSON.parse('['.repeat(80) + ']'.repeat(80)) as Json }, 'ASSAY-LEDGER-001'],
      ['a body too large for a bundle', { type: 'test', body: 'x'.repeat(65_500) }, 'ASSAY-LEDGER-002'],
      ['a number that JSON cannot write', { type: 'test', body: Number.NaN }, 'ASSAY-JSON-005'],
    ])('enters nothing of a call with %s', async (_, bad, code) => {
      expect(await codeOf(store.append([draft(0), bad]))).toBe(code);
      expect(store.head().size).toBe(0);
    });

    it('is not moved by what the caller does to a draft afterwards', async () => {
      const body = { n: 1 };
      const entered = store.append([{ type: 'test', body }]);
      body.n = 2;
      await entered;
      expect(store.read(seq(0), 1)[0]?.body).toEqual({ n: 1 });
    });

    it('never records a moment before the last one, whatever the clock does', async () => {
      await store.append([draft(0)]);
      at = Instant.parse('2026-10-01T00:00:00Z');
      await store.append([draft(1)]);
      at = Instant.parse('2026-12-01T00:00:00Z');
      await store.append([draft(2)]);
      expect(store.read(seq(0), 3).map((entry) => Instant.format(entry.recordedAt))).toEqual([
        '2026-11-01T00:00:00Z',
        '2026-11-01T00:00:00Z',
        '2026-12-01T00:00:00Z',
      ]);
    });

    it('shows a watcher what is there and what comes, each once, until it aborts', async () => {
      await store.append(drafts(300));
      const control = new AbortController();
      const seen: number[] = [];
      const watching = (async () => {
        for await (const entry of store.watch(seq(9), control.signal)) {
          seen.push(entry.seq);
          if (entry.seq === 302) control.abort();
        }
      })();
      await store.append(drafts(1));
      await store.append(drafts(2));
      await watching;
      expect(seen).toEqual(Array.from({ length: 293 }, (_, i) => 10 + i));
    });

    it('ends a watch when it is closed, and refuses everything after', async () => {
      const watching = (async () => {
        for await (const _ of store.watch(seq(-1), new AbortController().signal)) expect.fail('nothing was entered');
      })();
      await store.close();
      await watching;
      expect(await codeOf(store.append([draft(0)]))).toBe('ASSAY-LEDGER-008');
      expect(() => store.read(seq(0), 1)).toThrow('ASSAY-LEDGER-008');
      expect(() => store.head()).toThrow('ASSAY-LEDGER-008');
    });

    it('enters what was handed in before it was closed', async () => {
      const entered = store.append(drafts(2));
      await store.close();
      expect(await entered).toHaveLength(2);
    });

    it('keeps any JSON byte for byte, and its root is that of its entries', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(fc.jsonValue({ maxDepth: 4 }).filter(enterable), { maxLength: 5 }), { maxLength: 5 }), async (calls) => {
          const before = store.head().size;
          // JSON text and back, because the arbitrary makes -0, which JSON does not keep apart.
          const bodies = calls.map((call) => call.map((value) => JSON.parse(JSON.stringify(value)) as Json));
          await Promise.all(bodies.map((call) => store.append(call.map((body) => ({ type: 'test', body })))));
          const entries = store.read(seq(before), 1000);
          expect(entries.map(({ body }) => body)).toEqual(bodies.flat());
          expect(store.head().root).toBe(rootOver(store.read(seq(0), 100_000)));
        }),
        { numRuns: 25 },
      );
    });
  });
}
