import { mkdtempSync, readFileSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { ledgerStoreContract } from '../../../test/contracts/ledger-store.ts';
import { Instant } from '../../core/index.ts';
import type { Receipt, Seq } from '../model.ts';
import { parseVerifierKey } from '../signed-note.ts';
import { verifyLedger } from './check.ts';
import { openForWriting } from './database.ts';
import { privateKeyFromPem, signerOf } from './ed25519.ts';
import { openLedger } from './open.ts';
import { sqliteStore } from './sqlite-store.ts';
import { tables } from './tables.ts';

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

  it('enters nothing of a group that the disk does not take, and goes on when it does', async () => {
    const dataDir = folder();
    const ledger = await openLedger({ dataDir, now, mode: 'write' });
    await ledger.append([{ type: 'test', body: 'first' }]);
    await ledger.close();
    const db = openForWriting(dataDir, () => undefined);
    const key = privateKeyFromPem(readFileSync(`${dataDir}/signing-key`, 'utf8'));
    if (key === undefined) throw new TypeError('the key was just made');
    let commits = 0;
    const store = sqliteStore({
      tables: tables(db),
      file: dataDir,
      now,
      signer: { key: parseVerifierKey(ledger.verifierKey), sign: signerOf(key) },
      committed: () => {
        commits += 1;
      },
    });
    const before = store.head();
    db.exec('PRAGMA max_page_count = 20');
    const large = Array.from({ length: 300 }, (_, n) => ({ type: 'test', body: `${n} ${'x'.repeat(1000)}` }));
    const fates = await Promise.allSettled([store.append(large), store.append([{ type: 'test', body: 'in the same group' }])]);
    expect(fates.map((fate) => fate.status === 'rejected' && String(fate.reason).includes('ASSAY-LEDGER-027'))).toEqual([true, true]);
    expect(store.head()).toEqual(before);
    expect(commits).toBe(0);
    db.exec('PRAGMA max_page_count = 4294967294');
    expect(await store.append(large)).toHaveLength(300);
    expect(commits).toBe(1);
    db.close();
    expect(verifyLedger(dataDir).ok).toBe(true);
    rmSync(dataDir, { recursive: true });
  });

  it('enters nothing over a second writer that got past the lock, then goes on behind it', async () => {
    const dataDir = folder();
    const first = await openLedger({ dataDir, now, mode: 'write' });
    unlinkSync(`${dataDir}/ledger.lock`);
    const second = await openLedger({ dataDir, now, mode: 'write' });
    await second.append([{ type: 'test', body: 'second' }]);
    await expect(first.append([{ type: 'test', body: 'first' }])).rejects.toThrow('ASSAY-LEDGER-004');
    await first.append([{ type: 'test', body: 'again' }]);
    expect(first.read(0 as Seq, 9).map(({ body }) => body)).toEqual(['second', 'again']);
    await first.close();
    await second.close();
    expect(verifyLedger(dataDir).ok).toBe(true);
    rmSync(dataDir, { recursive: true });
  });
});
