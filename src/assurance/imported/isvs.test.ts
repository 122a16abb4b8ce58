import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest, Refused } from '../../core/index.ts';
import { csvRows } from './csv.ts';
import { isvsForm } from './isvs.ts';
import { readStandard } from './read.ts';

// Rows of our own in the shapes of OWASP's exporter and chapters; the standard itself is share-alike and not kept here.
const ROWS = [
  { ID: '1.2.10', category: 'V1', subsection: 'Second', Description: 'Tenth, with "quotes" & more', L1: false, L2: true, L3: true },
  { ID: '1.2.9', category: 'V1', subsection: 'Second', Description: 'Ninth', L1: true, L2: true, L3: true },
  { ID: '2.1.1', category: 'V2', subsection: '', Description: 'Another', L1: false, L2: false, L3: false },
];
const JSON_FORM = JSON.stringify(ROWS);
const word = (flag: boolean) => (flag ? 'True' : 'False');
const CSV_FORM = `ID,Description,L1,L2,L3\r\n${ROWS.map((row) => `${row.ID},"${row.Description.replaceAll('"', '""')}",${word(row.L1)},${word(row.L2)},${word(row.L3)}`).join('\r\n')}\r\n`;
const XML_FORM = `<requirements>${ROWS.map((row) => `<requirement ID='${row.ID}' L1='${Number(row.L1)}' L2='${Number(row.L2)}' L3='${Number(row.L3)}'>${row.Description.replace('&', '&amp;')}</requirement>\n`).join('')}</requirements>`;
const tick = (flag: boolean) => (flag ? '✓' : '');
const MARKDOWN_FORM = `# V1\n\nWords around it.\n\n### Second\n\n| # | Description | L1 | L2 | L3 |\n| -- | -- | - | - | - |\n${ROWS.slice(0, 2)
  .map((row) => `| **${row.ID}** | ${row.Description} | ${tick(row.L1)} | ${tick(row.L2)} | ${tick(row.L3)} |`)
  .join('\n')}\n\n### Third\n\n| **2.1.1** | Another | | | |\n`;

const read = (text: string, naming = {}) => readStandard(text, 'isvs.x', Digest.of(text), naming, () => undefined);

function codes(text: string): readonly string[] {
  try {
    read(text);
    return ['read'];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.faults.map((fault) => fault.code);
  }
}

describe('ISVS', () => {
  it.each([
    ['json', JSON_FORM],
    ['csv', CSV_FORM],
    ['xml', XML_FORM],
    ['markdown', MARKDOWN_FORM],
  ])('is read from %s, in the order of its numbers, with levels and chapters', (form, text) => {
    expect(isvsForm(text)).toBe(form);
    const { standard, format, details } = read(text);
    expect(format).toBe(`isvs-${form}`);
    expect(standard.requirements.map((one) => [one.id, one.group, one.levels ?? [], one.title])).toEqual([
      ['1.2.9', 'V1', ['L1', 'L2', 'L3'], 'Ninth'],
      ['1.2.10', 'V1', ['L2', 'L3'], 'Tenth, with "quotes" & more'],
      ['2.1.1', 'V2', [], 'Another'],
    ]);
    // Three rows are no ISVS that anything was judged of.
    expect([standard.id, standard.edition]).toEqual(['owasp-iot-security-verification-standard', expect.stringMatching(/^as exported, file [0-9a-f]{8}$/)]);
    expect(details['1.2.10']?.statement).toContain('Tenth');
  });

  it('takes its edition and id from whoever imports', () => {
    expect(read(JSON_FORM, { id: 'my-isvs', edition: '1.0' }).standard).toMatchObject({ id: 'my-isvs', edition: '1.0' });
  });

  it('lists what it does not carry', () => {
    expect(read(JSON.stringify(ROWS.map((row) => ({ ...row, note: 'x' })))).lost).toEqual([{ field: '[].note', count: 3, sample: 'x' }]);
    expect(read(CSV_FORM.replace('L3\r\n', 'L3,Extra\r\n').replace('True\r\n', 'True,e\r\n')).lost).toEqual([{ field: 'Extra', count: 1, sample: 'e' }]);
    expect(read(XML_FORM.replace("ID='2.1.1'", "ID='2.1.1' L4='1'")).lost).toEqual([{ field: 'requirements.requirement@L4', count: 1, sample: '1' }]);
    expect(read(MARKDOWN_FORM).lost).toEqual([{ field: 'lines outside the tables', count: 2, sample: '# V1' }]);
  });

  it.each([
    ['a number twice', CSV_FORM.replace('1.2.9', '1.2.10'), 'ASSAY-STANDARD-003'],
    ['a row without a number', CSV_FORM.replace('1.2.9', 'nine'), 'ASSAY-STANDARD-005'],
    ['a row without words', XML_FORM.replace('Ninth', ''), 'ASSAY-STANDARD-005'],
    ['an item that is no object', JSON_FORM.replace('[{', '[{"ID":"1.1.1","Description":"x","L1":true},3,{'), 'ASSAY-STANDARD-005'],
    ['a quote that stays open', `${CSV_FORM}1.1.1,"open`, 'ASSAY-STANDARD-005'],
    ['no rows', 'ID,Description,L1,L2,L3\n', 'ASSAY-STANDARD-002'],
    ['XML that breaks off', XML_FORM.slice(0, -5), 'ASSAY-XML-001'],
  ])('is refused for %s', (_, text, code) => expect(codes(text)).toContain(code));

  it.each([JSON_FORM, CSV_FORM, XML_FORM, MARKDOWN_FORM])('cut anywhere is refused with a code, or read: %#', (text) => {
    for (let at = 0; at < text.length; at += 1) expect(codes(text.slice(0, at)).length).toBeGreaterThan(0);
  });
});

describe('comma-separated values', () => {
  it('come back as they were written', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ') });
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 4 }), (rows) => {
        const text = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join('\r\n');
        expect(csvRows(text)?.map((row) => row.cells)).toEqual(rows);
      }),
    );
  });
});
