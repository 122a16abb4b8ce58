import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { ledgerStoreContract } from '../../../test/contracts/ledger-store.ts';
import { Instant } from '../../core/index.ts';
import type { Receipt, Seq } from '../model.ts';
import { openLedger } from './open.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'assay-ledger-'));
const now = () => Instant.parse('2026-11-01T00:00:00Z');

ledgerStoreContract('node:sqlite', async (clock) => {
  const dataDir = folder();
  const store = await openLedger({ dataDir, now: clock, mode: 'write' });
  return {
    store,
    async dispose() {
      await store.close();
      rmSync(dataDir, { recursive: true });
    },
  };
});

describe('the SQLite store', () => {
  it('lets the appends of one turn share one commit', async () => {
    const dataDir = folder();
    const ledger = await openLedger({ dataDir, now, mode: 'write' });
    const watcher = new DatabaseSync(`${dataDir}/ledger.db`, { readOnly: true });
    // data_version changes once for every commit of another connection.
    const version = watcher.prepare('PRAGMA data_version');
    const versions = new Set<unknown>([version.get()?.['data_version']]);
    const receipts = await Promise.all(
      Array.from({ length: 1000 }, async (_, n): Promise<readonly Receipt[]> => {
        const entered = await ledger.append([{ type: 'test', body: { n } }]);
        versions.add(version.get()?.['data_version']);
        return entered;
      }),
    );
    expect(receipts.flat().map((receipt) => receipt.seq)).toEqual(Array.from({ length: 1000 }, (_, n) => n));
    expect(versions.size).toBeLessThanOrEqual(3);
    watcher.close();
    await ledger.close();
    rmSync(dataDir, { recursive: true });
  });

  it('opens again where it stopped, and reads beside a writer', async () => {
    const dataDir = folder();
    for (const count of [1, 254, 2, 255, 600]) {
      const ledger = await openLedger({ dataDir, now, mode: 'write' });
      await ledger.append(Array.from({ length: count }, (_, n) => ({ type: 'test', body: { n } })));
      const reader = await openLedger({ dataDir, now, mode: 'read' });
      expect(reader.head()).toEqual(ledger.head());
      await ledger.append([{ type: 'test', body: 'later' }]);
      expect(reader.head()).toEqual(ledger.head());
      await expect(reader.append([{ type: 'test', body: null }])).rejects.toThrow('ASSAY-LEDGER-008');
      await reader.close();
      await ledger.close();
    }
    const reader = await openLedger({ dataDir, now, mode: 'read' });
    expect(reader.head().size).toBe(1117);
    expect(reader.verify()).toMatchObject({ ok: true, faults: [] });
    await reader.close();
    rmSync(dataDir, { recursive: true });
  });

  it("wakes a reader's watch when another connection commits", async () => {
    const dataDir = folder();
    const ledger = await openLedger({ dataDir, now, mode: 'write' });
    const reader = await openLedger({ dataDir, now, mode: 'read' });
    const first = reader
      .watch(-1 as Seq, new AbortController().signal)
      [Symbol.asyncIterator]()
      .next();
    await ledger.append([{ type: 'test', body: 'seen' }]);
    expect((await first).value).toMatchObject({ seq: 0, body: 'seen' });
    await reader.close();
    await ledger.close();
    rmSync(dataDir, { recursive: true });
  });
});
