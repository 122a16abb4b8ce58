import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRows, separatorOf } from './csv-rows.ts';
import { readMapping } from './mapping.ts';
import { accounted, codesOf, importNamed, importText, said } from './reading.fixture.ts';

const cells = (text: string) => csvRows(text, 'in').map((row) => row.cells);

describe('what stands between cells', () => {
  it.each([
    ['a,b', ','],
    ['a;b', ';'],
    ['a\tb', '\t'],
    ['"a;b;c",d', ','],
    ['"a,b,c";"d"', ';'],
    ['a', ','],
  ])('of %j is %j', (first, mark) => expect(separatorOf(first)).toBe(mark));
});

describe('rows of RFC 4180', () => {
  it.each<[string, string, readonly (readonly string[])[]]>([
    [
      'LF',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'CRLF',
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'CR',
      'a,b\r1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a byte order mark',
      '\ufeffa,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'quotes',
      '"a,x","b ""c"""\n"1\r\n2",',
      [
        ['a,x', 'b "c"'],
        ['1\r\n2', ''],
      ],
    ],
    [
      'empty lines',
      'a,b\n\n1,2\n\n\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'formulas, which stay text',
      'a,b\n=1+1,@cmd',
      [
        ['a', 'b'],
        ['=1+1', '@cmd'],
      ],
    ],
    ['nothing', '', []],
  ])('%s', (_, text, rows) => expect(cells(text)).toEqual(rows));

  it('say on which line each begins', () => expect(csvRows('a,b\n"1\n\n2",x\n3,4', 'in').map(({ line }) => line)).toEqual([1, 2, 5]));

  it.each([
    ['a row too short', 'a,b\n1'],
    ['a row too long', 'a,b\n1,2,3'],
    ['a quote that stays open', 'a,b\n"1,2'],
    ['letters after a quote', 'a,b\n"1"x,2'],
    ['a quote in a bare cell', 'a,b\n1,2"'],
  ])('%s is refused', (_, text) => expect(codesOf(() => cells(text))).toEqual(['ASSAY-IMPORT-007']));

  it('come back as they were written', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', '=', ' ', 'ü', '\ufeff') });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), (rows) => {
        expect(cells(rows.map((row) => row.map(quoted).join(',')).join('\r\n'))).toEqual(rows);
      }),
    );
  });
});

const MAPPING = readMapping(
  `mapping: evidence/1
rules:
  - { when: { Kind: disk }, claim: endpoint.disk-encrypted, value: { from: State, as: { on: true, off: false } }, subject: { from: Host }, observedAt: { from: Seen } }
  - { when: { Kind: count }, claim: system.exploitable-vulnerabilities, value: { from: State } }
`,
  'm.yaml',
);

describe('a table', () => {
  it.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['makes a statement of a row', ['camera,disk,on,'], ['camera endpoint.disk-encrypted true'], []],
    ['takes the worse of two rows of one moment', ['camera,disk,on,', 'camera,disk,off,'], ['camera endpoint.disk-encrypted false'], []],
    [
      'keeps two moments apart',
      ['camera,disk,off,2026-10-01', 'camera,disk,on,2026-10-02'],
      ['camera endpoint.disk-encrypted false', 'camera endpoint.disk-encrypted true'],
      [],
    ],
    ['says nothing good beside a row that it cannot read', ['camera,disk,on,', 'camera,disk,=1+1,'], [], []],
    ['makes nothing of a word that nobody explained', ['camera,disk,On,'], [], []],
    ['reads numbers', ['x,count,3,'], ['repo system.exploitable-vulnerabilities 3'], []],
    ['reads no number with a formula in it', ['x,count,=3,'], [], []],
    ['makes nothing of two numbers for one thing', ['x,count,0,', 'y,count,4,'], [], []],
    ['makes nothing of a row that no rule names', ['camera,other,on,'], [], []],
    ['names what is not on the map', ['camra,disk,on,', 'camra,disk,off,'], [], ['camra 2 camera']],
    ['knows other names', ['The Camera,disk,on,'], ['camera endpoint.disk-encrypted true'], []],
    ['knows members', ['camera#C0FFEE,disk,on,'], ['camera#C0FFEE endpoint.disk-encrypted true'], []],
  ])('%s', (_, rows, statements, unknown) => {
    const imported = importText(['Host,Kind,State,Seen', ...rows].join('\n'), 'csv', MAPPING);
    expect(said(imported)).toEqual(statements);
    expect(imported.unknownSubjects.map(({ name, items, nearest }) => `${name} ${items} ${nearest.join()}`)).toEqual(unknown);
    expect(accounted(imported)).toBe(true);
  });

  describe('about a class', () => {
    const populations = new Map([['camera', 40]]);
    const rows = (...cells: string[]) => ['Host,Kind,State,Seen,Serial', ...cells.map((each) => `camera,disk,${each}`)].join('\n');
    const mapped = (more: object) => ({ rules: MAPPING.rules.map((rule) => ({ ...rule, ...more })) });
    const seen = (text: string, more: object, known: ReadonlyMap<string, number> = populations) =>
      importText(text, 'csv', mapped(more), { populations: known }).evidence.map(({ value, population }) => [value, population?.seen]);
    const member = { member: { from: 'Serial' } };

    it.each<[string, string, object, readonly unknown[]]>([
      ['rows alone show one member', rows('on,2026-10-01,A1', 'on,2026-10-01,A2'), {}, [[true, 1]]],
      ['the same row three times shows one', rows('on,2026-10-01,A1', 'on,2026-10-01,A1', 'on,2026-10-01,A1'), member, [[true, 1]]],
      ['a column that names the members counts them', rows('on,2026-10-01,A1', 'on,2026-10-01,A2', 'on,2026-10-01,A1'), member, [[true, 2]]],
      ['the same serial in other letters is the same member', rows('on,2026-10-01,a1', 'on,2026-10-01, A1 '), member, [[true, 1]]],
      ['a row that names no member adds none', rows('on,2026-10-01,A1', 'on,2026-10-01,', 'on,2026-10-01,'), member, [[true, 1]]],
      ['rows that name none show one', rows('on,2026-10-01,', 'on,2026-10-01,'), member, [[true, 1]]],
      ['a column that is not there shows one', rows('on,2026-10-01,A1', 'on,2026-10-01,A2'), { member: { from: 'Nummer' } }, [[true, 1]]],
      ['those that failed are counted, and not the others', rows('on,2026-10-01,A1', 'off,2026-10-01,A2', 'off,2026-10-01,A2'), member, [[false, 1]]],
      ['of the whole it speaks where the mapping says so', rows('on,2026-10-01,A1'), { covers: 'whole' }, [[true, undefined]]],
    ])('%s', (_, text, more, values) => expect(seen(text, more)).toEqual(values));

    it('that the map has one of needs no count', () => expect(seen(rows('on,2026-10-01,A1'), member, new Map())).toEqual([[true, undefined]]));

    it('never shows more members than there are', () =>
      expect(seen(rows('on,2026-10-01,A1', 'on,2026-10-01,A2', 'on,2026-10-01,A3'), member, new Map([['camera', 2]]))).toEqual([[true, 2]]));

    it.each<[string, string, number | undefined]>([
      ['one row', 'subject,claim,value\ncamera,device.no-remote-shell,yes', 1],
      ['many rows', `subject,claim,value\n${'camera,device.no-remote-shell,yes\n'.repeat(30)}`, 1],
      ['a column of members', 'subject,claim,value,member\ncamera,device.no-remote-shell,yes,1\ncamera,device.no-remote-shell,yes,2', 2],
      ['a member as the subject', 'subject,claim,value\ncamera#7,device.no-remote-shell,yes', undefined],
    ])('is shown in part by a table with columns of its own names: %s', (_, text, count) =>
      expect(importText(text, 'csv', undefined, { populations }).evidence[0]?.population?.seen).toBe(count),
    );
  });

  it('of very many columns is read in one pass over them, and one that stands twice is found', () => {
    const names = Array.from({ length: 40_000 }, (_, i) => `c${i}`).join(',');
    expect(codesOf(() => importText(`${names},c39999\n`, 'csv'))).toEqual(['ASSAY-IMPORT-007']);
    expect(importText(`${names}\n`, 'csv').items).toBe(0);
  });

  it('with columns of its own names needs no mapping', () =>
    expect(said(importNamed('subject,claim,value\ncamera,device.no-remote-shell,yes\nrepo,code.nonsense,yes'))).toEqual([
      'camera device.no-remote-shell true',
    ]));

  it('says which columns no statement carries, and which rules matched nothing', () => {
    const { lost, assumed } = importText('Host,Kind,State,Seen,Owner\ncamera,disk,on,2026-10-01T00:00:00Z,Jo', 'csv', MAPPING);
    expect(lost.map(({ field, count }) => `${field} ${count}`)).toEqual(['[].Kind 1', '[].Owner 1']);
    expect(assumed).toEqual(['rule 2 of the mapping matched no item']);
  });

  it.each([
    ['one column', 'a\n1', 'ASSAY-IMPORT-001'],
    ['a column twice', 'a,a\n1,2', 'ASSAY-IMPORT-007'],
    ['a column that reaches a prototype', 'a,__proto__\n1,2', 'ASSAY-IMPORT-007'],
    ['a NUL', 'a,b\n1,\0', 'ASSAY-IMPORT-009'],
    ['a moment that has not come', 'Host,Kind,State,Seen\ncamera,disk,on,2027-01-01', 'ASSAY-IMPORT-010'],
  ])('with %s is refused', (_, text, code) => expect(codesOf(() => importText(text, 'csv', MAPPING))).toEqual([code]));
});

it('refuses a row of very many cells', () => expect(codesOf(() => importText(','.repeat(50_001), 'csv'))).toEqual(['ASSAY-IMPORT-007']));
