import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openAdvisories } from './open.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-advisories-'));
afterAll(() => rmSync(folder, { recursive: true }));

const record = (name: string) =>
  JSON.stringify({
    id: `GHSA-${name}`,
    modified: '2024-01-01T00:00:00Z',
    affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }],
  });

describe('the index of advisories', () => {
  it('is made anew where a file has other content of the same length', async () => {
    const [given, file] = [join(folder, 'given'), join(folder, 'index.db')];
    mkdirSync(given);
    writeFileSync(join(given, 'a.json'), record('a'));
    const first = await openAdvisories(given, file);
    first.close();
    writeFileSync(join(given, 'a.json'), record('b'));
    const second = await openAdvisories(given, file);
    second.close();
    expect([second.made, first.digest === second.digest]).toEqual([true, false]);
  });
});
