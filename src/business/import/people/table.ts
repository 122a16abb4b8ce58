import { FORBIDDEN_KEYS, Refused } from '../../../core/index.ts';
import { type CsvRow, csvRows } from '../../../evidence/import/csv-rows.ts';
import { importFaults } from '../../../evidence/import/faults.ts';
import { worded } from '../../../evidence/import/wording.ts';

// Tables that people export from office systems: commas, or semicolons where the office's language writes numbers with commas, or tabs. What a column is, is told by
// the words of its name, in English and German.

/** What columns may be, and the words of their names without spaces and marks. */
export type ColumnWords<Column extends string> = Readonly<Record<Column, readonly string[]>>;

export interface Table<Column extends string> {
  readonly rows: readonly TableRow<Column>[];
  has(column: Column): boolean;
  /** Names of columns that nobody knows. */
  readonly others: readonly string[];
}

export interface TableRow<Column extends string> {
  readonly at: string;
  /** Trimmed; empty where the cell is, and where there is no such column. */
  cell(column: Column): string;
}

type Separator = ',' | ';' | '\t';

/** What the first row is cut at: the mark of which it has most. */
function separatorOf(first: string): Separator {
  const count = (mark: string) => first.split(mark).length;
  return ([';', '\t'] as const).reduce<Separator>((best, mark) => (count(mark) > count(best) ? mark : best), ',');
}

function firstRow(text: string): string {
  const start = text.startsWith('\ufeff') ? 1 : 0;
  return /^[^\r\n]*/.exec(text.slice(start, start + 20_000))?.[0] ?? '';
}

/** The columns that a text has, by the words of its first row: for recognising it. */
export function columnsOf<Column extends string>(text: string, words: ColumnWords<Column>): ReadonlySet<Column> {
  const first = firstRow(text);
  if (/^\s*[{[<]/.test(first)) return new Set();
  const found = new Set<Column>();
  for (const name of first.split(separatorOf(first))) {
    const column = columnOf(name, words);
    if (column !== undefined) found.add(column);
  }
  return found;
}

/** Throws `Refused` (ASSAY-IMPORT-001, -007). */
export function readTable<Column extends string>(text: string, file: string, words: ColumnWords<Column>): Table<Column> {
  const [head, ...rows] = nameless(() => csvRows(text, file, separatorOf(firstRow(text))));
  const names = head?.cells.map((cell) => cell.trim()) ?? [];
  const twice = names.find((name, i) => (name !== '' && names.indexOf(name) !== i) || FORBIDDEN_KEYS.has(name));
  if (names.length < 2 || twice !== undefined) throw noTable(file, twice);
  const places = new Map<Column, number>();
  const others: string[] = [];
  names.forEach((name, i) => {
    const column = columnOf(name, words);
    // Two columns that may be one thing: the first is read, and the other is said to be left.
    if (column === undefined || places.has(column)) others.push(name);
    else places.set(column, i);
  });
  return {
    rows: rows.map((row) => rowOf(row, places)),
    has: (column) => places.has(column),
    others,
  };
}

/** Faults of rows without what stands in them: the cells are of people. */
function nameless<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refused(...error.faults.map(({ found: _, ...fault }) => fault));
  }
}

function rowOf<Column extends string>({ line, cells }: CsvRow, places: ReadonlyMap<Column, number>): TableRow<Column> {
  return {
    at: `line ${line}`,
    cell: (column) => {
      const place = places.get(column);
      return place === undefined ? '' : (cells[place] ?? '').trim();
    },
  };
}

function columnOf<Column extends string>(name: string, words: ColumnWords<Column>): Column | undefined {
  const plain = name
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '');
  for (const column of Object.keys(words) as Column[]) if (words[column].includes(plain)) return column;
  return undefined;
}

function noTable(file: string, twice: string | undefined): Refused {
  return new Refused(
    importFaults.fault(twice === undefined ? '001' : '007', {
      message: twice === undefined ? `${file} is no table with columns` : `the column "${worded(twice, 80)}" cannot be told from others`,
      file,
      line: 1,
      expected: 'a first row that names each column once, with commas, semicolons or tabs between',
      remedy: 'Export the table as CSV with a row of names.',
    }),
  );
}

const YES = new Set(['yes', 'y', 'true', '1', 'x', 'ja', 'j', 'wahr', 'active', 'aktiv', 'enabled', 'aktiviert', 'ok', 'on', 'an']);
const NO = new Set([
  ...[
    'no',
    'n',
    'false',
    '0',
    'nein',
    'falsch',
    'inactive',
    'inaktiv',
    'disabled',
    'deaktiviert',
    'gesperrt',
    'locked',
    'suspended',
    'blocked',
    'deleted',
    'geloscht',
  ],
  ...['geloescht', 'off', 'aus', 'none', 'keine', 'keiner', 'deprovisioned', 'terminated'],
]);

/** A word for yes or no; `undefined` for what is neither. */
export function yesOrNo(cell: string): boolean | undefined {
  const word = cell
    .trim()
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '');
  return YES.has(word) ? true : NO.has(word) ? false : undefined;
}

/** A day or moment as tables have it: ISO 8601, or day, month and year with dots. What may be read in two ways is not read. */
export function isoOf(cell: string): string {
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ ,T]+(\d{2}:\d{2}(?::\d{2})?))?$/.exec(cell);
  if (german === null) return cell;
  const [, day = '', month = '', year = '', time] = german;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}${time === undefined ? '' : `T${time}`}`;
}
