import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { serviceWatch } from './service-watch.ts';

const codeOf = (error: unknown) => (error instanceof Refused ? error.faults[0]?.code : error);

it('holds a source to its budget, and nobody else: what is refused was not taken, and is taken later', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'assay-budget-'));
  let ticks = 0;
  const failures: string[] = [];
  const watch = serviceWatch({
    dataDir,
    ticks: () => ticks,
    changed: () => undefined,
    grown: () => undefined,
    failed: (message) => failures.push(message),
    budget: { burst: 100, perSecond: 10 },
  });
  const offer = (source: string, fill: string) =>
    watch.offer(source, { body: new TextEncoder().encode(`${fill.repeat(59)}\n`), format: 'zeek-json', path: 'conn' }).then(
      ({ account }) => account.offered,
      (error: unknown) => codeOf(error),
    );
  try {
    expect(await offer('one', 'a')).toBe(1);
    expect(await offer('one', 'b')).toBe('ASSAY-SERVER-006');
    expect(await offer('another', 'c')).toBe(1);
    ticks = 2000;
    expect(await offer('one', 'b')).toBe(1);
    expect((await watch.state()).account).toMatchObject({ offered: 3, evaluated: 0, waiting: 0 });
    expect(failures).toEqual([]);
  } finally {
    await watch.close();
    rmSync(dataDir, { recursive: true });
  }
  expect(await offer('one more', 'd')).toBe('ASSAY-SERVER-012');
});
