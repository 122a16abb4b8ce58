import { type Fault, Refused } from '../../core/index.ts';
import { importFaults } from './faults.ts';

export interface CsvRow {
  /** From 1: the line on which the row begins; a quoted cell may hold line ends. */
  readonly line: number;
  readonly cells: readonly string[];
}

type Separator = ',' | ';' | '\t';

/** What may stand between cells, and what to do about a table in which something else does. */
export const SEPARATED = 'commas, semicolons or tabs';
export const EXPORT_TABLE = `Export the table as CSV with a row of names, and ${SEPARATED} between the cells.`;

/** What the first row is cut at: the mark of which it has most, without those in quotes. */
export function separatorOf(first: string): Separator {
  const bare = first.replaceAll(/"[^"]*"/g, '');
  const count = (mark: string) => bare.split(mark).length;
  return ([';', '\t'] as const).reduce<Separator>((best, mark) => (count(mark) > count(best) ? mark : best), ',');
}

export function firstRow(text: string): string {
  const start = text.startsWith('\ufeff') ? 1 : 0;
  return /^[^\r\n]*/.exec(text.slice(start, start + 20_000))?.[0] ?? '';
}

const MOST_ROWS = 1_000_000;
const MOST_COLUMNS = 50_000;

/**
 * The rows of RFC 4180 text, after a byte order mark where there is one: CRLF, LF or CR ends a row, a cell in quotes may hold anything, two quotes in
 * it are one. `separator`: what stands between cells, where an importer has found that it is another than a comma. Empty lines are passed over. Every row must have as many cells as the first: in a shorter or longer one nobody can say which
 * cell is which. Throws `Refused` (ASSAY-IMPORT-007) with every bad row, at most 20.
 */
export function csvRows(text: string, file: string, separator: Separator = ','): readonly CsvRow[] {
  const rows: CsvRow[] = [];
  const faults: Fault[] = [];
  const wrong = (line: number, message: string, expected: string, found: string) => {
    if (faults.length < 20) faults.push(importFaults.fault('007', { message, file, line, expected, found, remedy: EXPORT_TABLE }));
  };
  let line = 1;
  let at = text.startsWith('\ufeff') ? 1 : 0;
  while (at < text.length) {
    const begins = line;
    const cells: string[] = [];
    let quoted = false;
    for (;;) {
      if (cells.length === MOST_COLUMNS) {
        wrong(begins, 'a row has too many cells', `at most ${MOST_COLUMNS} cells`, 'more');
        throw new Refused(...faults);
      }
      if (text[at] === '"') {
        quoted = true;
        let cell = '';
        at += 1;
        for (;;) {
          const end = text.indexOf('"', at);
          if (end === -1) {
            wrong(begins, 'a quoted cell is not closed', 'a quote at the end of the cell', 'the end of the file');
            throw new Refused(...faults);
          }
          cell += text.slice(at, end);
          at = end + 1;
          if (text[at] !== '"') break;
          cell += '"';
          at += 1;
        }
        for (const ch of cell.matchAll(/\r\n|\n|\r/g)) line += ch[0] === '' ? 0 : 1;
        cells.push(cell);
        if (at < text.length && text[at] !== separator && text[at] !== '\r' && text[at] !== '\n') {
          wrong(line, 'something follows a closing quote', 'a separator or the end of the row', JSON.stringify(text[at]));
          throw new Refused(...faults);
        }
      } else {
        let end = at;
        while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1;
        const cell = text.slice(at, end);
        if (cell.includes('"'))
          wrong(line, 'a quote stands in a cell without quotes round it', 'the cell in quotes, each quote in it twice', cell.slice(0, 80));
        cells.push(cell);
        at = end;
      }
      if (text[at] !== separator) break;
      at += 1;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at += 2;
    else if (at < text.length) at += 1;
    line += 1;
    if (cells.length === 1 && cells[0]?.trim() === '' && !quoted) continue;
    const head = rows[0];
    if (head !== undefined && head.cells.length !== cells.length)
      wrong(begins, `the row has ${cells.length} cells, the first ${head.cells.length}`, `${head.cells.length} cells`, `${cells.length} cells`);
    rows.push({ line: begins, cells });
    if (rows.length > MOST_ROWS) {
      wrong(begins, 'there are too many rows', `at most ${MOST_ROWS} rows`, 'more');
      break;
    }
  }
  if (faults.length > 0) throw new Refused(...faults);
  return rows;
}
