import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../../core/index.ts';
import { codesOf, goodOf, importBy, said } from '../discovery/reading.fixture.ts';
import { backup } from './backup.ts';
import { isRestoreWord } from './restore-word.ts';

const rows = (...lines: readonly string[]) => lines.join('\n');
const SHA = 'ab'.repeat(32);
const OTHER = 'ac'.repeat(32);
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const DIGESTS = 'job,restored,restore result,expected digest,restored digest,compared';
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
      rows('job,restored,status,expected digest,restored digest', `a,2026-10-20,ok,${SHA.toUpperCase()},sha256:${SHA}`),
      ['office-backup backup.restore-tested true'],
    ],
    [
      'a second column that says that it failed',
      rows('job,restored,restore result,test result,compared', 'a,2026-10-20,ok,failed,yes'),
      ['office-backup backup.restore-tested false'],
    ],
    [
      'digests of one algorithm that differ',
      rows('job,restored,result,expected digest,restored digest', `a,2026-10-20,ok,${SHA},${OTHER}`),
      ['office-backup backup.restore-tested false'],
    ],
    [
      'jobs called as Veeam and others call them',
      rows(
        'job,kind,last success,encrypted,offsite',
        'prod,Backup,2026-10-20,yes,yes',
        'db,Restore point,2026-10-20,no,no',
        's,Test system backup,2026-10-20,no,no',
      ),
      ['office-backup backup.encrypted-and-separate false'],
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
    ['digests that are none', rows(DIGESTS, 'a,2026-10-20,success,abc,abc,')],
    ['naughts for digests', rows(DIGESTS, 'a,2026-10-20,success,0,0,no')],
    ['a digest of naughts', rows(DIGESTS, `a,2026-10-20,success,${'0'.repeat(64)},${'0'.repeat(64)},`)],
    ['the digest of nothing', rows(DIGESTS, `a,2026-10-20,success,${EMPTY},${EMPTY},`)],
    ['digests of two algorithms', rows(DIGESTS, `a,2026-10-20,success,${SHA},${SHA.slice(0, 40)},`)],
    ['a digest that is not as long as its algorithm makes it', rows(DIGESTS, `a,2026-10-20,success,sha512:${SHA},sha512:${SHA},`)],
    ['one digest of two', rows(DIGESTS, `a,2026-10-20,success,${SHA},,yes`)],
    ['digests that agree where nothing was compared', rows(DIGESTS, `a,2026-10-20,success,${SHA},${SHA},no`)],
    ['digests that agree beside a word that nobody knows', rows(DIGESTS, `a,2026-10-20,success,${SHA},${SHA},skipped`)],
    ['a second column that says no', rows('job,restored,restore result,compared,checksum verified', 'a,2026-10-20,ok,yes,no')],
    ['columns that contradict one another', rows('job,last success,encrypted,encryption,offsite', 'a,2026-10-30,yes,no,yes')],
    ['a restore point for a restore', rows('job,type,end time,status,verified', 'a,restore point,2026-10-30,ok,yes', 'b,restore,2026-10-30,ok,yes')],
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

describe('words of restores', () =>
  it.each([
    ['Restore', true],
    ['restore-test', true],
    ['Full restore', true],
    ['Disaster recovery drill', true],
    ['Wiederherstellungstest', true],
    ['Rücksicherung', true],
    ['Restore point', false],
    ['Recovery point copy', false],
    ['Test system backup', false],
    ['test', false],
    ['latest', false],
    ['contest', false],
    ['Backup', false],
    ['', false],
  ])('%j', (kind, is) => expect(isRestoreWord(kind)).toBe(is)));

it('does not quote a cell that is no day', () => {
  try {
    read(rows('job,restored,restore result,compared', 'db,Jane Doe jane@fern.example,success,yes'));
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    expect(JSON.stringify([error.faults, error.message])).not.toMatch(/jane|doe/i);
    expect(error.faults[0]).toMatchObject({ field: 'line 2: the day of the restore', found: 'a text of 26 characters' });
  }
});
