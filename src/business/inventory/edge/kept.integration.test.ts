import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Digest } from '../../../core/index.ts';
import { keepRaw } from '../../../evidence/edge/raw.ts';
import { discoveryText, takenOf } from '../events.ts';
import { discovery, thing } from '../office.fixture.ts';
import { eraseDiscovery, keepDiscovery, readDiscovery } from './kept.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-kept-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const one = discovery([thing('account', 'U1', { name: 'Ada' })]);
const { text, digest } = discoveryText(one);
const taken = { ...takenOf(one, digest, 0, 0), seq: 3 };
const path = () => join(folder, 'inventory', `${digest.slice(7)}.json`);

describe('a discovery in the data folder', () => {
  it('is readable by its owner alone, and comes back as it was', () => {
    keepDiscovery(folder, text, digest);
    expect([statSync(path()).mode & 0o777, statSync(join(folder, 'inventory')).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(readDiscovery(folder, taken)).toMatchObject({ digest, seq: 3, discovery: one });
    expect(readdirSync(join(folder, 'inventory'))).toHaveLength(1);
  });

  it('is said to be missing, altered or erased, and never believed', () => {
    expect(readDiscovery(folder, taken)).toMatchObject({ unreadable: 'missing' });
    keepDiscovery(folder, text, digest);
    writeFileSync(path(), text.replace('Ada', 'Bob'));
    expect(readDiscovery(folder, taken)).toMatchObject({ unreadable: 'altered' });
    writeFileSync(path(), '{');
    expect(readDiscovery(folder, taken)).toMatchObject({ unreadable: 'altered' });
    // Kept again, it is whole again.
    keepDiscovery(folder, text, digest);
    expect(readDiscovery(folder, taken)).toHaveProperty('discovery');
    expect(readDiscovery(folder, { ...taken, erased: 4 })).toMatchObject({ unreadable: 'erased' });
  });

  it('is parsed once for as long as its file stays as it is, and no longer', () => {
    keepDiscovery(folder, text, digest);
    const first = readDiscovery(folder, taken).discovery;
    expect(readDiscovery(folder, taken).discovery).toBe(first);
    const { mtime, atime } = statSync(path());
    writeFileSync(path(), text.replace('Ada', 'Bob'));
    utimesSync(path(), atime, mtime);
    expect(readDiscovery(folder, taken)).toMatchObject({ unreadable: 'altered' });
    rmSync(path());
    expect(readDiscovery(folder, taken)).toMatchObject({ unreadable: 'missing' });
    keepDiscovery(folder, text, digest);
    expect(readDiscovery(folder, taken).discovery).toEqual(first);
  });

  it('is of no use where its bytes are no discovery, whatever the ledger names', () => {
    const bytes = 'not JSON';
    mkdirSync(join(folder, 'inventory'));
    writeFileSync(join(folder, 'inventory', `${Digest.of(bytes).slice(7)}.json`), bytes);
    expect(readDiscovery(folder, { ...taken, digest: Digest.of(bytes) })).toMatchObject({ unreadable: 'altered' });
  });

  it('is erased, with its report where that is asked for', () => {
    const report = new TextEncoder().encode('report');
    keepRaw(folder, report, Digest.of(report));
    keepDiscovery(folder, text, digest);
    expect(eraseDiscovery(folder, digest)).toBe(true);
    expect([existsSync(path()), readdirSync(join(folder, 'raw')).length]).toEqual([false, 1]);
    expect(eraseDiscovery(folder, digest, taken.raw)).toBe(false);
    expect(readdirSync(join(folder, 'raw'))).toEqual([]);
  });
});
