import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codesOf, goodOf, importBy, said } from '../discovery/reading.fixture.ts';
import { backup } from './backup.ts';

const rows = (...lines: readonly string[]) => lines.join('\n');
const HEAD = 'job,system,last success,restore test,restore result,compared,encrypted,offsite';
const read = (text: string, more = {}) => importBy(backup, text, more);

describe('a table of backups', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'restored, compared, encrypted and away',
      rows(HEAD, 'a,db,2026-10-30,2026-10-20,ok,yes,yes,yes'),
      ['office-backup backup.encrypted-and-separate true', 'office-backup backup.restore-tested true'],
    ],
    [
      'a restore that failed',
      rows('job,restored,restore result,compared', 'a,2026-10-20,ok,yes', 'b,2026-10-20,failed,no'),
      ['office-backup backup.restore-tested false'],
    ],
    [
      'digests that differ',
      rows('job,restored,status,expected digest,restored digest', 'a,2026-10-20,ok,abc,abd'),
      ['office-backup backup.restore-tested false'],
    ],
    [
      'digests that agree',
      rows('job,restored,status,expected digest,restored digest', 'a,2026-10-20,ok,ABC,abc'),
      ['office-backup backup.restore-tested true'],
    ],
    [
      'a newer restore that failed',
      rows('job,restored,result,compared', 'a,2026-10-01,ok,yes', 'a,2026-10-20,failed,no'),
      ['office-backup backup.restore-tested false'],
    ],
    [
      'a newer one that did not',
      rows('job,restored,result,compared', 'a,2026-10-20,ok,yes', 'a,2026-10-01,failed,no'),
      ['office-backup backup.restore-tested true'],
    ],
    [
      'rows of their own',
      rows('job,type,end time,status,verified', 'a,backup,2026-10-29,ok,', 'a,restore test,2026-10-30,ok,yes'),
      ['office-backup backup.restore-tested true'],
    ],
    [
      'in German',
      rows('Auftrag;Letzter Wiederherstellungstest;Testergebnis;Prüfsumme verglichen;Verschlüsselt;Ausgelagert', 'a;20.10.2026;erfolgreich;ja;nein;ja'),
      ['office-backup backup.encrypted-and-separate false', 'office-backup backup.restore-tested true'],
    ],
  ])('%s', (_, text, lines) => expect(said(read(text))).toEqual(lines));

  it.each<[string, string]>([
    ['a restore that nobody compared', rows('job,restored,restore result,compared', 'a,2026-10-20,ok,no')],
    ['a table without a column for it', rows('job,restored,restore result', 'a,2026-10-20,ok')],
    ['a job that was never restored', rows('job,restored,restore result,compared', 'a,2026-10-20,ok,yes', 'b,,,')],
    ['a result by a word that nobody knows', rows('job,restored,restore result,compared', 'a,2026-10-20,grün,yes')],
    ['encrypted, and nobody says where', rows('job,last success,encrypted', 'a,2026-10-30,yes')],
  ])('%s keeps the good back', (_, text) => {
    const imported = read(text);
    expect(said(imported)).toEqual([]);
    expect(imported.withheld).toHaveLength(1);
  });

  it('is as old as the oldest restore', () => {
    const { evidence } = read(rows('job,restored,restore result,compared', 'a,2026-10-20,ok,yes', 'b,2026-05-01,ok,yes'));
    expect(evidence[0]?.observedAt).toBe('2026-05-01T00:00:00Z');
  });

  it('says which jobs back up what', () => {
    const { discovered } = read(rows(HEAD, 'a,db,2026-10-30,,,,,'));
    expect(discovered?.relations).toEqual([{ from: 'backup-job:a', to: 'system:db', power: 'backs-up' }]);
    expect(discovered?.scopes).toEqual([]);
  });

  it('never speaks well of a table from which a cell was taken', () =>
    fc.assert(
      fc.property(fc.constantFrom(3, 4, 5), fc.constantFrom('', '?', 'unknown'), (column, cell) => {
        const row = 'a,db,2026-10-30,2026-10-20,ok,yes,yes,yes'.split(',').map((each, i) => (i === column ? (column === 3 ? '' : cell) : each));
        expect(goodOf(read(rows(HEAD, row.join(','), 'b,db,2026-10-30,2026-10-20,ok,yes,yes,yes')))).not.toContain('office-backup backup.restore-tested');
      }),
    ));

  it.each<[string, string, string]>([
    ['no rows', 'job,last success', 'ASSAY-BIMPORT-013'],
    ['a restore of a day to come', rows('job,restored,restore result', 'a,2031-01-01,ok'), 'ASSAY-IMPORT-010'],
    ['a restore of no day', rows('job,restored,restore result', 'a,soon,ok'), 'ASSAY-IMPORT-003'],
    ['rows of other lengths', rows('job,last success', 'a'), 'ASSAY-IMPORT-007'],
  ])('%s', (_, text, code) => expect(codesOf(() => read(text))).toEqual([code]));

  it.each([
    ['job,last success', true],
    ['system,restore test,test result', true],
    ['host,disk', false],
    ['account,last login', false],
  ])('%s', (text, is) => expect(backup.recognises?.(text)).toBe(is));
});
