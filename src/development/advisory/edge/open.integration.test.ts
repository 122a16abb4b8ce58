import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
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

  const opened = async (given: string, file: string) => {
    const index = await openAdvisories(given, file);
    const answer = { made: index.made, kept: index.kept, rows: index.packages('npm', 'a').length };
    index.close();
    return answer;
  };
  const prepared = async (name: string) => {
    const [given, file] = [join(folder, name), join(folder, `${name}.db`)];
    mkdirSync(given);
    writeFileSync(join(given, 'a.json'), record('a'));
    expect(await opened(given, file)).toEqual({ made: true, kept: true, rows: 1 });
    expect(await opened(given, file)).toEqual({ made: false, kept: true, rows: 1 });
    return { given, file };
  };

  it.each<[string, (file: string) => void]>([
    [
      'a record was taken out of it, with all else as it was',
      (file) => {
        const db = new DatabaseSync(file);
        db.exec('DELETE FROM package');
        db.close();
      },
    ],
    ['its seal was taken away', (file) => rmSync(`${file}.sha256`)],
    ['its seal is of another', (file) => writeFileSync(`${file}.sha256`, `sha256:${'0'.repeat(64)}\n`)],
    ['others may write its seal', (file) => chmodSync(`${file}.sha256`, 0o622)],
    [
      'its seal is a link',
      (file) => {
        writeFileSync(`${file}.copy`, readFileSync(`${file}.sha256`));
        rmSync(`${file}.sha256`);
        symlinkSync(`${file}.copy`, `${file}.sha256`);
      },
    ],
  ])('is made anew where %s', async (name, spoil) => {
    const { given, file } = await prepared(name.replaceAll(' ', '-'));
    spoil(file);
    expect(await opened(given, file)).toEqual({ made: true, kept: true, rows: 1 });
    expect(await opened(given, file)).toEqual({ made: false, kept: true, rows: 1 });
  });

  it('is refused, and left as it is, where it is a link or others may write it', async () => {
    const { given, file } = await prepared('refused');
    symlinkSync(file, join(folder, 'link.db'));
    await expect(opened(given, join(folder, 'link.db'))).rejects.toThrow('ASSAY-ADVISORY-005');
    chmodSync(file, 0o666);
    await expect(opened(given, file)).rejects.toThrow('ASSAY-ADVISORY-005');
    expect(existsSync(file)).toBe(true);
  });

  it('is refused a place that there is not', async () => {
    const { given } = await prepared('no-place');
    await expect(opened(given, join(folder, 'nowhere', 'index.db'))).rejects.toThrow('ASSAY-ADVISORY-005');
  });

  it('is neither used nor left in a folder where others may write', async () => {
    const { given } = await prepared('shared');
    const shared = join(folder, 'shared-folder');
    mkdirSync(shared);
    const file = join(shared, 'index.db');
    await opened(given, file);
    expect(existsSync(file)).toBe(true);
    const db = new DatabaseSync(file);
    db.exec('DELETE FROM package');
    db.close();
    chmodSync(shared, 0o777);
    expect(await opened(given, file)).toEqual({ made: true, kept: false, rows: 1 });
    rmSync(file);
    await opened(given, file);
    expect(readdirSync(shared)).toEqual(['index.db.sha256']);
    // Where nobody may touch what is another's, as in a folder for temporary files, it is kept.
    chmodSync(shared, 0o1777);
    expect(await opened(given, file)).toEqual({ made: true, kept: true, rows: 1 });
  });
});
