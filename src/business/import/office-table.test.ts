import { describe, expect, it } from 'vitest';
import { type Fault, Refused } from '../../core/index.ts';
import { readMapping } from '../../evidence/import/index.ts';
import { importBy, said } from './discovery/reading.fixture.ts';
import { officeTable } from './office-table.ts';

describe('a table of the office', () => {
  it.each([
    ['of people', 'account,active,left\njane,yes,2026-01-01\n', 'people', ['directory identity.leavers-removed false']],
    ['of people, cut with semicolons', 'Konto;Aktiv;Austritt\njane;ja;01.01.2026\n', 'people', ['directory identity.leavers-removed false']],
    [
      'of backups',
      'job,last success,restore test,restore result,compared\nnightly,2026-10-30,2026-10-29,ok,yes\n',
      'backup',
      ['office-backup backup.restore-tested true'],
    ],
    ['of statements', 'subject,claim,value\nlaptop,endpoint.disk-encrypted,no\n', 'csv', ['laptop endpoint.disk-encrypted false']],
  ])('%s', (_, text, format, lines) => {
    const imported = importBy(officeTable, text);
    expect([imported.format, said(imported)]).toEqual([format, lines]);
  });

  it.each(['a,b\n', 'a;b', 'subject,claim,value\n'])('of one row is refused, and says which columns are known: %j', (text) => {
    let faults: readonly Fault[] = [];
    try {
      importBy(officeTable, text);
    } catch (error) {
      if (error instanceof Refused) faults = error.faults;
    }
    expect(faults).toMatchObject([{ code: 'ASSAY-BIMPORT-013', remedy: expect.stringContaining('--mapping') }]);
    expect(faults[0]?.expected).toMatch(/people \(account, .*backups \(job, .*restored/);
  });

  it('cut with semicolons or tabs is read as its mapping says', () => {
    const mapping = readMapping(
      '{"mapping":"evidence/1","rules":[{"when":{"active":"yes"},"claim":"endpoint.hardened","value":{"is":false},"subject":{"is":"laptop"}}]}',
      'rules',
    );
    for (const mark of [';', '\t'])
      expect(said(importBy(officeTable, `device${mark}active\nx${mark}yes\n`, {}, mapping))).toEqual(['laptop endpoint.hardened false']);
  });

  it('is read as its mapping says, where it has one', () => {
    const mapping = readMapping(
      '{"mapping":"evidence/1","rules":[{"when":{"active":"yes"},"claim":"endpoint.hardened","value":{"is":false},"subject":{"is":"laptop"}}]}',
      'rules',
    );
    const imported = importBy(officeTable, 'account,active\njane,yes\n', {}, mapping);
    expect([imported.format, said(imported)]).toEqual(['csv', ['laptop endpoint.hardened false']]);
  });
});
